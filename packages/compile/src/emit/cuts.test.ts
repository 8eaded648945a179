import { describe, expect, test } from "vitest";
import type { Buffer, View } from "../lower/layout.ts";
import type { Line } from "../lower/steps.ts";
import { type PlannedLoops, planParts, slotsOf } from "./cuts.ts";

const ROUNDS = 100;
const dtype = "float64";

const bufferAt = (address: number): Buffer => ({ id: address, dtype, size: 2 * ROUNDS, address });
const viewAt = (address: number): View => ({
  buffer: bufferAt(address),
  shape: [2 * ROUNDS],
  strides: [1],
  offset: 0,
});
const load = (address: number): Line => ({ kind: "load", view: viewAt(address), dtype });
const store = (value: number, address: number): Line => ({ kind: "store", value, view: viewAt(address) });
const apply = (name: string, ...args: number[]): Line => ({ kind: "apply", name, args, dtype });
const one = (): number => 1;

/** The parts by the names of what they do, pieces numbered. */
const written = (lines: readonly Line[], loops: PlannedLoops | null): string[] =>
  (loops?.parts ?? []).map(({ atoms }) =>
    atoms
      .map(({ line, piece }) => {
        const found = lines[line]!;
        return `${found.kind === "apply" ? found.name : found.kind}${piece < 0 ? "" : piece}`;
      })
      .join(" "),
  );

describe("a loop", () => {
  test("of cheap operations is not cut", () => {
    expect(planParts([load(0), apply("mul", 0, 0), store(1, 8192)], ROUNDS, dtype, one)).toBe(null);
  });

  test("of few rounds, or of single numbers, is not cut", () => {
    const lines = [load(0), apply("sigmoid", 0), store(1, 8192)];
    expect(planParts(lines, 7, dtype, one)).toBe(null);
    expect(planParts(lines, ROUNDS, null, one)).toBe(null);
  });

  test("of a dear function is cut between its pieces, and does all of it once, in order", () => {
    for (const name of ["exp", "log", "sigmoid", "tanh"]) {
      const lines = [load(0), apply(name, 0), store(1, 8192)];
      const parts = planParts(lines, ROUNDS, dtype, one);
      expect(written(lines, parts).length).toBeGreaterThan(1);
      const pieces = written(lines, parts).join(" ");
      expect(pieces).toMatch(new RegExp(`^load ${name}0 ${name}1 (${name}2 )?store$`));
    }
  });

  test("keeps over a cut what the parts behind it read, and nothing else", () => {
    const lines = [load(0), load(8192), apply("add", 0, 1), apply("sigmoid", 2), apply("mul", 3, 1), store(4, 16384)];
    const { parts } = planParts(lines, ROUNDS, dtype, one)!;
    for (const [i, { live }] of parts.entries()) {
      const kept = live.filter(({ piece }) => piece < 0).map(({ line }) => line);
      // The second operand of the product is wanted in the last part, the sum only by the first piece.
      expect(kept, `after part ${i}`).toEqual(i === parts.length - 1 ? [] : [1]);
    }
    expect(slotsOf(parts, lines, one)).toBeGreaterThanOrEqual(3);
  });

  test("writes over its operands when all of them have been read", () => {
    const lines = [load(0), apply("exp", 0), store(1, 0), load(0), apply("mul", 1, 3), store(4, 8192)];
    const order = written(lines, planParts(lines, ROUNDS, dtype, one)).join(" ");
    expect(order).toMatch(/^load exp0 exp1 exp2 load mul store store$/);
    expect(planParts(lines, ROUNDS, dtype, one)!.parts.at(-1)!.atoms.at(-1)).toEqual({ line: 2, piece: -1 });
  });

  test("that waits for quotients in its last part does the first part of the next block beside it", () => {
    const lines = [load(0), apply("sigmoid", 0), store(1, 8192)];
    const { parts, joined } = planParts(lines, 600, dtype, one)!;
    expect(written(lines, { parts, joined })).toEqual(["load sigmoid0", "sigmoid1", "sigmoid2 store"]);
    expect(joined).toBeGreaterThan(1);
    // Of few rounds too many would be in the first block, which has none before it.
    expect(planParts(lines, 16, dtype, one)!.joined).toBe(0);
  });

  test("that is cut where nothing lies between its parts has a place all the same", () => {
    expect(slotsOf([{ atoms: [], live: [] }], [], one)).toBe(1);
  });
});
