import { describe, expectTypeOf, test } from "vitest";
import {
  add,
  elementwiseGrad,
  grad,
  gradAndAux,
  hessian,
  hvp,
  jvp,
  mapTree,
  mean,
  mul,
  sigmoid,
  sub,
  sum,
  type Tensor,
  valueAndGrad,
  vjp,
  zeros,
  zerosLike,
} from "../index.ts";

const W = zeros([10, 4]);
const b = zeros([10]);
const cost = (W: Tensor, b: Tensor): Tensor => mean(add(sum(W), sum(b)));

describe("the type of a gradient", () => {
  test("is its argument's own, though the function is annotated with plain Tensor", () => {
    const [dW, db] = grad(cost, [0, 1])(W, b);
    expectTypeOf(dW.shape).toEqualTypeOf<readonly [10, 4]>();
    expectTypeOf(db.shape).toEqualTypeOf<readonly [10]>();
    expectTypeOf(grad(cost, 1)(W, b).shape).toEqualTypeOf<readonly [10]>();
    expectTypeOf(grad(cost)(W, b).shape).toEqualTypeOf<readonly [10, 4]>();
  });

  test("is a scalar tensor for a number, and a pytree for a pytree", () => {
    expectTypeOf(grad((x: Tensor) => mean(x))(3).shape).toEqualTypeOf<readonly []>();
    const g = grad((p: { a: Tensor; layers: readonly { W: Tensor }[] }, _n: number) => mean(p.a))(
      { a: 2, layers: [{ W }] },
      4,
    );
    expectTypeOf(g.a.shape).toEqualTypeOf<readonly []>();
    expectTypeOf(g.layers[0]!.W.shape).toEqualTypeOf<readonly [10, 4]>();
  });

  test("survives optional and rest arguments", () => {
    const optional = grad((x: Tensor, { power = 2 }: { power?: number } = {}) => mean(mul(x, power)))(W);
    expectTypeOf(optional.shape).toEqualTypeOf<readonly [10, 4]>();
    const rest = grad((...xs: Tensor[]) => mean(xs[0]!))(W, b);
    expectTypeOf(rest.shape).toEqualTypeOf<readonly [10, 4]>();
  });

  test("comes with the value, with aux, with a pullback, with a tangent", () => {
    const [value, [dW]] = valueAndGrad(cost, [0])(W, b);
    expectTypeOf(value).toEqualTypeOf<Tensor>();
    expectTypeOf(dW.shape).toEqualTypeOf<readonly [10, 4]>();
    const [g, aux] = gradAndAux((x: Tensor) => [sum(x), { name: "aux" }] as const)(W);
    expectTypeOf(g.shape).toEqualTypeOf<readonly [10, 4]>();
    expectTypeOf(aux.name).toEqualTypeOf<"aux">();
    const [y, pullback] = vjp((x: Tensor) => sigmoid(x), W);
    expectTypeOf(y).toEqualTypeOf<Tensor>();
    expectTypeOf(pullback(y)[0].shape).toEqualTypeOf<readonly [10, 4]>();
    expectTypeOf(jvp((x: Tensor) => sum(x), [W], [W])[1].shape).toEqualTypeOf<readonly []>();
    expectTypeOf(hvp((x: Tensor) => sum(x))(W, W).shape).toEqualTypeOf<readonly [10, 4]>();
    expectTypeOf(elementwiseGrad(sigmoid)(W)).toExtend<Tensor>();
    expectTypeOf(hessian((x: Tensor) => sum(x))(W)).toExtend<Tensor>();
  });

  test("takes library functions and functions whose parameter has no type", () => {
    expectTypeOf(grad(sum)(W)).toExtend<Tensor>();
    expectTypeOf(grad((x) => mul(x, x))(3).shape).toEqualTypeOf<readonly []>();
    expectTypeOf(grad((x) => sum(x))(W).shape).toEqualTypeOf<readonly [10, 4]>();
  });

  test("fits the update of the parameters that it came from", () => {
    let params = { W, layers: [{ b }] };
    const loss = (p: { W: Tensor; layers: { b: Tensor }[] }): Tensor => mean(add(sum(p.W), sum(p.layers[0]!.b)));
    params = mapTree((p, g) => sub(p, mul(0.1, g)), params, grad(loss)(params));
    let velocity = mapTree(zerosLike, params);
    velocity = mapTree((v, g) => sub(mul(0.9, v), g), velocity, params);
    expectTypeOf(velocity.layers[0]!.b.shape).toEqualTypeOf<readonly [10]>();
    expectTypeOf(mapTree((x) => x.size, params).W).toEqualTypeOf<number>();
  });

  test("wrong calls do not compile", () => {
    // @ts-expect-error there is no argument 5
    grad(cost, [0, 5]);
    // @ts-expect-error there is no argument 7
    grad(cost, 7);
    // @ts-expect-error an argument is missing
    () => grad(cost)(W);
    // @ts-expect-error the function returns a vector
    grad((a: Tensor<readonly [3]>) => a);
    // @ts-expect-error W has another shape
    () => grad((p: { W: Tensor<readonly [3, 3]> }) => mean(p.W))({ W });
  });
});
