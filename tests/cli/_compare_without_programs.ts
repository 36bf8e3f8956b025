/** The command `compare` where no program can be found. */
Deno.env.set("PATH", "/nowhere");
await import("../../cli/compare.ts");
