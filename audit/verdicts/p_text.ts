/**
 * P-values in words.
 *
 * @module
 */
import { decimal } from "../../render/sentence.ts";

/** A p-value in a sentence. */
export function pText(pValue: number): string {
  return pValue <= 0.001 ? "p ≤ 0.001" : `p = ${decimal(pValue, pValue < 0.1 ? 3 : 2)}`;
}
