/** What must hold of a part of a page for everybody, whatever they read it with. */
import axe from "npm:axe-core@4.14.1";
import type { Page } from "npm:playwright-core@1.65.1";

/**
 * The problems of a part of a page in both modes, on a phone and on a screen: what axe finds, sideways scrolling, and
 * controls that are too low to touch.
 *
 * @param what Name of the part in messages.
 * @param selector Selector of the part.
 */
export async function accessProblems(
  page: Page,
  what: string,
  selector: string,
): Promise<string[]> {
  const problems: string[] = [];
  await page.evaluate(axe.source);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    for (const width of [360, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      const found = await page.evaluate(async (selector) => {
        const element = document.documentElement;
        // deno-lint-ignore no-explicit-any
        const { violations } = await (globalThis as any).axe.run(selector);
        const controls = `${selector} :is(a, button, input, select)`;
        const low = [...document.querySelectorAll(controls)].filter((one) => {
          const { height } = one.getBoundingClientRect();
          return height > 0 && height < 24;
        });
        return [
          ...(violations as { id: string; nodes: { html: string }[] }[])
            .map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 160)}`),
          ...(element.scrollWidth > element.clientWidth ? ["sideways scrolling"] : []),
          ...low.map((one) => `something low to touch: ${one.textContent}`),
        ];
      }, selector);
      problems.push(
        ...found.map((problem) => `${what} in ${colorScheme} at ${width} pixels has ${problem}`),
      );
    }
  }
  return problems;
}
