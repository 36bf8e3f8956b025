/**
 * The pages in reading order: navigation, previous and next follow from it.
 *
 * @module
 */

/** A page of the site. */
export interface Page {
  readonly url: string;
  /** Name in the navigation. */
  readonly name: string;
  /** File of its template in `site/pages/`. */
  readonly file: string;
}

/** Pages under one heading of the navigation. */
export interface Group {
  readonly name: string;
  readonly pages: readonly Page[];
}

/** The page that answers in short. */
const overview: Page = { url: "/", name: "Overview", file: "index.vto" };

/** All other pages in the order of the navigation. */
export const groups: readonly Group[] = [
  {
    name: "Flows",
    pages: [
      { url: "/ring/", name: "Ring", file: "ring.vto" },
    ],
  },
  {
    name: "Uncertainty",
    pages: [
      { url: "/calibration/", name: "Calibration", file: "calibration.vto" },
      { url: "/ranks/", name: "Ranks and scores", file: "ranks.vto" },
      { url: "/posteriors/", name: "Posteriors", file: "posteriors.vto" },
    ],
  },
  {
    name: "Amplification",
    pages: [
      { url: "/amplification/", name: "Amplification", file: "amplification.vto" },
      { url: "/worth/", name: "Claim and truth", file: "worth.vto" },
      { url: "/edges/", name: "Edges and smoothness", file: "edges.vto" },
      { url: "/training-size/", name: "Training size", file: "training-size.vto" },
    ],
  },
  {
    name: "Checks",
    pages: [
      { url: "/reproduction/", name: "Reproduction", file: "reproduction.vto" },
      { url: "/length/", name: "Length of fits", file: "length.vto" },
      { url: "/audit/", name: "Your own generator", file: "audit.vto" },
    ],
  },
  {
    name: "Method",
    pages: [
      { url: "/method/", name: "Method", file: "method.vto" },
      { url: "/glossary/", name: "Glossary", file: "glossary.vto" },
    ],
  },
  {
    name: "Record",
    pages: [
      { url: "/performance/", name: "Performance", file: "performance.vto" },
      { url: "/provenance/", name: "Provenance", file: "provenance.vto" },
      { url: "/changes/", name: "Changes", file: "changes.vto" },
      { url: "/about/", name: "About", file: "about.vto" },
    ],
  },
];

/** All pages in reading order. */
export const pages: readonly Page[] = [overview, ...groups.flatMap(({ pages }) => pages)];

/** The page for addresses that do not exist. */
export const notFound: Page = {
  url: "/404.html",
  name: "Not found",
  file: "404.vto",
};

/** Path of the file of a page in the built site. */
export function outputPath(url: string): string {
  return url.endsWith("/") ? `${url.slice(1)}index.html` : url.slice(1);
}

/** Path of the picture that announces a page. */
export function cardPath(url: string): string {
  return `cards/${url === "/" ? "overview" : url.slice(1, -1)}.png`;
}
