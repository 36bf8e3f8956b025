import { assertEquals } from "@std/assert";
import { curve, ends, estimates } from "../../../render/charts/panels.ts";

Deno.test("ends are one standard error away, and where value or error is missing there are none", () => {
  assertEquals(ends([1, 2, null, 4, 5], [0.5, null, 1, 1]), {
    lower: [0.5, null, null, 3, null],
    upper: [1.5, null, null, 5, null],
  });
});

Deno.test("estimates and curves keep their numbers in order, each with its ends", () => {
  const numbers = { x: [10, 20], y: [3, 1], lower: [2, null], upper: [4, null] };
  assertEquals(estimates([10, 20], [{ value: 3, error: 1 }, { value: 1, error: null }]), numbers);
  assertEquals(curve("a", 2, [10, 20], [3, 1], [1, null]), {
    label: "a",
    look: 2,
    form: "line",
    ...numbers,
  });
});
