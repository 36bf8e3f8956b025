import { assertEquals, assertRejects } from "@std/assert";
import { inspect, openArray, readArray, type Selection } from "../../../audit/formats/mod.ts";
import { scratch } from "../../runner/_runs.ts";

const fixtures = `${import.meta.dirname}/../fixtures/`;

/** The numbers of the fixtures, by the programs beside them. */
const x = Float64Array.from({ length: 120 }, (_, i) => (i - 60) / 8);

/** What is read of a text: shape, names, values. */
async function read(text: string, selection: Selection = {}) {
  using place = scratch();
  const path = `${place.path}/table`;
  Deno.writeTextFileSync(path, text);
  const source = await openArray(path, selection);
  source.close();
  const { shape, values } = await readArray(path, selection);
  return [shape, source.columns, [...values]];
}

/** The sentence that a text ends in, from the rule on. */
async function refusal(text: string, selection: Selection = {}): Promise<string> {
  using place = scratch();
  const path = `${place.path}/table`;
  Deno.writeTextFileSync(path, text);
  const { message } = await assertRejects(() => readArray(path, selection), SyntaxError);
  return message.replace(`Cannot read "${path}" as `, "");
}

Deno.test("tables that pandas and NumPy write, by name: with an index, aligned, named in a comment", async () => {
  for (const name of ["index.csv", "aligned.txt", "commented.txt"]) {
    const path = fixtures + name, columns = ["pt", "eta", "phi"];
    const leftOut = name === "index.csv" ? [{ name: "", unreadable: "an index" }] : undefined;
    assertEquals(await inspect(path), {
      format: "csv",
      arrays: [{ name: null, shape: [null, 3], columns, ...(leftOut && { leftOut }) }],
    });
    const { shape, values } = await readArray(path);
    assertEquals([shape, values], [[40, 3], x], name);
    const some = await readArray(path, { columns: ["phi", "pt"] });
    assertEquals([...some.values.slice(0, 4)], [x[2], x[0], x[5], x[3]], name);
  }
});

Deno.test("names, separators and ends of lines of tables", async () => {
  const two = [[2, 2], ["pt", "eta"], [1, 2.5, -3, 4e2]];
  for (
    const text of [
      "pt,eta\n1,2.5\n-3,4e2\n",
      "pt;eta\r\n1;2.5\r\n-3;4e2",
      "pt\teta\r1\t2.5\r-3\t4e2\r",
      "\ufeff pt , eta \n\n 1 , 2.5 \n\n -3,4e2\n",
      '"pt","eta"\n1,2.5\n"-3","4e2"\n',
      "  pt   eta\n   1   2.5\n  -3   4e2\n",
      "#pt,eta\n1,2.5\n-3,4e2\n",
      "# made by hand\n# pt eta\n1,2.5\n# between\n-3,4e2\n",
      "## pt eta\n\n1 2.5\n-3 4e2\n",
      ",pt,eta\n0,1,2.5\n1,-3,4e2\n",
      // An index of what was filtered or shuffled.
      ",pt,eta\n17,1,2.5\n-2,-3,4e2\n",
    ]
  ) assertEquals(await read(text), two, text);
  const none = [[2, 2], undefined, [1, 2.5, -3, 4e2]];
  for (
    const text of [
      "1,2.5\n-3,4e2\n",
      // Too few words, too many, numbers.
      "# pt\n1,2.5\n-3,4e2\n",
      "# pt of jets\n1,2.5\n-3,4e2\n",
      "# pt 2\n1,2.5\n-3,4e2\n",
      '# "pt, eta\n1,2.5\n-3,4e2\n',
      // Not right before them.
      "# pt eta\n# GeV\n1,2.5\n-3,4e2\n",
    ]
  ) assertEquals(await read(text), none, text);
  // What quotes protect.
  assertEquals(await read('"p, t" "the eta"\n1 2\n'), [[1, 2], ["p, t", "the eta"], [1, 2]]);
  assertEquals(await read('"p;t","eta"\n1,2\n'), [[1, 2], ["p;t", "eta"], [1, 2]]);
  // Of columns without names, pandas writes the numbers.
  assertEquals(await read(",0,1\n0,5,6\n"), [[1, 2], ["0", "1"], [5, 6]]);
  // A line that is longer than what is read at once.
  const wide = Array.from({ length: 200_000 }, (_, i) => i % 7);
  assertEquals((await read(`${wide.join()}\n`.repeat(8)))[0], [8, 200_000]);
});

Deno.test("values that are missing or infinite are refused, or given where they are asked for", async () => {
  const text = "a,b,c\n1,,NA\nnan,NaN,null\ninf,-inf,2\n";
  assertEquals(await read(text, { nonFinite: true }), [
    [3, 3],
    ["a", "b", "c"],
    [1, NaN, NaN, NaN, NaN, NaN, Infinity, -Infinity, 2],
  ]);
  // They are no names.
  assertEquals(await read("nan,1\n", { nonFinite: true }), [[1, 2], undefined, [NaN, 1]]);
  for (
    const [text, value, line] of [
      ["a,b\n1,2\n3,\n", '""', '3, column "b"'],
      ["1,2\n3,NA\n", '"NA"', "2"],
      ["nan,2\n", '"nan"', "1"],
      ["1,-Infinity\n", '"-Infinity"', "1"],
      ["1,2\n3,1e999\n", '"1e999"', "2"],
    ]
  ) {
    assertEquals(
      await refusal(text),
      `every value must be a finite number: current value is ${value} in line ${line}`,
    );
  }
});

Deno.test("tables that cannot be read say why, and where", async () => {
  const comma =
    "decimals must follow a point, not a comma, unless text: [decimal commas] says that they follow commas: " +
    "current value is ";
  const separator =
    "values must be separated by semicolons, tabs or blanks where decimals follow commas: current value is ";
  const number = "every value must be a number: current value is ";
  const units =
    "the line below the names must be numbers, not units, unless text: [row of units] passes it over: " +
    "current value is ";
  for (
    const [text, words] of [
      ["1,5;2,5\n", `${comma}"1,5" in line 1`],
      ["pt;eta\n1,5;2\n", `${comma}"1,5" in line 2, column "pt"`],
      ["# x y\n-1.234,5 2,5e3\n", `${comma}"-1.234,5" in line 2`],
      ["pt eta\n1 2\n3 4,5\n", `${comma}"4,5" in line 3, column "eta"`],
      ['"pt","eta"\n"1,5","2,5"\n', `${separator}"1,5" in line 2, column "pt"`],
      ["pt,eta\nGeV,\n1,2\n", `${units}"GeV" in line 2, column "pt"`],
      ["pt eta\n[GeV] -\n1 2\n", `${units}"[GeV]" in line 2, column "pt"`],
      ["pt,eta\n1,2\nx,3\n", `${number}"x" in line 3, column "pt"`],
      ["pt,name\n1,ttbar\n", `${number}"ttbar" in line 2, column "name"`],
      ["1,2\n3,0x10\n", `${number}"0x10" in line 2`],
      ["a,b\n1,2\n\n3\n", "every line must have 2 values: current value is 1 in line 4"],
      ["a b\n1 2 3\n", "every line must have 2 values: current value is 3 in line 2"],
      ['"a\n', "quotes must end in their line: current value is an open one in line 1"],
      ["# a\n", "a table must have at least one line: current value is none"],
      [
        "9007199254740993\n",
        'every integer must be below 2^53 in size: current value is "9007199254740993" in line 1',
      ],
      [
        ",pt\n0,1\n2.5,3\n",
        "a first column without a name must be an index, of whole numbers, where no columns are selected: " +
        'current value is "2.5" in line 3',
      ],
      [`${"1".repeat(2 ** 21)}`, "a line must have at most 1048576 letters: current value is more"],
    ]
  ) assertEquals(await refusal(text), words);
  // Columns that are not selected may hold anything.
  assertEquals((await read("pt,name\n1,ttbar\n", { columns: ["pt"] }))[2], [1]);
  assertEquals((await read(",pt\n0,1\n2.5,3\n", { columns: ["pt"] }))[2], [1, 3]);
});

Deno.test("decimals after commas are read where text says so", async () => {
  const text = ["decimal commas"] as const;
  for (
    const [table, values] of [
      ["pt;eta\n1,5;-2\n,25;4,5e2\n", [[2, 2], ["pt", "eta"], [1.5, -2, 0.25, 450]]],
      ["pt\teta\n1,234\t2\n", [[1, 2], ["pt", "eta"], [1.234, 2]]],
      ["# pt eta\n1,5   2,5\n", [[1, 2], ["pt", "eta"], [1.5, 2.5]]],
      ["1,5;2,5\n", [[1, 2], undefined, [1.5, 2.5]]],
      ["pt\n1,5\n2\n", [[2, 1], ["pt"], [1.5, 2]]],
      ["E [GeV, lab];pt\n1,5;2\n", [[1, 2], ["E [GeV, lab]", "pt"], [1.5, 2]]],
    ] as const
  ) assertEquals<unknown>(await read(table, { text }), values, table);
  const separator =
    "values must be separated by semicolons, tabs or blanks where decimals follow commas: current value is ";
  const point =
    "a number must have no point where decimals follow commas, as text says: current value is ";
  for (
    const [table, words] of [
      ["pt,eta\n1,5,2,5\n", `${separator}"pt,eta" in line 1`],
      ["1,5,2,5\n", `${separator}"1,5,2,5" in line 1`],
      ["pt eta\n1,5 2,5,3\n", `${separator}"2,5,3" in line 2, column "eta"`],
      ["pt;eta\n1,5;2.5\n", `${point}"2.5" in line 2, column "eta"`],
      ["pt;eta\n1.234,5;2\n", `${point}"1.234,5" in line 2, column "pt"`],
    ]
  ) assertEquals(await refusal(table, { text }), words, table);
});

Deno.test("a row of units is passed over where text says so", async () => {
  const text = ["row of units"] as const;
  const two = [[2, 2], ["pt", "eta"], [1, 2, 3, 4]];
  for (
    const table of [
      "pt,eta\nGeV,\n1,2\n3,4\n",
      "pt eta\n[GeV] -\n1 2\n3 4\n",
      // None is there.
      "pt,eta\n1,2\n3,4\n",
    ]
  ) assertEquals(await read(table, { text }), two, table);
  assertEquals(
    await read("pt;eta\nGeV;rad\n1,5;2\n", { text: [...text, "decimal commas"] }),
    [[1, 2], ["pt", "eta"], [1.5, 2]],
  );
  assertEquals(
    await refusal("pt,eta\nGeV,\nx,2\n", { text }),
    'every value must be a number: current value is "x" in line 3, column "pt"',
  );
});

Deno.test("what a table has is found where it is certain, with the columns that are no features", async () => {
  using place = scratch();
  const path = `${place.path}/table`;
  const found = async (text: string) => {
    Deno.writeTextFileSync(path, text);
    const { arrays: [{ columns, leftOut, text: ways, unreadable }] } = await inspect(path);
    return [
      columns,
      leftOut?.map(({ name, unreadable }) => `${name}: ${unreadable}`),
      ways,
      unreadable,
    ];
  };
  const names = ["pt", "eta"], none = undefined;
  for (
    const [text, result] of [
      ["pt;eta\n1,5;2\n", [names, none, ["decimal commas"], none]],
      ["pt eta\nGeV rad\n0,25 1,125\n", [names, none, ["decimal commas", "row of units"], none]],
      ["1,5;2,5\n", [none, none, ["decimal commas"], none]],
      // Thousands, or points as well.
      ["pt;eta\n1,500;2\n", [names, none, none, none]],
      ["pt;eta\n1,5;2.5\n", [names, none, none, none]],
      ["pt;eta\n1.234,5;2,5\n", [names, none, none, none]],
      ["pt,eta\n1,5\n", [names, none, none, none]],
      // Two columns of whole numbers.
      ["1,5\n2,5\n", [none, none, none, none]],
      ["pt,eta\nGeV,\n1,2\n", [names, none, ["row of units"], none]],
      ["pt,eta\nGeV,rad\n", [[], ["pt: text", "eta: text"], none, "text"]],
      ["pt,kind,eta\n1,tt,2\n3,,4\n", [names, ["kind: text"], none, none]],
      [",pt,eta\n0,1,2\n", [names, [": an index"], none, none]],
      [",pt,eta\n0.5,1,2\n", [names, [": no name of its own"], none, none]],
      ["pt,eta,\n1,2,\n", [names, [": no name of its own"], none, none]],
      ["pt,eta,pt\n1,2,3\n", [names, ["pt: no name of its own"], none, none]],
    ] as const
  ) assertEquals<unknown>(await found(text), result, text);
  await assertRejects(
    () => found("0.5,0.25,tt\n1,2,zz\n"),
    SyntaxError,
    'a table with text among its values must begin with names: current value is "0.5" in line 1',
  );
});
