/**
 * The pages in reading order: navigation, previous and next follow from it.
 *
 * @module
 */
import { studies } from "../studies/registry.ts";
import { studyFolder, studyGroups } from "../studies/shared/study.ts";

/** A page of the site. */
export interface Page {
  readonly url: string;
  /** Name in the navigation. */
  readonly name: string;
  /** Path of its template from the top of the repository. */
  readonly template: string;
}

/** Pages under one heading of the navigation. */
export interface Group {
  readonly name: string;
  readonly pages: readonly Page[];
}

/** A page whose template is in `site/pages/`. */
function general(file: string, name: string, url = `/${file}/`): Page {
  return { url, name, template: `site/pages/${file}.vto` };
}

/** The page that answers in short. */
const overview = general("index", "Overview", "/");

/** Pages that stand after the studies of their group. */
const afterStudies: Readonly<Record<string, readonly Page[]>> = {
  Checks: [general("audit", "Your own generator")],
};

/** All other pages in the order of the navigation. */
export const groups: readonly Group[] = [
  ...studyGroups.map((group): Group => ({
    name: group,
    pages: [
      ...studies.filter(({ page }) => page.group === group).map(({ name, page }): Page => ({
        url: `/${name}/`,
        name: page.name,
        template: `${studyFolder(name)}/page.vto`,
      })),
      ...afterStudies[group] ?? [],
    ],
  })),
  { name: "Method", pages: [general("method", "Method"), general("glossary", "Glossary")] },
  {
    name: "Record",
    pages: [
      general("performance", "Performance"),
      general("provenance", "Provenance"),
      general("changes", "Changes"),
      general("about", "About"),
    ],
  },
];

/** All pages in reading order. */
export const pages: readonly Page[] = [overview, ...groups.flatMap(({ pages }) => pages)];

/** The page for addresses that do not exist. */
export const notFound = general("404", "Not found", "/404.html");

/** Path of the file of a page in the built site. */
export function outputPath(url: string): string {
  return url.endsWith("/") ? `${url.slice(1)}index.html` : url.slice(1);
}

/** Path of the picture that announces a page. */
export function cardPath(url: string): string {
  return `cards/${url === "/" ? "overview" : url.slice(1, -1)}.png`;
}
