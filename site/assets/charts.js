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
    const digits = 1 - Math.floor(Math.log10(Number(error.toPrecision(2))));
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
 * All points of a panel that can be asked for.
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
    s.x.flatMap((a, i) => {
      const b = s.y[i];
      if (b === null || (panel.y.scale === "log" && b <= 0)) return [];
      const [value, ends] = interval(b, s.lower?.[i], s.upper?.[i]);
      const [, outer] = interval(b, s.lower2?.[i], s.upper2?.[i]);
      return [{
        x: x(a),
        y: y(b),
        words: [
          s.label,
          `${names.x} ${number(a)}`,
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
 * Takes back what a finger asked for: unlike a pointer it leaves as soon as it has asked.
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

  const leave = () => {
    here = undefined;
    ring.remove();
    tip.hidden = true;
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
    if (best) show(best);
    else leave();
  };
  /** @param {KeyboardEvent} event */
  const key = (event) => {
    if (event.key === "Escape") return leave();
    const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -1, ArrowDown: 1 };
    const step = steps[/** @type {keyof typeof steps} */ (event.key)];
    if (step === undefined || points.length === 0) return;
    event.preventDefault();
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
  svg.addEventListener("pointermove", move);
  svg.addEventListener("pointerdown", (event) => {
    move(event);
    if (event.pointerType === "touch") release = leave;
  });
  svg.addEventListener("pointerleave", (event) => event.pointerType !== "touch" && leave());
  box.addEventListener("keydown", key);
  box.addEventListener("blur", leave);
}

/**
 * Makes the entries of the legend buttons that single out a series in every panel: for as long as the
 * pointer is there, or until they are pressed again.
 * @param {HTMLElement} figure
 * @param {Panel[]} panels
 * @returns {(label?: string) => void} Brings out a series while the pointer is at it.
 */
function wireLegend(figure, panels) {
  const labels = new Set(
    panels.flatMap((panel) => panel.kind === "lines" ? panel.series.map((s) => s.label) : []),
  );
  /** @type {string | undefined} */
  let pressed;
  /** @param {string} [label] */
  const single = (label = pressed) => {
    if (labels.size < 2) return;
    figure.querySelectorAll("svg.plot").forEach((svg, i) => {
      const panel = panels[i];
      if (panel.kind !== "lines") return;
      panel.series.forEach((s, k) =>
        svg.querySelectorAll(`.series-${k}`).forEach((part) =>
          part.classList.toggle("dim", label !== undefined && s.label !== label)
        )
      );
    });
  };
  /** @type {HTMLButtonElement[]} */
  const buttons = [];
  for (const entry of figure.querySelectorAll(".legend li")) {
    const label = (entry.querySelector("span")?.textContent ?? "").replaceAll("\u00a0", " ");
    if (!labels.has(label)) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.setAttribute("aria-pressed", "false");
    button.append(...entry.childNodes);
    entry.append(button);
    buttons.push(button);
    button.addEventListener("pointerenter", () => single(label));
    button.addEventListener("pointerleave", () => single());
    button.addEventListener("click", () => {
      pressed = pressed === label ? undefined : label;
      for (const other of buttons) {
        other.setAttribute("aria-pressed", String(pressed !== undefined && other === button));
      }
      single();
    });
  }
  return single;
}

/**
 * Lets the pictures and the legend of a figure answer.
 * @param {HTMLElement} figure
 * @param {Panel[]} panels
 */
function wire(figure, panels) {
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
 * Offers the settings of a chart; each has a file of its own, drawn as the server draws.
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
  select.addEventListener("change", async () => {
    const chosen = select.selectedIndex;
    const name = chosen === initial ? chart.id : `${chart.id}.${chosen + 1}`;
    try {
      const [{ redraw }, response] = await Promise.all([
        import(new URL("live.js", import.meta.url).href),
        fetch(new URL(`${name}.json`, first)),
      ]);
      /** @type {Chart} */
      const next = await response.json();
      if (select.selectedIndex !== chosen) return;
      redraw(figure, next);
      wire(figure, next.panels);
      figure.dataset.file = name;
      figure.dataset.setting = chosen === initial ? "" : options[chosen];
      for (const link of links) link.href = link.href.replace(/[^/]*(?=\.\w+$)/, name);
    } catch {
      line.textContent = "The chart cannot be drawn anew";
    }
  });
}

/**
 * The pictures of a figure as one SVG that stands alone: colours as they are on the page now.
 * @param {HTMLElement} figure
 * @param {Chart} chart
 */
function standalone(figure, chart) {
  const probe = document.createElement("i");
  document.body.append(probe);
  /** @param {string} name */
  const colour = (name) => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  const whole = document.createElementNS(svgName, "svg");
  whole.setAttribute("xmlns", svgName);
  let [left, height] = [0, 0];
  /** @type {[string, SVGElement][]} */
  const parts = [];
  /** @type {{entry: Element, x: number, row: number}[]} */
  const entries = [];
  for (
    const svg of /** @type {NodeListOf<SVGSVGElement>} */ (figure.querySelectorAll("svg.plot"))
  ) {
    const copy = /** @type {SVGSVGElement} */ (svg.cloneNode(true));
    copy.querySelector(".here")?.remove();
    copy.setAttribute("x", String(left));
    copy.setAttribute("y", "40");
    const { width: w, height: h } = svg.viewBox.baseVal;
    const title = document.createElementNS(svgName, "text");
    title.textContent = svg.parentElement?.querySelector(".panel-title")?.textContent ?? "";
    title.setAttribute("x", String(left + 56));
    title.setAttribute("y", "36");
    parts.push([title.textContent ?? "", title], ["", copy]);
    svg.closest(".panel")?.querySelectorAll(".legend li").forEach((entry, row) =>
      entries.push({ entry, x: left, row })
    );
    left += w + 8;
    height = Math.max(height, h);
  }
  figure.querySelectorAll(".key .legend li").forEach((entry, i) =>
    entries.push({ entry, x: (i % 3) * left / 3, row: Math.floor(i / 3) })
  );
  const legend = entries.map(({ entry, x, row }) => {
    const group = document.createElementNS(svgName, "g");
    group.setAttribute(
      "transform",
      `translate(${16 + x},${height + 56 + 18 * row})`,
    );
    const sample = entry.querySelector("svg")?.cloneNode(true);
    if (sample instanceof SVGElement) {
      sample.setAttribute("y", "-6");
      group.append(sample);
    }
    const text = document.createElementNS(svgName, "text");
    text.textContent = entry.textContent;
    text.setAttribute("x", "38");
    text.setAttribute("y", "4");
    group.append(text);
    return group;
  });
  for (const [k, entry] of [...figure.querySelectorAll(".scale li")].entries()) {
    const group = document.createElementNS(svgName, "g");
    group.setAttribute("transform", `translate(${16 + 44 * k},${height + 52})`);
    const box = document.createElementNS(svgName, "rect");
    box.setAttribute("width", "44");
    box.setAttribute("height", "12");
    const swatch = entry.querySelector("i");
    if (swatch) box.setAttribute("fill", getComputedStyle(swatch).backgroundColor);
    const text = document.createElementNS(svgName, "text");
    text.textContent = entry.textContent;
    text.setAttribute("y", "26");
    text.setAttribute("text-anchor", "middle");
    group.append(box, text);
    legend.push(group);
  }
  const bottom = height +
    (figure.querySelector(".scale")
      ? 92
      : 64 + 18 * Math.max(0, ...entries.map(({ row }) => row + 1)));
  const title = document.createElementNS(svgName, "text");
  const { setting } = figure.dataset;
  title.textContent = chart.title + (setting ? ` (${setting})` : "");
  title.setAttribute("x", "8");
  title.setAttribute("y", "18");
  title.setAttribute("font-weight", "600");
  const paper = document.createElementNS(svgName, "rect");
  paper.setAttribute("width", "100%");
  paper.setAttribute("height", "100%");
  paper.setAttribute("fill", "var(--paper)");
  whole.append(paper, title, ...parts.map(([, element]) => element), ...legend);
  whole.setAttribute("viewBox", `0 0 ${left} ${bottom}`);
  whole.setAttribute("width", String(left));
  whole.setAttribute("height", String(bottom));
  whole.setAttribute("font-family", "system-ui, sans-serif");
  whole.setAttribute("font-size", "12");
  whole.setAttribute("fill", "var(--ink)");
  whole.setAttribute("color", "var(--ink)");
  const text = new XMLSerializer().serializeToString(whole)
    .replaceAll(/var\((--[\w-]+)\)/g, (_, name) => colour(name));
  probe.remove();
  return { text, width: left, height: bottom };
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
 * Adds the pictures to what can be downloaded.
 * @param {HTMLElement} figure
 * @param {Chart} chart
 */
function addPictures(figure, chart) {
  const line = figure.querySelector(".downloads");
  if (!line) return;
  /** @type {[string, () => void | Promise<void>][]} */
  const kinds = [
    ["SVG", () => {
      const { text } = standalone(figure, chart);
      hand(new Blob([text], { type: "image/svg+xml" }), `${figure.dataset.file ?? chart.id}.svg`);
    }],
    ["PNG", async () => {
      const { text, width, height } = standalone(figure, chart);
      const image = new Image();
      image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
      await image.decode();
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [2 * width, 2 * height];
      canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
      canvas.toBlob(
        (blob) => blob && hand(blob, `${figure.dataset.file ?? chart.id}.png`),
        "image/png",
      );
    }],
  ];
  line.append(". Picture: ");
  kinds.forEach(([name, act], i) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = name;
    button.addEventListener("click", act);
    line.append(i === 0 ? "" : ", ", button);
  });
}

/**
 * Brings a picture that stands in a file into the page, where it takes the page's colours and fonts.
 * @param {HTMLImageElement} image
 */
async function inline(image) {
  const response = await fetch(image.src);
  if (!response.ok) return;
  const parsed = new DOMParser().parseFromString(await response.text(), "image/svg+xml");
  parsed.querySelector("style")?.remove();
  image.replaceWith(document.importNode(parsed.documentElement, true));
}

/** @param {HTMLElement} figure */
async function enliven(figure) {
  const images = /** @type {HTMLImageElement[]} */ ([...figure.querySelectorAll("img.plot")]);
  const [response] = await Promise.all([fetch(figure.dataset.chart ?? ""), ...images.map(inline)]);
  if (!response.ok) return;
  /** @type {Chart} */
  const chart = await response.json();
  wire(figure, chart.panels);
  if (chart.control) offer(figure, chart, chart.control);
  addPictures(figure, chart);
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
