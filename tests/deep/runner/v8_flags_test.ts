import { assertEquals } from "@std/assert";
import { noSharedNumbers, v8Flags } from "../../../runner/v8_flags.ts";
import { ended, startProgram } from "../../runner/_runs.ts";

/** On busy processors one process in 17 fails without the flag, so one time in 400 none of these does. */
const processes = 100, atOnce = 8;

Deno.test("objects do not share their numbers, whatever else the processors do", async () => {
  const flags = await v8Flags("deno", [noSharedNumbers]);
  const said: string[] = [];
  let left = processes;
  await Promise.all(Array.from({ length: atOnce }, async () => {
    while (left-- > 0) {
      const { code, out, error } = await ended(
        startProgram([...flags, "tests/runner/_moments.ts"]),
      );
      assertEquals([code, error], [0, ""]);
      if (out !== "") said.push(out);
    }
  }));
  assertEquals(said, []);
});
