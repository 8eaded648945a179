import {
  add,
  exp,
  matmul,
  mean,
  mul,
  random,
  reshape,
  sin,
  sum,
  type Tensor,
  tanh,
  tensor,
  transpose,
} from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { contextOf } from "./context.ts";
import { graphOf } from "./graph.ts";

const rng = random.RandomState(4);
const x = tensor([0.3, -0.2]);

/** What the results of a loss's operations are called, in order. */
function namesOf(loss: (...args: never[]) => unknown, ...args: unknown[]): string[] {
  const graph = graphOf(loss, args);
  const { nameOf } = contextOf(graph, null);
  return graph.lines.map(({ outputPlaces }) => nameOf(outputPlaces[0]!));
}

describe("values without a name of their own", () => {
  test("are called by the operation that makes them, where it is the only one", () => {
    expect(namesOf((v: Tensor) => sum(sin(exp(v))), x)).toEqual(["the exp", "the sin", "the loss"]);
  });

  test("are counted among the operations of their kind, those with names too, where there are several", () => {
    const loss = (v: Tensor, x: Tensor): Tensor => sum(exp(add(exp(tanh(add(mul(v, x), v))), sin(exp(v)))));
    const names = namesOf(loss, x, tensor([1, 2]));
    expect(names.filter((name) => name.includes("exp"))).toEqual(["the first exp", "the second exp", "the third exp"]);
    // An add that is z1 counts as the first.
    expect(names.filter((name) => /add|z1/.test(name))).toEqual(["z1", "the add"]);
  });

  test("are not counted beyond twelve", () => {
    const powers = (v: Tensor): Tensor => {
      let y = v;
      for (let k = 0; k < 14; k++) y = mul([1, 2, 5, 10].includes(k) ? sin(y) : k === 7 ? exp(y) : y, v);
      return sum(y);
    };
    const names = namesOf(powers, x).filter((name) => name.includes("mul"));
    expect(names.slice(0, 2)).toEqual(["the first mul", "the second mul"]);
    expect(names.slice(12)).toEqual(["the mul", "the mul"]);
  });

  test("have one name in all steps of a loop", () => {
    const steps = (v: Tensor): Tensor => {
      let s = v;
      for (let k = 0; k < 4; k++) s = sin(add(mul(s, v), 0.1));
      return sum(s);
    };
    expect(new Set(namesOf(steps, x))).toEqual(new Set(["the mul", "the add", "the sin", "the loss"]));
  });
});

test("a product with weights is named by them, whatever shape they are brought to", () => {
  const loss = ({ W }: { readonly W: Tensor }, x: Tensor): Tensor =>
    mean(add(matmul(x, transpose(W)), matmul(x, reshape(W, [3, 2]))));
  const names = namesOf(loss, { W: rng.randn(2, 3) }, rng.randn(5, 3));
  expect(names.filter((name) => name === "the product with W")).toHaveLength(2);
});
