/**
 * Fills the templates with Vento, the engine that Lume brings, without Lume.
 *
 * @module
 */
import { parse } from "@std/yaml";
import { resolve } from "node:path";
import vento from "ventojs";
import autoTrim from "ventojs/plugins/auto_trim.js";
import { filters } from "../../render/filters.ts";
import { writeAll } from "../../runner/files.ts";
import { notFound, outputPath, pages } from "../pages.ts";
import type { SiteParts } from "../parts.ts";

/** Folder that the paths of templates start from, and that of what they include. */
const root = resolve(import.meta.dirname!, "../..");
const includes = `${root}/site/_includes`;

/** A template: what its head says, and the rest. */
interface Template {
  readonly head: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/**
 * Reads a template.
 *
 * @throws {SyntaxError} If it has no head between lines of three hyphens.
 */
async function readTemplate(path: string): Promise<Template> {
  const text = await Deno.readTextFile(path);
  const match = /^---\n(.*?)\n---\n(.*)$/s.exec(text);
  if (match === null) {
    throw new SyntaxError(
      `Cannot use the template ${path} as it must begin with its address, layout and title between two lines of three hyphens: current value is ${
        JSON.stringify(text.slice(0, 40))
      }`,
    );
  }
  return { head: parse(match[1]) as Template["head"], body: match[2] };
}

/**
 * Writes the pages, and all files of the parts.
 *
 * @param output Folder of the site.
 */
export async function buildWithVento(output: string, parts: SiteParts): Promise<void> {
  const { model, files } = parts;
  const engine = vento({ includes, autoescape: true });
  engine.use(autoTrim());
  Object.assign(engine.filters, filters(model));
  writeAll(output, files);
  for (const page of [...pages, notFound]) {
    const path = `${root}/${page.template}`;
    const { head, body } = await readTemplate(path);
    const layout = `${includes}/${head.layout}`;
    const data = { report: model, ...head };
    const { content } = await engine.runString(body, data, path);
    const filled = await engine.runString(
      await Deno.readTextFile(layout),
      { ...data, content },
      layout,
    );
    const { text, files } = await parts.finish(page, filled.content);
    writeAll(output, new Map([[outputPath(String(head.url)), text], ...files]));
  }
}
