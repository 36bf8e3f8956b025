import { allEngines, engineOf } from "../../../core/engine/_engines.ts";
import { testEngine } from "../../../core/engine/_engine_properties.ts";

for (const name of allEngines.slice(1)) {
  testEngine(name, (architecture) => engineOf(name, architecture), 60);
}
