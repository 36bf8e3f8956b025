/** Which claims are judged. */
import { assertEquals } from "@std/assert";
import { meanOverRuns } from "../../../core/estimate.ts";
import { claimsOf } from "../../../studies/worth/claims.ts";
import { setup } from "../_seeded.ts";
import { worth } from "../../site/_ranks_and_worth.ts";

const [{ rows: [row] }] = worth(setup, [50]).series;

/** A claim five times too large, with a small scatter between runs. */
const over = meanOverRuns([5, 5.1, 4.9, 5, 5]);

Deno.test("claims of draws that are worth too few independent ones are not judged", () => {
  const claims = claimsOf(
    [1, 4.9, 5.1, 50].map((autocorrelationTime) => ({
      row: { ...row, ratio: over, autocorrelationTime },
      draws: 50,
    })),
  );
  assertEquals(claims.map(({ judged }) => judged), [true, true, false, false]);
  assertEquals(claims.map(({ side }) => side), ["above", "above", undefined, undefined]);
});

Deno.test("a claim that is not judged does not count in the family of those that are", () => {
  const barely = meanOverRuns([1.5, 1.1, 1.6, 1.4, 1.2]);
  const alone = claimsOf([{ row: { ...row, ratio: barely }, draws: 50 }]);
  const beside = claimsOf(
    [
      { row: { ...row, ratio: barely }, draws: 50 },
      ...Array.from({ length: 8 }, () => ({
        row: { ...row, ratio: barely, autocorrelationTime: 50 },
        draws: 50,
      })),
    ],
  );
  assertEquals(alone[0].side, "above");
  assertEquals(beside[0], alone[0]);
});
