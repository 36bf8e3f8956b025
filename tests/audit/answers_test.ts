import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { Stream } from "../../core/random.ts";
import {
  type Answers,
  answersOf,
  draftOf,
  drawKinds,
  readBins,
  readEdges,
  truthKinds,
} from "../../audit/look/answers.ts";
import { auditConfiguration } from "../../audit/audit.ts";
import { parseConfig } from "../../audit/config.ts";
import { template } from "../../audit/look/template.ts";
import { onDisk } from "../../audit/input/files.ts";
import { scratch } from "../runner/_runs.ts";
import { npy } from "./_audits.ts";

/** A reader who gives these answers to the questions that begin with these words. */
function reader(answers: Record<string, string>) {
  const asked: string[] = [];
  return {
    asked,
    ask: (question: string) => {
      asked.push(question);
      return Object.entries(answers).find(([start]) => question.startsWith(start))?.[1] ?? "";
    },
  };
}

Deno.test("whatever is answered, the configuration that init writes gives an audit", async () => {
  using place = scratch();
  const stream = Stream.fromSeed(4);
  const [draws, bins] = [3, 6];
  const write = (name: string, shape: number[], values: ArrayLike<number>) =>
    Deno.writeFileSync(`${place.path}/${name}`, npy(shape, values));
  const counts = Array.from({ length: draws * bins }, (_, i) => 10 + i % 4);
  // The name of an array that has to be quoted in YAML.
  const named = (kind: string) => `"${kind}": #1.npy`;
  write(named("counts"), [draws, 2, 3], counts);
  write(named("masses"), [draws, 2, 3], counts.map((n) => n / 80));
  write(named("densities"), [draws, 2, 3], counts.map((n) => n / 80));
  write(named("events"), [draws, 50, 2], stream.uniforms(new Float64Array(100 * draws)));
  for (const kind of ["counts", "masses", "densities"]) {
    write(
      `truth ${kind}`,
      [2, 3],
      counts.slice(0, bins).map((n) => kind === "counts" ? n : n / 80),
    );
  }
  for (const name of ["truth events", "- held out", "training"]) {
    write(name, [60, 2], stream.uniforms(new Float64Array(120)));
  }
  write("edges y", [4], [0, 0.2, 0.7, 1]);
  for (const kind of drawKinds) {
    for (const truth of truthKinds) {
      // With events every case decides over quantiles; with bins some are enough.
      const holdouts = kind === "events"
        ? ["none", "- held out"]
        : [truth === "none" || truth === "densities" ? "- held out" : "none"];
      for (const holdout of holdouts) {
        const { ask } = reader({
          "Name": 'My "generator": #1',
          "What do the draws give": kind,
          "File of the draws": named(kind),
          "What is the truth": truth,
          "File of the truth": `truth ${truth}`,
          "File of held-out": holdout,
          "Training events": holdout === "none" ? "none" : "500",
          "File of the training": "training",
          "Bins along": "2,3",
          "Edges": "0:1:2, edges y",
        });
        const text = template(draftOf(answersOf({}, ask)));
        const config = parseConfig(
          "audit.yaml",
          text.replace("# replicates: 999", "replicates: 19"),
        );
        assertEquals(config.title, 'My "generator": #1');
        const { setup } = await auditConfiguration(config, onDisk(place.path));
        assertEquals(
          [setup.drawsAs, setup.truthAs, setup.holdoutEvents, setup.nTrain],
          [
            kind,
            truth === "none" ? null : truth,
            holdout === "none" ? null : 60,
            config.nTrain ??
              (config.training === undefined ? null : 60),
          ],
        );
        const quantiles = kind === "events" && (truth === "events" || truth === "none");
        assertEquals(setup.binning.startsWith("quantiles of"), quantiles);
      }
    }
  }
});

Deno.test("an answer that will not do is asked for again, with the rule", () => {
  const answers = [
    "",
    "event",
    "events",
    "a*/b",
    "d/*.npy",
    "perhaps",
    "none",
    "none",
    "-5",
    "1e2",
  ];
  answers.push("training.npy", "0,0", "5x6", " 5, 6 ");
  const said: string[] = [];
  const found = answersOf({}, () => answers.shift()!, (text) => said.push(text));
  assertEquals(found, {
    title: "My generator",
    draws: "events",
    file: "d/*.npy",
    truth: "none",
    truthFile: undefined,
    holdoutFile: undefined,
    nTrain: 100,
    trainingFile: "training.npy",
    bins: [5, 6],
  });
  assertEquals(said.length, 6);
  for (
    const [i, words] of [
      "one of masses, densities, counts, events.",
      "with * and ? in its last part alone",
      "one of equal, masses",
      "a whole number of at least 1, or none.",
      "such as 20,20.",
      "such as 20,20.",
    ].entries()
  ) assertStringIncludes(said[i], words);
});

Deno.test("what is taken for granted is said where nobody can be asked", () => {
  const said: string[] = [];
  answersOf({}, undefined, (text) => said.push(text));
  assertEquals(said, [
    "Takes for granted: Name of the generator: My generator",
    "Takes for granted: What do the draws give: events",
    "Takes for granted: File of the draws: draws/*.npy",
    "Takes for granted: What is the truth: events",
    "Takes for granted: File of the truth: truth.npy",
    "Takes for granted: Bins along each axis of the events: 10,10",
  ]);
});

Deno.test("the end of the input ends the questions, at any of them", () => {
  for (let after = 0; after < 7; after++) {
    let left = after;
    assertThrows(
      () => answersOf({}, () => left-- === 0 ? null : ""),
      RangeError,
      "every question must be answered",
    );
  }
});

Deno.test("what is given is not asked for", () => {
  const { ask, asked } = reader({});
  const given = {
    title: "a",
    draws: "masses",
    file: "b",
    truth: "equal",
    nTrain: 5,
  } satisfies Partial<Answers>;
  const found = answersOf(given, ask);
  assertEquals(asked, ["File of held-out events, or none [none]"]);
  assertEquals({ ...found, ...given }, found);
  const bins = [5, 6];
  assertEquals(draftOf(answersOf({ bins })).binning, { quantiles: { of: "truth", bins } });
});

Deno.test("invalid bins and edges", () => {
  for (const text of ["", "0", "1.5", "-1", "2,", "1,2,3,4,5,6", "a"]) {
    assert("rule" in readBins(text), text);
  }
  for (
    const text of ["", "1:0:5", "0:1", "0:1:2:3", "0:1:0", "0:1:2.5", "::", "0:1:5,", "a,b,c,d,e,f"]
  ) {
    assert("rule" in readEdges(text), text);
  }
  assertEquals(readEdges("-1:1e3:5,x.npy"), {
    value: [{ from: -1, to: 1000, bins: 5 }, { file: "x.npy" }],
  });
});
