import { assertEquals } from "@std/assert";
import { filesIn } from "./runner/_runs.ts";

Deno.test("no test belongs to two tiers: nothing imports a test", () => {
  const importing = filesIn("tests").filter((path) =>
    path.endsWith(".ts") && /from "[^"]*_test\.ts"/.test(Deno.readTextFileSync(path))
  );
  assertEquals(importing, []);
});
