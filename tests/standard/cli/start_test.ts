import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { computingFlags } from "../../../cli/_process.ts";
import { readProvenance } from "../../../runner/provenance.ts";
import { ended, engineToys, scratch, startProgram } from "../../runner/_runs.ts";
import { noSharedNumbers, revectorize, v8Flags } from "../../../runner/v8_flags.ts";
import { launch } from "../../../runner/launch.ts";

const x64 = Deno.build.arch === "x86_64";

/** Whether the processor has 256-bit operations, without which V8 makes nothing of the flag. */
const avx2 = x64 && Deno.build.os === "linux" &&
  launch(
    "awk",
    { args: ["/ avx2 / { n++ } END { exit !n }", "/proc/cpuinfo"] },
    (command) => command.outputSync(),
  ).success;

/** A program that runs Deno, but does not know a flag, as builds of other versions may. */
function otherDeno(folder: string): string {
  const path = `${Deno.cwd()}/${folder}/deno`;
  Deno.writeTextFileSync(
    path,
    `#!/bin/sh
case "$*" in *--v8-flags*) echo "error: V8 did not recognize flag" >&2; exit 1;; esac
exec deno "$@"
`,
    { mode: 0o755 },
  );
  return path;
}

/** Arguments of `deno run` for a script that is started by `start.ts`. */
const through = (deno: string, ...args: string[]) => [
  "--no-remote",
  `--allow-run=${deno}`,
  "cli/start.ts",
  deno,
  ...args,
];

Deno.test("flags of V8 are given to a Deno that knows them, those of x86-64 there alone", async () => {
  using folder = scratch();
  const flags = computingFlags();
  assertEquals(flags, x64 ? [noSharedNumbers, revectorize] : [noSharedNumbers]);
  assertEquals(computingFlags("aarch64"), [noSharedNumbers]);
  assertEquals(await v8Flags("deno", flags), [`--v8-flags=${flags.join(",")}`]);
  assertEquals(await v8Flags("deno", ["--experimental-no-such-flag", noSharedNumbers]), [
    `--v8-flags=${noSharedNumbers}`,
  ]);
  assertEquals(await v8Flags("deno", ["--experimental-no-such-flag"]), []);
  assertEquals(await v8Flags(`${folder.path}/missing`, flags), []);
});

Deno.test("tasks that compute in their own process give the flag against shared numbers, other tasks none", () => {
  const { tasks } = JSON.parse(Deno.readTextFileSync("deno.json")) as {
    tasks: Record<string, { command: string }>;
  };
  const benches = ["bench:verdicts", "bench:power", "bench:kernel"];
  const alone = ["golden", "audit:example", "readme", "compare", ...benches];
  for (const [name, { command }] of Object.entries(tasks)) {
    const given = command.includes(` --v8-flags=${noSharedNumbers} `);
    const own = /deno test /.test(command) || alone.includes(name);
    assertEquals(given, own, name);
    assertEquals(command.includes("v8-flags"), own, name);
    assert(!command.includes("V8_FLAGS"), name);
  }
});

Deno.test("with the flag, without it, and with one that does nothing, a cell has the same bytes; its record names the kernel", async () => {
  using folder = scratch();
  const notFaster = "narrow, as wide is not faster";
  const args = (path: string) => [
    "--no-remote",
    "-P=compute",
    "--allow-read",
    `--allow-write=${path}`,
    "cli/compute.ts",
    "--profile=smoke",
    `--registry=${engineToys}`,
    `--data=${path}/data`,
    `--cache=${path}/cache`,
  ];
  const cases: [string, (path: string) => Promise<string[]> | string[], string][] = [
    ["flag", (path) => through("deno", ...args(path)), avx2 ? "wide" : notFaster],
    [
      "unknown flag",
      (path) => through(otherDeno(folder.path), ...args(path)),
      notFaster,
    ],
    [
      "ARM",
      async (path) => [...await v8Flags("deno", computingFlags("aarch64")), ...args(path)],
      notFaster,
    ],
    ["no effect", (path) => ["--v8-flags=--no-flush-bytecode", ...args(path)], notFaster],
  ];
  const digests = new Set<string>();
  for (const [name, command, kernel] of cases) {
    const kernels: string[] = [];
    // On a machine with other work the times may mislead, though not three times.
    while (kernels.at(-1) !== kernel && kernels.length < 3) {
      const path = `${folder.path}/${name.replaceAll(" ", "-")}-${kernels.length}`;
      Deno.mkdirSync(path);
      const { code, error } = await ended(startProgram(await command(path)));
      assertEquals([code, error], [0, ""], name);
      const [cell] = readProvenance(`${path}/data`, "gradient")!.cells;
      kernels.push(cell.kernel!);
      digests.add(cell.digest!);
    }
    assertEquals(kernels.at(-1), kernel, `${name}: ${kernels.join("; ")}`);
  }
  assertEquals(digests.size, 1);
});

Deno.test("start hands on exit codes and signals, and what it started ends with it", async () => {
  const exits = "data:application/javascript,Deno.exit(7)";
  assertEquals(await ended(startProgram(through("deno", exits))), { code: 7, out: "", error: "" });
  for (const [signal, ending] of [["SIGTERM", 143], ["SIGINT", 130], ["SIGKILL", 137]] as const) {
    const child = startProgram(through("deno", "tests/cli/_waits.ts"));
    const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    assertEquals((await reader.read()).value, "waiting\n");
    child.kill(signal);
    // Its output ends when the last process that holds it does.
    assertEquals((await reader.read()).done, true);
    assertEquals(await new Response(child.stderr).text(), "");
    assertEquals((await child.status).code, ending);
  }
});

Deno.test("a program that is not there is one sentence", async () => {
  const { code, error } = await ended(startProgram(through("no-such-deno", "data:,")));
  assertEquals(code, 1);
  assert(/^Cannot start a process as the program no-such-deno must be /.test(error), error);
  assertEquals(error.trimEnd().split("\n").length, 1);
});

for (const [task, name] of [["verify", "verify"], ["bench", "bench"]]) {
  Deno.test(`the task ${task} has the permissions that it needs to start`, async () => {
    const child = launch("deno", {
      args: ["task", "--quiet", task, "--help"],
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    });
    const { code, out, error } = await ended(child);
    assertEquals([code, error], [0, ""]);
    assertStringIncludes(out, `Usage: ${name} `);
    assert(!out.includes("--attached"), out);
  });
}
