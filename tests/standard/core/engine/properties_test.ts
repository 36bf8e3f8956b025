import { createEngine, engineNames } from "../../../../core/engine/mod.ts";
import { createTfjsEngine } from "../../../../core/engine/tfjs.ts";
import { testEngine } from "../../../core/engine/_engine_properties.ts";

for (const name of engineNames.slice(1)) {
  testEngine(name, (architecture) => createEngine(name, architecture), 12);
}
// It runs the same program, slowly.
testEngine(
  "tfjs on its cpu backend",
  (architecture) => createTfjsEngine(architecture, { backend: "cpu" }),
  12,
);
