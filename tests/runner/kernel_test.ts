import { assert, assertEquals } from "@std/assert";
import { type Engine, type KernelName, kernelNames } from "../../core/engine/mod.ts";
import { paperArchitecture } from "../../core/flow/mod.ts";
import { cellEngine, numerics } from "../../runner/engine.ts";
import { chooseKernel, kernelFor, type KernelOptions } from "../../runner/kernel.ts";

const wide = { name: "wide", record: "wide" };
const notFaster = { name: "narrow", record: "narrow, as wide is not faster" };
const otherBytes = { name: "narrow", record: "narrow, as wide gives other bytes" };

/** What a test changes of the work of a choice; `call` counts a kernel's log-likelihoods. */
interface Machine {
  readonly milliseconds?: (kernel: KernelName, call: number) => number;
  readonly change?: (
    results: Record<string, Float32Array>,
    kernel: KernelName,
    call: number,
  ) => void;
}

/** The narrow kernel under both names, on a clock that only its log-likelihoods move. */
function machine({ milliseconds = () => 1, change = () => {} }: Machine): KernelOptions {
  let time = 0;
  return {
    now: () => time,
    engine: async (kernel) => {
      const engine = await cellEngine(paperArchitecture);
      let call = 0;
      return {
        ...engine,
        logLikelihood: (...all) => {
          time += milliseconds(kernel, ++call);
          const value = engine.logLikelihood(...all);
          change({ likelihood: all[3]! }, kernel, call);
          return value;
        },
        flowMatching: (...all) => {
          const value = engine.flowMatching(...all);
          change({ matching: all[2]! }, kernel, call);
          return value;
        },
        logDensity: (...all) => {
          const density = engine.logDensity(...all);
          change({ density }, kernel, call);
          return density;
        },
      } as Engine;
    },
  };
}

Deno.test("the wide kernel is taken where it saves a twentieth of the time", async () => {
  const cases: [number, typeof wide][] = [
    [0.7, wide],
    [0.95, wide],
    [0.96, notFaster],
    [1, notFaster],
    [1.4, notFaster],
  ];
  for (const [share, choice] of cases) {
    const milliseconds = (kernel: KernelName) => kernel === "wide" ? share : 1;
    assertEquals(await chooseKernel(machine({ milliseconds })), choice, `${share}`);
  }
});

Deno.test("what is timed is the compiled kernel, whichever is compiled first", async () => {
  for (const late of kernelNames) {
    for (const [share, choice] of [[0.7, wide], [1.4, notFaster]] as const) {
      const milliseconds = (kernel: KernelName, call: number) =>
        (kernel === late && call <= 12 ? 20 : 1) * (kernel === "wide" ? share : 1);
      assertEquals(await chooseKernel(machine({ milliseconds })), choice, `${late} ${share}`);
    }
  }
});

Deno.test("rounds that other work makes longer, and a few that are shorter, do not decide", async () => {
  for (const [share, choice] of [[0.7, wide], [1.4, notFaster]] as const) {
    const milliseconds = (kernel: KernelName, call: number) => {
      const disturbed = kernel === "wide" ? share < 1 : share > 1;
      const factor = disturbed ? (call % 2 === 0 ? 30 : 1) : (call % 8 === 0 ? 0.96 : 1);
      return (kernel === "wide" ? share : 1) * factor;
    };
    assertEquals(await chooseKernel(machine({ milliseconds })), choice, `${share}`);
  }
});

Deno.test("the choice ends on a machine that never settles", async () => {
  let time = 1000;
  const milliseconds = () => time *= 0.9;
  assertEquals(await chooseKernel(machine({ milliseconds })), notFaster);
});

Deno.test("one bit that differs, in whatever is computed and whenever, leaves the narrow kernel", async () => {
  for (const what of ["likelihood", "matching", "density"]) {
    for (const when of [1, 12]) {
      const fast = machine({
        milliseconds: (kernel) => kernel === "wide" ? 0.5 : 1,
        change: (results, kernel, call) => {
          const values = results[what];
          if (values === undefined || kernel === "narrow" || call < when) return;
          new Uint8Array(values.buffer)[4 * (values.length - 1)] ^= 1;
        },
      });
      assertEquals(await chooseKernel(fast), otherBytes, `${what} ${when}`);
    }
  }
});

Deno.test("both kernels as they are give the same bytes on the problem of the choice", async () => {
  const { record } = await chooseKernel();
  assert(record === wide.record || record === notFaster.record, record);
});

Deno.test("kinds that use no engine need no kernel", async () => {
  const kind = { name: "toy", version: 1, run: () => ({ json: null, arrays: {} }) };
  assertEquals(await kernelFor([kind, { ...kind, numerics: "toy/1" }]), null);
  const choice = await kernelFor([kind, { ...kind, numerics }]);
  assertEquals(await kernelFor([{ ...kind, numerics }]), choice);
});
