import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { relative, resolve } from "node:path";
import { parseConfig } from "../../../audit/config.ts";
import { Stream } from "../../../core/random.ts";
import { launch } from "../../../runner/launch.ts";
import { disks, withDisk } from "../../cli/_surroundings.ts";
import { ended, filesIn, link, scratch } from "../../runner/_runs.ts";
import { npy, someMasses, startAudit, startAuditIn } from "../../audit/_audits.ts";

const command = (...args: string[]) => ended(startAudit(...args));

const evil = '<script>alert(1)</script>"><img src=x onerror=alert(1)>/../..';

Deno.test("audit writes a report, gates on it, and leaves an old one where it cannot", async () => {
  using place = scratch();
  const at = (name: string) => `${place.path}/${name}`;
  Deno.writeFileSync(at("draws.npy"), npy([2, 8, 4, 4], someMasses(2, 8, [4, 4])));
  const config = {
    title: evil,
    generator: evil,
    draws: { kind: "masses", file: "draws.npy", runs: true },
    truth: { kind: "equal" },
    axes: [{ name: evil }, { name: "y", unit: evil }],
    nTrain: 1000,
    replicates: 19,
    output: "new/report",
  };
  Deno.writeTextFileSync(at("audit.json"), JSON.stringify(config));
  const { code, out, error } = await command(at("audit.json"));
  assertEquals([code, error], [0, ""]);
  assertStringIncludes(out, "2 runs of 8 draws, 4 × 4 bins, exact truth");
  const report = at("new/report");
  const files = filesIn(report);
  for (
    const file of [
      "index.html",
      "results.json",
      "summary.md",
      "hepdata/submission.yaml",
      "tables/coverage.csv",
      "figures/spectrum-1.svg",
      "figures/spectrum-1.pdf",
    ]
  ) {
    assert(files.some((path) => path.endsWith(file)), `${file} of ${files.join()}`);
  }
  for (const path of files.filter((path) => path.endsWith(".html"))) {
    const page = await Deno.readTextFile(path.startsWith(report) ? path : `${report}/${path}`);
    assert(!page.includes("<script>alert") && !page.includes("<img src=x"), path);
    assertStringIncludes(page, "Content-Security-Policy");
    assert(page.endsWith("</html>\n"), path);
  }
  // Nothing but the report, and nothing half-made beside it.
  assertEquals([...Deno.readDirSync(place.path)].map(({ name }) => name).sort(), [
    "audit.json",
    "draws.npy",
    "new",
  ]);
  assertEquals([...Deno.readDirSync(at("new"))].map(({ name }) => name), ["report"]);

  const before = await Deno.readTextFile(`${report}/results.json`);
  const gated = await command(
    at("audit.json"),
    "--fail-if",
    "coverage_deviation >= 0",
    "--fail-if",
    "rank_p < 0",
  );
  assertEquals(gated.code, 2);
  assertStringIncludes(gated.out, "Fails by coverage_deviation >= 0: it is ");
  assertEquals(await Deno.readTextFile(`${report}/results.json`), before);
  const absent = await command(at("audit.json"), "--fail-if", "holdout_p < 0.01");
  assertEquals(absent.code, 1);
  assertStringIncludes(absent.error, "as holdout_p must be available: current value is none: ");

  Deno.writeFileSync(
    at("draws.npy"),
    npy([2, 8, 4, 4], someMasses(2, 8, [4, 4])).subarray(0, 1000),
  );
  const damaged = await command(at("audit.json"));
  assertEquals(damaged.code, 1);
  assert(/^Cannot .*draws\.npy.*\n$/.test(damaged.error), damaged.error);
  assertEquals(await Deno.readTextFile(`${report}/results.json`), before);
  assertEquals([...Deno.readDirSync(at("new"))].map(({ name }) => name), ["report"]);
});

Deno.test("audit follows links of files and folders, in patterns, and to where it writes", async () => {
  using place = scratch();
  const at = (name: string) => `${place.path}/${name}`;
  for (const name of ["real", "named", "reports"]) Deno.mkdirSync(at(name));
  link("real", at("link"));
  link("reports", at("out"));
  link("../real/draws.npy", at("named/draws.npy"));
  Deno.writeFileSync(at("real/draws.npy"), npy([8, 4], someMasses(1, 8, [4])));
  for (let draw = 0; draw < 8; draw++) {
    Deno.writeFileSync(at(`real/${draw}.npy`), npy([4], someMasses(1, 1, [4], draw + 1)));
    link(`../real/${draw}.npy`, at(`named/draw-${draw}.npy`));
  }
  Deno.copyFileSync("tests/audit/fixtures/one.h5", at("real/one.h5"));
  link("../real/one.h5", at("named/one.h5"));
  const common = { truth: { kind: "equal" }, nTrain: 1000, replicates: 19, coarser: [] };
  const write = (name: string, draws: Record<string, unknown>) =>
    Deno.writeTextFileSync(at(name), JSON.stringify({ ...common, draws }));
  const masses = { kind: "masses", file: "draws.npy" };
  write("real/a.json", masses);
  write("named/a.json", masses);
  write("named/b.json", { kind: "masses", files: "draw-*.npy" });
  write("named/c.json", { kind: "masses", file: "one.h5" });
  for (const path of ["link/a.json", "named/a.json", "named/b.json"]) {
    const { code, error } = await command(at(path), "--out", at("out/report"));
    assertEquals([code, error], [0, ""], path);
    assert(Deno.statSync(at("reports/report/index.html")).isFile, path);
  }
  // A draw whose file is missing is not left out.
  link("../real/none.npy", at("named/draw-8.npy"));
  const dead = await command(at("named/b.json"));
  assertEquals(dead.code, 1);
  assertStringIncludes(dead.error, 'must be readable: current value is "draw-8.npy"');
  // Whatever is wrong with the array in it, its file is read.
  const { error } = await command(at("named/c.json"));
  assert(!/NotCapable|read access|outside/.test(error), error);
});

Deno.test("paths go from where a configuration is named: from its link, and by way of links of folders", async () => {
  using place = scratch();
  const at = (name: string) => `${place.path}/${name}`;
  for (const name of ["shared", "run", "deep", "deep/run"]) Deno.mkdirSync(at(name));
  const draws = { kind: "masses", file: "draws.npy" };
  const config = { draws, truth: { kind: "equal" }, nTrain: 1000, replicates: 19, coarser: [] };
  Deno.writeTextFileSync(at("shared/audit.json"), JSON.stringify(config));
  const above = { ...config, draws: { ...draws, file: "../draws.npy" } };
  Deno.writeTextFileSync(at("deep/run/above.json"), JSON.stringify(above));
  for (const folder of ["run", "deep"]) {
    Deno.writeFileSync(at(`${folder}/draws.npy`), npy([8, 4], someMasses(1, 8, [4])));
  }
  link("../shared/audit.json", at("run/audit.json"));
  link("deep/run", at("link"));
  for (
    const [path, report] of [
      ["run/audit.json", "run/audit-report"],
      ["link/above.json", "deep/run/audit-report"],
    ]
  ) {
    const { code, error } = await command(at(path));
    assertEquals([code, error], [0, ""], path);
    assert(Deno.statSync(at(`${report}/index.html`)).isFile, path);
  }
  assertEquals((await command(at("shared/audit.json"))).code, 1);
});

Deno.test("a configuration in another encoding is refused with the line of the first such letter", async () => {
  using place = scratch();
  const path = `${place.path}/audit.yaml`;
  const latin = new TextEncoder().encode("replicates: 19\ntitle: caf~\n")
    .map((byte) => byte === 0x7e ? 0xe9 : byte);
  Deno.writeFileSync(path, latin);
  assertEquals(await command(path), {
    code: 1,
    out: "",
    error:
      `Cannot use "${path}" as it must be text in UTF-8: current value is another encoding in line 2\n`,
  });
});

Deno.test("audit says that it cannot write before it measures", async () => {
  using place = scratch();
  const at = (name: string) => `${place.path}/${name}`;
  // Masses of more than everything, which measuring would refuse.
  Deno.writeFileSync(at("draws.npy"), npy([2, 8, 4, 4], new Float64Array(256).fill(1)));
  const config = { draws: { kind: "masses", file: "draws.npy", runs: true }, nTrain: 1000 };
  const truth = { kind: "equal" };
  Deno.writeTextFileSync(at("audit.json"), JSON.stringify({ ...config, truth }));
  const { code, error } = await command(at("audit.json"), "--out", at("draws.npy/report"));
  assertEquals(code, 1);
  assertStringIncludes(error, "Cannot write ");
  assertEquals([...Deno.readDirSync(place.path)].map(({ name }) => name).sort(), [
    "audit.json",
    "draws.npy",
  ]);
  const writable = await command(at("audit.json"), "--out", at("report"));
  assertStringIncludes(writable.error, "Cannot audit a generator as the masses of the draws");
});

Deno.test("audit replaces nothing but an audit", async () => {
  using place = scratch();
  Deno.writeFileSync(`${place.path}/d.npy`, npy([2, 2], [0.5, 0.5, 0.4, 0.6]));
  Deno.writeTextFileSync(`${place.path}/audit.yaml`, "draws: { kind: masses, file: d.npy }\n");
  const { code, error } = await command(`${place.path}/audit.yaml`, "--out", place.path);
  assertEquals(code, 1);
  assertStringIncludes(
    error,
    'must be empty, or an earlier audit: current value is a folder with "audit.yaml"',
  );
  assertEquals(filesIn(place.path).length, 2);
  // One of an earlier form is an audit, too.
  const out = `${place.path}/report`;
  Deno.mkdirSync(out);
  Deno.writeTextFileSync(`${out}/results.json`, '{"schema":"ampliflow/audit/0"}');
  assertEquals((await command(`${place.path}/audit.yaml`, "--out", out)).code, 0);
  assert(filesIn(out).length > 10);
});

Deno.test("audit init writes a configuration that can be read, once", async () => {
  using place = scratch();
  const path = `${place.path}/audit.yaml`;
  const args = [
    "init",
    path,
    "--file",
    "draws/*.npy",
    "--truth-file",
    "t.npy",
    "--training-events",
    "500",
    "--edges",
    "edges.npy,0:1:5",
  ];
  const { code, out, error } = await command(...args);
  assertEquals([code, error], [0, ""]);
  assertStringIncludes(out, `Wrote ${path}`);
  assertStringIncludes(out, "There is no edges.npy yet\n");
  const config = parseConfig(path, await Deno.readTextFile(path));
  // Every path goes from the folder of the configuration.
  const from = (name: string) => relative(resolve(place.path), resolve(name));
  assertEquals([config.nTrain, config.draws.files, config.binning?.edges], [
    500,
    from("draws/*.npy"),
    [
      { file: from("edges.npy") },
      { from: 0, to: 1, bins: 5 },
    ],
  ]);
  const again = await command(...args);
  assertEquals(again.code, 1);
  assertStringIncludes(again.error, "must not be there yet");
});

Deno.test({
  ...withDisk("audit init leaves no file on a full disk"),
  async fn() {
    using place = scratch();
    const [program, ...args] = [
      ...disks(
        'mount -t tmpfs -o size=40k tmpfs "$place"; head -c 40k /dev/zero >"$place/full"; ' +
          '"$@" || code=$?; ls "$place"; exit ${code:-0}',
        place.path,
      ),
      ...["deno", "task", "--quiet", "audit", "init", resolve(place.path, "audit.yaml")],
    ];
    const options = { args, stdin: "null", stdout: "piped", stderr: "piped" } as const;
    const { code, out, error } = await ended(launch(program, options));
    assertEquals([code, out.split("\n").filter((line) => !line.startsWith("Takes"))], [1, [
      "full",
      "",
    ]]);
    assertMatch(error, /^Cannot write [^\n]*\/audit\.yaml [^\n]* "No space left[^\n]*\n$/);
  },
});

Deno.test("audit says what it can do, and what it cannot", async () => {
  const help = await command("--help");
  assertEquals([help.code, help.error], [0, ""]);
  assertStringIncludes(help.out, "Usage: audit ");
  assertStringIncludes(help.out, "coverage_deviation");
  for (
    const [args, sentence] of [
      [["nowhere.yaml"], 'current value is no file "nowhere.yaml"'],
      [["nowhere.yaml", "--fail-if", "mad"], "Cannot use the condition"],
    ] as const
  ) {
    const { code, error } = await command(...args);
    assertEquals(code, 1);
    assertStringIncludes(error, sentence);
    assertEquals(error.trimEnd().split("\n").length, 1);
  }
});

Deno.test("a truth that cannot be read is said to be so once, by audit and by init", async () => {
  using place = scratch();
  const draws = npy([8, 100, 2], Stream.fromSeed(3).normals(new Float64Array(1600)));
  Deno.writeFileSync(`${place.path}/draws.npy`, draws);
  Deno.writeTextFileSync(`${place.path}/truth.csv`, "pt;eta\nGeV;1\n1;2\n3;4\n");
  const said = (text: string) => text.match(/every value must be a number: .* is "GeV"/g)?.length;
  const files = ["draws.npy", "truth.csv"];
  const audited = await ended(startAuditIn(resolve(place.path), ...files));
  assertEquals([audited.code, said(audited.out), said(audited.error)], [1, undefined, 1]);
  const drafted = await ended(startAuditIn(resolve(place.path), "init", ...files));
  assertEquals([drafted.code, said(drafted.out), drafted.error], [0, 1, ""]);
});

Deno.test("audit takes files alone, from where it was called, and writes what it assumed", async () => {
  using place = scratch();
  const at = (name: string) => `${place.path}/${name}`;
  const stream = Stream.fromSeed(3);
  const normals = (count: number) => stream.normals(new Float64Array(count));
  Deno.writeFileSync(at("draws.npy"), npy([8, 2000, 2], normals(32_000)));
  Deno.writeFileSync(at("truth.npy"), npy([4000, 2], normals(8000)));
  // As deno task starts it: in the folder of the project, with that of the reader in a variable.
  const called = (...args: string[]) => ended(startAuditIn(resolve(place.path), ...args));
  const first = await called("draws.npy", "truth.npy", "--training-events", "300");
  assertEquals([first.code, first.error], [0, ""]);
  assertStringIncludes(
    first.out,
    '"draws.npy": the draws, 8 draws of 2,000 events of 2 features, no weights\n"truth.npy": the truth, 4,000 events',
  );
  assertStringIncludes(first.out, "Bins: 6 x 6, quantiles of the truth");
  const text = Deno.readTextFileSync(at("audit-report.yaml"));
  assertEquals(parseConfig("audit-report.yaml", text).nTrain, 300);
  const results = () => Deno.readTextFileSync(at("audit-report/results.json"));
  const before = results();

  // The configuration alone gives the same; so does the command again, with other bins other numbers.
  const again = await called("audit-report.yaml");
  assertEquals([again.code, results()], [0, before]);
  const finer = await called("draws.npy", "truth.npy", "--bins", "4,4");
  assertEquals(finer.code, 0);
  assert(results() !== before);

  // What somebody has edited is not lost.
  const edited = text.replace("seed: 1", "seed: 2");
  Deno.writeTextFileSync(at("audit-report.yaml"), edited);
  const refused = await called("draws.npy", "truth.npy");
  assertEquals(refused.code, 1);
  assertStringIncludes(refused.error, "current value is an edited file");
  assertEquals(Deno.readTextFileSync(at("audit-report.yaml")), edited);

  // Arrays of columns and of weights are read wherever they are.
  Deno.mkdirSync(at("beside"));
  Deno.writeFileSync(at("beside/w.npy"), npy([4000], new Float64Array(4000).fill(2)));
  Deno.writeFileSync(at("beside/x.npy"), npy([4000], normals(4000)));
  Deno.writeTextFileSync(
    at("beside.json"),
    JSON.stringify({
      draws: { kind: "events", file: "draws.npy", columns: [0] },
      truth: {
        kind: "events",
        file: "truth.npy",
        columns: [{ file: "beside/x.npy" }],
        weights: { file: "beside/w.npy" },
      },
      binning: { quantiles: { of: "truth", bins: [4] } },
      replicates: 19,
      output: "beside/report",
    }),
  );
  const beside = await called("beside.json");
  assertEquals([beside.code, beside.error], [0, ""]);

  // Every flag that names a file is heard, in both of its spellings.
  for (const name of ["a", "b", "c", "d"]) {
    Deno.writeFileSync(at(`${name}.npy`), npy([500, 2], normals(1000)));
  }
  for (const [i, [held, trained]] of [["-file", ""], ["", "-file"]].entries()) {
    const flags = await called(
      ...["init", `flags-${i}.yaml`, "--file", "a.npy", "--truth-file", "b.npy"],
      ...[`--holdout${held}`, "c.npy", `--training${trained}`, "d.npy"],
    );
    assertEquals([flags.code, flags.error], [0, ""]);
    assertStringIncludes(flags.out, '"c.npy": the held-out sample, 500 events');
    const found = parseConfig("flags.yaml", Deno.readTextFileSync(at(`flags-${i}.yaml`)));
    assertEquals(
      [found.draws.file, found.truth, found.holdout, found.training].map((one) =>
        typeof one === "string" ? one : (one as { file: string }).file
      ),
      ["a.npy", "b.npy", "c.npy", "d.npy"],
    );
  }

  // init looks, and does not measure; paths go from the folder of the configuration, which is made.
  const init = await called("init", "draws.npy", "truth.npy", "new/deep/a.yaml");
  assertEquals([init.code, init.error], [0, ""]);
  const { draws } = parseConfig("a.yaml", Deno.readTextFileSync(at("new/deep/a.yaml")));
  assertEquals(draws.file, "../../draws.npy");
  assertEquals([...Deno.readDirSync(at("new/deep"))].map(({ name }) => name), ["a.yaml"]);

  Deno.removeSync(at("audit-report.yaml"));
  // A name without an ending is where to write; one of data that is not there is none.
  assertEquals((await called("init", "draws.npy", "truth.npy", "new/plain")).code, 0);
  assertEquals(parseConfig("plain", Deno.readTextFileSync(at("new/plain"))).draws.kind, "events");
  const none = await called("init", "nowhere.npy");
  assertEquals(none.code, 1);
  assertStringIncludes(none.error, "no file at this path");

  for (
    const [args, sentence] of [
      [["truth.npy"], "there must be draws"],
      [["draws.npy", "nowhere.npy"], "no file at this path"],
      [["draws.npy", "audit-report.yaml"], "a configuration must come alone"],
      [["draws.npy", "truth.npy", "--columns", "5", "--out", "o"], '"5"'],
    ] as const
  ) {
    const { code, error } = await called(...args);
    assertEquals(code, 1);
    assertMatch(error, /^Cannot [^\n]+\n$/);
    assertStringIncludes(error, sentence);
  }
});
