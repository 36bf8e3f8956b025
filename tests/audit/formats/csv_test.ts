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
    assertEquals(await inspect(path), {
      format: "csv",
      arrays: [{ name: null, shape: [null, 3], columns }],
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
  const comma = "decimals must follow a point, not a comma: current value is ";
  const number = "every value must be a number: current value is ";
  const units = "the line below the names must be numbers, not units: current value is ";
  for (
    const [text, words] of [
      ["1,5;2,5\n", `${comma}"1,5" in line 1`],
      ["pt;eta\n1,5;2\n", `${comma}"1,5" in line 2, column "pt"`],
      ["# x y\n-1.234,5 2,5e3\n", `${comma}"-1.234,5" in line 2`],
      ["pt eta\n1 2\n3 4,5\n", `${comma}"4,5" in line 3, column "eta"`],
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
