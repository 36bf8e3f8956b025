import { assert, assertEquals } from "@std/assert";
import {
  createEngine,
  type Engine,
  engineNames,
  engineNumerics,
} from "../../../core/engine/mod.ts";
import { type Architecture, paperArchitecture } from "../../../core/flow/architecture.ts";
import { allEngines, engineOf } from "./_engines.ts";

Deno.test("every name gives an engine with that name and the numerics listed for it", async () => {
  const engines = await Promise.all(
    allEngines.map((name) => engineOf(name, paperArchitecture)),
  );
  engines.forEach((engine, i) => {
    assertEquals(engine.name.split("/")[0], allEngines[i]);
    assertEquals(engine.numerics, engineNumerics[allEngines[i]]);
  });
});

Deno.test("an engine that does not exist is refused with the names there are", async () => {
  const make = createEngine as (name: string, architecture: Architecture) => Promise<Engine>;
  let error: unknown;
  await make("abacus", paperArchitecture).catch((caught) => error = caught);
  assert(error instanceof RangeError);
  assertEquals(
    error.message,
    `Cannot create an engine as its name must be one of ${
      engineNames.join(", ")
    }: current value is "abacus"`,
  );
});
