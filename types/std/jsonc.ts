/** JSON with comments of Deno's standard library, from npm, where it ships without types. */
// @ts-types="./jsonc.d.ts"
export * from "npm:deno-std@1.4.0/jsonc/mod.js";
