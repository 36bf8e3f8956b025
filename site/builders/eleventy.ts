/**
 * Fills the templates with Eleventy, from npm alone.
 *
 * @module
 */
import Eleventy from "@11ty/eleventy";
import vento from "ventojs";
import autoTrim from "ventojs/plugins/auto_trim.js";
import { filters } from "../../render/filters.ts";
import type { Model } from "../model.ts";

/** The part of Eleventy's configuration that is used here. */
interface Configuration {
  addGlobalData(name: string, value: unknown): void;
  addTemplateFormats(formats: string): void;
  addExtension(name: string, options: {
    outputFileExtension: string;
    compile(
      source: string,
      path: string,
    ): (data: Record<string, unknown>) => Promise<string>;
  }): void;
  setUseGitIgnore(use: boolean): void;
  setUseTemplateCache(use: boolean): void;
}

/**
 * Writes every page of a folder of templates.
 *
 * @param input Folder of the templates.
 * @param output Folder for the pages.
 */
export async function buildWithEleventy(
  input: string,
  output: string,
  model: Model,
): Promise<void> {
  const engine = vento({ includes: `${input}/_includes`, autoescape: true });
  engine.use(autoTrim());
  Object.assign(engine.filters, filters(model));
  const eleventy = new Eleventy(input, output, {
    quietMode: true,
    configPath: null,
    config(configuration: Configuration) {
      configuration.setUseGitIgnore(false);
      // Else layouts stay compiled, and with them this engine, for later builds of the process.
      configuration.setUseTemplateCache(false);
      configuration.addGlobalData("report", model);
      configuration.addGlobalData(
        "eleventyComputed.permalink",
        () => ({ url }: { url: string }) => url,
      );
      configuration.addTemplateFormats("vto");
      configuration.addExtension("vto", {
        outputFileExtension: "html",
        compile: (source, path) => async (data) =>
          (await engine.runString(source, data, path)).content,
      });
    },
  });
  eleventy.disableLogger();
  await eleventy.write();
}
