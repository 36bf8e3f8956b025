/**
 * Commands that use Slurm, and stand-ins for its programs: a queue of one job after the other, on this machine.
 *
 * @module
 */
import { startCommand } from "../runner/_runs.ts";

/** Whether there is a Slurm: `.ci/slurm` starts one of one node and prints where its configuration is. */
export const hasSlurm = Deno.env.get("SLURM_CONF") !== undefined;

/** Declares a test that needs a Slurm. */
export function testWithSlurm(name: string, fn: () => Promise<void>): void {
  const reason = hasSlurm ? "" : " (skipped: SLURM_CONF names no Slurm)";
  Deno.test({ name: `${name}${reason}`, ignore: !hasSlurm, fn });
}

/** Submits the smoke profile. */
export function slurm(folder: string, ...args: string[]): Deno.ChildProcess {
  return startCommand("slurm", folder, ["--profile=smoke", ...args]);
}

/** Runs what it is given when the job before has ended; a job without an array is one task. */
const sbatch = `#!/bin/sh
queue=$(dirname "$0")/queue
mkdir -p "$queue"
job=1
while [ -e "$queue/$job" ]; do job=$((job + 1)); done
cat > "$queue/$job"
last=0
for option in "$@"; do
  case "$option" in
    --array=*) last=\${option#--array=0-}; last=\${last%%%*}; array=1;;
    --output=*) output=\${option#--output=};;
  esac
done
seq 0 "$last" > "$queue/$job.tasks"
(
  while [ -e "$queue/$job" ] && [ "$job" -gt 1 ] && [ ! -e "$queue/$((job - 1)).ended" ]; do sleep 0.05; done
  for task in $(cat "$queue/$job.tasks"); do
    export SLURM_ARRAY_TASK_ID="$task"
    sh "$queue/$job" > "$(echo "$output" | sed "s/%a/$task/")" 2>&1
  done
  touch "$queue/$job.ended"
) > "$queue/$job.log" 2>&1 < /dev/null &
echo "$job"
`;

/** Tasks of the jobs that have not ended, all called running. */
const squeue = `#!/bin/sh
queue=$(dirname "$0")/queue
for tasks in "$queue"/*.tasks; do
  job=$(basename "$tasks" .tasks)
  if [ -e "$queue/$job.ended" ] || [ ! -e "$tasks" ]; then continue; fi
  for task in $(cat "$tasks"); do echo "$job \${job}_$task RUNNING None"; done
done
`;

/**
 * Writes the stand-ins into a folder.
 *
 * @returns A path of programs with the stand-ins first.
 */
export function pathWithSlurm(folder: string): string {
  const programs = { sbatch, squeue, scancel: "#!/bin/sh\n" };
  for (const [name, text] of Object.entries(programs)) {
    Deno.writeTextFileSync(`${folder}/${name}`, text, { mode: 0o755 });
  }
  return `${Deno.realPathSync(folder)}:${Deno.env.get("PATH")}`;
}
