import { mul, square, sum, type Tensor, tensor } from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { graphOf } from "../graph.ts";
import { ALL, type Hypothesis } from "../hypotheses.ts";
import type { Target } from "../target.ts";
import { exact, residualOf } from "./exact.ts";
import type { Fit } from "./fit.ts";

const graph = graphOf((({ w }: { w: Tensor }) => sum(mul(w, square(w)))) as never, [{ w: tensor([1, 2, -3]) }]);
const gradient = graph.leaves[0]!.numbers;
const target: Target = { graph, difference: [gradient.map((g) => 2 * g)], tolerance: [1e-6] };

const scaled = { ...ALL, kind: "leaves", leaves: [0], changes: new Map() } as unknown as Hypothesis;
/** The gradient of w is 1 + amount times what it should be; 2 is right. */
const by = (amount: number): Fit => ({ assumed: [{ hypothesis: scaled, amount }], amounts: [amount], described: [] });

describe("of several fits", () => {
  test("what is left is measured by the largest entry", () => {
    expect(residualOf(target, by(2).assumed)).toBe(0);
    expect(residualOf(target, by(2 + 2e-8).assumed)).toBeCloseTo(1e-8, 12);
  });

  test("one that only comes close is none beside one to the last digits", () => {
    const [right, close] = [by(2), by(2 + 1e-9)];
    expect(exact([close, right], target)).toEqual([right]);
  });

  test("all stay where none is exact, where all are, and where there is one", () => {
    const [close, closer, right] = [by(2 + 1e-8), by(2 + 1e-9), by(2)];
    expect(exact([close, closer], target)).toEqual([close, closer]);
    expect(exact([right, by(2 * (1 + 1e-15))], target)).toHaveLength(2);
    expect(exact([close], target)).toEqual([close]);
  });
});
