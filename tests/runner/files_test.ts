import { assertEquals } from "@std/assert";
import { ended, scratch, startProgram } from "./_runs.ts";

Deno.test("processes that try one folder at once do not get in each other's way", async () => {
  using folder = scratch();
  const module = new URL("../../runner/files.ts", import.meta.url).href;
  const code = `import { checkWritable } from "${module}";
    for (let i = 0; i < 300; i++) checkWritable("${folder.path}/tried");`;
  const script = `${folder.path}/try.ts`;
  Deno.writeTextFileSync(script, code);
  const runs = await Promise.all(
    [0, 1, 2].map(() => ended(startProgram(["--allow-read", "--allow-write", script]))),
  );
  assertEquals(runs.map(({ code, error }) => [code, error]), [[0, ""], [0, ""], [0, ""]]);
  assertEquals([...Deno.readDirSync(`${folder.path}/tried`)], []);
});
