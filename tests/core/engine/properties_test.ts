import { createEngine, engineNames } from "../../../core/engine/mod.ts";
import { testEngine } from "./_engine_properties.ts";

const [name] = engineNames;
testEngine(name, (architecture) => createEngine(name, architecture), 60);
