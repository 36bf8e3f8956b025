/** A thread that starts one process after another, and says when the first has ended. */
for (let count = 1;; count++) {
  await new Deno.Command("env", { stdout: "null" }).output();
  if (count === 1) self.postMessage("started");
}
