/**
 * The kernel's plan: numbers that the host writes into the kernel's memory before it calls, sizes and places
 * for one number of vectors. These lists are the only ones: the engine writes by the names here, and the
 * kernel's module `plan` is written from them.
 *
 * @module
 */

/** What is solved beside the point: nothing, the trace, the Jacobian. Numbered in this order. */
export const modes = ["point", "trace", "discrete"] as const;

/** Activations, numbered in this order. */
export const activations = ["elu", "silu", "tanh"] as const;

/** An entry: its type in AssemblyScript, 32 bits each, and what it is. */
type Entry = readonly [type: "i32" | "usize", meaning: string];

/** What comes before the layers. Sizes and places are bytes. */
const head = {
  vectors: ["i32", "The point and its tangents."],
  groups: ["i32", "Groups of samples of a tile."],
  blocks: ["i32", "Blocks of a tile."],
  layerCount: ["i32", "Layers of the network."],
  activation: ["i32", "Number of the activation."],
  dimension: ["i32", "Components of the output."],
  frequencies: ["i32", "Frequencies of the time's embedding."],
  conditions: ["i32", "Components of the condition."],
  inputSize: ["usize", "Of a state (a point with its tangents) as input of the first layer."],
  outputSize: ["usize", "Of a state as output of the last layer."],
  recordCount: ["i32", "Evaluations whose activations are kept."],
  chunk: ["i32", "Evaluations whose gradients are gathered at once."],
  inputs: ["usize", "The inputs of all evaluations, a state each."],
  outputs: ["usize", "Their outputs."],
  outputUpstreams: ["usize", "Sensitivities to their outputs; targets of the flow-matching loss."],
  inputUpstream: ["usize", "Sensitivity to an input."],
  state: ["usize", "The state that is solved for."],
  stateUpstream: ["usize", "Sensitivity to it."],
  conditionBias: [
    "usize",
    "Sums of the products of one tile's condition and first weights, `[width][3]` vectors.",
  ],
  biasUpstream: [
    "usize",
    "Sums over the tile's evaluations of the sensitivity to the first biases, `[width][3]` vectors.",
  ],
  tileCondition: ["usize", "The tile's conditions, `[conditions][3]` vectors."],
  upstreamSums: [
    "usize",
    "Sums over a chunk's evaluations of the sensitivity to a layer's outputs.",
  ],
  sumsStart: ["usize", "Sums of the gradient, of the first pass."],
  sumsEnd: ["usize", "Where they end."],
  totalsStart: ["usize", "Totals of the sums in double precision."],
  flat: ["usize", "The flat weights."],
  flatGradient: ["usize", "Their gradient, in double precision."],
} as const satisfies Record<string, Entry>;

/** A layer. */
const layer = {
  depth: ["i32", "Inputs that the products take, rounded up to even."],
  firstInput: ["i32", "Their place among all inputs."],
  rows: ["i32", "Rows of the output, rounded up to a multiple of four."],
  outputs: ["i32", "Rows of the output as they are."],
  allInputs: ["i32", "All inputs, in the flat weights."],
  packed: ["usize", "Packed weights `[rows / 4][all inputs][4]`."],
  packedStep: ["usize", "Bytes from group to group of the packed weights."],
  transposed: ["usize", "Transposed weights `[inputs / 4][outputs][4]`."],
  transposedStep: ["usize", "Bytes from group to group of the transposed weights."],
  biases: ["usize", "Biases."],
  sums: ["usize", "Sums for the gradient, laid out as the packed weights, a vector for each."],
  biasSums: ["usize", "Sums for the gradient of the biases."],
  inputRecords: ["usize", "The layer's inputs, one record an evaluation."],
  slopeRecords: ["usize", "Their slopes, one record an evaluation."],
  upstreamRecords: ["usize", "Sensitivities to its outputs, one record an evaluation."],
  flatPlace: ["usize", "Place of its weights in the flat ones, in numbers."],
} as const satisfies Record<string, Entry>;

/** The numbers of a plan before its layers. */
export type PlanHead = Readonly<Record<keyof typeof head, number>>;

/** The numbers of a layer. */
export type PlanLayer = Readonly<Record<keyof typeof layer, number>>;

const headNames = Object.keys(head) as (keyof typeof head)[];
const layerNames = Object.keys(layer) as (keyof typeof layer)[];

/** Bytes of a plan of so many layers. */
export function planBytes(layers: number): number {
  return 4 * (headNames.length + layers * layerNames.length);
}

/** A plan as the kernel reads it. */
export function encodePlan(head: PlanHead, layers: readonly PlanLayer[]): Int32Array {
  return Int32Array.from([
    ...headNames.map((name) => head[name]),
    ...layers.flatMap((layer) => layerNames.map((name) => layer[name])),
  ]);
}

/**
 * The source of the kernel's module `plan`: a constant for each mode and activation, a variable for each
 * entry, and for each entry of a layer a function of the layer's number.
 */
export function writePlan(): string {
  const entries = Object.entries<Entry>(head);
  return [
    ...[modes, activations].flatMap((names) =>
      names.map((name, i) => `@inline\nexport const ${name.toUpperCase()}: i32 = ${i};`)
    ),
    ...entries.map(([name, [type, meaning]]) =>
      `/** ${meaning} */\nexport let ${name}: ${type} = 0;`
    ),
    "let layerTable: usize = 0;",
    "/** Reads a plan. */",
    "export function configure(plan: usize): void {",
    ...entries.map(([name, [type]], i) => `${name} = load<${type}>(plan, ${4 * i});`),
    `layerTable = plan + ${4 * entries.length};`,
    "}",
    "@inline",
    "function field(layer: i32, place: usize): usize {",
    `return load<usize>(layerTable + <usize> layer * ${4 * layerNames.length} + place * 4);`,
    "}",
    ...Object.entries<Entry>(layer).map(([name, [type, meaning]], i) =>
      `/** ${meaning} */\n@inline\nexport function ${name}Of(layer: i32): ${type} {\nreturn <${type}> field(layer, ${i});\n}`
    ),
  ].join("\n");
}
