/**
 * What npm, and Deno within the package, need to know of it.
 *
 * @module
 */

/** The Deno that runs the commands of the package. */
export const denoVersion = "2.9.5";

/** What the project's `deno.json` says that the package needs, too. */
export interface ProjectConfig {
  readonly name: string;
  readonly version: string;
  readonly nodeModulesDir: string;
  readonly importMap: string;
  readonly lock: string;
  readonly unstable: readonly string[];
  readonly tasks: { readonly audit: { readonly command: string } };
  readonly permissions: { readonly audit: unknown };
}

/** The `package.json` of a package of the library alone, as `deno pack` makes it. */
export interface LibraryManifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly main: string;
  readonly types: string;
  readonly exports: unknown;
  readonly dependencies: Readonly<Record<string, string>>;
}

/** The one version that a range begins with. */
function exact(name: string, range: string): string {
  const version = range.replace(/^\^/, "");
  if (/^\d+\.\d+\.\d+$/.test(version)) return version;
  throw new RangeError(
    `Cannot package the library as each dependency must have an exact version: current value is ${name} ${range}`,
  );
}

/**
 * The `package.json` of the package: the library and the command, each dependency in one version.
 *
 * @throws {RangeError} If a dependency has no exact version.
 */
export function manifest(library: LibraryManifest): Record<string, unknown> {
  const { name, version, license, main, types, exports } = library;
  const dependencies = Object.entries({ ...library.dependencies, deno: denoVersion })
    .sort(([a], [b]) => a < b ? -1 : 1);
  return {
    name,
    version,
    description:
      "Calibration of Bayesian generative models, and the data amplification that they allow",
    keywords: ["calibration", "generative models", "uncertainty", "data amplification"],
    license,
    type: "module",
    main,
    types,
    exports,
    bin: { ampliflow: "./ampliflow.js" },
    engines: { node: ">=22" },
    sideEffects: false,
    dependencies: Object.fromEntries(
      dependencies.map(([name, range]) => [name, exact(name, range)]),
    ),
  };
}

/**
 * The `deno.json` of the command within the package: the project's, with the task of the audit alone. Deno looks for no
 * configuration in packages that npm has installed, so the task names it.
 *
 * @throws {RangeError} If the task does not begin as it must.
 */
export function commandConfig(project: ProjectConfig): Record<string, unknown> {
  const { name, version, nodeModulesDir, importMap, lock, unstable, tasks, permissions } = project;
  const { command } = tasks.audit, begin = "deno run ";
  if (!command.startsWith(begin)) {
    throw new RangeError(
      `Cannot package the audit as its task must begin with "${begin}": current value is "${command}"`,
    );
  }
  const called = `npx ${name} audit`;
  return {
    version,
    // The configuration of folders above is ignored.
    workspace: [],
    nodeModulesDir,
    importMap,
    lock,
    unstable,
    tasks: {
      audit: `${begin}--config=deno.json ${command.slice(begin.length)} --as="${called}"`,
    },
    permissions: { audit: permissions.audit },
  };
}
