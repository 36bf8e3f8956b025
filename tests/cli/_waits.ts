/** Says that it is there, and waits until it is ended. */
import { endWithInput } from "../../cli/_process.ts";

if (Deno.args.includes("--attached")) endWithInput();
console.log("waiting");
await new Promise((resolve) => setTimeout(resolve, 600_000));
