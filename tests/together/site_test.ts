import { together } from "./_together.ts";

await together("site");
