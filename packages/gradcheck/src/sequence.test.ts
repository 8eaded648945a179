import {
  add,
  matmul,
  mul,
  random,
  reshape,
  sin,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  zeros,
} from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { contextOf } from "./context.ts";
import { graphOf } from "./graph.ts";
import { seriesOf, statesOf } from "./sequence.ts";

const rng = random.RandomState(3);
const start = rng.randn(4, 2) as Tensor;
const W = rng.randn(2, 2) as Tensor;

const contextFor = (loss: (...args: never[]) => unknown, args: readonly unknown[]) =>
  contextOf(graphOf(loss, args), null);

describe("the states of a recurrent net", () => {
  test("are what meets the same weights again and again, the last one included", () => {
    const context = contextFor(
      ({ W }: { W: Tensor }, start: Tensor) => {
        let h = start;
        for (let t = 0; t < 3; t++) h = tanh(matmul(h, W));
        return sum(square(h));
      },
      [{ W }, start],
    );
    const [series] = seriesOf(context);
    expect(series!.uses).toHaveLength(3);
    expect(series!.values).toHaveLength(4);
    expect(series!.places[0]).toBe(-1);
    const last = series!.places.at(-1)!;
    expect(statesOf(context).get(last)).toBe(series!.values[2]);
  });

  test("are told before the vectors are put into another shape for their weights, too", () => {
    const zero = zeros([2]);
    const context = contextFor(
      ({ W }: { W: Tensor }, start: Tensor) => {
        let h = start;
        for (let t = 0; t < 3; t++) h = tanh(reshape(matmul(W, reshape(h, [2, 1])), [2]));
        return sum(square(h));
      },
      [{ W }, zero],
    );
    const { graph } = context;
    const states = graph.lines.flatMap(({ primitive, outputPlaces }) =>
      primitive.name === "tanh" ? [outputPlaces[0]!] : [],
    );
    const before = statesOf(context);
    expect(before.get(states[0]!)?.toArray()).toEqual([0, 0]);
    expect(before.get(states[1]!)?.toArray()).toEqual(graph.values[states[0]!]!.toArray());
    expect(before.get(states[1]!)?.shape).toEqual([2]);
  });

  test("begin with the number that the net starts from, where a leak meets it", () => {
    const context = contextFor(
      ({ decay, w }: { decay: Tensor; w: Tensor }, x: Tensor) => {
        let s: Tensor = tensor(0);
        for (let t = 0; t < 3; t++) s = add(mul(decay, s), sum(mul(x, w)));
        return square(s);
      },
      [{ decay: tensor(0.4), w: tensor([1, 2]) }, start],
    );
    const series = seriesOf(context).find(({ uses }) => uses.length === 3);
    expect(series?.values.map((value) => value.size)).toEqual([1, 1, 1, 1]);
    expect(series?.values[0]?.item()).toBe(0);
  });

  test("are no layers that follow each other with weights of their own", () => {
    const context = contextFor(
      ({ A, B }: { A: Tensor; B: Tensor }, x: Tensor) => sum(square(matmul(tanh(matmul(x, A)), B))),
      [{ A: W, B: rng.randn(2, 2) as Tensor }, start],
    );
    expect(seriesOf(context)).toEqual([]);
  });

  test("are no parallel uses of the same weights, of which none is made from the other", () => {
    const context = contextFor(
      ({ W }: { W: Tensor }, x: Tensor) => sum(square(sub(matmul(x, W), matmul(sin(x), W)))),
      [{ W }, start],
    );
    expect(seriesOf(context)).toEqual([]);
  });
});
