/**
 * How to cite, as BibTeX, from what CITATION.cff says.
 *
 * @module
 */
import { parse } from "../types/std/yaml.ts";
import cff from "../CITATION.cff" with { type: "text" };

/** A person, or all of them under one name. */
interface Author {
  readonly name?: string;
  readonly "family-names"?: string;
  readonly "given-names"?: string;
}

/** What of CITATION.cff stands in an entry. */
interface Citation {
  readonly title: string;
  readonly authors: readonly Author[];
  readonly version: string;
  readonly references: readonly {
    readonly title: string;
    readonly authors: readonly Author[];
    readonly year: number;
    readonly identifiers: readonly { readonly value: string }[];
  }[];
}

/** Names as BibTeX takes them; braces keep one that is not a person's in one piece. */
function authors(all: readonly Author[]): string {
  return all.map((author) =>
    author.name === undefined
      ? `${author["family-names"]}, ${author["given-names"]}`
      : `{${author.name}}`
  ).join(" and ");
}

/** An entry; fields without a value are left out. */
function entry(key: string, fields: Readonly<Record<string, string | undefined>>): string {
  const lines = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `  ${name} = {${value}}`);
  return `@misc{${key},\n${lines.join(",\n")}\n}\n`;
}

/** An entry for the work that is reproduced, and one for this project. */
export interface Bibtex {
  readonly paper: string;
  readonly project: string;
}

/**
 * The entries of CITATION.cff.
 *
 * @param repository Address of the project's repository, where it is known.
 */
export function bibtex(repository?: string): Bibtex {
  const project = parse(cff) as Citation;
  const [paper] = project.references;
  return {
    paper: entry(`${paper.authors[0]["family-names"]}${paper.year}`, {
      title: paper.title,
      author: authors(paper.authors),
      year: String(paper.year),
      eprint: paper.identifiers[0].value.replace("arXiv:", ""),
      archivePrefix: "arXiv",
    }),
    project: entry("Ampliflow", {
      title: project.title,
      author: authors(project.authors),
      note: `Version ${project.version}`,
      url: repository,
    }),
  };
}
