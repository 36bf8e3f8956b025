/**
 * Fewer bytes for the same picture.
 *
 * @module
 */

function text(v: number): string {
  const digits = String(Math.round(v * 10) / 10);
  return digits.replace(/^(-?)0\./, "$1.");
}

/** Numbers after each other as SVG allows it: a minus sign separates, else a space. */
function join(numbers: readonly number[]): string {
  return numbers.map(text).reduce(
    (all, t) => all === "" || t.startsWith("-") ? all + t : `${all} ${t}`,
    "",
  );
}

/**
 * The data of an SVG path of straight lines, in steps from point to point, rounded to a tenth of a
 * pixel. The steps lead from rounded point to rounded point, so that the rounding does not add up.
 *
 * @returns The same text where the path has anything but `M`, `L` and `Z`.
 *
 * @example A triangle
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { shortenPath } from "./shorten.ts";
 *
 * assertEquals(shortenPath("M10.04,20L30.06,19.5L12,0.25Z"), "M10 20l20.1-.5-18.1-19.2Z");
 * ```
 */
export function shortenPath(d: string): string {
  if (!/^[MLZ\d.,\s-]+$/.test(d)) return d;
  let out = "";
  let [x, y] = [0, 0];
  let [startX, startY] = [0, 0];
  let line = false;
  for (const [, command, a, b] of d.matchAll(/([MLZ])(?:(-?[\d.]+)[,\s](-?[\d.]+))?/g)) {
    if (command === "Z") {
      out += "Z";
      [x, y] = [startX, startY];
      line = false;
      continue;
    }
    const [nextX, nextY] = [Math.round(Number(a) * 10) / 10, Math.round(Number(b) * 10) / 10];
    if (command === "M") {
      out += "M" + join([nextX, nextY]);
      [startX, startY] = [nextX, nextY];
      line = false;
    } else {
      const step = join([nextX - x, nextY - y]);
      out += line ? (step.startsWith("-") ? step : ` ${step}`) : `l${step}`;
      line = true;
    }
    [x, y] = [nextX, nextY];
  }
  return out;
}

/** The text of an SVG with paths of straight lines shortened and other lengths rounded to a hundredth. */
export function shorten(svg: string): string {
  return svg
    .replaceAll(/ d="([^"]*)"/g, (_, d: string) => ` d="${shortenPath(d)}"`)
    .replaceAll(
      / (?:transform|width|height|[xy][12]?)="[^"]*"/g,
      (attribute) =>
        attribute.replaceAll(/\d+\.\d{3,}/g, (v) => String(Math.round(Number(v) * 100) / 100)),
    );
}
