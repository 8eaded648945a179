import { makeProgram, type Tensor } from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { optimize } from "../passes/index.ts";
import { randomProgram } from "../testing/randomProgram.ts";
import { groupOperations } from "./groups.ts";
import { type Buffer, bytesIn, type View } from "./layout.ts";
import { type Lowered, lower } from "./lower.ts";
import { type Link, type Plan, planMemory } from "./memory.ts";
import { type MapStep, readsOf, writesOf } from "./steps.ts";

const PROGRAMS = 300;
const programs = Array.from({ length: PROGRAMS }, (_, i) => {
  const { f, inputs, text } = randomProgram(`memory ${i}`, 24);
  return { program: optimize(makeProgram(f)(...(inputs as Tensor[]))), text };
});

/** Results as the next inputs, as far as they fit, like the state of a loop. */
function linksOf({ inputs, outputs }: Lowered): Link[] {
  const links: Link[] = [];
  inputs.forEach(({ size, dtype }, input) => {
    const output = outputs.findIndex(
      (y, k) => y.size === size && y.dtype === dtype && !links.some((link) => link.output === k),
    );
    if (output >= 0) links.push({ input, output });
  });
  return links;
}

/**
 * A loop of so many rounds and its derivative, unrolled: each round keeps a value for the way back, which reads them in
 * reverse and adds to one sum, each time in the place of the sum before.
 */
function unrolled(rounds: number): Lowered {
  const buffers = Array.from(
    { length: 2 * rounds + 1 },
    (_, id): Buffer => ({ id, dtype: "float64", size: 8, address: 0 }),
  );
  const view = (i: number): View => ({ buffer: buffers[i]!, shape: [8], strides: [1], offset: 0 });
  const step = (to: number, ...from: number[]): MapStep => {
    const loads = from.map((i) => ({ kind: "load", view: view(i), dtype: "float64" }) as const);
    const lines = [...loads, { kind: "store", value: 0, view: view(to) } as const];
    return { kind: "map", shape: [8], upright: false, vectors: "float64", lines, equations: [] };
  };
  const forward = Array.from({ length: rounds }, (_, i) => step(i + 1, i));
  const backward = Array.from({ length: rounds }, (_, i) => step(rounds + 1 + i, rounds + i, rounds - i));
  const ends = { inputs: [buffers[0]!], constants: [], tables: [], outputs: [buffers.at(-1)!] };
  return { steps: [...forward, ...backward], buffers, ...ends };
}

/** Above what 15 000 rounds take, some tenths of one, and below the square of their number, some twenty. */
const SECONDS = 4;

/** What is wrong with a plan: a value that is read after something else was written over it. */
function faultOf(lowered: Lowered, plan: Plan): string | null {
  /** Which buffer wrote each byte last; those that share a place for good count as one while their bytes are equal. */
  const owner = new Map<number, Buffer>();
  const range = (buffer: Buffer): number[] => Array.from({ length: bytesIn(buffer) }, (_, i) => buffer.address + i);
  const write = (buffer: Buffer): void => {
    for (const byte of range(buffer)) owner.set(byte, buffer);
  };
  const isThere = (buffer: Buffer): boolean => range(buffer).every((byte) => owner.get(byte) === buffer);
  for (const buffer of lowered.inputs) write(buffer);
  for (const { buffer } of lowered.constants) write(buffer);
  for (const [i, step] of plan.steps.entries()) {
    for (const { buffer } of readsOf(step))
      if (!isThere(buffer)) return `step ${i} reads buffer ${buffer.id}, which is overwritten`;
    for (const buffer of writesOf(step)) write(buffer);
    const written = writesOf(step);
    const lost = written.find((buffer) => !isThere(buffer));
    if (lost !== undefined) return `step ${i} overwrites its own result ${lost.id}`;
  }
  // At the end the results are there: in buffers of their own, or in the places of inputs.
  const places = plan.outputs.map(({ address }) => address);
  if (
    new Set(places.filter((_, i) => bytesIn(plan.outputs[i]!) > 0)).size !==
    places.filter((_, i) => bytesIn(plan.outputs[i]!) > 0).length
  ) {
    return "two results lie in one place";
  }
  for (const [i, buffer] of lowered.outputs.entries()) {
    const last = plan.outputs[i]!;
    const bytes = range(last);
    if (!bytes.every((byte) => owner.get(byte) === buffer || owner.get(byte) === last))
      return `result ${i} is overwritten`;
  }
  return null;
}

describe("the plan of the memory", () => {
  test.each([false, true])(
    "lets no value be overwritten while it is needed, results linked to inputs: %s",
    (linked) => {
      for (const { program, text } of programs) {
        const lowered = lower(program);
        const plan = planMemory(lowered, linked ? linksOf(lowered) : [], 0);
        expect(faultOf(lowered, plan), text).toBeNull();
        const top = Math.max(0, ...lowered.buffers.map((buffer) => buffer.address + bytesIn(buffer)));
        expect(top).toBeLessThanOrEqual(plan.bytes);
      }
    },
  );

  test("takes less memory than all values side by side", () => {
    const [used, side] = programs.reduce(
      ([used, side], { program }) => {
        const plan = planMemory(lower(program), [], 0);
        return [used + plan.bytes, side + plan.bytesWithoutReuse];
      },
      [0, 0] as [number, number],
    );
    expect(used).toBeLessThan(side);
  });

  test("holds all that a loop keeps for its way back, and one sum", () => {
    const lowered = unrolled(50);
    const plan = planMemory(lowered, [], 0);
    expect(faultOf(lowered, plan)).toBeNull();
    expect(new Set(lowered.buffers.map(({ address }) => address)).size).toBe(52);
  });

  test("is made in a time that grows as the program does", () => {
    const lowered = unrolled(15_000);
    const before = process.cpuUsage();
    planMemory(lowered, [], 0);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1e6).toBeLessThan(SECONDS);
  });
});

describe("groups", () => {
  test("come after what they read, each operation in exactly one", () => {
    for (const { program, text } of programs) {
      const { groups, kinds, sourceOf, elementOf } = groupOperations(program);
      const place = new Map<number, number>();
      groups.forEach(({ members }, g) => {
        for (const { outputs } of members) for (const y of outputs) place.set(y.id, g);
      });
      groups.forEach(({ members }, g) => {
        for (const { inputs } of members) {
          for (const x of inputs) {
            const from = place.get(elementOf(x).id) ?? place.get(sourceOf(x).root.id) ?? -1;
            expect(from, text).toBeLessThanOrEqual(g);
          }
        }
      });
      const computed = [...kinds].filter(([, { kind }]) => kind !== "view").length;
      expect(groups.reduce((sum, { members }) => sum + members.length, 0)).toBe(computed);
    }
  });
});
