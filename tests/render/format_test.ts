import { assertEquals } from "@std/assert";
import { fixed, measured, percent, plain, significant, wrap } from "../../render/format.ts";

Deno.test("numbers as people read them", () => {
  const cases: [string, string][] = [
    [fixed(1.005, 1), "1.0"],
    [fixed(-0.0004, 2), "0.00"],
    [fixed(-12345.67, 1), "−12\u202f345.7"],
    [significant(0, 3), "0"],
    [significant(123456, 2), "120\u202f000"],
    [significant(0.000123456, 3), "0.000123"],
    [significant(9.996, 3), "10.0"],
    [significant(1e7, 2), "1.0 × 10⁷"],
    [plain(10_000), "10\u202f000"],
    [plain(0.5), "0.5"],
    [plain(-0.123456), "−0.1235"],
    [plain(1.02), "1.02"],
    [plain(1e-7), "1 × 10⁻⁷"],
    [percent(0.683, 1), "68.3 %"],
  ];
  for (const [actual, expected] of cases) assertEquals(actual, expected);
});

Deno.test("a measurement is rounded to two digits of its error", () => {
  const cases: [number, number | null, string][] = [
    [0.0123456, 0.00199, "0.0123 ± 0.0020"],
    [0.0123456, 0.000996, "0.0123 ± 0.0010"],
    [-1.5, 0.25, "−1.50 ± 0.25"],
    [12345, 678, "12\u202f350 ± 680"],
    [0.4, 12, "0 ± 12"],
    [1e-9, 1e-9, "(1.0 ± 1.0) × 10⁻⁹"],
    [0, 7.4e-32, "(0.0 ± 7.4) × 10⁻³²"],
    [1, 1e-30, "1"],
    [2.5, null, "2.50"],
    [0, 0, "0"],
  ];
  for (const [value, error, expected] of cases) assertEquals(measured({ value, error }), expected);
});

Deno.test("words are wrapped at a number of letters, long ones stand alone", () => {
  assertEquals(wrap("to be or not to be", 8), ["to be or", "not to", "be"]);
  assertEquals(wrap("a incomprehensibilities", 5), ["a", "incomprehensibilities"]);
});
