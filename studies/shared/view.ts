/**
 * What the pages of all studies have in common.
 *
 * @module
 */
import type { Provenance } from "../../runner/provenance.ts";
import type { Finding, Method, Protocol, Setup } from "./schema.ts";
import type {
  Chart,
  Control,
  Hue,
  LinesPanel,
  Look,
  Panel,
  Region,
  Series,
} from "../../render/charts/chart.ts";
import { measured, plain, unbroken } from "../../render/format.ts";
import { figureReference } from "../../render/figure_numbers.ts";
import { type Markup, markup } from "../../render/markup.ts";
import { capital, spelled } from "../../render/sentence.ts";
import { table } from "../../render/table.ts";

/** Results of one study with what is known of their origin. */
export interface Loaded<Data> {
  readonly profile: "smoke" | "standard" | "paper";
  /** Key of the study's last cell. */
  readonly key: string;
  readonly data: Data;
  /** `undefined` where no provenance is kept. */
  readonly provenance: Provenance | undefined;
}

/** What a study gives its page: pictures, tables, and words or numbers for its sentences. */
export interface View {
  readonly charts: Readonly<Record<string, Chart>>;
  /** Identifier of the chart that shows what a finding says, by the finding's; those that end in a hyphen begin others. */
  readonly figures?: Readonly<Record<string, string>>;
  readonly tables: Readonly<Record<string, Markup>>;
  readonly facts: Readonly<Record<string, string>>;
}

/** For each posterior its hue, and the limits of its parameter between the shades, from the palest on. */
const ramps: Readonly<Record<string, readonly [Hue, ...number[]]>> = {
  "mean-field": ["blue", 3, 7, 20, 70],
  "adam-mcmc": ["orange", 0.03, 0.07, 0.2, 0.7],
};

/** The looks of other methods, by their identifiers. */
const looks: Readonly<Record<string, Look>> = {
  "laplace-last-layer": "green-1",
  "laplace-all": "green-3",
  "repulsive-ensemble": "green-5",
};

/** The look of a method, the same in all charts: a hue for its posterior, and a shade for its parameter. */
export function lookOf({ id, posterior, parameter }: Method): Look {
  const ramp = ramps[posterior];
  if (ramp === undefined) return looks[id] ?? "green-2";
  const [hue, ...limits] = ramp;
  const shade = 1 + limits.filter((limit) => parameter.value > limit).length;
  return `${hue}-${shade}` as Look;
}

/** What a legend names. */
interface Labelled {
  readonly label: string;
  readonly look?: Look;
}

/**
 * The method that something in a picture belongs to: of labels that begin alike the longest is meant; what
 * names no method, such as a fit, belongs to the one whose look it has.
 */
function ownerAmong(methods: readonly Method[], { series }: LinesPanel) {
  const byLength = [...methods].sort((a, b) => b.label.length - a.label.length);
  const named = (label: string) => byLength.find((method) => label.includes(method.label));
  const byLook = new Map<Look, Method>();
  for (const { label, look } of series) {
    const method = named(label);
    if (method !== undefined) byLook.set(look, method);
  }
  return ({ label, look }: Labelled) =>
    named(label) ?? (look === undefined ? undefined : byLook.get(look));
}

/** A picture with what a test keeps of its series and regions. */
function only(panel: LinesPanel, keep: (item: Labelled) => boolean): LinesPanel {
  return {
    ...panel,
    series: panel.series.filter(keep),
    ...(panel.regions && { regions: panel.regions.filter(keep) }),
  };
}

/** Most methods that one picture shows where they are of several posteriors. */
const mostTogether = 6;

/**
 * A picture of many methods as one picture for each posterior, where it has several methods of each. What
 * belongs to no method stands in all of them.
 */
export function byPosterior({ methods }: Setup, panel: Panel): Panel[] {
  if (panel.kind !== "lines") return [panel];
  const methodOf = ownerAmong(methods, panel);
  const owner = (item: Labelled) => methodOf(item)?.posterior;
  const shown = panel.series.map(owner).filter((name) => name !== undefined);
  const posteriors = [...new Set(shown)];
  const alone = posteriors.some((name) => shown.filter((other) => other === name).length < 2);
  if (posteriors.length < 2 || alone || shown.length <= mostTogether) return [panel];
  return posteriors.map((posterior) => ({
    ...only(panel, (item) => [undefined, posterior].includes(owner(item))),
    title: `${panel.title}: ${posteriorTitle(posterior)}`,
  }));
}

/** Pictures that were each taken apart alike, one row for each part. */
export function inRows<T>(pictures: readonly (readonly T[])[]): T[] {
  const [{ length }] = pictures;
  return pictures.every((parts) => parts.length === length)
    ? pictures[0].flatMap((_, i) => pictures.map((parts) => parts[i]))
    : pictures.flat();
}

/** A chart with {@linkcode byPosterior} done to its pictures, whatever its control is set to. */
export function chartByPosterior(setup: Setup, chart: Chart): Chart {
  const apart = (panels: readonly Panel[]) =>
    inRows(panels.map((panel) => byPosterior(setup, panel)));
  const { control } = chart;
  return {
    ...chart,
    panels: apart(chart.panels),
    ...(control && {
      control: {
        ...control,
        options: control.options.map((option) => ({ ...option, panels: apart(option.panels) })),
      },
    }),
  };
}

/** Names of the posteriors. */
const posteriorTitles: Record<string, string> = {
  "mean-field": "mean-field Gaussian",
  "adam-mcmc": "AdamMCMC",
  "hmc": "Hamiltonian Monte Carlo",
  "ensemble": "deep ensemble",
  "laplace": "Laplace",
};

/** The name of a posterior as people say it. */
export function posteriorTitle(name: string): string {
  return posteriorTitles[name] ?? name.replaceAll("-", " ");
}

/** Settings that stand for their posterior where not all can be shown: those that the paper shows. */
const shown: Record<string, number> = { "mean-field": 10, "adam-mcmc": 0.1 };

/**
 * One method for each posterior: the setting that the paper shows where it is there, else the middle one.
 */
export function representatives<T extends { readonly method: Method }>(
  series: readonly T[],
): T[] {
  const groups = new Map<string, T[]>();
  for (const item of series) {
    const name = item.method.posterior;
    groups.set(name, [...(groups.get(name) ?? []), item]);
  }
  return [...groups].map(([name, items]) =>
    items.find(({ method }) => method.parameter.value === shown[name]) ??
      items[Math.floor(items.length / 2)]
  );
}

/**
 * Where calibrated draws would lie, of the methods that stand for their posteriors: grey where that is one, else
 * in the colours of the methods.
 *
 * @param place Where it is for one of them, `undefined` where that is not known.
 */
export function calibratedRegions<T extends { readonly method: Method }>(
  items: readonly T[],
  place: (item: T) => Pick<Region, "x" | "lower" | "upper"> | undefined,
): Region[] {
  const chosen = representatives(items);
  return chosen.flatMap((item) => {
    const { method } = item;
    const region = place(item);
    return region === undefined ? [] : [{
      label: `if calibrated: ${method.label}`,
      ...(chosen.length > 1 ? { look: lookOf(method) } : {}),
      ...region,
    }];
  });
}

/**
 * The control of a chart that cannot show all methods at once: each by itself, and, where there are
 * several posteriors, first the representatives of all.
 */
export function methodControl<T extends { readonly method: Method }>(
  items: readonly T[],
  panels: (shown: readonly T[]) => readonly Panel[],
): Control {
  const chosen = representatives(items);
  const single = items.map((item) => ({ label: item.method.label, panels: panels([item]) }));
  return chosen.length === 1
    ? { label: "Method", options: single, initial: items.indexOf(chosen[0]) }
    : {
      label: "Method",
      options: [{ label: "one of each posterior", panels: panels(chosen) }, ...single],
      initial: 0,
    };
}

/** The series of one protocol for each method: exact masses where they are there, else the first. */
export function mainProtocol<
  T extends { readonly method: Method; readonly protocol: Protocol },
>(
  series: readonly T[],
): T[] {
  const chosen = new Map<string, T>();
  for (const item of series) {
    const before = chosen.get(item.method.id);
    if (!before || (before.protocol !== "exact" && item.protocol === "exact")) {
      chosen.set(item.method.id, item);
    }
  }
  return [...chosen.values()];
}

/** What a protocol means, in a few words. */
export const protocolTitles: Record<Protocol, string> = {
  exact: "exact masses",
  scaled: "1000 points a bin",
  fixed: "10⁷ points",
};

/** The findings alone. */
export function findingSentences(findings: readonly Finding[]): Markup {
  return markup`<ul class="findings">${
    findings.map(({ sentence }) => markup`<li><p>${unbroken(sentence)}</p></li>\n`)
  }</ul>`;
}

/** A warning of a fit. */
interface Warning {
  readonly label: string;
  /** The run, counted from one; null where there is one alone. */
  readonly run: number | null;
  readonly warning: string;
}

/** A warning as one says it. */
export function worded(warning: string): string {
  return warning.replaceAll(/\b1 times\b/g, "once");
}

/**
 * Warnings that differ in their numbers alone, one row for each method: the runs, and the range of each
 * number.
 */
export function warningRows(warnings: readonly Warning[]): string[][] {
  const number = /\d+(?:\.\d+)?/g;
  const groups = new Map<string, Warning[]>();
  for (const entry of warnings) {
    const key = `${entry.label}\n${entry.warning.replaceAll(number, "#")}`;
    groups.set(key, [...(groups.get(key) ?? []), entry]);
  }
  return [...groups.values()].map((members) => {
    const numbers = members.map(({ warning }) => warning.match(number) ?? []);
    let place = 0;
    const warning = members[0].warning.replaceAll(number, () => {
      const all = numbers.map((row) => row[place]).sort((a, b) => Number(a) - Number(b));
      place++;
      const [least, most] = [all[0], all[all.length - 1]];
      return least === most ? least : `${least} to ${most}`;
    });
    const runs = members.flatMap(({ run }) => run === null ? [] : [plain(run)]);
    return [members[0].label, ...(runs.length === 0 ? [] : [runs.join(", ")]), worded(warning)];
  });
}

/** Most findings that are seen from the start. */
const mostSeen = 3;

/** The chart that shows what a finding says, where the page has it. */
export function chartOf({ charts, figures = {} }: View, finding: string): string | undefined {
  const [, id] =
    Object.entries(figures).find(([key]) =>
      key.endsWith("-") ? finding.startsWith(key) : finding === key
    ) ?? [];
  return Object.values(charts).some((chart) => chart.id === id) ? id : undefined;
}

/**
 * The findings with the numbers that they rest on, which are folded, as are all but the first findings; methods are
 * called by their labels.
 *
 * @param chart The chart that shows what a finding says, which it then refers to.
 */
export function findingList(
  findings: readonly Finding[],
  setup?: Setup,
  chart: (finding: string) => string | undefined = () => undefined,
): Markup {
  const labels = new Map(setup?.methods.map(({ id, label }) => [id, label]));
  const numbers = (evidence: Finding["evidence"]) => {
    const named = Object.entries(evidence);
    return named.length === 0
      ? null
      : markup`<details><summary>${
        named.length === 1 ? "The number" : "The numbers"
      }</summary><dl>${
        named.map(([name, value]) =>
          markup`
          <div>
            <dt>${unbroken(labels.get(name) ?? name)}</dt>
            <dd>${measured(value)}</dd>
          </div>
        `
        )
      }</dl></details>`;
  };
  const list = (some: readonly Finding[]) =>
    markup`<ul class="findings">${
      some.map(({ id, sentence, evidence }) => {
        const shown = chart(id);
        const reference = shown === undefined ? null : markup` ${figureReference(shown)}`;
        return markup`<li><p>${unbroken(sentence)}${reference}</p>${numbers(evidence)}</li>\n`;
      })
    }</ul>`;
  const others = findings.slice(mostSeen);
  return others.length === 0
    ? list(findings)
    : markup`${list(findings.slice(0, mostSeen))}<details class="more"><summary>${
      others.length === 1 ? "One more finding" : `${capital(spelled(others.length))} more findings`
    }</summary>${list(others)}</details>`;
}

/** The setup as a folded table; of several setups each row names all that differ. */
export function setupTable(setups: Setup | readonly Setup[], profile: string): Markup {
  const all = [setups].flat();
  const each = (what: (setup: Setup) => string, between = ", ") =>
    [...new Set(all.map(what))].join(between);
  return table(`Set-up (profile ${profile})`, ["quantity", "value"], [
    ["target", each(({ target }) => target.title)],
    ["training points per run", each(({ nTrain }) => plain(nTrain))],
    ["runs, each with its own training set", each(({ runs }) => plain(runs))],
    ["posterior draws per run", each(({ draws }) => plain(draws))],
    ["posteriors", each(({ methods }) => methods.map(({ label }) => label).join("; "), "; ")],
  ], true);
}

/**
 * From the least to the largest of what lines and bands along the radius show outwards of the innermost
 * bin. This one bin, at a sharp edge, can be so far off that no other would be seen beside it.
 */
export function beyondInnermost(series: readonly Series[]): [number, number] {
  const values = series.flatMap(({ y, lower, upper }) =>
    [y, lower ?? [], upper ?? []].flatMap((all) => all.slice(1))
  ).filter((v): v is number => v !== null);
  return values.length === 0
    ? [0, 1]
    : [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
}
