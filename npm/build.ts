/**
 * Builds the package for npm. Started by `package`, with permission to write beside its path.
 *
 * @module
 */
import { writeWhole } from "../runner/files.ts";
import { refuse } from "../runner/refusal.ts";
import { deno } from "./deno.ts";
import { packageOf } from "./tarball.ts";

const [out] = Deno.args;
const library = `${out}.${crypto.randomUUID().slice(0, 8)}`;
try {
  writeWhole(library, new Uint8Array());
  try {
    await deno(["pack", "--allow-dirty", "--no-source-maps", `--output=${library}`]);
    const bytes = await packageOf(Deno.readFileSync(library));
    writeWhole(out, bytes);
    console.log(`Packaged the library and the audit in ${Math.round(bytes.length / 1000)} kB:`);
    console.log(`  ${out}`);
  } finally {
    Deno.removeSync(library);
  }
} catch (error) {
  refuse(error);
}
