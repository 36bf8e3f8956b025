import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import { endReaders, openApart } from "../../../../studies/audit/formats/apart.ts";

const script = fileURLToPath(new URL("./_endless.ts", import.meta.url));

Deno.test("a reader that hangs, grows, talks nonsense or dies ends in a sentence", async () => {
  for (
    const [path, words] of [
      ["silent", "HDF5 must be readable without 0.3 s of nothing: current value is more"],
      ["large", "HDF5 must be readable in 64 MB by its library: current value is a reader that"],
      ["noise", "HDF5 must be readable: current value is no numbers"],
      [
        "dead",
        "HDF5 must be readable in 64 MB by its library: current value is a reader that ended with code 3",
      ],
    ]
  ) {
    const silence = path === "silent" ? 300 : 60_000;
    const { message } = await assertRejects(
      () => openApart("hdf5", path, {}, { script, silence, heap: 64 }),
      SyntaxError,
    );
    assertStringIncludes(message, `Cannot read "${path}" as ${words}`);
  }
  await endReaders();
});

Deno.test("a reader has no permission but that to read its file", async () => {
  const child = new Deno.Command("deno", {
    args: [
      "run",
      "--quiet",
      "--no-prompt",
      "--no-remote",
      "--allow-read=nowhere",
      fileURLToPath(new URL("../../../../studies/audit/formats/hdf5.ts", import.meta.url)),
      fileURLToPath(new URL("../fixtures/one.h5", import.meta.url)),
    ],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode('{"values":true}\n'));
  await writer.close();
  const { code, stdout, stderr } = await child.output();
  assertEquals([code, new TextDecoder().decode(stderr)], [1, ""]);
  assertStringIncludes(new TextDecoder().decode(stdout), "Requires read access");
});
