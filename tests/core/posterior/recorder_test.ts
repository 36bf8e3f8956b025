import { assertAlmostEquals, assertEquals } from "@std/assert";
import { Recorder } from "../../../core/posterior/recorder.ts";

for (const total of [1, 7, 200, 201, 401, 1000, 1003]) {
  Deno.test(`the trace of ${total} steps has the means of stretches, the last one too`, () => {
    const recorder = new Recorder("steps", "", total);
    for (let k = 0; k < total; k++) recorder.add(k, k);
    const { steps, values } = recorder.trace(total);
    assertEquals(steps.at(-1), total);
    let from = 0;
    for (const [i, end] of steps.entries()) {
      // The mean of the whole numbers from one place to before another.
      assertAlmostEquals(values[i], (from + end - 1) / 2, 1e-9);
      from = end;
    }
    // 200 means at most, all stretches but the last as long as they must be for that.
    assertEquals(steps.length, Math.ceil(total / Math.ceil(total / 200)));
  });
}

Deno.test("the latest mean is that of the stretch that runs, or of the last full one", () => {
  const recorder = new Recorder("steps", "", 600);
  const means = [];
  for (let k = 0; k < 7; k++) {
    recorder.add(k, k);
    means.push(recorder.latest(k + 1));
  }
  // Stretches of three steps: 0, (0 + 1) / 2, 1; 3, 3.5, 4; 6.
  assertEquals(means, [0, 0.5, 1, 3, 3.5, 4, 6]);
});
