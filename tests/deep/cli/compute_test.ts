import { killedCompute, killedWithoutCache } from "../../cli/_compute.ts";

Deno.test("killed at 50 random moments, a run ends with the bytes of an undisturbed one", () =>
  killedCompute(50));

Deno.test("killed at 30 random moments and without its cache, a run goes on from what is kept", () =>
  killedWithoutCache(30));
