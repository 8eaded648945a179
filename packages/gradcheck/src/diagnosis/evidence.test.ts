import {
  add,
  cos,
  div,
  exp,
  greater,
  log,
  matmul,
  max,
  mean,
  mul,
  neg,
  reshape,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  transpose,
  where,
} from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { graphOf } from "../graph.ts";
import { ALL, type Hypothesis, scalingOf } from "../hypotheses.ts";
import { compareGradients } from "../index.ts";
import type { Target } from "../target.ts";
import { normals } from "../testing/everyday/case.ts";
import { holds } from "./evidence.ts";

const normal = normals(77);

interface Layer {
  readonly W: Tensor;
  readonly b: Tensor;
}

const linear = ({ W, b }: Layer, x: Tensor): Tensor => add(matmul(x, W), b);
const behind = (x: Tensor, dz: Tensor): Layer => ({ W: matmul(transpose(x), dz), b: sum(dz, 0) });
const codesOf = (options: object): string[] => compareGradients(options as never).causes.map(({ code }) => code);

describe("an agreement that says nothing is no cause", () => {
  const shifted = (z: Tensor): Tensor => sub(z, max(z, -1, { keepdims: true }));
  const logSoftmax = (z: Tensor): Tensor => sub(shifted(z), log(sum(exp(shifted(z)), -1, { keepdims: true })));
  const loss = (layer: Layer, x: Tensor, t: Tensor): Tensor => neg(mean(sum(mul(t, logSoftmax(linear(layer, x))), -1)));

  test("two classes and one sample have one number, which any mistake multiplies", () => {
    const layer: Layer = { W: normal(3, 2), b: normal(2) };
    const [x, t] = [normal(1, 3), tensor([[0, 1]])];
    const error = sub(exp(logSoftmax(linear(layer, x))), t);
    const hand = behind(x, mul(error, cos(mul(3, sum(error, -1, { keepdims: true })))));
    const other = behind(x, mul(error, 1.652734));
    expect(codesOf({ loss, params: layer, data: [x, t], hand })).not.toContain("sign");
    expect(codesOf({ loss, params: layer, data: [x, t], hand: other })).toEqual(["unknown"]);
  });

  test("another value in the place of a derivative is not told as two rules that come to it", () => {
    const layer: Layer = { W: normal(2, 4), b: normal(4) };
    const t = tensor([
      [1, 0, 0, 0],
      [0, 0, 1, 0],
      [0, 1, 0, 0],
      [0, 0, 0, 1],
    ]);
    const hand = (layer: Layer, x: Tensor): Layer => behind(x, div(exp(shifted(linear(layer, x))), x.shape[0]!));
    expect(codesOf({ loss, params: layer, data: [normal(4, 2), t], hand })).toEqual(["unknown"]);
  });

  test("a movement that swallows the difference is no part of an explanation", () => {
    const graph = graphOf((({ w }: { w: Tensor }) => sum(square(w))) as never, [{ w: tensor([1, 2]) }]);
    const target: Target = { graph, difference: [Float64Array.of(5, -7)], tolerance: [1e-9] };
    const huge: Hypothesis = {
      ...ALL,
      id: "huge",
      kind: "direct",
      code: "extra-term",
      what: "",
      fix: "",
      line: -1,
      free: false,
      changes: new Map(),
      direct: [Float64Array.of(1e20, 1e20)],
    };
    const nothing = { hypothesis: scalingOf(graph, [0]), amount: -1 };
    expect(holds([{ hypothesis: huge, amount: 1 }, nothing], target)).toBe(false);
    const right = { ...huge, direct: [Float64Array.of(5, -7)] };
    expect(holds([{ hypothesis: right, amount: 1 }], target)).toBe(true);
  });

  test("a multiple of what is right is a factor, and no parameters after a step", () => {
    const loss = ({ w }: { w: Tensor }): Tensor => mul(0.01, sum(square(w)));
    const w = normal(5);
    const [cause] = compareGradients({ loss, params: { w }, hand: { w: mul(0.012, w) } }).causes;
    expect(cause!.what).not.toContain("after a step");
  });
});

test("the slopes of a quantile that are exchanged are one mistake", () => {
  const loss = (layer: Layer, x: Tensor, t: Tensor, tau: Tensor): Tensor => {
    const e = sub(t, linear(layer, x));
    return mean(where(greater(e, 0), mul(tau, e), mul(sub(tau, 1), e)));
  };
  const hand = (layer: Layer, x: Tensor, t: Tensor, tau: Tensor): Layer => {
    const late = greater(t, linear(layer, x));
    return behind(x, div(where(late, sub(tau, 1), tau), t.size * 2));
  };
  const data = [normal(7, 4), normal(7, 1), tensor([0.1, 0.7])];
  const { causes } = compareGradients({ loss, params: { W: normal(4, 2), b: normal(2) }, data, hand } as never);
  expect(causes).toHaveLength(1);
  expect(causes[0]!.what).toContain("1 - tau");
});

test("what shows with other batch sizes alone is no cause beside what is wrong with this one", () => {
  const loss = ({ W, b }: Layer, x: Tensor, t: Tensor): Tensor => mean(square(sub(tanh(linear({ W, b }, x)), t)));
  const hand = (layer: Layer, x: Tensor, t: Tensor): Layer => behind(x, mul(2 / 3, sub(tanh(linear(layer, x)), t)));
  const params: Layer = { W: normal(2, 3), b: normal(3) };
  const result = compareGradients({ loss, params, data: [normal(1, 2), normal(1, 3)], hand } as never);
  expect(result.causes.map(({ code }) => code)).toEqual(["missing-activation-derivative"]);
  expect(result.unseen.join()).toContain("there the hand is wrong in more than this");
});

test("a size says more of a penalty's strength than numbers that were chosen to fit", () => {
  const loss = ({ w }: { w: Tensor }, x: Tensor, t: Tensor): Tensor =>
    add(mean(square(sub(tanh(reshape(matmul(x, w), [12])), t))), mul(0.3, sum(square(w))));
  const [x, t, w] = [normal(12, 3), normal(12), normal(3, 1)];
  const a = tanh(matmul(x, w));
  const dz = mul(mul(2 / 12, sub(a, reshape(t, [12, 1]))), sub(1, square(a)));
  const hand = { w: add(matmul(transpose(x), dz), mul(0.6 / 12, w)) };
  const { causes } = compareGradients({ loss, params: { w }, data: [x, t], hand } as never);
  expect(causes.map(({ code }) => code)).toEqual(["regulariser"]);
  expect(causes[0]!.what).toContain("1 / the batch size");
});
