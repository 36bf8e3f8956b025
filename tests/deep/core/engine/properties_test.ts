import { createEngine, engineNames } from "../../../../core/engine/mod.ts";
import { testEngine } from "../../../core/engine/_engine_properties.ts";

for (const name of engineNames.slice(1)) {
  testEngine(name, (architecture) => createEngine(name, architecture), 60);
}
