/** The idea to play with: its choices in addresses, its numbers, and what is said of them. */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { chartsOf, hitsOf } from "../../site/play/charts.ts";
import { type Events, type Learned, play, type Stage } from "../../site/play/play.ts";
import { draws, methodOf, rank, targetOf } from "../../site/play/setting.ts";
import {
  type FieldName,
  fields,
  type Game,
  initialState,
  isAnother,
  readState,
  type State,
  writeState,
} from "../../site/play/state.ts";
import { gammaRing } from "../../core/target/gamma_ring.ts";
import { summary } from "../../site/play/summary.ts";

const names = Object.keys(fields) as FieldName[];

/** Any state that can be chosen. */
const states = fc.record({
  target: fc.constantFrom(...fields.target.values),
  events: fc.constantFrom(...fields.events.values),
  method: fc.constantFrom(...fields.method.values),
  bins: fc.constantFrom(...fields.bins.values),
  seed: fc.integer({ min: fields.seed.least, max: fields.seed.most }),
  sets: fc.integer({ min: fields.sets.least, max: fields.sets.most }),
}) as fc.Arbitrary<State>;

Deno.test("every state comes back from its address", () => {
  fc.assert(fc.property(states, (state) => {
    assertEquals(readState(writeState(state)), { state, faults: [] });
  }));
});

Deno.test("what else an address says stays", () => {
  const query = writeState(initialState, "?show=a+b&show=c&seed=5");
  assertEquals(new URLSearchParams(query).getAll("show"), ["a b", "c"]);
  assertEquals(readState(query).state, initialState);
});

Deno.test("an address that says nothing of the choices gives the initial ones", () => {
  for (const query of ["", "?", "?utm_source=x&Seed=2"]) {
    assertEquals(readState(query), { state: initialState, faults: [] });
  }
});

Deno.test("whatever an address says, the state can be played, and each value that cannot be had is named", () => {
  const texts = fc.oneof(
    fc.string(),
    fc.array(fc.integer({ min: 0, max: 0x10ffff })).map((codes) => String.fromCodePoint(...codes)),
    fc.integer().map(String),
  );
  const queries = fc.dictionary(fc.oneof(fc.constantFrom(...names), fc.string()), texts, {
    maxKeys: 6,
  });
  fc.assert(fc.property(queries, (said) => {
    const { state, faults } = readState(`?${new URLSearchParams(said)}`);
    assertEquals(readState(writeState(state)), { state, faults: [] });
    const mentioned = names.filter((name) => Object.hasOwn(said, name));
    const wrong = mentioned.filter((name) => String(state[name]) !== said[name]);
    assertEquals(faults.length, wrong.length);
    for (const [i, name] of wrong.entries()) {
      assert(faults[i].startsWith(`In the address ${name} must be `));
      assertEquals(state[name], fields[name].initial);
    }
  }));
});

Deno.test("a number is read as it is written, and in no other way", () => {
  for (const seed of ["01", "1.0", "1e2", "+1", " 1", "0x1", "−1", "1000000", "٣"]) {
    const { state, faults } = readState(`?${new URLSearchParams({ seed })}`);
    assertEquals([state.seed, faults.length], [1, 1], seed);
  }
});

Deno.test("a game goes on only for more sets of the same", () => {
  assert(!isAnother(initialState, { ...initialState, sets: initialState.sets + 1 }));
  assert(isAnother(initialState, initialState));
  assert(isAnother(initialState, { ...initialState, sets: 1 }));
  assert(isAnother(initialState, { ...initialState, sets: 20, seed: 2 }));
});

/** The first stages of a game. */
async function stagesOf(game: Game, count: number): Promise<Stage[]> {
  const stages: Stage[] = [];
  for await (const stage of play(game)) {
    stages.push(stage);
    if (stages.length === count) break;
  }
  return stages;
}

const game: Game = { ...initialState, events: 250, bins: 5 };
const stages = await stagesOf(game, 4);
const [first, learned, second, more] = stages as [Events, Learned, Events, Learned];

Deno.test("a game is the same each time, and another one with another seed", async () => {
  assertEquals(await stagesOf(game, 2), stages.slice(0, 2));
  const [other] = await stagesOf({ ...game, seed: 2 }, 1) as [Events];
  assert(other.counts.join() !== first.counts.join());
});

Deno.test("training sets are independent, and the numbers of bins do not change them", async () => {
  assert(first.counts.join() !== second.counts.join());
  const [same] = await stagesOf({ ...game, bins: 50 }, 1);
  assertEquals(same, first);
});

Deno.test("events and truth are densities of the target", () => {
  const { truth: { x, density }, edges, counts } = first;
  const toy = targetOf(game.target);
  const total = counts.reduce((sum, count) => sum + count, 0);
  assert(total <= 250 && total > 240, `${total} events are shown`);
  const [{ cdf }] = toy.axes;
  // Each bin of a histogram is binomial: five standard deviations and one event.
  for (const [i, count] of counts.entries()) {
    const p = cdf(edges[i + 1]) - cdf(edges[i]);
    assert(Math.abs(count - 250 * p) <= 5 * Math.sqrt(250 * p * (1 - p)) + 1, `bin ${i}`);
  }
  for (const [i, place] of x.entries()) {
    assertAlmostEquals(
      density[i],
      place > -1 ? 4 * (place + 1) * Math.exp(-2 * (place + 1)) : 0,
      1e-12,
    );
  }
});

Deno.test("masses of the draws add up, and intervals lie about their means", () => {
  const { bins: { mean, lower, upper, middles } } = learned;
  assertEquals(middles.length, 5);
  // Masses are over a true mass of 1/5; what the flows put beyond the range of the axis is missing.
  assertAlmostEquals(mean.reduce((sum, mass) => sum + mass, 0) / 5, 1, 0.01);
  for (const [bin, value] of mean.entries()) assert(lower[bin] < value && value < upper[bin]);
});

Deno.test("the coverage of one set counts the intervals that are shown", () => {
  const { coverage: { nominal, share } } = learned;
  const level = nominal.length - rank;
  assertAlmostEquals(nominal[level], 26 / 38, 1e-12);
  assertEquals(draws, 37);
  const hits = hitsOf(learned).filter((hit) => hit).length;
  assertAlmostEquals(share[level], hits / 5, 1e-12);
  const both = [learned, more].flatMap(hitsOf);
  assertAlmostEquals(
    more.coverage.share[level],
    both.filter((hit) => hit).length / both.length,
    1e-12,
  );
});

Deno.test("errors come with the second training set", () => {
  assertEquals(learned.worth.achieved.error, null);
  assert(more.worth.achieved.error! > 0);
  assertEquals(learned.worth.side, undefined);
});

Deno.test("every method can be chosen, and is named as the studies name it", () => {
  const labels = fields.method.values.map((name) => methodOf(name).method);
  assertEquals(labels.map(({ id }) => id), [...fields.method.values]);
});

Deno.test("pictures come as they are learned, with the same legends and axes all along", () => {
  const state = { ...game, sets: 2 };
  const [alone, ...none] = chartsOf(state, { events: first, learned: [] });
  assertEquals(none, []);
  const [density, coverage, worth] = chartsOf(state, { events: second, learned: [learned, more] });
  const frame = (chart: typeof alone) =>
    chart.panels.map((panel) =>
      panel.kind === "lines" ? [panel.x, panel.y, panel.series.map(({ label }) => label)] : []
    );
  assertEquals(frame(alone), frame(density));
  assertEquals([coverage.id, worth.id], ["play-coverage", "play-worth"]);
  assert(density.title.startsWith("Training set 2: "));
  const [held, missed] = density.panels[1].kind === "lines" ? density.panels[1].series : [];
  assertEquals(held.x.length + missed.x.length, 5);
  assertEquals(held.x.length, hitsOf(more).filter((hit) => hit).length);
});

Deno.test("the summary says the numbers, and of how many sets", () => {
  const state = { ...game, sets: 2 };
  const text = summary(state, more).replaceAll("\u00a0", " ");
  const share = Math.round(100 * more.coverage.share[more.coverage.nominal.length - rank]);
  assert(
    text.startsWith(
      `Two training sets: the intervals of 68 % hold the truth in ${share} % of the bins.`,
    ),
    text,
  );
  assert(text.endsWith("after training on 250."), text);
});

Deno.test("the radius is that of the ring of the studies, less 5", () => {
  const [{ cdf, quantile }] = targetOf("ring-radius").axes, [ring] = gammaRing().axes;
  for (const p of [0.001, 0.1, 0.5, 0.9, 0.999]) {
    // The ring's incomplete gamma function is good to 1e-10 of itself.
    assertAlmostEquals(quantile(p), ring.quantile(p) - 5, 1e-9);
    assertAlmostEquals(cdf(ring.quantile(p) - 5), p, 1e-10);
  }
  assertEquals([cdf(-1.5), cdf(Infinity), quantile(0), quantile(1)], [0, 1, -1, Infinity]);
});
