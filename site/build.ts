/**
 * Builds the site from the committed results, without computing anything. Started by `site` and `report`,
 * with permission to write where the options say.
 *
 * @module
 */
import "../runner/no_environment.ts";
import { duration } from "../render/format.ts";
import { refuse } from "../runner/refusal.ts";
import { siteCommand, type SiteCommandOptions } from "./build_options.ts";
import { movedPath } from "./moved.ts";
import type { SiteBuild } from "./site.ts";

/** Whether a server, which runs as another user, may read a folder. */
function isPublic(folder: string): boolean {
  const { mode } = Deno.statSync(folder);
  return mode === null || (mode & 0o005) === 0o005;
}

/** Says how a site was built. */
export function printBuild(build: SiteBuild, seconds: number): void {
  const { builder, reason, searchReason, liveReason, moved, out } = build;
  if (reason !== undefined) console.log(`Lume cannot be reached: ${reason}`);
  if (searchReason !== undefined) console.log(`The search is left out: ${searchReason}`);
  if (liveReason !== undefined) {
    console.log(`The controls of charts and what pages compute are left out: ${liveReason}`);
  }
  console.log(
    `Built ${build.pages} pages and ${build.files} files with ${
      builder === "lume" ? "Lume" : "Vento"
    } in ${duration(seconds)}`,
  );
  console.log(`  ${out}`);
  if (moved !== undefined) {
    console.log(
      `${moved} ${moved === 1 ? "chart differs" : "charts differ"} from the earlier site`,
    );
    console.log(`  ${out}/${movedPath}`);
  }
  if (!isPublic(out)) {
    console.log("Only your account may read it, as the umask says; for a server: chmod -R a+rX");
  }
}

async function build(options: SiteCommandOptions): Promise<void> {
  const start = performance.now();
  const { buildSite } = await import("./site.ts");
  const build = await buildSite(options);
  printBuild(build, (performance.now() - start) / 1000);
}

if (import.meta.main) {
  await siteCommand().action(build).parseAsync(Deno.args, { from: "user" }).catch(refuse);
}
