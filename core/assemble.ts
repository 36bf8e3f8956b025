/**
 * Compiles AssemblyScript to a module that carries the WebAssembly's bytes, the same on every machine for the
 * pinned compiler.
 *
 * @module
 */
import asc from "npm:assemblyscript@0.28.20/asc";

/** Sources and settings of one compilation. */
export interface Sources {
  /** Name in messages, such as "the narrow kernel". */
  readonly name: string;
  /** Folder of the sources; `index.ts` exports what the host calls. */
  readonly folder: URL;
  /** Texts of generated sources, by file name. */
  readonly written?: Readonly<Record<string, string>>;
  /** Optimisation level of the compiler, 0 to 3. */
  readonly optimizeLevel: number;
}

/**
 * Compiles sources.
 *
 * @returns The text of the module.
 * @throws {SyntaxError} If the sources do not compile; the message is the compiler's.
 */
export async function assemble(
  { name, folder, written = {}, optimizeLevel }: Sources,
): Promise<string> {
  const outFile = "module.wasm";
  let binary: Uint8Array | undefined;
  const { error, stderr } = await asc.main([
    ...["index.ts", "--outFile", outFile, "--optimizeLevel", String(optimizeLevel)],
    ...["--shrinkLevel", "0", "--noAssert", "--enable", "simd", "--disable", "relaxed-simd"],
    ...["--runtime", "stub", "--use", "abort="],
  ], {
    readFile: (file) => {
      if (file in written) return written[file];
      try {
        return Deno.readTextFileSync(new URL(file, folder));
      } catch (error) {
        if (error instanceof Deno.errors.NotFound) return null;
        throw error;
      }
    },
    writeFile: (file, contents) => {
      if (file === outFile) binary = contents as Uint8Array;
    },
    listFiles: () => [],
  });
  if (error || !binary) {
    throw new SyntaxError(
      `Cannot build ${name} as its sources must compile: current value is ${
        error?.message ?? "no output"
      }\n${stderr.toString()}`,
    );
  }
  return `/** Bytes of ${name} in base64, made by \`deno task build:kernel\`. */
export const base64 =
  "${binary.toBase64()}";
`;
}
