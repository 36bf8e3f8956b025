import { assertThrows } from "@std/assert";
import { paperArchitecture } from "../../../core/flow/architecture.ts";
import { checkFlow } from "../../../core/flow/flow.ts";

Deno.test("a flow has an architecture and its number of finite weights", () => {
  const architecture = paperArchitecture;
  const weights = new Float32Array(2498);
  checkFlow({ architecture, weights });
  assertThrows(
    () => checkFlow({ architecture, weights: weights.subarray(1) }),
    TypeError,
    "2498 numbers: current value is 2497",
  );
  assertThrows(
    () => checkFlow({ architecture, weights: weights.map((_, i) => i === 7 ? NaN : 0) }),
    RangeError,
    "NaN at index 7",
  );
  assertThrows(
    () => checkFlow({ architecture: { ...architecture, dimension: 0 }, weights }),
    RangeError,
  );
});
