import { assertEquals } from "@std/assert";
import { namesIn } from "../runner/files.ts";
import { filesIn } from "./runner/_runs.ts";

Deno.test("no test belongs to two tiers: nothing imports a test", () => {
  const importing = filesIn("tests").filter((path) =>
    path.endsWith(".ts") && /from "[^"]*_test\.ts"/.test(Deno.readTextFileSync(path))
  );
  assertEquals(importing, []);
});

Deno.test("tests of tests/together run once: the commands ignore their folders", () => {
  const folders = namesIn("tests/together").filter((name) => name.endsWith("_test.ts"))
    .map((name) => `tests/${name.replace("_test.ts", "")}`).sort();
  const { tasks } = JSON.parse(Deno.readTextFileSync("deno.json"));
  for (const [task, tiers] of [["test:quick", ["standard", "deep"]], ["test", ["deep"]]] as const) {
    const [, ignored] = /--ignore=(\S+)/.exec(tasks[task].command)!;
    assertEquals(ignored.split(","), [...tiers.map((tier) => `tests/${tier}`), ...folders], task);
  }
});

Deno.test("every documented example is run: test:deep names its file or folder", () => {
  const { tasks } = JSON.parse(Deno.readTextFileSync("deno.json"));
  const run: string[] = tasks["test:deep"].command.split(" ");
  const fences = { ".ts": /^ *(?:\/\*)?\* ```(?:ts|js)$/m, ".md": /^```(?:ts|js)$/m };
  const missed = [...Deno.readDirSync(".")]
    .filter(({ name }) => !name.startsWith(".") && !name.startsWith("_") && name !== "tests")
    .flatMap(({ name, isDirectory }) => isDirectory ? filesIn(name) : [name])
    .filter((path) =>
      Object.entries(fences).some(([extension, fence]) =>
        path.endsWith(extension) && fence.test(Deno.readTextFileSync(path))
      ) && !run.includes(path.split("/")[0])
    );
  assertEquals(missed, []);
});
