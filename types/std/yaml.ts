/** YAML of Deno's standard library, from npm, where it ships without types. */
// @ts-types="./yaml.d.ts"
export * from "npm:deno-std@1.4.0/yaml/mod.js";
