import { assert, assertEquals } from "@std/assert";
import { readResults } from "../../../runner/results.ts";
import { slurm, testWithSlurm } from "../../cli/_slurm.ts";
import { badToys, ended, scratch } from "../../runner/_runs.ts";

// Slurm counts the time of a job in minutes.
testWithSlurm(
  "a task that exceeds its time is named, and goes on from its last state",
  async () => {
    using folder = scratch();
    const args = ["--wait", `--registry=${badToys}`, "--study=endless"];
    const first = await ended(slurm(folder.path, ...args, "--sbatch=--time=0:01"));
    assertEquals(first.code, 1);
    assert(
      /^Cannot finish cell "endless": .* DUE TO TIME LIMIT .*\(log: .*\)\n$/.test(first.error),
      first.error,
    );
    const second = await ended(slurm(folder.path, ...args));
    assertEquals([second.code, second.error], [0, ""]);
    const { data } = readResults(`${folder.path}/data`, "endless")!;
    assertEquals(data, { resumedAt: 1 });
  },
);
