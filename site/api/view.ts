/**
 * The reference of the library: a page for each of its modules, and one that lists all names.
 *
 * @module
 */
import { type Markup, markup } from "../../render/markup.ts";
import type { Filter } from "../../render/filters.ts";
import { type ApiModule, apiModules } from "../pages.ts";
import type { Comment, Declaration, Documentation, Export, Parameter } from "./nodes.ts";
import { inline, prose, rest, summary } from "./prose.ts";
import { type Linked, parameterName, signature, typeText } from "./signature.ts";

/** The reference as its templates see it; all texts are markup. */
export interface ApiModel {
  /** What each module exports. */
  readonly modules: Readonly<Record<ApiModule, string>>;
  /** The names that each module exports, in a line. */
  readonly names: Readonly<Record<ApiModule, string>>;
  /** What the whole library is, with an example. */
  readonly example: string;
}

/** A name with what documents it. */
interface Documented {
  readonly name: string;
  readonly module: ApiModule;
  readonly declaration: Declaration;
}

/** The module with the page of a name, by the folder of its source; without such a folder, that of values. */
function moduleOf({ location: { filename } }: Declaration): ApiModule {
  const folder = filename.replace(/^core\//, "").split("/")[0];
  return folder in apiModules ? folder as ApiModule : "values";
}

/** All names that the modules export, each once, in order. */
function documented({ nodes }: Documentation): Documented[] {
  const all = Object.values(nodes).flatMap(({ symbols }) => symbols);
  const byName = new Map(
    all.flatMap(({ name, declarations }: Export) =>
      declarations.filter(({ kind }) => kind !== "reference")
        .map((declaration): [string, Documented] => [
          name,
          { name, module: moduleOf(declaration), declaration },
        ])
    ),
  );
  return [...byName.values()].sort((a, b) => a.name < b.name ? -1 : 1);
}

/** Headings of a page, and the kinds of names under each. */
const headings: readonly (readonly [string, readonly Declaration["kind"][]])[] = [
  ["Functions", ["function"]],
  ["Classes", ["class"]],
  ["Values", ["variable"]],
  ["Types", ["interface", "typeAlias"]],
];

function tagsOf(comment: Comment | undefined, kind: string) {
  return comment?.tags?.filter((tag) => tag.kind === kind) ?? [];
}

/** Terms with their descriptions; nothing if there are none. */
function list(title: string, items: readonly (readonly [Markup, Markup])[]): Markup | null {
  return items.length === 0
    ? null
    : markup`<p class="api-part">${title}</p><dl>${
      items.map(([term, text]) => markup`<dt>${term}</dt><dd>${text}</dd>`)
    }</dl>`;
}

/** The first paragraph of what a tag says, and all further ones, which belong to the whole comment. */
function apart(doc: string): readonly [string, string] {
  const [first, ...others] = doc.trim().split("\n\n");
  return [first, others.join("\n\n")];
}

/** The parameters, result and errors of a comment. */
function called(comment: Comment | undefined, params: readonly Parameter[], linked: Linked) {
  const names = params.map(parameterName);
  const firstParagraph = (doc = "") => inline(apart(doc)[0], linked);
  const parameters = tagsOf(comment, "param").map(({ name = "", doc }) =>
    [markup`<code>${name}</code>`, firstParagraph(doc), name] as const
  );
  const place = (name: string) => (names.indexOf(name) + names.length + 1) % (names.length + 1);
  const sorted = parameters.toSorted(([, , a], [, , b]) => place(a) - place(b));
  return markup`${list("Parameters", sorted.map(([term, text]) => [term, text]))}${
    tagsOf(comment, "return").map(({ doc }) =>
      markup`<p class="api-part">Returns</p><p>${firstParagraph(doc)}</p>`
    )
  }${
    list(
      "Throws",
      tagsOf(comment, "throws").map(({ tsType, doc }) => [
        markup`<code>${tsType === undefined ? "Error" : typeText(tsType, linked)}</code>`,
        firstParagraph(doc),
      ]),
    )
  }${
    ["param", "return", "throws"].flatMap((kind) => tagsOf(comment, kind)).map(({ doc = "" }) =>
      prose(apart(doc)[1], linked)
    )
  }`;
}

/** An example as a program outside the project has it: what it imports comes from the package. */
function outside(code: string, place: string): string {
  return code.replaceAll(/^((?:import|\}).* from )"\.[^"]*"/gm, `$1"${place}"`);
}

/** Examples of a comment: a title, then code. */
function examples(comment: Comment | undefined, module?: ApiModule): Markup {
  const place = `@ampliflow/ampliflow${module === "audit" ? "/audit" : ""}`;
  return markup`${
    tagsOf(comment, "example").map(({ doc = "" }) => {
      const [, title, code] = /^(.*)\n```ts\n([\s\S]*?)```/.exec(doc) ?? [, "", doc];
      return markup`<p class="api-part">Example: ${title}</p><pre><code>${
        outside(code, place)
      }</code></pre>`;
    })
  }`;
}

/** What a name stands for, with its members. */
function definition({ name, declaration }: Documented, linked: Linked): Markup {
  const code = (text: Markup) => markup`<pre><code>${text}</code></pre>`;
  switch (declaration.kind) {
    case "function":
      return markup`${code(markup`function ${signature(name, declaration.def, linked)}`)}${
        called(declaration.jsDoc, declaration.def.params, linked)
      }`;
    case "variable":
      return code(markup`const ${name}: ${typeText(declaration.def.tsType, linked)}`);
    case "typeAlias":
      return code(markup`type ${name} = ${typeText(declaration.def.tsType, linked)}`);
    case "interface": {
      const { extends: parents = [], properties = [], methods = [] } = declaration.def;
      const from = parents.length === 0
        ? null
        : markup` extends ${
          parents.map((type, i) => markup`${i === 0 ? "" : ", "}${typeText(type, linked)}`)
        }`;
      return markup`${code(markup`interface ${name}${from}`)}${
        list("Members", [
          ...properties.map(({ name, optional, tsType, jsDoc }) =>
            [
              markup`<code>${name}${optional ? "?" : ""}${
                tsType === undefined ? null : markup`: ${typeText(tsType, linked)}`
              }</code>`,
              inline(jsDoc?.doc ?? "", linked),
            ] as const
          ),
          ...methods.map((method) =>
            [
              markup`<code>${signature(method.name, method, linked)}</code>`,
              markup`${inline(method.jsDoc?.doc ?? "", linked)}${
                called(method.jsDoc, method.params, linked)
              }`,
            ] as const
          ),
        ])
      }`;
    }
    case "class": {
      const { constructors, methods } = declaration.def;
      const made = constructors.filter(({ accessibility }) => accessibility === undefined);
      return markup`${code(markup`class ${name}`)}${
        list("Members", [
          ...made.map((constructor) =>
            [
              markup`<code>new ${signature(name, constructor, linked)}</code>`,
              markup`${inline(constructor.jsDoc?.doc ?? "", linked)}${
                called(constructor.jsDoc, constructor.params, linked)
              }`,
            ] as const
          ),
          ...methods.map(({ name, kind, isStatic, functionDef, jsDoc }) =>
            [
              markup`<code>${isStatic ? "static " : ""}${kind === "method" ? "" : "get "}${
                signature(name, functionDef, linked)
              }</code>`,
              markup`${inline(jsDoc?.doc ?? "", linked)}${
                called(jsDoc, functionDef.params, linked)
              }`,
            ] as const
          ),
        ])
      }`;
    }
    default:
      throw new TypeError(
        `Cannot document ${name} as it must be declared where it is exported from: current value is a ${declaration.kind}`,
      );
  }
}

/** A name with its documentation, folded. */
function section(entry: Documented, linked: Linked): Markup {
  // The heading is itself pressed, so that it holds no links.
  const bare: Linked = (name) => markup`${name}`;
  const { name, module, declaration: { jsDoc, location } } = entry;
  const doc = jsDoc?.doc ?? "";
  return markup`<details class="api"><summary><h3 id="${name}"><code>${name}</code></h3> ${
    summary(doc, bare)
  }</summary>${rest(doc, linked)}${definition(entry, linked)}${
    examples(jsDoc, module)
  }<p class="source">Source: <code>${location.filename}</code></p></details>`;
}

/**
 * The reference.
 *
 * @param url Makes addresses of the site from paths.
 */
export function apiView(documentation: Documentation, url: Filter): ApiModel {
  const all = documented(documentation);
  const places = new Map(
    all.map(({ name, module }) => [name, url(`api/${module}/#${name}`)]),
  );
  const linked: Linked = (name) => {
    const place = places.get(name);
    return place === undefined ? markup`${name}` : markup`<a href="${place}">${name}</a>`;
  };
  const ofModules = (shown: (module: ApiModule) => Markup) =>
    Object.fromEntries(
      Object.keys(apiModules).map((module) => [module, shown(module as ApiModule).text]),
    ) as Record<ApiModule, string>;
  const page = (module: ApiModule) =>
    markup`<p><a href="${url("api/")}">All modules</a></p>${
      headings.map(([title, kinds]) => {
        const under = all.filter((entry) =>
          entry.module === module && kinds.includes(entry.declaration.kind)
        );
        return under.length === 0
          ? null
          : markup`<h2 id="${title.toLowerCase()}">${title}</h2>${
            under.map((entry) => section(entry, linked))
          }`;
      })
    }`;
  const { module_doc: about } = documentation.nodes["mod.ts"];
  return {
    modules: ofModules(page),
    names: ofModules((module) =>
      markup`${
        all.filter((entry) => entry.module === module).map(({ name }, i) =>
          markup`${i === 0 ? "" : ", "}<code>${linked(name)}</code>`
        )
      }`
    ),
    example: markup`${prose(about?.doc ?? "", linked)}${examples(about)}`.text,
  };
}
