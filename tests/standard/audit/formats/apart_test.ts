import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import { processes } from "../../../../audit/formats/apart.ts";
import { lock, scratch } from "../../../runner/_runs.ts";
import { launch } from "../../../../runner/launch.ts";

const module = import.meta.resolve("../../../audit/formats/_endless.ts");
const format = { name: "hdf5", title: "HDF5", apart: module };
const at = (path: string) => fileURLToPath(new URL(`../../../../${path}`, import.meta.url));

/** Our code that a reader may read. */
const code = ["audit/", "runner/"].map(at).join();

Deno.test("a reader that hangs, grows, talks nonsense or dies ends in a sentence", async () => {
  using folder = scratch();
  for (
    const [name, words] of [
      ["silent", "the reader of HDF5 must answer within 0.3 s: current value is no answer"],
      ["large", "HDF5 must be readable in 64 MB by its library: current value is a reader that"],
      ["noise", "HDF5 must be readable: current value is no numbers"],
      [
        "dead",
        "HDF5 must be readable in 64 MB by its library: current value is a reader that ended with code 1",
      ],
    ]
  ) {
    const path = `${folder.path}/${name}`;
    Deno.writeTextFileSync(path, "");
    const readers = processes({ silence: name === "silent" ? 300 : 60_000, heap: 64 });
    const { message } = await assertRejects(() => readers.open(format, path, {}), SyntaxError);
    assertStringIncludes(message, `Cannot read "${path}" as ${words}`);
    await readers.end();
  }
});

/** Starts the process of a reader. */
function reader(module: string, path: string, read: string): Deno.ChildProcess {
  return launch("deno", {
    args: [
      "run",
      "--quiet",
      lock,
      "--no-prompt",
      "--no-remote",
      `--allow-read=${read}`,
      at("audit/formats/attend.ts"),
      module,
      path,
    ],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  });
}

Deno.test("a reader has no permission but to read our code and its file", async () => {
  const child = reader(
    import.meta.resolve("../../../../audit/formats/hdf5.ts"),
    fileURLToPath(new URL("../../../audit/fixtures/one.h5", import.meta.url)),
    code,
  );
  const writer = child.stdin.getWriter();
  const text = new TextDecoder();
  let said = "";
  for await (const part of child.stdout) {
    // It can be asked once it has said that it is ready.
    if (said === "") await writer.write(new TextEncoder().encode('{"ask":"values"}\n'));
    said += text.decode(part, { stream: true });
    if (said.includes(`"last"`)) break;
  }
  assertStringIncludes(said, "a path outside those allowed");
  await writer.close();
  assertEquals((await child.status).code, 0);
  await child.stderr.cancel();
});

Deno.test("a reader that hangs ends with the one that asks", async () => {
  using folder = scratch();
  const path = `${folder.path}/silent`;
  Deno.writeTextFileSync(path, "");
  const child = reader(module, path, `${code},${fileURLToPath(module)},${path}`);
  const writer = child.stdin.getWriter();
  const output = child.stdout.getReader();
  // It says that it is ready, and then hangs.
  await output.read();
  await writer.write(new TextEncoder().encode('{"ask":"arrays"}\n'));
  await writer.close();
  assertEquals((await child.status).code, 0);
  await Promise.allSettled([output.cancel(), child.stderr.cancel()]);
});
