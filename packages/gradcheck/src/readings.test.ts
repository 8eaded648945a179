import { add, div, matmul, mean, mul, relu, square, sub, sum, type Tensor, tensor, transpose } from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { hypothesesOf, rareHypothesesOf } from "./allHypotheses.ts";
import { contextOf } from "./context.ts";
import { graphOf } from "./graph.ts";
import { compareGradients } from "./index.ts";
import { batchOf } from "./probe.ts";
import { namesOf, readingsOf } from "./readings.ts";
import { everydayCases, ninthCases } from "./testing/everyday/asCases.ts";

const x = tensor([
  [0.3, -1.2, 0.7],
  [1.1, 0.4, -0.6],
  [-0.8, 0.9, 0.2],
  [0.5, -0.1, 1.3],
]);
const t = tensor([[0.2], [-0.7], [0.4], [1.1]]);
const params = {
  W1: tensor([
    [0.5, -0.3, 0.8],
    [0.1, 0.9, -0.4],
    [-0.7, 0.2, 0.6],
  ]),
  W2: tensor([[0.4], [-0.6], [0.9]]),
};
type Params = typeof params;
const gate = (h: Tensor): Tensor => div(mul(3, h), add(1, square(h)));
const loss = ({ W1, W2 }: Params, x: Tensor, t: Tensor): Tensor => {
  const h = matmul(x, W1);
  return mean(square(sub(matmul(mul(h, gate(h)), W2), t)));
};

/** The hand-written pass, with another value in the place of the layer's own for the gradient of W2. */
function hand(input: (h: Tensor, g: Tensor) => Tensor) {
  return ({ W1, W2 }: Params, x: Tensor, t: Tensor): Params => {
    const h = matmul(x, W1);
    const g = gate(h);
    const y = matmul(mul(h, g), W2);
    const dy = div(mul(2, sub(y, t)), y.size);
    const dm = matmul(dy, transpose(W2));
    const slope = div(mul(3, sub(1, square(h))), square(add(1, square(h))));
    const dh = add(mul(dm, g), mul(mul(dm, h), slope));
    return { W1: matmul(transpose(x), dh), W2: matmul(transpose(input(h, g)), dy) };
  };
}

describe("several names for one change", () => {
  test("a value without one of its factors is a missing term, and another value than the right one", () => {
    const result = compareGradients({ loss, params, data: [x, t], hand: hand((_h, g) => g) });
    expect(result.causes).toHaveLength(1);
    expect(result.causes[0]).toMatchObject({ code: "missing-term", readings: ["derivative-at-wrong-value"] });
    expect(String(result)).toContain("also      derivative-at-wrong-value: the same change by another name");
    expect(result.toHtml()).toContain("<dt>also</dt><dd>derivative-at-wrong-value</dd>");
    expect(JSON.parse(JSON.stringify(result)).causes[0].readings).toEqual(["derivative-at-wrong-value"]);
  });

  test("where one name says it all there is no other", () => {
    const wrong = (p: Params, x: Tensor, t: Tensor): Params => {
      const right = hand((h, g) => mul(h, g))(p, x, t);
      return { ...right, W1: mul(-1, right.W1) };
    };
    const result = compareGradients({ loss, params, data: [x, t], hand: wrong });
    expect(result.causes[0]).toMatchObject({ code: "sign" });
    expect(result.causes[0]).not.toHaveProperty("readings");
    expect(String(result)).not.toMatch(/^ {2}also/m);
  });

  test("half of a quadratic form is one of two equal terms, and a factor", () => {
    const A = tensor([
      [2, 0.5],
      [0.5, 1],
    ]);
    const w = tensor([0.7, -1.3]);
    const form = (w: Tensor, z: Tensor): Tensor => {
      const e = sub(w, z);
      return matmul(e, matmul(A, e));
    };
    const result = compareGradients({
      loss: form,
      params: w,
      data: [tensor([0.2, 0.4])],
      hand: (w: Tensor, z: Tensor) => matmul(A, sub(w, z)),
    });
    const [cause] = result.causes;
    expect([cause?.code, ...(cause?.readings ?? [])]).toContain("factor");
    expect(result.causes).toHaveLength(1);
  });

  test("a code that is none of a change's names has no others", () => {
    expect(readingsOf("scales a penalty", "regulariser")).toEqual(["factor"]);
    expect(readingsOf("scales a penalty", "factor")).toEqual(["regulariser"]);
    expect(readingsOf("scales a penalty", "sign")).toEqual([]);
    expect(readingsOf(undefined, "sign")).toEqual([]);
  });

  test("every change that says what it does is called by one of its names", () => {
    const cases = [...everydayCases, ...ninthCases].filter((_, i) => i % 12 === 0);
    let declared = 0;
    for (const planted of cases) {
      const { loss, params, data = [], batchAxis = 0 } = planted.problem();
      const graph = graphOf(loss as unknown as (...args: never[]) => unknown, [params, ...data]);
      const context = contextOf(graph, batchOf(data, batchAxis));
      for (const { does, code, id } of [...hypothesesOf(context), ...rareHypothesesOf(context)]) {
        if (does === undefined) continue;
        declared++;
        expect(namesOf[does], `${planted.name}, ${id}`).toContain(code);
      }
    }
    expect(declared).toBeGreaterThan(1000);
  });

  test("ReLU's neighbours are named by what stands there", () => {
    const net = ({ W1, W2 }: Params, x: Tensor, t: Tensor): Tensor =>
      sum(square(sub(matmul(relu(matmul(x, W1)), W2), t)));
    const wrong = ({ W1, W2 }: Params, x: Tensor, t: Tensor): Params => {
      const z = matmul(x, W1);
      const dy = mul(2, sub(matmul(relu(z), W2), t));
      const dz = mul(matmul(dy, transpose(W2)), mul(1, relu(tensor(1))));
      const masked = mul(dz, div(relu(z), add(relu(z), 1e-300)));
      return { W1: matmul(transpose(x), masked), W2: matmul(transpose(x), dy) };
    };
    const [cause] = compareGradients({ loss: net, params, data: [x, t], hand: wrong }).causes;
    expect(cause).toMatchObject({ code: "off-by-one-layer", readings: ["derivative-at-wrong-value", "wrong-layer"] });
  });
});
