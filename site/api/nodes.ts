/**
 * The parts of what `deno doc --json` writes that the pages show, version 2.
 *
 * @module
 */

/** A type as it is written. */
export type Type =
  | { readonly kind: "keyword" | "typeQuery"; readonly value: string }
  | { readonly kind: "literal"; readonly repr: string; readonly value: { readonly kind: string } }
  | {
    readonly kind: "typeRef";
    readonly value: { readonly typeName: string; readonly typeParams?: readonly Type[] };
  }
  | { readonly kind: "array" | "parenthesized"; readonly value: Type }
  | { readonly kind: "union" | "intersection" | "tuple"; readonly value: readonly Type[] }
  | {
    readonly kind: "typeOperator";
    readonly value: { readonly operator: string; readonly tsType: Type };
  }
  | {
    readonly kind: "indexedAccess";
    readonly value: { readonly objType: Type; readonly indexType: Type };
  }
  | {
    readonly kind: "fnOrConstructor";
    readonly value: { readonly params: readonly Parameter[]; readonly tsType: Type };
  }
  | {
    readonly kind: "typePredicate";
    readonly value: { readonly param: { readonly name: string }; readonly type: Type };
  }
  | {
    readonly kind: "typeLiteral";
    readonly value: {
      readonly properties?: readonly Property[];
      readonly methods?: readonly Method[];
    };
  };

/** A parameter: a name, one with a default, the rest of them, or a pattern that takes an object apart. */
export type Parameter =
  & { readonly tsType?: Type; readonly optional?: boolean }
  & (
    | { readonly kind: "identifier"; readonly name: string }
    | { readonly kind: "assign"; readonly left: Parameter }
    | { readonly kind: "rest"; readonly arg: Parameter }
    | { readonly kind: "object" | "array" }
  );

/** What a comment says. */
export interface Comment {
  readonly doc?: string;
  readonly tags?: readonly {
    readonly kind: string;
    readonly name?: string;
    readonly doc?: string;
    readonly tsType?: Type;
  }[];
}

/** Parameters and result of a function. */
export interface Callable {
  readonly params: readonly Parameter[];
  readonly returnType?: Type;
  readonly typeParams?: readonly { readonly name: string; readonly constraint?: Type }[];
}

/** A property of an interface. */
export interface Property {
  readonly name: string;
  readonly jsDoc?: Comment;
  readonly optional?: boolean;
  readonly tsType?: Type;
}

/** A method of an interface. */
export interface Method extends Callable {
  readonly name: string;
  readonly jsDoc?: Comment;
  readonly optional?: boolean;
}

/** A method of a class. */
export interface ClassMethod {
  readonly name: string;
  readonly kind: "method" | "getter" | "setter";
  readonly isStatic?: boolean;
  readonly jsDoc?: Comment;
  readonly functionDef: Callable;
}

/** What a name stands for. */
export type Declaration =
  & { readonly location: { readonly filename: string }; readonly jsDoc?: Comment }
  & (
    | { readonly kind: "function"; readonly def: Callable }
    | {
      readonly kind: "interface";
      readonly def: {
        readonly extends?: readonly Type[];
        readonly properties?: readonly Property[];
        readonly methods?: readonly Method[];
      };
    }
    | { readonly kind: "typeAlias" | "variable"; readonly def: { readonly tsType: Type } }
    | {
      readonly kind: "class";
      readonly def: {
        readonly constructors: readonly {
          readonly accessibility?: string;
          readonly params: readonly Parameter[];
          readonly jsDoc?: Comment;
        }[];
        readonly methods: readonly ClassMethod[];
      };
    }
    | { readonly kind: "reference" }
  );

/** A name that a module exports. */
export interface Export {
  readonly name: string;
  readonly declarations: readonly Declaration[];
}

/** What modules export, by their paths from the top. */
export interface Documentation {
  readonly nodes: Readonly<
    Record<string, { readonly module_doc?: Comment; readonly symbols: readonly Export[] }>
  >;
}
