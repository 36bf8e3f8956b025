import { assertEquals } from "@std/assert";
import { table } from "../../render/table.ts";

Deno.test("a line may end within the path of a quantity, never within a number", () => {
  const [, head] = /<th scope="row" >([\s\S]*?)<\/th>/.exec(
    table("t", ["quantity"], [["findings[a-b].evidence.r = 4.65"]]).text.replace(/\s+>/g, " >"),
  ) ?? [];
  assertEquals(head, "findings[a-b].<wbr>evidence.<wbr>r\u00a0=\u00a04.65");
});
