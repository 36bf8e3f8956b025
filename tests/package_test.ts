/** The package: its entry modules, its version, and what npm and Deno are told of it. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { parse } from "@std/yaml";
import { posix } from "node:path";
import { commandConfig, denoVersion, manifest, type ProjectConfig } from "../npm/manifest.ts";

interface Config extends ProjectConfig {
  readonly exports: Readonly<Record<string, string>>;
  readonly tasks: ProjectConfig["tasks"] & { readonly check: { readonly command: string } };
  readonly publish: { readonly include: readonly string[] };
}

const config = JSON.parse(Deno.readTextFileSync("deno.json")) as Config;
const entries = Object.values(config.exports).map((path) => posix.normalize(path));

Deno.test("each entry module is a barrel with documentation, and the check looks at all of them", () => {
  assertEquals(Object.keys(config.exports), [".", "./audit", "./engine", "./measure"]);
  for (const path of entries) {
    assert(/^\/\*\*\n \* [^]*? \* @module\n \*\/\n/.test(Deno.readTextFileSync(path)), path);
    assert(path.endsWith("mod.ts"), path);
  }
  const { command } = config.tasks.check;
  const documented = command.match(/deno doc --lint --lock=tests\/deno\.lock ([^&]*) &&/)![1];
  assertEquals(documented.split(" "), entries);
  assert(command.includes(" deno publish --dry-run "));
});

Deno.test("the whole library is what the other entry modules of core give, and more", async () => {
  const [whole, , ...parts] = await Promise.all(entries.map((path) => import(`../${path}`)));
  for (const part of parts) {
    for (const name of Object.keys(part)) assertEquals(whole[name], part[name], name);
  }
});

Deno.test("neither results nor tests nor the site are published", () => {
  for (const path of config.publish.include) {
    assert(!/^(?:_data|_site|bench|cli|site|studies|tests|\*|\.)/.test(path), path);
  }
});

Deno.test("the version is the same everywhere, and the changelog begins with it", () => {
  const { version } = config;
  const cited = parse(Deno.readTextFileSync("CITATION.cff")) as { readonly version: string };
  assertEquals(cited.version, version);
  const [, newest] = Deno.readTextFileSync("CHANGELOG.md").match(/^## (\S+) - \d{4}-\d\d-\d\d$/m)!;
  assertEquals(newest, version);
  assertEquals(commandConfig(config).version, version);
  const readme = Deno.readTextFileSync("README.md");
  const named = [...readme.matchAll(/ampliflow-(\d[\d.]*)\.tgz|ampliflow@v([\d.]+)/g)];
  assertEquals(new Set(named.map(([, file, tag]) => file ?? tag)), new Set([version]));
});

Deno.test("npm gets the library, the command and the Deno of the README, each in one version", () => {
  const readme = Deno.readTextFileSync("README.md").match(/deno@(\d+\.\d+\.\d+)/)![1];
  assertEquals(denoVersion, readme);
  const library = {
    name: "@a/b",
    version: "1.2.3",
    license: "MIT",
    main: "./mod.js",
    types: "./mod.d.ts",
    exports: { ".": "./mod.js" },
    dependencies: { zod: "^4.6.7", "@b/c": "1.0.0" },
  };
  const { dependencies, bin, version } = manifest(library);
  assertEquals(dependencies, { "@b/c": "1.0.0", deno: denoVersion, zod: "4.6.7" });
  assertEquals([bin, version], [{ ampliflow: "./ampliflow.js" }, "1.2.3"]);
  for (const range of ["~4.6.7", "^4", "*", ">=4.6.7"]) {
    assertThrows(
      () => manifest({ ...library, dependencies: { zod: range } }),
      RangeError,
      `must have an exact version: current value is zod ${range}`,
    );
  }
});

Deno.test("the package starts the audit by the task of a checkout, with its permissions", () => {
  const { tasks, permissions, workspace } = commandConfig(config) as unknown as {
    readonly tasks: { readonly audit: string };
    readonly permissions: unknown;
    readonly workspace: unknown;
  };
  assertEquals(
    tasks.audit.replace("--config=deno.json ", "")
      .replace(` --as="npx ${config.name} audit"`, ""),
    config.tasks.audit.command,
  );
  assertEquals(permissions, { audit: config.permissions.audit });
  assertEquals(workspace, []);
  const tasksOf = { audit: { command: "npx deno run cli/audit.ts" } };
  assertThrows(
    () => commandConfig({ ...config, tasks: tasksOf }),
    RangeError,
    'begin with "deno run ',
  );
});
