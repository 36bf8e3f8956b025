/**
 * Names of the generators of a comparison.
 *
 * @module
 */
import { basename, extname } from "node:path";
import type { AuditConfig } from "../config.ts";

/** A name that says nothing, as a configuration has it by default. */
const none = new Set(["generator", "Audit of a generator", "My generator"]);

/**
 * A name for each generator: that of its configuration, or else of its file. Generators whose names would be equal are
 * named after their files, or after their paths if the names of the files are equal, too.
 *
 * @example Two configurations without names
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { namesOf } from "./names.ts";
 *
 * const config = { title: "Audit of a generator", generator: "generator" };
 * const of = (source: string, generator = "generator") => ({ source, config: { ...config, generator } });
 * assertEquals(namesOf([of("mine/a.yaml"), of("b.yaml", "flow")]), ["a", "flow"]);
 * assertEquals(namesOf([of("a.yaml", "flow"), of("b.yaml", "flow")]), ["a", "b"]);
 * assertEquals(namesOf([of("a/x.yaml"), of("b/x.yaml")]), ["a/x.yaml", "b/x.yaml"]);
 * ```
 */
export function namesOf(
  generators: readonly {
    readonly source: string;
    readonly config: Pick<AuditConfig, "title" | "generator">;
  }[],
): string[] {
  const stem = (source: string) => basename(source, extname(source));
  const candidates = [
    generators.map(({ source, config: { title, generator } }) =>
      [generator, title].find((name) => !none.has(name)) ?? stem(source)
    ),
    generators.map(({ source }) => stem(source)),
  ];
  return candidates.find((names) => new Set(names).size === names.length) ??
    generators.map(({ source }) => source);
}
