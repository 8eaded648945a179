import {
  add,
  div,
  exp,
  log,
  matmul,
  mean,
  mul,
  neg,
  reshape,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  transpose,
} from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { compareGradients } from "./index.ts";
import { normals } from "./testing/everyday/case.ts";

const normal = normals(31);

describe("sums over another axis are found", () => {
  test.each([0, 1])("in groups that are normalised along the last of three axes: axis %i in its place", (axis) => {
    const [x, t] = [normal(5, 3), normal(5, 2, 3)];
    const loss = ({ W }: { W: Tensor }, x: Tensor, t: Tensor): Tensor => {
      const z = reshape(matmul(x, W), [5, 2, 3]);
      const centred = sub(z, mean(z, 2, { keepdims: true }));
      const n = div(centred, sqrt(add(mean(square(centred), 2, { keepdims: true }), 1e-5)));
      return mean(square(sub(tanh(n), t)));
    };
    const hand = ({ W }: { W: Tensor }, x: Tensor, t: Tensor): { W: Tensor } => {
      const z = reshape(matmul(x, W), [5, 2, 3]);
      const centred = sub(z, mean(z, 2, { keepdims: true }));
      const s = sqrt(add(mean(square(centred), 2, { keepdims: true }), 1e-5));
      const n = div(centred, s);
      const dn = mul(mul(2 / 30, sub(tanh(n), t)), sub(1, square(tanh(n))));
      const M = (v: Tensor): Tensor => mean(v, axis, { keepdims: true });
      const dz = div(sub(sub(dn, M(dn)), mul(n, M(mul(dn, n)))), s);
      return { W: matmul(transpose(x), reshape(dz, [5, 6])) };
    };
    const { causes } = compareGradients({ loss, params: { W: normal(3, 6) }, data: [x, t], hand } as never);
    expect(causes.map(({ code }) => code)).toEqual(["wrong-axis"]);
  });

  test("in a bias of channels that is reshaped before it is added", () => {
    const [x, t] = [normal(4, 3, 2), normal(4, 3, 2)];
    const loss = ({ b }: { b: Tensor }, x: Tensor, t: Tensor): Tensor =>
      mean(square(sub(tanh(add(x, reshape(b, [1, 3, 1]))), t)));
    const hand = ({ b }: { b: Tensor }, x: Tensor, t: Tensor): { b: Tensor } => {
      const a = tanh(add(x, reshape(b, [1, 3, 1])));
      return { b: sum(mul(mul(2 / t.size, sub(a, t)), sub(1, square(a))), [1, 2]) };
    };
    const [cause, ...more] = compareGradients({ loss, params: { b: normal(3) }, data: [x, t], hand } as never).causes;
    expect(more).toEqual([]);
    expect(cause).toMatchObject({ code: "wrong-axis", axis: 1 });
    expect(cause!.what).toContain("summed over axes 1, 2, and axis 0 is left");
    expect(cause!.fix).toContain("sum(dz, [0, 2])");
  });

  test.each([
    ["over the classes, which is 0 but for rounding", true, "wrong-axis"],
    ["not at all, which is 0", false, "missing-term"],
  ])("in p - t, summed %s", (_, summed, code) => {
    interface P {
      readonly W: Tensor;
      readonly b: Tensor;
    }
    const T = tensor([
      [1, 0, 0],
      [0, 0, 1],
      [0, 1, 0],
    ]);
    const softmax = (z: Tensor): Tensor => div(exp(z), sum(exp(z), 1, { keepdims: true }));
    // Without data of its own the batch stays as it is: a square, in which both sums have the same shape.
    const x = normal(3, 4);
    const loss = ({ W, b }: P): Tensor => neg(mean(sum(mul(T, log(softmax(add(matmul(x, W), b)))), 1)));
    const hand = ({ W, b }: P): P => {
      const dz = div(sub(softmax(add(matmul(x, W), b)), T), 3);
      return { W: matmul(transpose(x), dz), b: summed ? sum(dz, 1) : mul(0, b) };
    };
    const { causes } = compareGradients({ loss, params: { W: normal(4, 3), b: normal(3) }, hand } as never);
    expect(causes.map((cause) => cause.code)).toEqual([code]);
  });
});
