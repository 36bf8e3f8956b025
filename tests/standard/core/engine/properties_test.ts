import { allEngines, engineOf } from "../../../core/engine/_engines.ts";
import { createTfjsEngine } from "../../../../core/engine/tfjs.ts";
import { testEngine } from "../../../core/engine/_engine_properties.ts";

for (const name of allEngines.slice(1)) {
  testEngine(name, (architecture) => engineOf(name, architecture), 12);
}
// It runs the same program, slowly.
testEngine(
  "tfjs on its cpu backend",
  (architecture) => createTfjsEngine(architecture, { backend: "cpu" }),
  12,
);
