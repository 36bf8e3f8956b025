/**
 * Types and signatures as TypeScript writes them, each exported name a link to its place.
 *
 * @module
 */
import { type Markup, markup } from "../../render/markup.ts";
import type { Callable, Parameter, Type } from "./nodes.ts";

/** A name as a link to what documents it, or as it is. */
export type Linked = (name: string) => Markup;

/** Longest signature in one line, characters. */
const wide = 72;

function joined(parts: readonly Markup[], between: string): Markup {
  return markup`${parts.map((part, i) => i === 0 ? part : markup`${between}${part}`)}`;
}

/** What a parameter is called; a pattern that takes an object apart, after the type of that object. */
export function parameterName(parameter: Parameter): string {
  switch (parameter.kind) {
    case "identifier":
      return parameter.name;
    case "assign":
      return parameterName(parameter.left);
    case "rest":
      return `...${parameterName(parameter.arg)}`;
    default: {
      const { tsType } = parameter;
      const name = tsType?.kind === "typeRef" ? tsType.value.typeName : "Options";
      return name.endsWith("Options") ? "options" : name[0].toLowerCase() + name.slice(1);
    }
  }
}

function parameterText(parameter: Parameter, linked: Linked): Markup {
  const { tsType, optional } = parameter.kind === "assign"
    ? { ...parameter.left, optional: true }
    : parameter;
  const name = `${parameterName(parameter)}${optional ? "?" : ""}`;
  return tsType === undefined ? markup`${name}` : markup`${name}: ${typeText(tsType, linked)}`;
}

function listOf(types: readonly Type[], linked: Linked, between: string): Markup {
  return joined(types.map((type) => typeText(type, linked)), between);
}

/**
 * A type.
 *
 * @throws {TypeError} If it is of a kind that no page shows yet.
 */
export function typeText(type: Type, linked: Linked): Markup {
  const inner = (type: Type) => typeText(type, linked);
  switch (type.kind) {
    case "keyword":
      return markup`${type.value}`;
    case "typeQuery":
      return markup`typeof ${linked(type.value)}`;
    case "literal":
      return markup`${type.value.kind === "string" ? JSON.stringify(type.repr) : type.repr}`;
    case "typeRef": {
      const { typeName, typeParams = [] } = type.value;
      return typeParams.length === 0
        ? linked(typeName)
        : markup`${linked(typeName)}&lt;${listOf(typeParams, linked, ", ")}&gt;`;
    }
    case "array":
      return markup`${inner(type.value)}[]`;
    case "parenthesized":
      return markup`(${inner(type.value)})`;
    case "union":
      return listOf(type.value, linked, " | ");
    case "intersection":
      return listOf(type.value, linked, " & ");
    case "tuple":
      return markup`[${listOf(type.value, linked, ", ")}]`;
    case "typeOperator":
      return markup`${type.value.operator} ${inner(type.value.tsType)}`;
    case "indexedAccess":
      return markup`${inner(type.value.objType)}[${inner(type.value.indexType)}]`;
    case "fnOrConstructor":
      return markup`(${
        joined(type.value.params.map((parameter) => parameterText(parameter, linked)), ", ")
      }) =&gt; ${inner(type.value.tsType)}`;
    case "typePredicate":
      return markup`${type.value.param.name} is ${inner(type.value.type)}`;
    case "typeLiteral": {
      const { properties = [], methods = [] } = type.value;
      const members = [
        ...properties.map(({ name, optional, tsType }) =>
          markup`${name}${optional ? "?" : ""}${
            tsType === undefined ? null : markup`: ${inner(tsType)}`
          }`
        ),
        ...methods.map((method) => signature(method.name, method, linked)),
      ];
      return markup`{ ${joined(members, "; ")} }`;
    }
    default:
      throw new TypeError(
        `Cannot document a type as its kind must be one that pages show: current value is ${
          JSON.stringify(type)
        }`,
      );
  }
}

/** The signature of a function: in one line, or where that is too long with a line for each parameter. */
export function signature(name: string, callable: Callable, linked: Linked): Markup {
  const { params, returnType, typeParams = [] } = callable;
  const generics = typeParams.length === 0 ? null : markup`&lt;${
    joined(
      typeParams.map(({ name, constraint }) =>
        constraint === undefined
          ? markup`${name}`
          : markup`${name} extends ${typeText(constraint, linked)}`
      ),
      ", ",
    )
  }&gt;`;
  const parts = params.map((parameter) => parameterText(parameter, linked));
  const result = returnType === undefined ? null : markup`: ${typeText(returnType, linked)}`;
  const short = markup`${name}${generics}(${joined(parts, ", ")})${result}`;
  const length = short.text.replaceAll(/<[^>]*>/g, "").replaceAll(/&[^;]*;/g, "x").length;
  return length <= wide || parts.length === 0
    ? short
    : markup`${name}${generics}(\n  ${joined(parts, ",\n  ")},\n)${result}`;
}
