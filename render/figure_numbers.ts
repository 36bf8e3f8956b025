/**
 * Numbers of the figures of a page, and references to them. They are known when the page is whole.
 *
 * @module
 */
import { type Markup, markup } from "./markup.ts";

/** Where a figure's title has its number. */
export function figureNumber(id: string): Markup {
  return markup`<span class="figure-number" data-figure="${id}"></span>`;
}

/** A link to a figure of the same page, by its number. */
export function figureReference(id: string): Markup {
  return markup`<a class="figure-reference" href="#${id}"></a>`;
}

/**
 * Numbers the figures of a page in their order, and names them where they are referred to.
 *
 * @throws {RangeError} If a figure is referred to that the page does not have.
 *
 * @example A figure, and a reference to it before
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { figureNumber, figureReference, numberFigures } from "./figure_numbers.ts";
 *
 * assertEquals(
 *   numberFigures(`<p>${figureReference("a")}</p><h3>${figureNumber("a")} A</h3>`),
 *   '<p><a class="figure-reference" href="#a">Figure 1</a></p><h3><span class="figure-number">Figure 1</span> A</h3>',
 * );
 * ```
 */
export function numberFigures(page: string): string {
  const numbers = new Map<string, number>();
  return page.replaceAll(
    /<span class="figure-number" data-figure="([^"]*)"><\/span>/g,
    (_, id) => {
      numbers.set(id, numbers.size + 1);
      return `<span class="figure-number">Figure ${numbers.size}</span>`;
    },
  ).replaceAll(/(<a class="figure-reference" href="#([^"]*)">)<\/a>/g, (_, link, id) => {
    const number = numbers.get(id);
    if (number === undefined) {
      throw new RangeError(
        `Cannot number the figures of a page as it must have those that it refers to: current value is a reference to ${id}`,
      );
    }
    return `${link}Figure ${number}</a>`;
  });
}
