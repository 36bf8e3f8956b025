import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { parseConfig } from "../../audit/config.ts";
import { prepare, type Prepared } from "../../audit/input/read.ts";
import { onDisk } from "../../audit/input/files.ts";
import { scratch } from "../runner/_runs.ts";
import { npy } from "./_audits.ts";

/** What is read of arrays of draws, by their names. */
async function prepared(
  files: Record<string, readonly number[][]>,
  config: Record<string, unknown>,
): Promise<Prepared> {
  using place = scratch();
  for (const [name, rows] of Object.entries(files)) {
    Deno.writeFileSync(
      `${place.path}/${name}`,
      npy([rows.length, rows[0].length], rows.flat()),
    );
  }
  return await prepare(parseConfig("audit.json", JSON.stringify(config)), onDisk(place.path));
}

Deno.test("draws of different sizes count with the mean of their variances", async () => {
  // The variance of a counted share is in proportion to 1/n: 100 and 300 events scatter as 150 do, on average.
  const draws = [[40, 60], [150, 150]];
  const counts = { kind: "counts", file: "draws.npy" };
  const found = await prepared({ "draws.npy": draws }, { draws: counts });
  assertAlmostEquals(found.generated!.events, 2 / (1 / 100 + 1 / 300), 1e-9);
  assertAlmostEquals(found.generated!.events, 150, 1e-9);
  assertEquals([...found.masses.values], [0.4, 0.6, 0.5, 0.5]);
  const stated = await prepared({ "draws.npy": draws }, { draws: { ...counts, generated: 400 } });
  assertAlmostEquals(stated.generated!.events, 400, 1e-9);
  assertEquals([...stated.masses.values], [0.1, 0.15, 0.375, 0.375]);
  const events = await prepared({
    "a.npy": [[0.2], [0.7], [1.5], [0.1]],
    "b.npy": [[0.6], [0.8]],
  }, {
    draws: { kind: "events", files: ["a.npy", "b.npy"] },
    binning: { edges: [{ from: 0, to: 1, bins: 2 }] },
  });
  assertAlmostEquals(events.generated!.events, 2 / (1 / 4 + 1 / 2), 1e-9);
  // An event beyond the bins counts among those generated.
  assertEquals([...events.masses.values], [0.5, 0.25, 0, 1]);
});

Deno.test("masses may add up to less than 1, and to 1 % more for rounding", async () => {
  const masses = { kind: "masses", file: "draws.npy" };
  for (const sum of [0.3, 1, 1.0099]) {
    const found = await prepared({ "draws.npy": [[sum / 4, 3 * sum / 4], [0.5, 0.5]] }, {
      draws: masses,
    });
    assertAlmostEquals(found.masses.values[0] + found.masses.values[1], sum, 1e-12);
    assert(found.generated === undefined);
  }
  await assertRejects(
    () => prepared({ "draws.npy": [[0.5, 0.5], [0.51, 0.5001]] }, { draws: masses }),
    RangeError,
    "must add up to at most 1, or be called counts or densities: current value is 1.0101 in row 1",
  );
  await assertRejects(
    () => prepared({ "draws.npy": [[0, 0], [0.5, 0.5]] }, { draws: masses }),
    RangeError,
    "must have mass",
  );
});

Deno.test("every file is opened once, whatever it is read for, and closed", async () => {
  const { openSync } = Deno;
  const opened: string[] = [], closed: string[] = [];
  Deno.openSync = (path, options) => {
    const file = openSync(path, options);
    const name = String(path).split("/").at(-1)!;
    const close = file.close.bind(file);
    opened.push(name);
    file.close = () => {
      closed.push(name);
      close();
    };
    return file;
  };
  try {
    await prepared({
      "a.npy": [[0.2], [0.7], [0.4], [0.1]],
      "b.npy": [[0.6], [0.8]],
      "truth.npy": [[0.1], [0.3], [0.5], [0.9]],
    }, {
      draws: { kind: "events", files: ["a.npy", "b.npy"] },
      truth: { kind: "events", file: "truth.npy" },
      training: { file: "truth.npy" },
      binning: { quantiles: { of: "truth", bins: [2] } },
    });
  } finally {
    Deno.openSync = openSync;
  }
  assertEquals(opened.toSorted(), ["a.npy", "b.npy", "truth.npy"]);
  assertEquals(closed.toSorted(), opened.toSorted());
});

Deno.test("a long sample reports how far it has been read", async () => {
  using place = scratch();
  Deno.writeFileSync(`${place.path}/draws.npy`, npy([2, 2], [0.5, 0.5, 0.4, 0.6]));
  // Numbers that a disk need not hold: zeros.
  const count = 1e7, head = npy([count, 1], []);
  Deno.writeFileSync(`${place.path}/truth.npy`, head);
  Deno.truncateSync(`${place.path}/truth.npy`, head.length + 8 * count);
  const reports: [number, number, string][] = [];
  await prepare(
    parseConfig(
      "audit.json",
      JSON.stringify({
        draws: { kind: "masses", file: "draws.npy" },
        truth: { kind: "events", file: "truth.npy" },
        binning: { edges: [{ from: -1, to: 3, bins: 2 }] },
      }),
    ),
    onDisk(place.path),
    (...report) => reports.push(report),
  );
  const what = "reading events of the truth";
  const parts = reports.filter(([, , part]) => part === what);
  assertEquals(parts[0], [0, 1, what]);
  assert(parts.length > 10 && parts.length < 103, String(parts.length));
  assertEquals(parts[parts.length - 1], [count, count, what]);
  assert(parts.slice(1).every(([done], i, all) => i === 0 || done > all[i - 1][0]));
});
