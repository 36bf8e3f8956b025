/** From a training file to an audit: fits of a known law, without processes. */
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertMatch,
  assertRejects,
  assertThrows,
} from "@std/assert";
import { auditConfiguration } from "../../../audit/audit.ts";
import { parseConfig } from "../../../audit/config.ts";
import { endReaders } from "../../../audit/formats/mod.ts";
import { inMemory } from "../../../audit/input/by_name.ts";
import { onDisk } from "../../../audit/input/files.ts";
import { Stream } from "../../../core/random.ts";
import {
  readEvents,
  readSample,
  textOf,
  writeAudit,
  writeDrawn,
  writeSample,
} from "../../../own_data/files.ts";
import { ownDrawnKind, ownFitKind } from "../../../own_data/kinds.ts";
import type { OwnMethod } from "../../../own_data/methods.ts";
import { predictive } from "../../../studies/shared/predictive.ts";
import { splitFile } from "../../../own_data/training_file.ts";
import { cellEngine } from "../../../runner/engine.ts";
import { npy } from "../../audit/_audits.ts";
import { scratch } from "../../runner/_runs.ts";

const rate = 10, slope = 0.1, generated = 1000;

/** A falling spectrum from 80 on, and a normal number about a tenth of it. */
function events(count: number): Float64Array {
  const stream = Stream.fromSeed(5), out = new Float64Array(2 * count);
  for (let i = 0; i < out.length; i += 2) {
    out[i] = 80 + rate * stream.gamma(1);
    out[i + 1] = slope * out[i] + stream.normal();
  }
  return out;
}

/** Log density of the law, nats. */
function truth(x: number, y: number): number {
  return -Math.log(rate) - (x - 80) / rate - Math.log(2 * Math.PI) / 2 - (y - slope * x) ** 2 / 2;
}

const draws = 3;
const own: OwnMethod = {
  method: {
    id: "few",
    label: "few flows",
    posterior: "ensemble",
    parameter: { symbol: "M", value: 3 },
  },
  options: { training: { steps: 1500, batchSize: 200 } },
  cost: 1,
  draws,
};

Deno.test("flows fitted to a file give held-out events their density, and are audited", async () => {
  using folder = scratch();
  const out = folder.path;
  const { sample, parts } = await splitFile(
    "events.npy",
    { heldOut: 0.25, seed: 1 },
    inMemory(new Map([["events.npy", npy([4000, 2], events(4000))]])),
  );
  writeSample(out, sample, parts);
  assertEquals(readSample(out), sample);
  const brought = readEvents(out, sample);
  const context = { seed: 1, engine: cellEngine, checkpoint() {}, progress() {} };
  const { method: { posterior: name }, options } = own;
  const fit = await ownFitKind.run({
    ...context,
    config: { posterior: { name, options }, draws },
    inputs: { events: brought },
  });
  const drawn = await ownDrawnKind.run({
    ...context,
    config: { eventsPerDraw: generated },
    inputs: { events: brought, fit },
  });

  // In the units of the features: log densities of the law and of the flows differ by less than a tenth of a nat.
  const nats = predictive(drawn.arrays.logDensity.values, draws);
  const { values } = brought.arrays.heldOut;
  const behind = nats.reduce(
    (sum, found, i) => sum + truth(values[2 * i], values[2 * i + 1]) - found,
    0,
  ) / nats.length;
  assert(behind > -0.02 && behind < 0.1, `${behind} nats behind the law`);

  // Means of what is generated: within six standard errors, and what so short a training leaves.
  const made = Array.from(drawn.arrays.events.values);
  const mean = (feature: number) =>
    made.reduce((sum, x, i) => i % 2 === feature ? sum + x : sum, 0) / (draws * generated);
  assertAlmostEquals(mean(0), 90, 6 * rate / Math.sqrt(draws * generated) + 0.5);
  assertAlmostEquals(mean(1), 9, 6 * Math.SQRT2 / Math.sqrt(draws * generated) + 0.1);
  // A curve with a lower end leaves nothing much below it.
  assert(made.every((x, i) => i % 2 === 1 || x > 79.9));

  writeDrawn(out, own.method.id, sample, drawn.arrays.events);
  const path = writeAudit(out, own, generated, sample);
  const { setup, spectra, quantities } = await auditConfiguration(
    { ...parseConfig(path, textOf(path)), replicates: 99 },
    onDisk(out),
  );
  assertEquals(
    [setup.draws, setup.generated, setup.nTrain, setup.truthEvents],
    [draws, generated, 3000, 1000],
  );
  assertEquals(spectra.map(({ axis }) => axis.name), ["column 0", "column 1"]);
  for (const name of ["coverage_deviation", "forecast"]) {
    assert(quantities.find((one) => one.name === name)!.value !== null, name);
  }
});

Deno.test("a configuration that somebody has edited is kept, and parts that are not as written are refused", async () => {
  using folder = scratch();
  const out = folder.path;
  const { sample, parts } = await splitFile(
    "events.npy",
    { heldOut: 0.25, seed: 1 },
    inMemory(new Map([["events.npy", npy([1000, 2], events(1000))]])),
  );
  writeSample(out, sample, parts);
  const path = writeAudit(out, own, generated, sample);
  const edited = textOf(path).replace("few flows", "my flows");
  Deno.writeTextFileSync(path, edited);
  writeAudit(out, own, generated, sample);
  assertEquals(textOf(path), edited);
  const part = `${out}/samples/held-out.safetensors`;
  const bytes = Deno.readFileSync(part);
  bytes[bytes.length - 1] ^= 1;
  Deno.writeFileSync(part, bytes);
  assertThrows(
    () => readEvents(out, sample),
    SyntaxError,
    `Cannot use ${out}/samples/ as the parts of the training file must be as they were written: current value is others`,
  );
});

Deno.test("of several tables of a file that with the named features is meant", async () => {
  try {
    for (
      const [columns, sentence] of [
        [["a", "even"], "as there must be 400 training events and 200 held-out ones: "],
        [["a", "far"], 'as it must hold one sample, .*: current value is "events", "tuple"'],
      ] as const
    ) {
      const error = await assertRejects(
        () =>
          splitFile(
            "tests/audit/fixtures/tuple.root",
            { columns, heldOut: 0.2, seed: 1 },
            onDisk(""),
          ),
        RangeError,
      );
      assertMatch(error.message, new RegExp(sentence));
    }
  } finally {
    await endReaders();
  }
});
