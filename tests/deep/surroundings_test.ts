/**
 * The commands on other people's machines: in each of the surroundings each command gives what it gives
 * elsewhere, or, where it says so below, one sentence and exit code 1, and nothing half-written.
 */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { createHash } from "node:crypto";
import { dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { exists, filesBelow, namesIn, removeFolder } from "../../runner/files.ts";
import { launch } from "../../runner/launch.ts";
import { npy, someMasses } from "../audit/_audits.ts";
import {
  disks,
  libraries,
  offline,
  shell,
  smallDisk,
  withDisk,
  withoutNetwork,
  withPackages,
} from "../cli/_surroundings.ts";
import { ended, link, runToys, scratch } from "../runner/_runs.ts";

/** Where a command runs, as its surroundings name it. */
interface Place {
  /** The checkout. */
  readonly checkout: string;
  /** What an audit and a verification read. */
  readonly inputs: string;
  /** Where it writes. */
  readonly outputs: string;
}

/** A command: its arguments, and what it gives. */
interface Tried {
  readonly name: string;
  args(place: Place): string[];
  /** Names of what it writes, in the folder of outputs. */
  readonly writes: readonly string[];
  /** What it says. */
  readonly says: RegExp;
}

const commands: readonly Tried[] = [
  {
    name: "plan",
    args: () => ["report", "--plan", "--study=edges"],
    writes: [],
    says: /^edges: up to date \(profile \w+\)\n$/,
  },
  {
    name: "site",
    args: ({ outputs }) => [
      "site",
      "--builder=vento",
      `--cache=${outputs}/cache`,
      `--out=${outputs}/site`,
    ],
    writes: ["site"],
    says: /^Built \d+ pages and \d+ files with Vento in /,
  },
  {
    name: "audit",
    args: ({ inputs, outputs }) => ["audit", `${inputs}/audit.yaml`, `--out=${outputs}/report`],
    writes: ["report"],
    says: /8 draws, 4 bins/,
  },
  {
    name: "init",
    args: ({ outputs }) => ["audit", "init", `${outputs}/new.yaml`, "--draws=masses"],
    writes: ["new.yaml"],
    says: /^Wrote /m,
  },
  {
    name: "verify",
    args: ({ checkout, inputs, outputs }) => [
      "verify",
      "--cells=1",
      `--registry=${pathToFileURL(`${checkout}/tests/runner/_toys.ts`)}`,
      `--data=${inputs}/data`,
      `--cache=${outputs}/cache`,
    ],
    writes: [],
    says: /\n1 cells, and \d+ that they need, have the committed bytes; /,
  },
];

/** What is around a command. */
interface Surroundings {
  readonly name: string;
  /** Makes the place from the plain one; by default it is the same. */
  place?(plain: Place): Place;
  /** What stands before the command's own program and arguments. */
  around?(place: Place): string[];
  /** What a command is refused for, by its name; all others are right. */
  readonly refused?: Readonly<Record<string, string>>;
  /** Options of its test, where not all machines have it. */
  readonly test?: (name: string) => { readonly name: string; readonly ignore: boolean };
}

/** A folder's files, by path. */
function copy(from: string, to: string, paths: readonly string[]): void {
  for (const path of paths) {
    Deno.mkdirSync(dirname(`${to}/${path}`), { recursive: true });
    Deno.copyFileSync(`${from}/${path}`, `${to}/${path}`);
  }
}

const below = (folder: string) => filesBelow(folder).map((path) => path.slice(folder.length + 1));

const odd = ` odd * 'folder' "of" back\\slash, 100 % $HOME #1`;

const all: readonly Surroundings[] = [
  { name: "a clean place" },
  { name: "libraries of ROOT, modules or CUDA", around: () => ["env", ...libraries] },
  {
    name: "links",
    place(plain) {
      const place = {
        checkout: `${plain.outputs}/to-checkout`,
        inputs: `${plain.outputs}/to-inputs`,
        outputs: `${plain.outputs}/to-outputs`,
      };
      Deno.mkdirSync(`${plain.outputs}/inputs`);
      Deno.mkdirSync(`${plain.outputs}/outputs`);
      for (const { name } of Deno.readDirSync(plain.inputs)) {
        link(`${plain.inputs}/${name}`, `${plain.outputs}/inputs/${name}`);
      }
      link(plain.checkout, place.checkout);
      link("inputs", place.inputs);
      link("outputs", place.outputs);
      return place;
    },
  },
  {
    name: "spaces, quotes, stars and backslashes in paths",
    place(plain) {
      const place = {
        checkout: `${plain.outputs}/${odd}/checkout`,
        inputs: `${plain.outputs}/${odd}/inputs`,
        outputs: `${plain.outputs}/${odd}/outputs`,
      };
      copy(plain.checkout, place.checkout, below(plain.checkout));
      copy(plain.inputs, place.inputs, below(plain.inputs));
      Deno.mkdirSync(place.outputs);
      return place;
    },
  },
  { name: "umask 077", around: () => shell('umask 077; exec "$@"') },
  {
    name: "a checkout that cannot be written to",
    around: ({ checkout }) =>
      disks(
        'mount --bind "$place" "$place"; mount -o remount,bind,ro "$place"; cd "$place"; exec "$@"',
        checkout,
      ),
    test: withDisk,
  },
  {
    name: "no git",
    place(plain) {
      Deno.mkdirSync(`${plain.inputs}/programs`, { recursive: true });
      link(Deno.execPath(), `${plain.inputs}/programs/deno`);
      return plain;
    },
    around: ({ inputs }) => ["env", `PATH=${inputs}/programs`],
  },
  { name: "no network", around: () => offline, test: withoutNetwork },
  {
    name: "no package fetched yet",
    around: ({ outputs }) => ["env", `DENO_DIR=${outputs}-packages`],
    test: withPackages,
  },
  {
    name: "a disk of 16 MB",
    around: ({ outputs }) => smallDisk(outputs),
    refused: { site: "No space left on device" },
    test: withDisk,
  },
];

/** What is in files, or below folders, by path. */
function contents(folder: string, names: readonly string[]): Record<string, string> {
  const paths = names.flatMap((name) => {
    const path = `${folder}/${name}`;
    return !exists(path) ? [] : Deno.statSync(path).isFile ? [path] : filesBelow(path);
  });
  return Object.fromEntries(
    paths.map((path) => [path.slice(folder.length), digest(Deno.readFileSync(path))]),
  );
}

const digest = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** Runs a command, and judges what it says and leaves. */
async function judge(
  { around = () => [], refused = {} }: Surroundings,
  place: Place,
  { name, args, writes, says }: Tried,
  right: Record<string, string> | undefined,
): Promise<Record<string, string>> {
  const [program, ...rest] = [...around(place), "deno", "task", "--quiet", ...args(place)];
  const before = namesIn(place.outputs);
  const { code, out, error } = await ended(launch(program, {
    args: rest,
    cwd: place.checkout,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }));
  const written = contents(place.outputs, writes);
  if (name in refused) {
    assertEquals(code, 1, out);
    assertMatch(error, /^Cannot [^\n]*\n$/);
    assertStringIncludes(error, refused[name]);
    assertEquals(written, {});
  } else {
    assertEquals([code, error], [0, ""], name);
    assertMatch(out, says);
    assertEquals(written, right ?? written);
    if (writes.length > 0) assert(Object.keys(written).length > 0, name);
  }
  const others = namesIn(place.outputs).filter((name) =>
    !before.includes(name) && !writes.includes(name) && name !== "cache"
  );
  const drafts = below(`${place.outputs}/cache`).filter((path) =>
    /(?:^|\/)(?:\.|site-\w{8}|verify\/)/.test(path)
  );
  assertEquals([others, drafts], [[], []], `${name} leaves nothing half-written`);
  return written;
}

const folder = scratch();
addEventListener("unload", () => folder[Symbol.dispose]());
const plain = {
  checkout: resolve(folder.path, "checkout"),
  inputs: resolve(folder.path, "inputs"),
};

/** Copies this checkout as it is, and makes what an audit and a verification read. */
async function prepare({ checkout, inputs }: Omit<Place, "outputs">): Promise<void> {
  const { stdout } = await launch("git", {
    args: ["ls-files", "-z", "--cached", "--others", "--exclude-standard"],
    stdout: "piped",
  }).output();
  const files = new TextDecoder().decode(stdout).split("\0").filter((path) =>
    path !== "" && exists(path)
  );
  copy(".", checkout, files);
  Deno.mkdirSync(inputs);
  Deno.writeFileSync(`${inputs}/draws.npy`, npy([8, 4], someMasses(1, 8, [4])));
  const draws = { kind: "masses", file: "draws.npy" };
  Deno.writeTextFileSync(
    `${inputs}/audit.yaml`,
    JSON.stringify({ draws, truth: { kind: "equal" }, nTrain: 1000, replicates: 19 }),
  );
  await runToys(inputs);
  removeFolder(`${inputs}/cache`);
}

/** What each command gives in the first of the surroundings. */
const right = new Map<string, Record<string, string>>();

for (const [i, surroundings] of all.entries()) {
  const {
    name,
    place = (plain) => plain,
    refused = {},
    test = (name) => ({ name, ignore: false }),
  } = surroundings;
  Deno.test({
    ...test(`commands work with: ${name}`),
    async fn(t) {
      const outputs = resolve(folder.path, `outputs-${i}`);
      Deno.mkdirSync(outputs);
      if (i === 0) await prepare(plain);
      const there = place({ ...plain, outputs });
      // What is kept of drawing saves time, but does not fit onto a small disk; what programs give is made anew.
      const first = resolve(folder.path, "outputs-0/cache");
      if (i > 0 && !("site" in refused)) {
        const kept = below(first).filter((path) => !path.startsWith("bundle/"));
        copy(first, `${there.outputs}/cache`, kept);
      }
      for (const command of commands) {
        await t.step(command.name, async () => {
          const written = await judge(surroundings, there, command, right.get(command.name));
          if (i === 0) right.set(command.name, written);
        });
      }
    },
  });
}
