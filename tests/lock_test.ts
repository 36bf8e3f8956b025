/**
 * What commands fetch: `deno.lock` holds what they need, `tests/deno.lock` what tests, benches and the kernel's build
 * need besides, `site/lume.lock` what Lume needs.
 */
import { assert, assertEquals } from "@std/assert";
import { filesIn } from "./runner/_runs.ts";

interface Lock {
  readonly specifiers: Readonly<Record<string, string>>;
  readonly npm: Readonly<Record<string, { readonly integrity: string }>>;
  readonly remote?: Readonly<Record<string, string>>;
}

const read = (path: string) => JSON.parse(Deno.readTextFileSync(path)) as Lock;
const commands = read("deno.lock"), all = read("tests/deno.lock"), lume = read("site/lume.lock");

/** Packages named in modules of a folder by address and version, as those of the import map are not. */
function named(folder: string): string[] {
  return filesIn(folder).filter((path) => path.endsWith(".ts")).flatMap((path) =>
    [
      ...Deno.readTextFileSync(path).matchAll(
        /^(?:import|export) [^;"]*from "npm:((?:@[^/"]+\/)?[^@/"]+)@([^/"]+)/gm,
      ),
    ]
      .map(([, name, version]) => `${name}@${version}`)
  );
}

Deno.test("commands fetch nothing that only tests, benches, builds or the engine of tfjs need", () => {
  const heavy = new Set(["core", "npm", "bench", "tests"].flatMap(named));
  assert(heavy.has("@tensorflow/tfjs@4.22.0") && heavy.has("playwright-core@1.65.1"));
  for (const name of heavy) {
    assert(Object.keys(all.npm).some((one) => one.startsWith(name)), name);
    assert(!Object.keys(commands.npm).some((one) => one.startsWith(name)), name);
  }
});

Deno.test("deno task fetches nothing by itself, and every command names its lock", () => {
  const { imports, lock, tasks } = JSON.parse(Deno.readTextFileSync("deno.json")) as {
    imports?: unknown;
    lock: string;
    tasks: Readonly<Record<string, { readonly command: string }>>;
  };
  assertEquals(imports, undefined);
  assertEquals(JSON.parse(Deno.readTextFileSync(lock)), { version: "5" });
  const commands = Object.values(tasks).flatMap(({ command }) => command.split(" && "));
  const run = commands.filter((command) => /^deno (?:run|test|check|doc) /.test(command));
  assert(run.length > 20);
  for (const command of run) {
    assert(/^deno [^/]*--lock=(?:tests\/)?deno\.lock /.test(command), command);
  }
});

Deno.test("a task that may read some folders may read the modules that it loads late", () => {
  const { tasks } = JSON.parse(Deno.readTextFileSync("deno.json")) as {
    tasks: Readonly<Record<string, { readonly command: string }>>;
  };
  const lists = Object.values(tasks).flatMap(({ command }) =>
    [...command.matchAll(/--allow-read=(\S+)/g)].map(([, list]) => list.split(","))
  );
  assert(lists.length > 0);
  for (const list of lists) assert(list.includes("."), String(list));
});

Deno.test("what several locks hold is the same", () => {
  for (const [name, { integrity }] of Object.entries(commands.npm)) {
    for (const other of [all, lume]) assertEquals(other.npm[name]?.integrity, integrity, name);
  }
});

Deno.test("nothing that ROOT's library draws with is fetched", () => {
  const { npm } = read("audit/root/deno.lock");
  assertEquals(Object.keys(npm).map((name) => name.split("@")[0]), [
    "hash-wasm",
    "jsroot",
    "zstddec",
  ]);
});

Deno.test("only Lume comes from elsewhere than npm, by the address of the import map, and by hash", () => {
  assertEquals([commands.remote, all.remote], [undefined, undefined]);
  const { imports } = JSON.parse(Deno.readTextFileSync("import_map.json"));
  const locked = Object.keys(lume.remote!);
  for (const path of ["cli.ts", "mod.ts", "core/file.ts", "cli/build_worker.ts"]) {
    assert(locked.includes(imports["lume/"] + path), path);
  }
  for (const address of locked) {
    assert(
      /^https:\/\/cdn\.jsdelivr\.net\/gh\/[\w-]+\/[\w-]+@\d+\.\d+\.\d+\//.test(address),
      address,
    );
  }
});

Deno.test("every package named by its address has one exact version", () => {
  const versions = new Map<string, Set<string>>();
  for (
    const one of [
      "core",
      "render",
      "runner",
      "studies",
      "audit",
      "site",
      "cli",
      "npm",
      "bench",
      "tests",
    ]
      .flatMap(named)
  ) {
    const at = one.lastIndexOf("@"), name = one.slice(0, at), version = one.slice(at + 1);
    assert(/^\d+\.\d+\.\d+$/.test(version), one);
    versions.set(name, (versions.get(name) ?? new Set()).add(version));
  }
  for (const [name, found] of versions) assertEquals(found.size, 1, name);
});
