/** A registry of studies that want more than computing needs while they are planned. */
import type { Study } from "../../runner/study.ts";
import { cell, kinds as toys, tries } from "./_toys.ts";
import { z } from "zod";

export const kinds = toys;
export const studies: readonly Study[] = Object.entries(tries).map(([wants, take]) => ({
  name: `plans-${wants}`,
  results: z.json(),
  summary: () => {
    // Such a call may refuse at once or later; the plan does not wait for it.
    Promise.resolve(take()).catch((error) => {
      console.error(error.message);
      Deno.exit(1);
    });
    return cell("walk");
  },
}));
