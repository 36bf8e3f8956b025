/**
 * Builds the package for npm. Started by `package`, with permission to write beside its path.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { writeWhole } from "../runner/files.ts";
import { launch } from "../runner/launch.ts";
import { refuse } from "../runner/refusal.ts";
import { packageOf } from "./tarball.ts";

/** Lets Deno write the package of the library. */
async function pack(path: string): Promise<void> {
  const { success, stderr } = await launch("deno", {
    args: ["pack", "--quiet", "--allow-dirty", "--no-source-maps", `--output=${path}`],
    cwd: fileURLToPath(new URL("../", import.meta.url)),
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  if (success) return;
  const said = new TextDecoder().decode(stderr);
  throw new Error(
    `Cannot package the library as deno pack must end well: current value is ${
      JSON.stringify(said.match(/^error: (.*)/m)?.[1] ?? said.trim())
    }`,
  );
}

const [out] = Deno.args;
const library = `${out}.${crypto.randomUUID().slice(0, 8)}`;
try {
  writeWhole(library, new Uint8Array());
  try {
    await pack(library);
    const bytes = await packageOf(Deno.readFileSync(library));
    writeWhole(out, bytes);
    console.log(`Packaged ${Math.round(bytes.length / 1000)} kB; to use it: npm install ${out}`);
  } finally {
    Deno.removeSync(library);
  }
} catch (error) {
  refuse(error);
}
