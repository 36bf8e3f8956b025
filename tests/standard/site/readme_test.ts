import { assertEquals } from "@std/assert";
import { picturePath, readme } from "../../../site/readme.ts";

Deno.test("the README has the findings and the picture of the committed results (deno task readme)", () => {
  const before = Deno.readTextFileSync("README.md");
  const { text, picture } = readme(before);
  assertEquals(before, text);
  assertEquals(Deno.readTextFileSync(picturePath), picture);
});
