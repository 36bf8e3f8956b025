import { launch } from "../../../runner/launch.ts";

/** A thread that starts one process after another, and says when the first has ended. */
for (let count = 1;; count++) {
  await launch("env", { stdout: "null" }).status;
  if (count === 1) self.postMessage("started");
}
