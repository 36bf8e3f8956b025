/**
 * The pages in reading order: navigation, previous and next follow from it.
 *
 * @module
 */
import { studies } from "../studies/registry.ts";
import { studyFolder } from "../studies/shared/study.ts";

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
  /** Pages that follow them in reading order, and are reached from them. */
  readonly further?: readonly Page[];
}

/** A page whose template is in `site/pages/`. */
function general(file: string, name: string, url = `/${file}/`): Page {
  return { url, name, template: `site/pages/${file}.vto` };
}

/** The pages of all studies that have one of their own. */
const studyPages: readonly Page[] = studies.flatMap(({ name, page }) =>
  page.name === null ? [] : [{
    url: `/${name}/`,
    name: page.name,
    template: `${studyFolder(name)}/page.vto`,
  }]
);

function ofStudy(name: string): Page {
  return studyPages.find(({ url }) => url === `/${name}/`)!;
}

/** The report: its question and answers, in the order of its story. */
export const story: readonly Page[] = [
  general("index", "The idea", "/"),
  ofStudy("calibration"),
  ofStudy("worth"),
  general("limits", "What limits it?"),
  ofStudy("reproduction"),
  general("audit", "Yours"),
];

/** The modules of the library with their names in the reference, which has a page for each. */
export const apiModules = {
  amplification: "Amplification",
  audit: "Audit",
  binning: "Binning",
  calibration: "Calibration",
  compare: "Comparison of samples",
  engine: "Engines",
  flow: "Flows",
  measure: "Measures",
  posterior: "Posteriors",
  target: "Targets",
  values: "Values and errors",
} as const;

/** The folder of the sources of a module; what lies in no such folder belongs to `values`. */
export type ApiModule = keyof typeof apiModules;

/** All pages in the order of the navigation. */
export const groups: readonly Group[] = [
  { name: "Report", pages: story },
  { name: "Studies in full", pages: studyPages.filter((page) => !story.includes(page)) },
  {
    name: "Worked examples",
    pages: [
      general("audit_example", "A generator audited", "/audit/example/"),
      general("comparison", "Two generators compared", "/audit/comparison/"),
    ],
  },
  {
    name: "Guides",
    pages: [
      general("guides/pytorch", "From PyTorch"),
      general("guides/root", "From ROOT"),
      general("guides/one_sample", "One generated sample", "/guides/one-sample/"),
      general("guides/ci", "In continuous integration"),
      general("guides/cluster", "On a cluster"),
      general("own_data", "Your own data from the start", "/guides/own-data/"),
    ],
  },
  {
    name: "Reference",
    pages: [
      general("audit_reference", "Audit reference", "/audit/reference/"),
      general("api/index", "Library reference", "/api/"),
    ],
    further: Object.entries(apiModules).map(([module, name]) => general(`api/${module}`, name)),
  },
  {
    name: "Method and record",
    pages: [
      general("method", "Method"),
      general("glossary", "Glossary"),
      general("performance", "What the numbers cost"),
      general("provenance", "Where the numbers come from"),
      general("recompute", "Compute it again"),
      general("changes", "What changed"),
      general("about", "About"),
    ],
  },
];

/** All pages in reading order. */
export const pages: readonly Page[] = groups.flatMap(({ pages, further = [] }) => [
  ...pages,
  ...further,
]);

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
