import { damageRuns } from "../../runner/_damages.ts";

Deno.test("20 damages of what is on disk: each is mended or refused, and no number is another", async () => {
  await damageRuns(20, 20);
});
