import { assertEquals, assertThrows } from "@std/assert";
import { writeAll } from "../../runner/files.ts";
import { versionsIn } from "../../site/versions.ts";
import { scratch } from "../runner/_runs.ts";

Deno.test("reports of releases are listed by their versions, and nothing else is taken for one", () => {
  using folder = scratch();
  for (const name of ["v0.2", "v1.0", "v0.10"]) {
    writeAll(folder.path, new Map([[`${name}/assets/katex.css`, ""]]));
  }
  assertEquals(versionsIn(folder.path), ["v1.0", "v0.10", "v0.2"]);
  for (const [path, found] of [["v2.0/notes.txt", "v2.0"], ["v1/assets/katex.css", "v1"]]) {
    using other = scratch();
    writeAll(other.path, new Map([[path, ""]]));
    assertThrows(
      () => versionsIn(other.path),
      RangeError,
      `a folder named after its version, such as v0.2: current value is ${found}`,
    );
  }
});
