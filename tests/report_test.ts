import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { studies } from "../studies/registry.ts";
import { checkSite, listFiles } from "./site/_check_site.ts";

/** The whole report, as a person runs it, in a folder of its own under the cache. */
const folder = ".cache/tests/report";

/** Options that keep a report's files together under a name. */
function places(name: string): string[] {
  const at = (what: string) => `${folder}/${name}/${what}`;
  return ["--profile", "smoke", "--data", at("data"), "--cache", at("cache")];
}

/** Runs `deno` to its end. */
async function deno(...args: string[]): Promise<{ code: number; text: string }> {
  const { code, stdout, stderr } = await new Deno.Command("deno", {
    args,
    stdout: "piped",
    stderr: "piped",
    env: { NO_COLOR: "1" },
  }).output();
  const decoder = new TextDecoder();
  return { code, text: decoder.decode(stdout) + decoder.decode(stderr) };
}

function report(name: string, ...more: string[]): Promise<{ code: number; text: string }> {
  return deno("task", "report", ...places(name), "--out", `${folder}/${name}/site`, ...more);
}

/** Every file below a folder with its bytes. */
async function contents(root: string): Promise<Map<string, string>> {
  const out = new Map<string, string>();
  for (const path of await listFiles(root)) {
    const bytes = await Deno.readFile(`${root}/${path}`);
    const digest = await crypto.subtle.digest("SHA-256", bytes);
    out.set(path, Array.from(new Uint8Array(digest), (b) => b.toString(16)).join(" "));
  }
  return out;
}

/** The committed results' bytes of every study. */
async function results(name: string): Promise<string[]> {
  return await Promise.all(
    studies.map((study) => Deno.readTextFile(`${folder}/${name}/data/${study.name}/results.json`)),
  );
}

Deno.test("the report from nothing: a checked site, the same bytes with 1 and 2 workers and after a kill", async (t) => {
  await Deno.remove(folder, { recursive: true }).catch(() => {});

  await t.step("one worker", async () => {
    const { code, text } = await report("one", "--jobs", "1");
    assertEquals(code, 0, text);
    for (const study of studies) assertStringIncludes(text, `${study.name}: to be computed`);
  });

  await t.step("every page is whole", async () => {
    assertEquals(await checkSite(`${folder}/one/site`), []);
  });

  await t.step("two workers, killed in the middle and started again", async () => {
    const killed = new Deno.Command("deno", {
      args: ["run", "-q", "-P=compute", "studies/cli/compute.ts", ...places("two"), "--jobs", "2"],
      stdout: "piped",
      stderr: "null",
    }).spawn();
    // Dead as soon as it says that a third cell is done.
    let said = "";
    for await (const chunk of killed.stdout.pipeThrough(new TextDecoderStream())) {
      said += chunk;
      if (/; 3 of \d+ cells done/.test(said)) break;
    }
    killed.kill("SIGKILL");
    const { signal } = await killed.status;
    assertEquals(signal, "SIGKILL", said);
    const { code, text } = await report("two", "--jobs", "2");
    assertEquals(code, 0, text);
  });

  await t.step("the same bytes", async () => {
    assertEquals(await results("two"), await results("one"));
    const [one, two] = [await contents(`${folder}/one/site`), await contents(`${folder}/two/site`)];
    assertEquals([...two], [...one]);
    assert(one.size > 20);
  });

  await t.step("up to date, only the site is built", async () => {
    const { code, text } = await report("one");
    assertEquals(code, 0, text);
    for (const study of studies) assertStringIncludes(text, `${study.name}: up to date`);
    assertMatch(text, /Built \d+ pages/);
  });

  await Deno.remove(folder, { recursive: true });
});

for (
  const [what, args, sentence] of [
    [
      "an unknown profile",
      ["--profile", "huge"],
      "Cannot choose a profile as it must be one of smoke, standard, paper: current value is huge\n",
    ],
    [
      "an unknown study",
      ["--profile", "smoke", "--study", "rings"],
      `Cannot choose a study as it must be one of ${
        studies.map(({ name }) => name).join(", ")
      }: current value is rings\n`,
    ],
    [
      "no number of workers",
      ["--profile", "smoke", "--jobs", "none"],
      "error: option '--jobs <count>' argument 'none' is invalid. It must be a whole number of at least 1.\n",
    ],
    [
      "an unknown option",
      ["--proflie", "smoke"],
      "error: unknown option '--proflie'\n(Did you mean --profile?)\n",
    ],
    [
      "a folder under a file",
      ["--profile", "smoke", "--data", "README.md/data"],
      'Cannot write README.md/data/.writable as its folder must be writable and its disk must have room: current value is "Not a directory (os error 20)"\n',
    ],
  ] as const
) {
  Deno.test(`a report with ${what} ends with one sentence and exit code 1`, async () => {
    const { code, text } = await deno("task", "--quiet", "report", ...args);
    assertEquals(code, 1, text);
    assertEquals(text, sentence);
  });
}
