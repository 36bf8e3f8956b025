/** The posteriors of each profile. */
import { assert, assertEquals } from "@std/assert";
import { eventsPerDraw, methodsOf } from "../../own_data/methods.ts";
import { posterior } from "../../core/posterior/mod.ts";
import { profiles } from "../../runner/study.ts";

Deno.test("every profile has the same posteriors, each by options that it knows", () => {
  const ids = profiles.map((profile) => methodsOf(profile).map(({ method: { id } }) => id).join());
  assertEquals(new Set(ids).size, 1);
  for (const profile of profiles) {
    for (const { method, options, draws } of methodsOf(profile, 5000)) {
      assertEquals(posterior(method.posterior, options).name, method.posterior);
      assert(draws >= 10, method.id);
    }
  }
  const cost = (profile: typeof profiles[0]) =>
    methodsOf(profile).reduce((sum, { cost }) => sum + cost, 0);
  assert(cost("smoke") < cost("standard") && cost("standard") < cost("paper"));
  assert(eventsPerDraw("smoke") < eventsPerDraw("paper"));
});

Deno.test("no batch has more events than there are", () => {
  const sizes = (options: object): number[] =>
    Object.entries(options).flatMap(([name, value]) =>
      name === "batchSize" ? [value] : typeof value === "object" ? sizes(value) : []
    );
  for (const profile of profiles) {
    for (const { method, options } of methodsOf(profile, 150)) {
      assert(sizes(options).length > 0, method.id);
      for (const size of sizes(options)) assertEquals(size, 150, method.id);
    }
  }
});
