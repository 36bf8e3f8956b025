/**
 * Recomputes the cells that a server of these tests asks for, and hands it the files. Bundled to one script, it
 * is a worker of a page in browsers and a program of Deno on other processors.
 */
import { recompute } from "../../../runner/recompute.ts";
import { kinds } from "../../fixtures/tiny_cells.ts";
import type { Ended, Task } from "./_server.ts";

const url = (path: string) => new URL(path, import.meta.url);
const post = (path: string, body: BodyInit) => fetch(url(path), { method: "POST", body });

/** What the policy of the page forbade. */
const forbidden: string[] = [];
addEventListener("securitypolicyviolation", (event) => {
  const { violatedDirective, blockedURI } = event as SecurityPolicyViolationEvent;
  forbidden.push(`${violatedDirective} ${blockedURI}`);
});

/** Whether a text can be made a program, which the policy of the site forbids. */
function evaluates(): boolean {
  try {
    new Function("");
    return true;
  } catch {
    return false;
  }
}

async function run(): Promise<Ended> {
  const failures: string[] = [];
  const tasks: Task[] = await (await fetch(url("cells.json"))).json();
  for (const task of tasks) {
    try {
      const inputs = Object.fromEntries(
        await Promise.all(
          Object.entries(task.inputs).map(async ([name, owner]) => {
            const answer = await fetch(url(`artefact/${owner.key}`));
            return [name, { ...owner, bytes: await answer.bytes() }];
          }),
        ),
      );
      const file = await recompute(kinds, { ...task, inputs });
      await post(`artefact/${file.key}`, file.bytes.slice());
    } catch (error) {
      failures.push(`${task.kind} cell "${task.label}": ${(error as Error).stack ?? error}`);
    }
  }
  const before = [...forbidden];
  return {
    engine: `${navigator.userAgent} ${globalThis.Deno?.build.arch ?? ""}`,
    failures,
    forbidden: before,
    evaluates: evaluates(),
  };
}

await post("ended", JSON.stringify(await run()));
