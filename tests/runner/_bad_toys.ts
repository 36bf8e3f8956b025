/** A registry with the toys that cannot be finished besides those that can. */
import { bad, studies as good } from "./_toys.ts";

export { kinds } from "./_toys.ts";
export const studies = [...bad, ...good];
