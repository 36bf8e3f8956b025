/** Commands whose output nobody reads, or has room for, and help on narrow terminals. */
import { assertEquals, assertMatch } from "@std/assert";
import { resolve } from "node:path";
import { launch } from "../../../runner/launch.ts";
import { npy, someMasses } from "../../audit/_audits.ts";
import { disks, shell, withDisk } from "../../cli/_surroundings.ts";
import { ended, resultsIn, runToys, scratch, startCommand } from "../../runner/_runs.ts";

/** Runs a program to its end. */
const run = ([program, ...args]: readonly string[]) =>
  ended(launch(program, { args, stdin: "null", stdout: "piped", stderr: "piped" }));

/** Whether there is a program that runs another one in a terminal, by the options of Linux. */
const hasTerminal = Deno.build.os === "linux" && launch(
  "sh",
  { args: ["-c", "command -v script"], stdout: "null" },
  (command) => command.outputSync(),
).success;

Deno.test({
  name: `help fits terminals of 40 to 120 columns, whole${
    hasTerminal ? "" : " (skipped: there is no program script)"
  }`,
  ignore: !hasTerminal,
  async fn() {
    for (
      const task of [
        "report",
        "site",
        "serve",
        "verify",
        "compare",
        "audit",
        "audit init",
        "package",
      ]
    ) {
      const words = new Set<string>();
      for (const columns of [40, 60, 120]) {
        const { code, out } = await run([
          "script",
          "--quiet",
          "--return",
          `--command=stty cols ${columns}; deno task --quiet ${task} --help`,
          "/dev/null",
        ]);
        assertEquals(code, 0, out);
        const lines = out.replaceAll("\r", "").split("\n");
        // What is to be copied stays whole.
        const long = lines.filter((line) => line.length > columns && !/^ *deno /.test(line));
        assertEquals(long, [], task);
        words.add(lines.join(" ").split(/\s+/).join(" "));
      }
      assertEquals(words.size, 1, `${task} has the same words at each width`);
    }
  },
});

Deno.test("an output on a full disk is one sentence", async () => {
  using folder = scratch();
  Deno.writeFileSync(`${folder.path}/draws.npy`, npy([8, 4], someMasses(1, 8, [4])));
  const config = resolve(folder.path, "audit.yaml");
  Deno.writeTextFileSync(config, "draws: { kind: masses, file: draws.npy }\n");
  for (
    const args of [
      ["report", "--plan"],
      ["site", "--help"],
      ["verify", "--help"],
      ["audit", config],
      ["audit", "init", resolve(folder.path, "new.yaml")],
      ["compare"],
    ]
  ) {
    const task = shell('exec "$@" >/dev/full', "deno", "task", "--quiet", ...args);
    assertEquals(await run(task), {
      code: 1,
      out: "",
      error:
        'Cannot say how it goes as the disk of the standard output must have free space: current value is "No space left on device (os error 28)"\n',
    }, args.join(" "));
  }
});

Deno.test({
  ...withDisk("a device is no place to write to, and stays what it is"),
  async fn() {
    using folder = scratch();
    const device = resolve(folder.path, "full");
    Deno.writeTextFileSync(device, "");
    for (
      const args of [
        ["site", "--builder=vento", `--out=${device}`],
        ["site", "--builder=vento", `--cache=${device}`],
        ["report", "--plan", `--data=${device}`],
        ["report", `--cache=${device}`],
        ["audit", "init", device],
        ["audit", "audit/example/audit.yaml", `--out=${device}`],
        ["audit", device],
      ]
    ) {
      const task = disks(
        'mount --bind /dev/full "$place"; "$@" || code=$?; test -c "$place"; exit ${code:-0}',
        device,
      );
      const { code, error } = await run([...task, "deno", "task", "--quiet", ...args]);
      assertEquals(code, 1, args.join(" "));
      assertMatch(error, /^Cannot [^\n]*\n$/, args.join(" "));
    }
    // By its own name Deno does not even say whether it is there.
    const { code, error } = await run(["deno", "task", "--quiet", "audit", "init", "/dev/full"]);
    assertEquals(code, 1);
    assertMatch(error, /^Cannot look for \/dev\/full [^\n]*\n$/);
  },
});

Deno.test("work goes on where nobody reads what it says any more", async () => {
  using folder = scratch();
  using quiet = scratch();
  for (const log of ["text", "json"]) {
    const child = startCommand("compute", folder.path, [
      "--profile=smoke",
      "--force",
      `--log=${log}`,
    ]);
    await child.stdout.cancel();
    const error = await new Response(child.stderr).text();
    assertEquals([error, (await child.status).code], ["", 0]);
  }
  await runToys(quiet.path);
  assertEquals(resultsIn(folder.path), resultsIn(quiet.path));
  const help = launch("deno", {
    args: ["task", "--quiet", "audit", "--help"],
    stdout: "piped",
    stderr: "piped",
  });
  await help.stdout.cancel();
  assertEquals([await new Response(help.stderr).text(), (await help.status).code], ["", 0]);
});
