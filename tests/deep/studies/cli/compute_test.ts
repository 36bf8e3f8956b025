import { killedCompute } from "../../../studies/cli/_compute.ts";

Deno.test("killed at 50 random moments, a run ends with the bytes of an undisturbed one", () =>
  killedCompute(50));
