import { assert, assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import { closureElsewhere, closureFinding } from "../../../studies/ring/closure.ts";

const table = (there: string) =>
  `implementation,seed,steps,divergence
here,1,1000,0.010
here,2,1000,0.012
here,3,1000,0.014
JAX,1,1000,${there}5
JAX,2,1000,${there}6
JAX,3,1000,${there}7
here,1,2000,0.005
here,2,2000,0.007
here,3,2000,0.006
JAX,1,2000,0.006
JAX,2,2000,0.005
JAX,3,2000,0.007
`;

Deno.test("seeds are averaged, with the scatter between them", () => {
  const [first, second] = closureElsewhere(table("0.01"));
  assertEquals([first.steps, first.seeds, second.steps], [1000, 3, 2000]);
  assertAlmostEquals(first.here.value, 0.012, 1e-15);
  assertAlmostEquals(first.here.error!, 0.002 / Math.sqrt(3), 1e-15);
  assertAlmostEquals(first.elsewhere.value, 0.016, 1e-15);
});

Deno.test("implementations that differ are said to", () => {
  const alike = closureFinding(closureElsewhere(table("0.01"))).sentence;
  assertStringIncludes(alike, "with 3 seeds each");
  assertStringIncludes(alike, "agree within errors in");
  assertStringIncludes(alike, "seeds of each.");
  const apart = closureFinding(closureElsewhere(table("0.03"))).sentence;
  assertStringIncludes(apart, "differ after 1,000 steps in");
});

Deno.test("what is kept of the bench has seeds of both at every length", () => {
  const trials = closureElsewhere();
  assert(trials.length > 0);
  for (const { seeds, here, elsewhere } of trials) {
    assert(seeds > 1 && here.error! > 0 && elsewhere.error! > 0);
  }
});
