import { assertThrows } from "@std/assert";
import { checkFinite } from "../../core/check.ts";

Deno.test("one number that is not finite is found and named, wherever it stands", () => {
  for (let length = 1; length <= 13; length++) {
    for (let at = 0; at < length; at++) {
      for (const wrong of [NaN, Infinity, -Infinity]) {
        for (const Kind of [Float32Array, Float64Array, Array<number>]) {
          const values = new Kind(length).fill(-1.5);
          checkFinite("add", "list", values);
          values[at] = wrong;
          assertThrows(
            () => checkFinite("add", "list", values),
            RangeError,
            `Cannot add as every number of the list must be finite: current value is ${wrong} at index ${at}`,
          );
        }
      }
    }
  }
});

Deno.test("infinities that cancel are found, numbers at the ends of the range and zeros are none", () => {
  assertThrows(() => checkFinite("add", "list", [Infinity, -Infinity]), RangeError, "index 0");
  checkFinite("add", "list", [Number.MAX_VALUE, -Number.MAX_VALUE, Number.MIN_VALUE, 0, -0]);
  checkFinite("add", "list", []);
});
