import {
  add,
  concatenate,
  log,
  matmul,
  max,
  mean,
  mul,
  random,
  reshape,
  sigmoid,
  split,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
} from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { scaling } from "./context.ts";
import { flowOf } from "./flow.ts";
import { type Graph, graphOf } from "./graph.ts";
import { flat } from "./numbers.ts";
import { type Change, deviations, leafDeviations, OneChange } from "./walk.ts";

const rng = random.RandomState(5);
const params = { W: rng.randn(3, 4), b: rng.randn(4), V: rng.randn(4, 2) };
const [x, t] = [rng.randn(5, 3), rng.randn(5, 2)];

/** Products, sums, slices and several uses of a value: rules that are diagonal, and rules that are not. */
const loss = ({ W, b, V }: typeof params): Tensor => {
  const a = tanh(add(matmul(x, W), b));
  const [left, right] = split(a, 2, 1) as [Tensor, Tensor];
  const c = concatenate([mul(left, right), sub(right, max(left, 1, { keepdims: true }))], 1);
  return add(mean(square(sub(matmul(c, V), t))), mul(0.1, sum(log(sigmoid(c)))));
};
const graph = (): Graph => graphOf(loss as never, [params]);

const largestGap = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.max(0, ...Array.from(a, (value, j) => Math.abs(value - b[j]!)));

/** Two ways of adding up the same few dozen products differ by a few roundings. */
const ROUNDING = 1e-12;

describe("the way back in plain numbers", () => {
  test("hands on what the rule of each line does, before its matrix is written down and after", () => {
    const one = graph();
    const flow = flowOf(one);
    one.lines.forEach((line, k) => {
      const gs = line.outputs.map((y) => reshape(rng.randn(y.size), y.shape));
      const right = line.pull(gs);
      const rows = line.outputs.reduce((n, y) => n + y.size, 0);
      for (let i = 0; i <= rows + 1; i++) {
        const found = flow.pass(k, gs.map(flat));
        line.inputPlaces.forEach((place, input) => {
          if (place < 0) return;
          const c = right[input] ?? null;
          if (c === null) expect(found[input] ?? null).toBeNull();
          else expect(largestGap(flat(c), found[input]!), `${line.primitive.name} ${k}`).toBeLessThan(ROUNDING);
        });
      }
    });
  });

  test("lets NaN and infinity through to all that they touch", () => {
    const one = graph();
    const flow = flowOf(one);
    const k = one.lines.findIndex(({ primitive }) => primitive.name === "matmul");
    const line = one.lines[k]!;
    const g = Float64Array.from({ length: line.outputs[0]!.size }, (_, j) => (j === 0 ? Number.POSITIVE_INFINITY : 1));
    for (let i = 0; i < line.outputs[0]!.size + 2; i++) flow.pass(k, [g]);
    const found = flow.pass(k, [g]).find((c) => c != null)!;
    expect(found.some((value) => !Number.isFinite(value))).toBe(true);
  });

  test("moves the gradients as a rule that is walked with tensors does, however often", () => {
    const one = graph();
    const last = one.lines.length - 1;
    // All that comes in from the last line tripled: every gradient is, and moves by twice itself.
    const tripled: Change = (_gs, right) => ({ inputs: right.map((c) => (c === null ? null : mul(c, 3))) });
    for (let i = 0; i < 60; i++) {
      const moved = leafDeviations(one, new OneChange(last, tripled));
      one.leaves.forEach(({ numbers }, leaf) => {
        expect(
          largestGap(
            moved[leaf]!,
            numbers.map((value) => 2 * value),
          ),
        ).toBeLessThan(ROUNDING);
      });
    }
  });

  test("scales in numbers as a rule does that is applied to tensors", () => {
    const one = graph();
    const scales = one.lines.flatMap(({ inputPlaces }, k): [number, Change][] =>
      k % 3 === 0 && inputPlaces[0]! >= 0 ? [[k, scaling(new Map([[0, 0.7]]))]] : [],
    );
    const asTensors = scales.map(([k, change]): [number, Change] => [k, (gs, right) => change(gs, right)]);
    const found = deviations(one, new Map(scales));
    const wanted = deviations(one, new Map(asTensors));
    expect(found.some((d) => d !== null)).toBe(true);
    found.forEach((d, place) => {
      if (d === null) expect((wanted[place] ?? []).every((value) => value === 0)).toBe(true);
      else expect(largestGap(d, wanted[place]!)).toBeLessThan(ROUNDING);
    });
  });

  test("leaves nothing of one walk to the next", () => {
    const one = graph();
    const all = (k: number): Float64Array[] =>
      leafDeviations(one, new OneChange(k, scaling(new Map([[0, 1]])))).map((d) => d.slice());
    const alone = all(2);
    all(one.lines.length - 1);
    expect(all(2).map((d) => [...d])).toEqual(alone.map((d) => [...d]));
  });
});
