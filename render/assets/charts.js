// @ts-check
// Makes the charts of a page answer: values at the pointer or the arrow keys, one series singled out,
// controls that draw a chart anew, pictures to take away. Without this script every chart and number is
// there all the same.

/**
 * @typedef {import("../charts/chart.ts").Panel} Panel
 * @typedef {{id: string, title: string, panels: Panel[], control?: Control}} Chart A chart as its file
 * holds it.
 * @typedef {{label: string, options: string[], initial: number}} Control
 * @typedef {{x: number, y: number, words: string[], series: number, label?: string}} Point A place in
 * the picture and what is known of it.
 */

const svgName = "http://www.w3.org/2000/svg";

/** @param {number} v */
function number(v) {
  if (v !== 0 && (Math.abs(v) < 1e-3 || Math.abs(v) >= 1e6)) {
    return v.toExponential(2).replace("e+", "e").replaceAll("-", "−");
  }
  return String(Number(v.toPrecision(4))).replaceAll("-", "−");
}

/**
 * A value with its lower and upper end: as one error where both are as far, rounded to it.
 * @param {number} v
 * @param {number | null | undefined} lower
 * @param {number | null | undefined} upper
 */
function interval(v, lower, upper) {
  if (typeof lower !== "number" || typeof upper !== "number" || lower === upper) return [number(v)];
  const error = (upper - lower) / 2;
  if (error > 0 && Math.abs(lower + upper - 2 * v) < 1e-6 * error && Math.abs(v) >= 1e-4) {
    const digits = 1 - Number(error.toExponential(1).split("e")[1]);
    if (digits >= 0 && digits < 8) {
      return [`${v.toFixed(digits)} ± ${error.toFixed(digits)}`.replaceAll("-", "−")];
    }
  }
  return [number(v), `from ${number(lower)} to ${number(upper)}`];
}

/**
 * The function from values to pixels of one axis.
 * @param {Element} svg
 * @param {"x" | "y"} name
 */
function scale(svg, name) {
  const [type, ...ends] = (svg.getAttribute(`data-${name}`) ?? "").split(" ");
  const f = type === "log" ? Math.log : (/** @type {number} */ v) => v;
  const [from, to, start, end] = ends.map(Number);
  return (/** @type {number} */ v) => start + (end - start) * (f(v) - f(from)) / (f(to) - f(from));
}

/**
 * All points of a panel whose values can be shown.
 * @param {Panel} panel
 * @param {Element} svg
 * @returns {Point[]}
 */
function pointsOf(panel, svg) {
  const x = scale(svg, "x");
  const place = scale(svg, "y");
  const [, , , bottom, top] = (svg.getAttribute("data-y") ?? "").split(" ").map(Number);
  // What lies beyond the frame is found at its rim.
  const y = (/** @type {number} */ v) =>
    Math.min(Math.max(place(v), Math.min(top, bottom)), Math.max(top, bottom));
  const names = { x: panel.x.label, y: panel.y.label };
  if (panel.kind === "points") {
    return panel.points.map(([a, b]) => ({
      x: x(a),
      y: y(b),
      words: [`${names.x} ${number(a)}`, `${names.y} ${number(b)}`],
      series: 0,
    }));
  }
  if (panel.kind === "cells") {
    return panel.values.flatMap((row, j) =>
      row.flatMap((value, i) => {
        if (value === null) return [];
        const a = (panel.xEdges[i] + panel.xEdges[i + 1]) / 2;
        const b = (panel.yEdges[j] + panel.yEdges[j + 1]) / 2;
        return [{
          x: x(a),
          y: y(b),
          words: [
            `${panel.quantity} ${number(value)}`,
            `${names.x} ${number(a)}`,
            `${names.y} ${number(b)}`,
          ],
          series: j,
        }];
      })
    );
  }
  return panel.series.flatMap((s, series) =>
    s.y.flatMap((b, i) => {
      if (b === null || (panel.y.scale === "log" && b <= 0)) return [];
      const a = s.x[i];
      // Of a histogram the end of the bin that begins there.
      const to = s.form === "steps" ? s.x[i + 1] : a;
      const [value, ends] = interval(b, s.lower?.[i], s.upper?.[i]);
      const [, outer] = interval(b, s.lower2?.[i], s.upper2?.[i]);
      return [{
        x: (x(a) + x(to)) / 2,
        y: y(b),
        words: [
          s.label,
          `${names.x} ${number(a)}${to === a ? "" : ` to ${number(to)}`}`,
          `${names.y} ${value}`,
          ...(ends ? [ends] : []),
          ...(outer ? [`wider band ${outer}`] : []),
        ],
        series,
        label: s.label,
      }];
    })
  );
}

/**
 * Hides the values that a touch has shown: unlike a pointer, a finger leaves as soon as it has touched.
 * @type {(() => void) | undefined}
 */
let release;
addEventListener("pointerdown", () => {
  release?.();
  release = undefined;
}, { capture: true });

/** One tooltip for all charts; what it says is read out. */
const tip = document.createElement("div");
tip.className = "tip";
tip.setAttribute("role", "status");
tip.hidden = true;

/**
 * The picture that the tip is of.
 * @type {SVGSVGElement | undefined}
 */
let described;

/** Where the pointer was last, and whether it moved since: a page that scrolls below it sends the same events. */
const pointer = { x: NaN, y: NaN, moved: false };
document.addEventListener("pointermove", ({ clientX, clientY }) => {
  pointer.moved = clientX !== pointer.x || clientY !== pointer.y;
  [pointer.x, pointer.y] = [clientX, clientY];
}, { capture: true });

/**
 * Lets one picture answer.
 * @param {Panel} panel
 * @param {SVGSVGElement} svg
 * @param {HTMLElement} box The element that takes the focus.
 * @param {(label?: string) => void} single Brings out a series.
 */
function answer(panel, svg, box, single) {
  const points = pointsOf(panel, svg);
  const ring = document.createElementNS(svgName, "circle");
  ring.setAttribute("class", "here");
  ring.setAttribute("r", "6");
  /** @type {Point | undefined} */
  let here;
  let byKey = false;

  const leave = () => {
    if (here === undefined) return;
    here = undefined;
    ring.remove();
    if (described === svg) tip.hidden = true;
    single();
  };
  /** @param {Point} point */
  const show = (point) => {
    here = point;
    single(point.label);
    ring.setAttribute("cx", String(point.x));
    ring.setAttribute("cy", String(point.y));
    svg.append(ring);
    tip.replaceChildren(...point.words.map((line, i) => {
      const p = document.createElement(i === 0 ? "strong" : "span");
      p.textContent = line;
      return p;
    }));
    described = svg;
    tip.hidden = false;
    const frame = svg.getBoundingClientRect();
    const zoom = frame.width / svg.viewBox.baseVal.width;
    const left = scrollX + frame.left + point.x * zoom;
    const top = scrollY + frame.top + point.y * zoom;
    const width = tip.offsetWidth;
    const right = document.documentElement.clientWidth - width - 8;
    tip.style.left = `${Math.max(8, Math.min(left + 14, right))}px`;
    tip.style.top = `${top + 16}px`;
  };
  /** @param {PointerEvent} event */
  const move = (event) => {
    const frame = svg.getBoundingClientRect();
    const zoom = frame.width / svg.viewBox.baseVal.width;
    const [x, y] = [(event.clientX - frame.left) / zoom, (event.clientY - frame.top) / zoom];
    let [best, least] = [/** @type {Point | undefined} */ (undefined), 30 * 30];
    for (const point of points) {
      const distance = (point.x - x) ** 2 + (point.y - y) ** 2;
      if (distance < least) [best, least] = [point, distance];
    }
    if (best) {
      byKey = false;
      show(best);
    } else if (!byKey) leave();
  };
  /** @param {KeyboardEvent} event */
  const key = (event) => {
    if (event.key === "Escape") return leave();
    const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -1, ArrowDown: 1 };
    const step = steps[/** @type {keyof typeof steps} */ (event.key)];
    if (step === undefined || points.length === 0) return;
    event.preventDefault();
    byKey = true;
    if (here === undefined) return show(points[0]);
    const now = here;
    if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
      show(points[(points.indexOf(now) + step + points.length) % points.length]);
    } else {
      const all = [...new Set(points.map(({ series }) => series))];
      const series = all[(all.indexOf(now.series) + step + all.length) % all.length];
      const row = points.filter((point) => point.series === series);
      show(row.reduce((a, b) => Math.abs(b.x - now.x) < Math.abs(a.x - now.x) ? b : a));
    }
  };
  svg.addEventListener("pointermove", (event) => pointer.moved && move(event));
  svg.addEventListener("pointerdown", (event) => {
    move(event);
    if (event.pointerType === "touch") release = leave;
  });
  svg.addEventListener("pointerleave", (event) => {
    if (event.pointerType !== "touch" && !byKey) leave();
  });
  box.addEventListener("keydown", key);
  box.addEventListener("blur", leave);
}

/** Name of the reader's choices in the address: labels of series and of settings. */
const show = "show";

/** What the reader has chosen, as the address holds it; others write there, too. */
const parameters = () => new URLSearchParams(location.search);

/**
 * The last choice that is one of some labels.
 * @param {ReadonlySet<string>} labels
 */
const chosen = (labels) => parameters().getAll(show).findLast((label) => labels.has(label));

/**
 * What follows the reader's choices: the legend and the control of each figure.
 * @type {Map<HTMLElement, {legend?: () => void, control?: () => void}>}
 */
const followers = new Map();

/**
 * Lets a part of a figure follow the reader's choices, those already made among them.
 * @param {HTMLElement} figure
 * @param {"legend" | "control"} part
 * @param {() => void} follow
 */
function following(figure, part, follow) {
  followers.set(figure, { ...followers.get(figure), [part]: follow });
  follow();
}

/**
 * Chooses one of some labels in all charts of the page, or clears the choice.
 * @param {ReadonlySet<string>} labels
 * @param {string} [label]
 */
function choose(labels, label) {
  const address = parameters();
  const others = address.getAll(show).filter((other) => !labels.has(other));
  address.delete(show);
  for (const shown of label === undefined ? others : [...others, label]) {
    address.append(show, shown);
  }
  const query = address.size > 0 ? `?${address}` : "";
  history.replaceState(history.state, "", `${location.pathname}${query}${location.hash}`);
  for (const { legend, control } of [...followers.values()]) {
    legend?.();
    control?.();
  }
}

/**
 * Makes the entries of the legend buttons that single out a series in every panel of the page that has it: for as
 * long as the pointer is there, or until they are pressed again.
 * @param {HTMLElement} figure
 * @param {Panel[]} panels
 * @returns {(label?: string) => void} Brings out a series while the pointer is at it.
 */
function wireLegend(figure, panels) {
  const labels = new Set(
    panels.flatMap((panel) => panel.kind === "lines" ? panel.series.map((s) => s.label) : []),
  );
  /** @param {string} [label] */
  const single = (label = chosen(labels)) => {
    if (labels.size < 2) return;
    figure.querySelectorAll(".panels svg.plot").forEach((svg, i) => {
      const panel = panels[i];
      if (panel.kind !== "lines") return;
      panel.series.forEach((s, k) =>
        svg.querySelectorAll(`.series-${k}`).forEach((part) =>
          part.classList.toggle("dim", label !== undefined && s.label !== label)
        )
      );
    });
  };
  // Panels with legends of their own may have the same label.
  /** @type {[string, HTMLButtonElement][]} */
  const buttons = [];
  for (const entry of figure.querySelectorAll(".legend li")) {
    const label = (entry.querySelector("span")?.textContent ?? "").replaceAll("\u00a0", " ");
    if (!labels.has(label)) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.append(...entry.childNodes);
    entry.append(button);
    buttons.push([label, button]);
    button.addEventListener("pointerenter", () => single(label));
    button.addEventListener("pointerleave", () => single());
    button.addEventListener(
      "click",
      () => choose(labels, chosen(labels) === label ? undefined : label),
    );
  }
  following(figure, "legend", () => {
    for (const [label, button] of buttons) {
      button.setAttribute("aria-pressed", String(label === chosen(labels)));
    }
    single();
  });
  return single;
}

/**
 * Lets the pictures and the legend of a figure answer.
 * @param {HTMLElement} figure
 * @param {Panel[]} panels
 */
export function wire(figure, panels) {
  const single = wireLegend(figure, panels);
  figure.querySelectorAll(".panel").forEach((box, i) => {
    const svg = box.querySelector("svg.plot");
    if (!(box instanceof HTMLElement && svg instanceof SVGSVGElement)) return;
    box.tabIndex = 0;
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", `${panels[i].title}: arrow keys read the values`);
    answer(panels[i], svg, box, single);
  });
}

/**
 * Offers the settings of a chart; each has a file of its own, drawn as the server draws. A setting that is chosen
 * here is chosen in all charts of the page that have it.
 * @param {HTMLElement} figure
 * @param {Chart} chart
 * @param {Control} control
 */
function offer(figure, chart, { label, options, initial }) {
  const line = document.createElement("p");
  line.className = "control";
  const words = document.createElement("label");
  const select = document.createElement("select");
  options.forEach((name, i) => select.append(new Option(name, String(i), i === initial)));
  select.selectedIndex = initial;
  words.append(`${label} `, select);
  line.append(words);
  figure.querySelector(".key")?.before(line);
  const first = new URL(figure.dataset.chart ?? "", location.href).href;
  const links = /** @type {HTMLAnchorElement[]} */ ([
    ...figure.querySelectorAll(".downloads a[download]"),
  ]);
  let shown = initial;
  const draw = async () => {
    const now = shown = select.selectedIndex;
    const name = now === initial ? chart.id : `${chart.id}.${now + 1}`;
    try {
      const [{ redraw }, response] = await Promise.all([
        import(new URL("live.js", import.meta.url).href),
        fetch(new URL(`${name}.json`, first)),
      ]);
      /** @type {Chart} */
      const next = await response.json();
      if (shown !== now) return;
      redraw(figure, next);
      wire(figure, next.panels);
      for (const link of links) link.href = link.href.replace(/[^/]*(?=\.\w+$)/, name);
    } catch {
      line.textContent = "The chart cannot be drawn anew";
    }
  };
  const labels = new Set(options);
  select.addEventListener(
    "change",
    () =>
      choose(labels, select.selectedIndex === initial ? undefined : options[select.selectedIndex]),
  );
  following(figure, "control", () => {
    const label = chosen(labels);
    select.selectedIndex = label === undefined ? initial : options.indexOf(label);
    if (select.selectedIndex !== shown) draw();
  });
}

/**
 * The picture of a whole figure, in the colours that the page has now.
 * @param {HTMLAnchorElement} link To the picture in the colours of either mode.
 */
async function coloured(link) {
  const response = await fetch(link.href);
  if (!response.ok) throw new Error(`No picture at ${link.href}`);
  const probe = document.createElement("i");
  document.body.append(probe);
  const text = (await response.text())
    .replace(/svg\{color-scheme:.*?;(?=font:)/, "svg{")
    .replaceAll(/var\((--[\w-]+)\)/g, (_, name) => {
      probe.style.color = `var(${name})`;
      return getComputedStyle(probe).color;
    });
  probe.remove();
  return text;
}

/**
 * Hands a file to the reader.
 * @param {Blob} blob
 * @param {string} name
 */
function hand(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/**
 * Offers the picture of a figure in the colours of the page, as it is and in pixels.
 * @param {HTMLElement} figure
 */
function offerPictures(figure) {
  const link = figure.querySelector('.downloads a[href$=".svg"]');
  if (!(link instanceof HTMLAnchorElement)) return;
  /** @param {string} ending */
  const name = (ending) => link.href.replace(/^.*\//, "").replace(/svg$/, ending);
  link.addEventListener("click", async (event) => {
    event.preventDefault();
    hand(new Blob([await coloured(link)], { type: "image/svg+xml" }), name("svg"));
  });
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "PNG";
  button.addEventListener("click", async () => {
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(await coloured(link))}`;
    await image.decode();
    // Texts stay blank until the picture has read its font, and no event reports that.
    await new Promise((resolve) => setTimeout(resolve, 250));
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [2 * image.naturalWidth, 2 * image.naturalHeight];
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((blob) => blob && hand(blob, name("png")), "image/png");
  });
  link.after(", ", button);
}

/**
 * Brings a picture that stands in a file into the page, where it takes the page's colours and fonts.
 * @param {HTMLImageElement} image
 */
async function inline(image) {
  const response = await fetch(image.src);
  if (!response.ok) return;
  // The page has the styles of the picture; one in the text would be refused.
  const text = (await response.text()).replace(/<style>[^<]*<\/style>/, "");
  const parsed = new DOMParser().parseFromString(text, "image/svg+xml");
  image.replaceWith(document.importNode(parsed.documentElement, true));
}

/** @param {HTMLElement} figure */
async function enliven(figure) {
  const images =
    /** @type {HTMLImageElement[]} */ ([...figure.querySelectorAll(".panels img.plot")]);
  const [response] = await Promise.all([fetch(figure.dataset.chart ?? ""), ...images.map(inline)]);
  if (!response.ok) return;
  /** @type {Chart} */
  const chart = await response.json();
  wire(figure, chart.panels);
  if (chart.control) offer(figure, chart, chart.control);
  offerPictures(figure);
  figure.dataset.live = "";
}

document.body.append(tip);
const watcher = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    watcher.unobserve(target);
    enliven(/** @type {HTMLElement} */ (target));
  }
}, { rootMargin: "300px" });
document.querySelectorAll("figure[data-chart]").forEach((figure) => watcher.observe(figure));
