#!/usr/bin/env node
/**
 * The commands of the package. An audit runs in the Deno that npm installs beside the package, by the task of a
 * checkout: with its flags, its permissions and its lock.
 */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, dirname } from "node:path";
import { fileURLToPath } from "node:url";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

/** The program of the package `deno`, where its own script has not put it there yet, too. */
function findDeno() {
  return createRequire(import.meta.url)("deno/install_api.cjs").runInstall();
}

/** The environment of the command: Deno is found by its name, and paths go from this folder. */
function environment(deno) {
  const env = { ...process.env };
  const path = Object.keys(env).find((name) => name.toUpperCase() === "PATH") ?? "PATH";
  env[path] = [dirname(deno), env[path]].filter(Boolean).join(delimiter);
  env.INIT_CWD = process.cwd();
  // The packages of the audit are those of its lock, and not those of the project around it.
  env.DENO_NO_PACKAGE_JSON = "1";
  return env;
}

/** Says in one sentence why there is no audit. */
function refuse(error) {
  console.error(
    `Cannot start the audit as the program of the package deno must run: current value is ${
      JSON.stringify(error.message.split("\n")[0])
    }`,
  );
  process.exitCode = 1;
}

/** Runs the task, and ends as it does. */
function audit(args) {
  let deno;
  try {
    deno = findDeno();
  } catch (error) {
    return refuse(error);
  }
  const child = spawn(deno, [
    "task",
    "--quiet",
    "--config",
    at("./deno/deno.json"),
    "audit",
    ...args,
  ], {
    stdio: "inherit",
    env: environment(deno),
  });
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
  child.on("error", refuse);
  child.on("exit", (code) => process.exitCode = code ?? 1);
}

const usage = `Usage: ampliflow audit [options] [files...]

Measures calibration and amplification of anybody's generator, and writes a report.
ampliflow audit --help has the options.
`;

const [command, ...args] = process.argv.slice(2);
if (command === "audit") audit(args);
else if (command === "--version" || command === "-V") {
  console.log(JSON.parse(readFileSync(at("./package.json"), "utf8")).version);
} else if (command === "--help" || command === "-h") process.stdout.write(usage);
else {
  console.error(
    `Cannot run a command as it must be audit: current value is ${
      command === undefined ? "none" : JSON.stringify(command)
    }`,
  );
  process.exitCode = 1;
}
