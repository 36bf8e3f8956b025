import { killedAudit } from "../../audit/_killed_audit.ts";

Deno.test("killed at 10 moments, an audit leaves a whole report, no process, and no draft for long", () =>
  killedAudit(10));
