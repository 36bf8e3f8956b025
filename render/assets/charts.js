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
 * The font of the pictures as a style sheet that needs no other file; the reader's own font where it
 * cannot be had.
 * @param {string} text The letters that are needed.
 */
async function fontFaces(text) {
  const faces = [["source-sans", ""]];
  if (/[\u0370-\u03ff]/.test(text)) faces.push(["source-sans-greek", ";unicode-range:U+370-3FF"]);
  try {
    const rules = faces.map(async ([name, range]) => {
      const response = await fetch(new URL(`fonts/${name}.woff2`, import.meta.url));
      const reader = new FileReader();
      const read = new Promise((resolve, reject) => {
        reader.onload = resolve;
        reader.onerror = reject;
      });
      reader.readAsDataURL(new Blob([await response.arrayBuffer()], { type: "font/woff2" }));
      await read;
      return `@font-face{font-family:"Source Sans 3";font-weight:200 900;src:url(${reader.result})${range}}`;
    });
    return (await Promise.all(rules)).join("");
  } catch {
    return "";
  }
}

const pen = document.createElement("canvas").getContext("2d");

/**
 * Width of words in a picture that is taken away.
 * @param {string} words
 */
function widthOf(words) {
  if (!pen) return 6.5 * words.length;
  pen.font = '600 12px "Source Sans 3", system-ui, sans-serif';
  return pen.measureText(words).width;
}

/**
 * A word in pieces that are no wider than they may be, one letter at least in each.
 * @param {string} word
 * @param {number} width
 */
function pieces(word, width) {
  if (widthOf(word) <= width) return [word];
  const parts = [""];
  for (const letter of word) {
    const longer = `${parts.at(-1)}${letter}`;
    if (parts.at(-1) === "" || widthOf(longer) <= width) parts[parts.length - 1] = longer;
    else parts.push(letter);
  }
  return parts;
}

/**
 * Words in lines that are no wider than they may be.
 * @param {string} words
 * @param {number} width
 */
function wrap(words, width) {
  /** @type {string[]} */
  const lines = [];
  for (const word of words.trim().split(/[ \n]+/).flatMap((word) => pieces(word, width))) {
    const longer = `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && widthOf(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/**
 * An element of a picture.
 * @param {string} name
 * @param {Record<string, string | number>} attributes
 */
function element(name, attributes) {
  const made = document.createElementNS(svgName, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

/** Height of a line of text in a picture that is taken away. */
const lineHeight = 15;

/**
 * A text in lines; the first stands at the height that is given.
 * @param {string[]} lines
 * @param {number} x
 * @param {number} y
 * @param {Record<string, string | number>} [attributes]
 */
function textOf(lines, x, y, attributes = {}) {
  const text = element("text", attributes);
  lines.forEach((words, i) => {
    const part = element("tspan", { x, y: y + lineHeight * i });
    part.textContent = words;
    text.append(part);
  });
  return text;
}

/**
 * Entries of a legend in columns.
 * @param {Element[]} entries
 * @param {{left: number, top: number, width: number}} place
 * @param {number} most How many columns there are if there is room for them.
 * @returns {{parts: SVGElement[], bottom: number}}
 */
function legendOf(entries, { left, top, width }, most) {
  const indent = 38;
  const words = entries.map(({ textContent }) => textContent ?? "");
  const widest = indent + Math.max(0, ...words.map(widthOf)) + 16;
  const columns = Math.max(1, Math.min(most, Math.floor(width / widest)));
  const column = width / columns;
  /** @type {SVGElement[]} */
  const parts = [];
  let y = top;
  for (let first = 0; first < entries.length; first += columns) {
    let rows = 1;
    entries.slice(first, first + columns).forEach((entry, i) => {
      const x = left + i * column;
      const lines = wrap(words[first + i], column - indent - 8);
      const sample = entry.querySelector("svg")?.cloneNode(true);
      if (sample instanceof SVGElement) {
        sample.setAttribute("x", String(x));
        sample.setAttribute("y", String(y - 10));
        parts.push(sample);
      }
      parts.push(textOf(lines, x + indent, y));
      rows = Math.max(rows, lines.length);
    });
    y += lineHeight * rows + 3;
  }
  return { parts, bottom: y };
}

/**
 * A key of colours.
 * @param {Element} key
 * @param {{left: number, top: number, width: number}} place
 * @returns {{parts: SVGElement[], bottom: number}}
 */
function keyOf(key, { left, top, width }) {
  const lines = wrap(key.querySelector("p")?.textContent ?? "", width);
  const y = top + lineHeight * (lines.length - 1) + 6;
  const classes = [...key.querySelectorAll("li")];
  const size = Math.min(44, width / classes.length);
  const widest = Math.max(1, ...classes.map(({ textContent }) => widthOf(textContent ?? "")));
  const fontSize = Math.min(12, 12 * (size - 5) / widest);
  const parts = [textOf(lines, left, top)];
  classes.forEach((entry, i) => {
    const swatch = entry.querySelector("i");
    const fill = swatch ? getComputedStyle(swatch).backgroundColor : "none";
    parts.push(element("rect", { x: left + size * i, y, width: size, height: 12, fill }));
    const attributes = { "text-anchor": "middle", "font-size": fontSize };
    if (entry.textContent) {
      parts.push(textOf([entry.textContent], left + size * i, y + 26, attributes));
    }
  });
  return { parts, bottom: y + 44 };
}

/**
 * Pictures in rows that fit a slide or a page: up to three a row, four in two rows of two.
 * @param {SVGSVGElement[]} pictures
 */
function inRows(pictures) {
  const most = pictures.length === 4 ? 2 : 3;
  const rows = Array.from({ length: Math.ceil(pictures.length / most) }, (_, i) => i * most);
  return rows.map((first) => pictures.slice(first, first + most));
}

/**
 * The pictures of a figure as one SVG that stands alone: colours as they are on the page now.
 * @param {HTMLElement} figure
 * @param {Chart} chart
 */
async function standalone(figure, chart) {
  const probe = document.createElement("i");
  document.body.append(probe);
  /** @param {string} name */
  const colour = (name) => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  const pictures = /** @type {SVGSVGElement[]} */ ([...figure.querySelectorAll("svg.plot")]);
  const rows = inRows(pictures);
  const gap = 8;
  const width = Math.max(
    ...rows.map((row) => row.reduce((sum, svg) => sum + svg.viewBox.baseVal.width + gap, 0)),
  );
  const { setting } = figure.dataset;
  const heading = wrap(chart.title + (setting ? ` (${setting})` : ""), width - 16);
  /** @param {SVGSVGElement} svg */
  const titleOf = (svg) => {
    const words = svg.parentElement?.querySelector(".panel-title")?.textContent ?? "";
    return words === "" ? [] : wrap(words, svg.viewBox.baseVal.width - 56);
  };
  /** @type {SVGElement[]} */
  const parts = [];
  let bottom = 6 + lineHeight * heading.length;
  for (const row of rows) {
    const titles = row.map(titleOf);
    const above = bottom;
    const top = above + 5 + lineHeight * Math.max(0, ...titles.map(({ length }) => length));
    const under = top + Math.max(...row.map((svg) => svg.viewBox.baseVal.height));
    let left = 0;
    bottom = under;
    row.forEach((svg, i) => {
      const copy = /** @type {SVGSVGElement} */ (svg.cloneNode(true));
      copy.querySelector(".here")?.remove();
      copy.removeAttribute("font-family");
      const at = { x: left, y: top, "font-size": 11.5 };
      for (const [name, value] of Object.entries(at)) copy.setAttribute(name, String(value));
      parts.push(textOf(titles[i], left + 56, above + lineHeight), copy);
      const size = svg.viewBox.baseVal.width;
      const place = { left: left + 16, top: under + 16, width: size - 16 };
      const own = svg.closest(".panel")?.querySelectorAll(".legend li") ?? [];
      if (own.length > 0) {
        const legend = legendOf([...own], place, 1);
        parts.push(...legend.parts);
        bottom = Math.max(bottom, legend.bottom);
      }
      left += size + gap;
    });
  }
  const shared = [...figure.querySelectorAll(".key .legend li")];
  if (shared.length > 0) {
    const legend = legendOf(shared, { left: 16, top: bottom + 16, width: width - 16 }, 3);
    parts.push(...legend.parts);
    bottom = legend.bottom;
  }
  for (const key of figure.querySelectorAll(".scale")) {
    const drawn = keyOf(key, { left: 16, top: bottom + 16, width: width - 32 });
    parts.push(...drawn.parts);
    bottom = drawn.bottom;
  }
  const whole = element("svg", {
    xmlns: svgName,
    viewBox: `0 0 ${width} ${bottom}`,
    width,
    height: bottom,
    "font-family": '"Source Sans 3", system-ui, sans-serif',
    "font-size": 12,
    fill: "var(--ink)",
    color: "var(--ink)",
  });
  const style = element("style", {});
  whole.append(
    style,
    element("rect", { width: "100%", height: "100%", fill: "var(--paper)" }),
    textOf(heading, 8, 18, { "font-weight": 600 }),
    ...parts,
  );
  style.textContent = `text{white-space:pre}${await fontFaces(whole.textContent ?? "")}`;
  const text = new XMLSerializer().serializeToString(whole)
    .replaceAll(/var\((--[\w-]+)\)/g, (_, name) => colour(name));
  probe.remove();
  return { text, width, height: bottom };
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
  /** @type {[string, () => Promise<void>][]} */
  const kinds = [
    ["SVG", async () => {
      const { text } = await standalone(figure, chart);
      hand(new Blob([text], { type: "image/svg+xml" }), `${figure.dataset.file ?? chart.id}.svg`);
    }],
    ["PNG", async () => {
      const { text, width, height } = await standalone(figure, chart);
      const image = new Image();
      image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
      await image.decode();
      // Texts stay blank until the picture has read its font, of which no event tells.
      await new Promise((resolve) => setTimeout(resolve, 250));
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
