import { describe, expect, test } from "vitest";
import { evaluateFormula } from "../math/formula.ts";
import { MathSyntaxError } from "../math/index.ts";
import type { Tensor } from "../tensor.ts";
import { casesOf } from "../testing/cases.ts";
import { vjp } from "../transforms/vjp.ts";
import { primitives } from "./index.ts";
import { unbroadcastTo } from "./structure.ts";

// What `explain` and the tables print as the reverse rule of a primitive is a formula, and it is the rule that runs.

/**
 * Rules that are said in words, since they need the parameters (an axis, a shape, a part), several outputs, or a
 * letter for a matrix that occurs more than once.
 */
const IN_WORDS = new Set([
  ..."astype broadcastTo concatenate conv embed max min pack put recurrence reshape scale scatterAdd setSlice slice sum take transpose".split(
    " ",
  ),
  ..."windowMax windowPick windowSpread windowSum sinc cummax cummaxPick cummaxSpread cumsum".split(" "),
  ..."polygamma jn yn iv ive gammainc betainc studentCdf".split(" "),
  ..."det cofactors cofactorSlope expm lu cholesky eig eigh lstsq pinv qr slogdet".split(" "),
  ..."solveBanded solveFactored solveTriangular svd nuclear polar".split(" "),
]);
/** Rules written for single matrices: `.T` is the transpose of all axes, and vectors have a rule with an outer product. */
const FOR_MATRICES = new Set(["matmul", "solve", "solveSylvester", "sqrtm"]);

/** The same few roundings in another order. */
const ROUNDING = 1e-13;

const differentiable = Object.values(primitives).filter((primitive) => !primitive.constant);

describe.each(differentiable.filter(({ name }) => !IN_WORDS.has(name)))(
  "the reverse rule of $name as it is printed",
  (primitive) => {
    const cases = casesOf(primitive).filter(
      ({ xs }) => !FOR_MATRICES.has(primitive.name) || xs.every((x) => x.shape.length === 2),
    );

    test.each(cases.map((each) => [each.text, each] as const))(
      "is the rule that runs, for %s",
      (_text, { xs, inputs, call, gs }) => {
        const [[y], pullback] = vjp((...values: Tensor[]) => call(values) as [Tensor], ...xs);
        const adjoints = pullback([gs[0]!] as never) as Tensor[];
        const all = inputs(xs);
        const scope: Record<string, Tensor> = { g: gs[0]!, y: y! };
        primitive.operands.forEach((operand, i) => {
          scope[operand] = all[i]!;
        });
        let k = 0;
        all.forEach((x, i) => {
          if (!xs.includes(x)) return;
          const text = primitive.reverse[i] ?? primitive.reverse[0]!;
          const byText = unbroadcastTo(evaluateFormula(text, scope), x);
          const byRule = adjoints[k++]!;
          expect(byText.shape).toEqual(byRule.shape);
          const [a, b] = [[byText.toArray()].flat(4) as number[], [byRule.toArray()].flat(4) as number[]];
          for (const [place, value] of a.entries()) expect(Math.abs(value - b[place]!)).toBeLessThan(ROUNDING);
        });
      },
    );
  },
);

test.each(differentiable.filter(({ name }) => IN_WORDS.has(name)))(
  "the rule of $name is in words, not a formula that nobody checks",
  ({ reverse }) => {
    expect(reverse.length).toBeGreaterThan(0);
    for (const text of reverse) {
      if (text === "") continue;
      const scope = { g: 1, y: 1, x: 1, a: 1, b: 1, i: 1 };
      expect(() => evaluateFormula(text, scope), text).toThrow();
    }
  },
);

test("a formula with a slip would be noticed", () => {
  expect(() => evaluateFormula("g * (1 - y**2", { g: 1, y: 0 })).toThrow(MathSyntaxError);
  expect(evaluateFormula("g * (1 - y)", { g: 1, y: 0.5 }).item()).not.toBe(
    evaluateFormula("g * (1 - y**2)", { g: 1, y: 0.5 }).item(),
  );
});
