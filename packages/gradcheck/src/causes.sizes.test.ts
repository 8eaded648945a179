import {
  add,
  astype,
  broadcastTo,
  div,
  equal,
  expandDims,
  greater,
  matmul,
  mean,
  mul,
  relu,
  reshape,
  square,
  sub,
  sum,
  type Tensor,
  take,
  tanh,
  tensor,
  transpose,
} from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import type { CompareOptions } from "./compare.ts";
import { type Cause, compareGradients } from "./index.ts";
import { normals } from "./testing/everyday/case.ts";

const normal = normals(91);

const firstCause = (options: unknown): Cause => compareGradients(options as CompareOptions<never, never>).causes[0]!;

interface E {
  readonly E: Tensor;
}

describe("a factor that two sizes explain", () => {
  // Bags of three words each, three of them: the mean over a bag is not that over the batch.
  const words = tensor([
    [0, 2, 2],
    [4, 2, 1],
    [0, 0, 3],
  ]);
  const ids = astype(words, "int32");
  const t = normal(3, 4);
  const params: E = { E: normal(5, 4) };
  const loss = ({ E }: E, ids: Tensor, t: Tensor): Tensor => sum(square(sub(mean(take(E, ids, 0), 1), t)));
  const hand = ({ E }: E, ids: Tensor, t: Tensor): E => {
    const [n, length] = ids.shape as [number, number];
    const dm = mul(2, sub(mean(take(E, ids, 0), 1), t));
    const rows = reshape(broadcastTo(reshape(dm, [n, 1, 4]), [n, length, 4]), [n * length, 4]);
    const chosen = equal(expandDims(reshape(ids, [n * length]), 1), tensor([0, 1, 2, 3, 4]));
    return { E: matmul(transpose(astype(chosen, "float64")), rows) };
  };
  const data = [ids, t];

  test("is said with both, and with what tells them apart, where the hand is numbers", () => {
    const { what, fix, probe } = firstCause({ loss, params, data, hand: hand(params, ids, t) });
    expect(what).toMatch(/3 times too large, the batch size \(also axis 1 of \w+\)$/);
    expect(fix).toBe("divide by 3, one of these: pass hand as a function to see which");
    expect(probe).toMatch(/another number of samples/);
  });

  test("is said with both where a sum was divided", () => {
    const params: W = { W: normal(4, 3) };
    const data = [normal(3, 4), normal(3, 3)];
    const hand = ({ W }: W, x: Tensor, t: Tensor): W => ({
      W: div(matmul(transpose(x), mul(2, sub(matmul(x, W), t))), x.shape[0]!),
    });
    const { code, what } = firstCause({ loss: squares, params, data, hand: hand(params, data[0]!, data[1]!) });
    expect(code).toBe("mean-for-sum");
    expect(what).toContain("divided by the batch size (also the number of outputs");
  });

  test("is the one that stays where the batch is another, where it is a function", () => {
    const { what, probe } = firstCause({ loss, params, data, hand });
    expect(what).not.toMatch(/batch size|also/);
    expect(probe).toBeUndefined();
  });

  interface W {
    readonly W: Tensor;
  }
  const squares = ({ W }: W, x: Tensor, t: Tensor): Tensor => sum(square(sub(matmul(x, W), t)));
  const timesThree = ({ W }: W, x: Tensor, t: Tensor): W => ({
    W: mul(3, matmul(transpose(x), mul(2, sub(matmul(x, W), t)))),
  });
  const W = normal(4, 3);

  test.each([
    [6, "the number of outputs (also 1/2 x the batch size)"],
    [7, "the number of outputs"],
  ])("is half the batch or the outputs, for %d samples", (n, names) => {
    const data = [normal(n, 4), normal(n, 3)];
    const { what } = firstCause({ loss: squares, params: { W }, data, hand: timesThree({ W }, data[0]!, data[1]!) });
    expect(what).toBe(`the whole gradient is 3 times what it should be: ${names}`);
  });

  const doubled = (n: number, outputs: number, isFunction: boolean): Cause => {
    const params: W = { W: normal(4, outputs) };
    const [x, t] = [normal(n, 4), normal(n, outputs)];
    const hand = ({ W }: W, x: Tensor, t: Tensor): W => ({
      W: mul(4, matmul(transpose(x), sub(matmul(x, W), t))),
    });
    return firstCause({ loss: squares, params, data: [x, t], hand: isFunction ? hand : hand(params, x, t) });
  };
  const twice = "the whole gradient is 2 times what it should be";

  test.each([
    [6, 2, true, `${twice}: 2 (also the number of outputs)`, ["sum-for-mean"]],
    [6, 2, false, `${twice}: 2 (also the number of outputs)`, ["sum-for-mean"]],
    [6, 3, true, twice, undefined],
    [2, 3, true, twice, undefined],
  ])("is 2 or a width, which no batch tells apart: %d samples, %d outputs, a function: %s", (n, m, by, said, also) => {
    const { what, readings, probe } = doubled(n, m, by);
    expect([what, readings, probe]).toEqual([said, also, undefined]);
  });

  test("is 2 or the batch, which another batch tells apart", () => {
    const { what, readings, probe } = doubled(2, 3, false);
    expect([what, readings]).toEqual([`${twice}: 2 (also the batch size)`, ["sum-for-mean"]]);
    expect(probe).toMatch(/another number of samples/);
  });

  test("is no size where it is 2, as the width within is as well", () => {
    const params = { W: normal(4, 2), V: normal(2, 3) };
    const loss = ({ W, V }: typeof params, x: Tensor, t: Tensor): Tensor =>
      sum(square(sub(matmul(matmul(x, W), V), t)));
    const hand = ({ W, V }: typeof params, x: Tensor, t: Tensor) => {
      const e = mul(2, sub(matmul(matmul(x, W), V), t));
      return {
        W: matmul(transpose(x), mul(2, matmul(e, transpose(V)))),
        V: matmul(transpose(matmul(x, W)), e),
      };
    };
    const { code, readings } = firstCause({ loss, params, data: [normal(6, 4), normal(6, 3)], hand });
    expect([code, readings]).toEqual(["factor", undefined]);
  });
});

test("a mean over the samples that a hinge lets through is named, though it lets one through here", () => {
  interface W {
    readonly w: Tensor;
  }
  const params: W = { w: tensor([0.5, 1, 0.7]) };
  const x = mul(tensor([[1], [-1], [-2], [-1.5], [-0.7], [-3]]), add(1, square(normal(6, 3))));
  const loss = ({ w }: W, x: Tensor): Tensor => mean(relu(add(matmul(x, w), 0.1)));
  const active = ({ w }: W, x: Tensor): Tensor => astype(greater(add(matmul(x, w), 0.1), 0), "float64");
  const hand = (params: W, x: Tensor): W => {
    const through = active(params, x);
    return { w: div(matmul(through, x), sum(through)) };
  };
  expect(sum(active(params, x)).item()).toBe(1);
  const { code, what } = firstCause({ loss, params, data: [x], hand });
  expect(code).toBe("factor");
  expect(what).toMatch(/: the batch size \/ the number of samples that the relu lets through$/);
});

describe("what is said of another batch", () => {
  interface Bias {
    readonly b: Tensor;
  }
  const loss = ({ b }: Bias, x: Tensor, t: Tensor): Tensor => mean(square(sub(add(x, b), t)));
  const dz = ({ b }: Bias, x: Tensor, t: Tensor): Tensor => mul(2 / t.size, sub(add(x, b), t));
  const params: Bias = { b: normal(4) };

  test.each([2, 3, 4])("a mean over %d samples in place of their sum is one, whatever it comes to", (n) => {
    const hand = (params: Bias, x: Tensor, t: Tensor): Bias => ({ b: mean(dz(params, x, t), 0) });
    const data = [normal(n, 4), normal(n, 4)];
    const { causes, unseen } = compareGradients({ loss, params, data, hand } as never);
    expect(causes.map(({ code }) => code)).toEqual(["mean-for-sum"]);
    expect(unseen).toEqual([]);
  });

  test("a half, of two samples, may be the mean over them, where the hand is numbers", () => {
    const data = [normal(2, 4), normal(2, 4)] as const;
    const hand: Bias = { b: mean(dz(params, ...data), 0) };
    expect(firstCause({ loss, params, data, hand }).what).toContain("1/2 (also 1 / the batch size)");
  });

  test("the number of outputs in place of the batch's may be that, as well as a number", () => {
    const hand = (params: Bias, x: Tensor, t: Tensor): Bias => ({
      b: div(sum(mul(2 / t.shape[1]!, sub(add(x, params.b), t)), 0), t.shape[1]!),
    });
    const data = [normal(4, 4), normal(4, 4)];
    expect(firstCause({ loss, params, data, hand }).what).toMatch(
      /the batch size, 4, stands in it as a number, or as the number of outputs, which is as large/,
    );
  });

  test("minus 2 is that, though there are two outputs", () => {
    const params: Bias = { b: normal(2) };
    const data = [normal(5, 2), normal(5, 2)];
    const hand = (params: Bias, x: Tensor, t: Tensor): Bias => ({ b: mul(-2, sum(dz(params, x, t), 0)) });
    expect(firstCause({ loss, params, data, hand }).what).toBe("the whole gradient is -2 times what it should be");
  });

  test("samples in columns are summed over the rows", () => {
    const params: Bias = { b: normal(3, 1) };
    const data = [normal(3, 3), normal(3, 3)] as const;
    const hand: Bias = { b: reshape(sum(dz(params, ...data), 0), [3, 1]) };
    const { what, fix } = firstCause({ loss, params, data, hand, batchAxis: 1 });
    expect(what).toBe("the gradient of b is summed over axis 0, which is not the batch");
    expect(fix).toBe("sum over the batch: sum(dz, 1)");
  });
});

describe("a mistake in every layer", () => {
  interface Deep {
    readonly W: readonly Tensor[];
  }
  const params: Deep = { W: [normal(3, 3), normal(3, 3), normal(3, 3)] };
  const data = [normal(4, 3), normal(4, 3)];
  const loss = ({ W }: Deep, x: Tensor, t: Tensor): Tensor =>
    mean(
      square(
        sub(
          W.reduce((a, V) => tanh(matmul(a, V)), x),
          t,
        ),
      ),
    );
  const hand =
    (isWrong: (layer: number) => boolean) =>
    ({ W }: Deep, x: Tensor, t: Tensor): Deep => {
      const a = [x];
      for (const V of W) a.push(tanh(matmul(a.at(-1)!, V)));
      let d: Tensor = mul(2 / t.size, sub(a[3]!, t));
      const gradients: Tensor[] = [];
      for (let l = 2; l >= 0; l--) {
        const dz = mul(d, sub(1, square(a[l + 1]!)));
        gradients.unshift(matmul(transpose(a[l]!), dz));
        d = matmul(dz, isWrong(l) ? W[l]! : transpose(W[l]!));
      }
      return { W: gradients };
    };

  test("is said to be in more than the one that is named", () => {
    const { what, evidence } = firstCause({ loss, params, data, hand: hand(() => true) });
    expect(what).toBe(
      "W[2] is not transposed where the gradient goes back through it; and the same in 1 more place: at z2",
    );
    expect(evidence).toMatch(/^with this change in 2 places all 3 gradients agree/);
  });

  test("and one in a single layer is not", () => {
    const { what, evidence } = firstCause({ loss, params, data, hand: hand((l) => l === 2) });
    expect(what).toBe("W[2] is not transposed where the gradient goes back through it");
    expect(evidence).toMatch(/^with this one change all 3 gradients agree/);
  });
});
