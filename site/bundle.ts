/**
 * Puts the drawing of charts together to one script for browsers, with Deno's own bundler.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";

/** A script, or why there is none. */
export type Bundle = { readonly script: string } | { readonly reason: string };

/**
 * The script of `charts/live.ts`. It is kept in `.cache/` until a source changes.
 *
 * The bundler is a native program that Deno brings from npm when it is first asked for.
 */
export async function bundleCharts(): Promise<Bundle> {
  const charts = new URL("charts/", import.meta.url);
  const own = [...Deno.readDirSync(charts)].map(({ name }) => new URL(name, charts).href).sort();
  const others = ["markup.ts", "../deno.lock"].map((path) => new URL(path, import.meta.url).href);
  const hash = createHash("sha256").update(Deno.version.deno);
  for (const url of [...own, ...others]) hash.update(await Deno.readFile(new URL(url)));
  const kept = `.cache/bundle/${hash.digest("hex").slice(0, 16)}.js`;
  try {
    return { script: await Deno.readTextFile(kept) };
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  const { success, stdout, stderr } = await new Deno.Command("deno", {
    args: [
      "bundle",
      "--quiet",
      "--platform=browser",
      "--minify",
      `--config=${fileURLToPath(new URL("../deno.json", import.meta.url))}`,
      fileURLToPath(new URL("live.ts", charts)),
    ],
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).output();
  const text = new TextDecoder().decode(success ? stdout : stderr);
  if (!success) return { reason: text.trim().split("\n")[0].replace(/^error: /, "") };
  await Deno.mkdir(".cache/bundle", { recursive: true });
  const part = `${kept}.${crypto.randomUUID().slice(0, 8)}`;
  await Deno.writeTextFile(part, text);
  await Deno.rename(part, kept);
  return { script: text };
}
