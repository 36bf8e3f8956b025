/** Surroundings in which commands are tried. */
import { launch } from "../../runner/launch.ts";
import { scratch } from "../runner/_runs.ts";

/** What ROOT, modules or CUDA set: libraries that programs load. */
export const libraries = [
  "LD_LIBRARY_PATH=/nowhere:/lib",
  "LD_BIND_NOW=1",
  "LD_OF_ITS_OWN=1",
  "DYLD_LIBRARY_PATH=/nowhere",
];

/** A program and arguments that run a shell's script, which finds what follows as its arguments. */
export const shell = (script: string, ...args: string[]) => ["sh", "-c", script, "sh", ...args];

/** The same with disks of its own; `$place` is a folder, where the script may mount one. */
export const disks = (script: string, folder: string) => [
  "unshare",
  "--map-root-user",
  "--mount",
  ...shell(`set -e; place=$1; shift; ${script}`, folder),
];

/** The same where a folder, with what is in it, is a disk of 16 MB. */
export const smallDisk = (folder: string) =>
  disks(
    'cp -R "$place" "$place-seen"; mount -t tmpfs -o size=16m tmpfs "$place"; ' +
      'cp -R "$place-seen/." "$place"; rm -R "$place-seen"; "$@" || code=$?; ' +
      // The disk is gone with the process.
      'cp -R "$place" "$place-seen"; umount "$place"; rm -R "$place"; mv "$place-seen" "$place"; ' +
      "exit ${code:-0}",
    folder,
  );

/** The same without a network. */
export const offline = ["unshare", "--map-root-user", "--net"];

function runs([program, ...args]: readonly string[]): boolean {
  try {
    return launch(
      program,
      { args, stdin: "null", stdout: "null", stderr: "null" },
      (command) => command.outputSync(),
    ).success;
  } catch {
    return false;
  }
}

/** Options of a test that needs a disk of its own: its name says why where it cannot be had. */
export function withDisk(name: string): { readonly name: string; readonly ignore: boolean } {
  const ignore = !runs(disks("mount -t tmpfs tmpfs /tmp", "/tmp"));
  return { name: `${name}${ignore ? " (skipped: no disk can be mounted)" : ""}`, ignore };
}

/** Options of a test that takes the network away. */
export function withoutNetwork(name: string): { readonly name: string; readonly ignore: boolean } {
  const ignore = !runs([...offline, "true"]);
  return { name: `${name}${ignore ? " (skipped: the network cannot be taken away)" : ""}`, ignore };
}

/** Options of a test that fetches packages: its name says why where none can be fetched. */
export function withPackages(name: string): { readonly name: string; readonly ignore: boolean } {
  using folder = scratch();
  const fetching = ["env", `DENO_DIR=${folder.path}`, "deno", "cache", "--no-config", "--no-lock"];
  const ignore = !runs([...fetching, "npm:canonicalize@5.1.0"]);
  return { name: `${name}${ignore ? " (skipped: no package can be fetched)" : ""}`, ignore };
}
