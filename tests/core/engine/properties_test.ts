import { allEngines, engineOf } from "./_engines.ts";
import { testEngine } from "./_engine_properties.ts";

const [name] = allEngines;
testEngine(name, (architecture) => engineOf(name, architecture), 60);
