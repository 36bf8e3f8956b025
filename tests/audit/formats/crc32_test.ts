import { assertEquals } from "@std/assert";
import { crc32 } from "../../../audit/formats/crc32.ts";

Deno.test("CRC-32 has the check value of its definition", () => {
  assertEquals(crc32(new TextEncoder().encode("123456789")), 0xcbf43926);
  assertEquals(crc32(new Uint8Array()), 0);
});
