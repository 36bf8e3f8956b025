/**
 * Names of series beside their points.
 *
 * @module
 */
import type * as Plot from "@observablehq/plot";

/** Height of a text and half that of a symbol, width of a letter, and room between a point and its name, pixels. */
const textHeight = 17, symbolReach = 5, letterWidth = 6.3, textGap = 9;

/** A rectangle of a picture, pixels. */
interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

/** Steps up and down, in heights of a text, by which a name may be moved away from its point. */
const steps = Array.from({ length: 17 }, (_, i) => i % 2 === 1 ? (i + 1) / 2 : -i / 2);

/** A point, and what is written beside it, in the units of the axes. */
export interface Tagged {
  readonly x: number;
  readonly y: number;
  readonly tag?: string;
}

/** Names beside points, where they lie neither on each other nor on a point, if there is such a place near. */
export function tags(points: readonly Tagged[]): Plot.Markish {
  return (_index, scales, _values, dimensions, context) => {
    const { x, y } = scales as unknown as Record<"x" | "y", (v: number) => number>;
    const { width, height, marginLeft, marginRight, marginTop, marginBottom } = dimensions;
    const create = (name: string) =>
      context!.document.createElementNS("http://www.w3.org/2000/svg", name);
    const placed = points.map((point) => ({ tag: point.tag, x: x(point.x), y: y(point.y) }));
    const taken: Box[] = placed.map(({ x, y }) => ({
      left: x - symbolReach,
      right: x + symbolReach,
      top: y - symbolReach,
      bottom: y + symbolReach,
    }));
    const fits = (box: Box) =>
      box.left >= marginLeft && box.right <= width - marginRight && box.top >= marginTop &&
      box.bottom <= height - marginBottom && !taken.some((other) => overlap(box, other));
    const group = create("g");
    group.setAttribute("fill", "var(--ink)");
    for (const { tag, x, y } of placed) {
      if (tag === undefined) continue;
      const wide = letterWidth * tag.length;
      const places = steps.flatMap((step) =>
        [x + textGap, x - textGap - wide].map((left) => {
          const top = y + step * textHeight - textHeight / 2;
          return { left, right: left + wide, top, bottom: top + textHeight };
        })
      );
      const place = places.find(fits) ?? places[0];
      taken.push(place);
      const text = create("text");
      const before = place.left < x;
      text.setAttribute("x", String(tenths(before ? x - textGap : x + textGap)));
      text.setAttribute("y", String(tenths(place.top + textHeight / 2)));
      text.setAttribute("dy", ".32em");
      text.setAttribute("text-anchor", before ? "end" : "start");
      text.textContent = tag;
      group.append(text);
    }
    return group as SVGElement;
  };
}

function tenths(v: number): number {
  return Math.round(v * 10) / 10;
}
