/**
 * `deno task site`: starts the build of the site, with permission to write where its options say.
 *
 * @module
 */
import "../runner/no_environment.ts";
import { siteCommand, type SiteCommandOptions } from "../site/build_options.ts";
import { main } from "./_command.ts";
import { buildSite } from "./_process.ts";

await main(siteCommand().action((options: SiteCommandOptions) => buildSite(options, Deno.args)));
