import { killedCompute, killedWithoutCache } from "../../cli/_compute.ts";

Deno.test("killed at 20 random moments, a run ends with the bytes of an undisturbed one", () =>
  killedCompute(20));

Deno.test("killed at 12 random moments and without its cache, a run goes on from what is kept", () =>
  killedWithoutCache(12));
