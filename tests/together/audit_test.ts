import { together } from "./_together.ts";

await together("audit");
