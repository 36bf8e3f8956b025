/// <reference lib="deno.unstable" />
/**
 * A lint rule for the same bits in every JavaScript engine. Code that computes results must not use
 * what the language leaves to the engine: functions of `Math` that are not exact, powers by `**`, and
 * text by locale tables.
 *
 * @module
 */

/** Members of `Math` whose values the language fixes. */
const exact = new Set(
  ("abs ceil clz32 floor fround imul max min round sign sqrt trunc " +
    "E LN2 LN10 LOG2E LOG10E PI SQRT1_2 SQRT2").split(" "),
);

/** Names whose result depends on the engine's locale tables. */
const ofLocale = /^(Intl|localeCompare|toLocale(Date|Time)?String|toLocale(Lower|Upper)Case)$/;

/**
 * Paths exempt from the rule: code that computes no results. Code that writes sentences is not exempt, because results hold sentences.
 */
const exempt =
  /^((bench|lint|site(?!\/play\/)|tests|types)\/|render\/(?!sentence\.ts$)|studies\/[^/]+\/view\.ts$)/;

const separated = (path: string) => path.replaceAll("\\", "/");
const root = separated(import.meta.dirname!).replace(/lint$/, "");

/** The name in `.name`, `["name"]` or `{ name: ... }`; null if it is computed. */
function nameOf(key: Deno.lint.Node, isComputed: boolean): string | null {
  if (key.type === "Identifier" && !isComputed) return key.name;
  if (key.type === "Literal" && typeof key.value === "string") return key.value;
  if (key.type === "TemplateLiteral" && key.expressions.length === 0) return key.quasis[0].cooked;
  return null;
}

/** Whether both sides are literal whole numbers whose power is an exact whole number, such as 2 ** 32. */
function isConstant({ left, right }: Deno.lint.BinaryExpression): boolean {
  const [base, exponent] = [left, right].map((side) => side.type === "Literal" ? side.value : null);
  if (typeof base === "bigint" || typeof exponent === "bigint") return true;
  return Number.isSafeInteger(base) && Number.isSafeInteger(exponent) &&
    BigInt(base as number) ** BigInt(exponent as number) <= Number.MAX_SAFE_INTEGER;
}

function create(context: Deno.lint.RuleContext): Deno.lint.LintVisitor {
  const path = separated(context.filename);
  if (path.startsWith(root) && exempt.test(path.slice(root.length))) return {};

  const refuse = (node: Deno.lint.Node, construct: string, rule: string, instead: string) =>
    context.report({ node, message: `Cannot use ${construct} as ${rule}: ${instead}` });

  function checkMember(node: Deno.lint.Node, name: string | null): void {
    if (name !== null && exact.has(name)) return;
    if (name === "random") {
      return refuse(
        node,
        "Math.random",
        "results follow from their seed",
        "draw from a Stream of core/random.ts",
      );
    }
    if (name === null) {
      return refuse(
        node,
        "a member of Math by a computed name",
        "its last bit may be left to the engine",
        "name it, or take it from core/elementary.ts",
      );
    }
    refuse(
      node,
      `Math.${name}`,
      "its last bit is left to the engine",
      `take ${name} from core/elementary.ts`,
    );
  }

  /** Checks the members taken from Math, given as `Math` or `globalThis.Math`. */
  function checkMath(math: Deno.lint.Node): void {
    const { parent } = math as { parent: Deno.lint.Node };
    if (parent.type === "MemberExpression" && parent.object === math) {
      return checkMember(parent, nameOf(parent.property, parent.computed));
    }
    if (
      parent.type === "VariableDeclarator" && parent.init === math &&
      parent.id.type === "ObjectPattern"
    ) {
      for (const property of parent.id.properties) {
        checkMember(
          property,
          property.type === "Property" ? nameOf(property.key, property.computed) : null,
        );
      }
      return;
    }
    refuse(
      math,
      "Math as a value",
      "the last bit of some of its functions is left to the engine",
      "take them from core/elementary.ts",
    );
  }

  function checkName(node: Deno.lint.Node, name: string): void {
    if (name === "Math") checkMath(node);
    if (ofLocale.test(name)) {
      refuse(
        node,
        name,
        "its outcome is left to the engine's locale tables",
        name === "localeCompare" || name === "Intl"
          ? "compare code units, or take naturalOrder from audit/input/files.ts"
          : "take grouped or decimal from render/sentence.ts",
      );
    }
  }

  function refusePower(node: Deno.lint.Node, operator: string): void {
    refuse(
      node,
      operator,
      "its last bit is left to the engine",
      "write a product, or take pow from core/elementary.ts",
    );
  }

  return {
    Identifier(node) {
      const { parent } = node;
      // The name of a property is checked with its object.
      if (parent.type === "MemberExpression" && parent.property === node && !parent.computed) {
        return;
      }
      checkName(node, node.name);
    },
    MemberExpression(node) {
      const name = nameOf(node.property, node.computed);
      if (name !== null) checkName(node, name);
    },
    BinaryExpression(node) {
      if (node.operator === "**" && !isConstant(node)) refusePower(node, "**");
    },
    AssignmentExpression(node) {
      if (node.operator === "**=") refusePower(node, "**=");
    },
  };
}

export default {
  name: "ampliflow",
  rules: { "exact-numbers": { create } },
} satisfies Deno.lint.Plugin;
