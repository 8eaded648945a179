import { mapTree, square, sum, type Tensor, tensor } from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { compareGradients } from "./index.ts";
import { backward, planted, type TwoLayers, twoLayers } from "./testing/twoLayers.ts";

const { loss, params, data } = twoLayers(6);
const right = backward({})(params, ...data);

/** Every number as it is written with so many digits. */
const written = (gradients: TwoLayers, write: (x: number) => string): TwoLayers =>
  mapTree((x: Tensor) => {
    const numbers = (x.toArray() as unknown[]).flat().map((value) => Number(write(value as number)));
    return tensor(numbers, { shape: x.shape });
  }, gradients) as TwoLayers;
const fixed = (digits: number) => (x: number) => x.toFixed(digits);
const scientific = (digits: number) => (x: number) => x.toExponential(digits);

describe("gradients that were printed and copied", () => {
  test.each([
    ["eight decimals, as NumPy prints", fixed(8)],
    ["four decimals", fixed(4)],
    ["powers of ten with eight decimals", scientific(8)],
    ["five digits", scientific(4)],
  ])("are right within their digits: %s", (_form, write) => {
    const { ok, unseen } = compareGradients({ loss, params, data, hand: written(right, write) });
    expect(ok).toBe(true);
    expect(unseen[0]).toMatch(/^the numbers have \d+ digits or fewer: a difference of .* is not seen$/);
  });

  test("are wrong beyond them", () => {
    const { W1, ...rest } = written(right, fixed(8));
    const numbers = (W1.toArray() as number[][]).map((row) => row.map((value) => value + 2e-8));
    expect(compareGradients({ loss, params, data, hand: { ...rest, W1: tensor(numbers) } }).ok).toBe(false);
  });

  test.each(planted)("$name: the cause is found with eight digits, or none is claimed", ({ steps, code }) => {
    const hand = written(backward(steps)(params, ...data), scientific(8));
    const { ok, causes } = compareGradients({ loss, params, data, hand });
    expect(ok).toBe(false);
    expect([[code], ["unknown"]]).toContainEqual(causes.map((cause) => cause.code));
  });

  test.each(planted)("$name: nothing is guessed from four digits", ({ steps, code }) => {
    const hand = written(backward(steps)(params, ...data), scientific(3));
    const { ok, causes } = compareGradients({ loss, params, data, hand });
    expect(ok).toBe(false);
    // What is seen in the shape is seen all the same.
    expect([[code], ["unknown"], [code, "unknown"]]).toContainEqual(causes.map((cause) => cause.code));
  });

  test("numbers that are short by themselves are taken as they are", () => {
    const squares = (w: Tensor): Tensor => sum(square(w));
    expect(compareGradients({ loss: squares, params: tensor([1, 2, 3]), hand: [2, 4, 6.01] }).ok).toBe(false);
  });
});

describe("a tolerance", () => {
  const off = mapTree((x: Tensor) => tensor(x.toArray() as number[]), right) as TwoLayers;
  const hand = { ...off, b2: tensor((off.b2.toArray() as number[]).map((value) => value * (1 + 1e-7))) };

  test("accepts what differences give", () => {
    expect(compareGradients({ loss, params, data, hand }).ok).toBe(false);
    expect(compareGradients({ loss, params, data, hand, tolerance: 1e-6 }).ok).toBe(true);
    expect(compareGradients({ loss, params, data, hand, tolerance: 1e-8 }).ok).toBe(false);
  });

  test("is a number from 0 to 1", () => {
    expect(() => compareGradients({ loss, params, data, hand, tolerance: -1 })).toThrow(/from 0 to 1[\s\S]*got {2}-1/);
  });
});
