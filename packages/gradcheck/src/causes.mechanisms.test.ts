import {
  add,
  div,
  einsum,
  exp,
  matmul,
  max,
  mean,
  mul,
  relu,
  reshape,
  square,
  stopGradient,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  transpose,
  tril,
  zeros,
} from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { codesOf } from "./testing/codesOf.ts";
import { normals } from "./testing/everyday/case.ts";

const normal = normals(21);

describe("mistakes are found", () => {
  test("where an einsum puts an operand into another shape first: z stands for relu(z)", () => {
    interface P {
      readonly k: Tensor;
      readonly v: Tensor;
    }
    const x = normal(4, 3, 5);
    const y = normal(4, 5);
    const loss = ({ k, v }: P, x: Tensor, y: Tensor): Tensor =>
      mean(square(sub(einsum("nos,o->ns", relu(mul(reshape(k, [3, 1]), x)), v), y)));
    const hand = ({ k, v }: P, x: Tensor, y: Tensor): P => {
      const z = mul(reshape(k, [3, 1]), x);
      const dout = mul(2 / y.size, sub(einsum("nos,o->ns", relu(z), v), y));
      const dz = mul(einsum("ns,o->nos", dout, v), div(relu(z), z));
      return { k: sum(sum(mul(dz, x), 2), 0), v: einsum("ns,nos->o", dout, z) };
    };
    const params: P = { k: normal(3), v: normal(3) };
    expect(codesOf({ loss, params, data: [x, y], hand } as never)).toEqual(["derivative-at-wrong-value"]);
  });

  test("where a softmax is masked after exp: its derivative is missing", () => {
    interface P {
      readonly A: Tensor;
    }
    const x = normal(4, 4);
    const mask = tril(add(zeros([4, 4]), 1)) as Tensor;
    const p = ({ A }: P, x: Tensor): Tensor => {
      const e = mul(exp(matmul(x, A)), mask);
      return div(e, sum(e, 1, { keepdims: true }));
    };
    const y = normal(4, 4);
    const loss = (params: P, x: Tensor, y: Tensor): Tensor => sum(square(sub(p(params, x), y)));
    const hand = (params: P, x: Tensor, y: Tensor): P => ({
      A: matmul(transpose(x), mul(2, sub(p(params, x), y))),
    });
    expect(codesOf({ loss, params: { A: normal(4, 4) }, data: [x, y], hand } as never)).toEqual([
      "missing-activation-derivative",
    ]);
  });

  test("where the loss stops: the hand goes on", () => {
    interface P {
      readonly A: Tensor;
    }
    const x = normal(4, 3);
    const loss = ({ A }: P, x: Tensor): Tensor => sum(square(matmul(stopGradient(tanh(matmul(x, A))), A)));
    const hand = ({ A }: P, x: Tensor): P => {
      const h = tanh(matmul(x, A));
      const dy = mul(2, matmul(h, A));
      const dz = mul(matmul(dy, transpose(A)), sub(1, square(h)));
      return { A: add(matmul(transpose(h), dy), matmul(transpose(x), dz)) };
    };
    expect(codesOf({ loss, params: { A: normal(3, 3) }, data: [x], hand } as never)).toEqual(["extra-term"]);
  });

  test("in a leak: the state after meets the error, where the state before belongs", () => {
    interface P {
      readonly w: Tensor;
      readonly decay: Tensor;
    }
    const x = normal(5, 2);
    const y = normal(5);
    const run = ({ w, decay }: P, x: Tensor): Tensor[] => {
      const s: Tensor[] = [tensor(0)];
      for (let t = 0; t < 5; t++) s.push(add(mul(decay, s[t]!), sum(mul(row(x, t), w))));
      return s;
    };
    const loss = (params: P, x: Tensor, y: Tensor): Tensor => {
      const s = run(params, x);
      let total: Tensor = tensor(0);
      for (let t = 0; t < 5; t++) total = add(total, square(sub(s[t + 1]!, row(y, t))));
      return total;
    };
    const hand = (params: P, x: Tensor, y: Tensor): P => {
      const s = run(params, x);
      let [dw, ddecay, ds]: Tensor[] = [zeros([2]), tensor(0), tensor(0)];
      for (let t = 4; t >= 0; t--) {
        ds = add(mul(2, sub(s[t + 1]!, row(y, t))), mul(params.decay, ds!));
        dw = add(dw!, mul(ds, row(x, t)));
        ddecay = add(ddecay!, mul(ds, s[t + 1]!));
      }
      return { w: dw!, decay: ddecay! };
    };
    const params: P = { w: normal(2), decay: tensor(0.4) };
    expect(codesOf({ loss, params, data: [x, y], hand } as never)).toEqual(["off-by-one-layer"]);
  });

  test("at a maximum whose gradient is spread evenly", () => {
    interface P {
      readonly W: Tensor;
    }
    const x = normal(5, 3);
    const loss = ({ W }: P, x: Tensor): Tensor => sum(square(max(matmul(x, W), 1)));
    const hand = ({ W }: P, x: Tensor): P => {
      const z = matmul(x, W);
      const g = reshape(mul(2 / 4, max(z, 1)), [-1, 1]);
      return { W: matmul(transpose(x), mul(add(zeros([1, 4]), 1), g)) };
    };
    expect(codesOf({ loss, params: { W: normal(3, 4) }, data: [x], hand } as never)).toEqual([
      "derivative-at-wrong-value",
    ]);
  });
});

/** One row, or one number, of data. */
function row(x: Tensor, t: number): Tensor {
  const rows = x.toArray() as number[][];
  return tensor(rows[t] as never) as Tensor;
}
