import { assertEquals } from "@std/assert";
import { scratch } from "./_runs.ts";

Deno.test("processes that try one folder at once do not get in each other's way", async () => {
  using folder = scratch();
  const module = new URL("../../../studies/runner/files.ts", import.meta.url).href;
  const code = `import { checkWritable } from "${module}";
    for (let i = 0; i < 300; i++) checkWritable("${folder.path}/tried");`;
  const script = `${folder.path}/try.ts`;
  Deno.writeTextFileSync(script, code);
  const runs = await Promise.all(
    [0, 1, 2].map(() =>
      new Deno.Command("deno", {
        args: ["run", "--quiet", "--no-prompt", "--allow-read", "--allow-write", script],
      }).output()
    ),
  );
  assertEquals(runs.map(({ code, stderr }) => [code, new TextDecoder().decode(stderr)]), [
    [0, ""],
    [0, ""],
    [0, ""],
  ]);
  assertEquals([...Deno.readDirSync(`${folder.path}/tried`)], []);
});
