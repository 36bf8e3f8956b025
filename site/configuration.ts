/**
 * The reference of the audit's configuration, from its schema alone.
 *
 * @module
 */
import { type Markup, markup } from "../render/markup.ts";

/** The parts of JSON Schema by which a configuration is described. */
export interface ConfigSchema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, ConfigSchema>>;
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly type?: "object" | "array" | "string" | "integer" | "number" | "boolean";
  readonly const?: string;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly ConfigSchema[];
  readonly oneOf?: readonly ConfigSchema[];
  readonly items?: ConfigSchema;
  readonly properties?: Readonly<Record<string, ConfigSchema>>;
  readonly required?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
}

/** Parts with commas between them, and a word before the last one. */
function joined(parts: readonly Markup[], word: "and" | "or"): Markup {
  const before = (i: number) => i === 0 ? "" : i === parts.length - 1 ? ` ${word} ` : ", ";
  return markup`${parts.map((part, i) => markup`${before(i)}${part}`)}`;
}

const code = (value: unknown) =>
  markup`<code>${typeof value === "string" ? value : JSON.stringify(value)}</code>`;

/** The range of a number, as its name goes on. */
function range({ type, minimum, maximum, exclusiveMinimum, exclusiveMaximum }: ConfigSchema) {
  if (exclusiveMinimum !== undefined && exclusiveMaximum !== undefined) {
    return ` between ${exclusiveMinimum} and ${exclusiveMaximum}`;
  }
  if (exclusiveMinimum !== undefined && type === "number") return ` above ${exclusiveMinimum}`;
  const least = minimum ?? (exclusiveMinimum === undefined ? undefined : exclusiveMinimum + 1);
  if (least === undefined) return "";
  const most = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER ? ` to ${maximum}` : "";
  return ` from ${least}${most}`;
}

/**
 * The type of a value, in words.
 *
 * @param many Whether the words are those of several such values.
 * @throws {TypeError} If the schema says so in a way that no words are known for.
 */
export function typeWords(schema: ConfigSchema, many = false): Markup {
  const s = many ? "s" : "";
  if (schema.$ref !== undefined) {
    const name = schema.$ref.split("/").at(-1)!;
    return markup`<a href="#${name}">${name}${s}</a>`;
  }
  if (schema.const !== undefined) return code(schema.const);
  if (schema.enum !== undefined) return joined(schema.enum.map(code), "or");
  const options = schema.anyOf ?? schema.oneOf;
  if (options !== undefined) return joined(options.map((option) => typeWords(option, many)), "or");
  switch (schema.type) {
    case "string":
      return markup`${schema.title ?? "text"}${s}`;
    case "boolean":
      return joined([code(true), code(false)], "or");
    case "integer":
      return markup`whole number${s}${range(schema)}`;
    case "number":
      return markup`number${s}${range(schema)}`;
    case "array":
      return markup`list${s} of ${typeWords(schema.items!, true)}`;
    case "object":
      return markup`${many ? "mappings" : "mapping"} with ${
        joined(Object.keys(schema.properties!).map(code), "and")
      }`;
    default:
      throw new TypeError(
        `Cannot describe a value as its schema must be one that is put into words: current value is ${
          JSON.stringify(schema)
        }`,
      );
  }
}

/** A key of a mapping, with the kinds of the mapping that have it. */
export interface Key {
  readonly name: string;
  readonly schema: ConfigSchema;
  readonly required: boolean;
  readonly kinds: readonly string[];
}

/** The keys of a mapping; of one that has several kinds each key as often as it is described differently. */
export function keysOf({ oneOf, properties = {}, required = [] }: ConfigSchema): Key[] {
  if (oneOf === undefined) {
    return Object.entries(properties).map(([name, schema]) => ({
      name,
      schema,
      required: required.includes(name),
      kinds: [],
    }));
  }
  const kinds = oneOf.map(({ properties }) => properties!.kind.const!);
  const keys = new Map<string, Key>([["kind", {
    name: "kind",
    schema: { enum: kinds, description: "What the numbers are." },
    required: true,
    kinds: [],
  }]]);
  for (const [i, kind] of oneOf.entries()) {
    for (const key of keysOf(kind)) {
      if (key.name === "kind") continue;
      const text = JSON.stringify(key);
      keys.set(text, { ...key, kinds: [...keys.get(text)?.kinds ?? [], kinds[i]] });
    }
  }
  return [...keys.values()].map((key) =>
    key.kinds.length === kinds.length ? { ...key, kinds: [] } : key
  );
}

/** A mapping within the schema, or within a list of such mappings; nothing where there is none. */
function mappingOf(schema: ConfigSchema): ConfigSchema | undefined {
  if (schema.properties !== undefined || schema.oneOf !== undefined) return schema;
  return schema.items?.properties === undefined ? undefined : schema.items;
}

function entry({ name, schema, required, kinds }: Key, path: string): Markup {
  const mapping = mappingOf(schema);
  const type = mapping === undefined
    ? typeWords(schema)
    : markup`<a href="#${path}${name}">${
      schema.type === "array" ? "list of mappings" : "mapping"
    }</a>`;
  return markup`<dt>${code(name)} <span>${type}${required ? ", required" : ""}</span></dt><dd>${
    kinds.length === 0 ? null : markup`Of ${joined(kinds.map(code), "and")}. `
  }${schema.description ?? ""}${
    schema.default === undefined ? null : markup` Default: ${code(schema.default)}.`
  }</dd>`;
}

/** The keys of a mapping. */
function keyList(schema: ConfigSchema, path: string): Markup {
  return markup`<dl class="keys">${keysOf(schema).map((key) => entry(key, path))}</dl>`;
}

/** Something with a name of its own, folded. */
function folded(id: string, title: Markup, schema: ConfigSchema, content: Markup): Markup {
  return markup`<details class="api"><summary><h3 id="${id}">${title}</h3> ${
    schema.description ?? ""
  }</summary>${content}</details>`;
}

/** The mappings within a mapping, each before those within it. */
function within(schema: ConfigSchema, path: string): Markup[] {
  return keysOf(schema).flatMap(({ name, schema }) => {
    const mapping = mappingOf(schema), inner = `${path}${name}`;
    return mapping === undefined ? [] : [
      folded(inner, code(inner.replaceAll("-", ".")), schema, keyList(mapping, `${inner}-`)),
      ...within(mapping, `${inner}-`),
    ];
  });
}

/** All keys of a configuration: of the whole, of what is within it, and of what several of these have. */
export function configurationView(schema: ConfigSchema): Markup {
  const shared = Object.entries(schema.$defs ?? {}).map(([name, shared]) => {
    const content = shared.properties === undefined
      ? markup`<p>A ${typeWords(shared)}.</p>`
      : keyList(shared, `${name}-`);
    return folded(name, markup`${name}`, shared, content);
  });
  return markup`${keyList(schema, "")}${within(schema, "")}${shared}`;
}
