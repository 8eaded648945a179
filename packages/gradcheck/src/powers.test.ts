import { matmul, mean, random, square, type Tensor, tanh } from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { graphOf } from "./graph.ts";
import { amountsThatMayFit, degreeOf } from "./powers.ts";
import type { Screen } from "./screen.ts";

const rng = random.RandomState(2);

/** Only what is compared: a difference of three numbers. */
const screenFor = (ofTarget: readonly number[]): Screen =>
  ({ slack: Float64Array.of(1e-9, 1e-9, 1e-9), ofTarget: Float64Array.from(ofTarget) }) as unknown as Screen;

const cubic = (a: number): Float64Array => Float64Array.of(1 + a - 2 * a * a, a * a * a, 5 - a);
const amounts = [-2, -1, -0.5, 0.5, 1, 3, 4, 9, 19];

describe("a factor that is made in several places", () => {
  test("enters with the power of as many places as lie on one way", () => {
    const W = rng.randn(3, 3);
    const x = rng.randn(4, 3);
    const loss = ({ W }: { W: Tensor }): Tensor => mean(square(tanh(matmul(tanh(matmul(tanh(matmul(x, W)), W)), W))));
    const graph = graphOf(loss as never, [{ W }]);
    const slopes = graph.lines.flatMap(({ primitive }, line) =>
      primitive.name === "tanh" ? [{ line, input: 0 }] : [],
    );
    expect(degreeOf(graph, slopes)).toBe(3);
    expect(degreeOf(graph, slopes.slice(0, 1))).toBe(1);
    expect(degreeOf(graph, [])).toBe(0);
  });

  test("is told by a few amounts: only those that fit are left", () => {
    let measured = 0;
    const measure = (a: number): Float64Array => {
      measured++;
      return cubic(a);
    };
    expect(amountsThatMayFit(screenFor([...cubic(9)]), amounts, 3, cubic(0), measure)).toEqual([9]);
    expect(measured).toBeLessThan(amounts.length);
    expect(amountsThatMayFit(screenFor([7, 7, 7]), amounts, 3, cubic(0), cubic)).toEqual([]);
  });

  test("is not believed to be a polynomial where it is none", () => {
    const bent = (a: number): Float64Array => cubic(a).map((value) => value + Math.abs(a - 0.7));
    expect(amountsThatMayFit(screenFor([7, 7, 7]), amounts, 3, bent(0), bent)).toEqual(amounts);
  });

  test("is walked with all amounts where these are few", () => {
    expect(amountsThatMayFit(screenFor([7, 7, 7]), [1, 2, 3], 3, cubic(0), cubic)).toEqual([1, 2, 3]);
  });
});
