import { describe, expect, test } from "vitest";
import {
  add,
  allclose,
  div,
  type Explanation,
  exp,
  explain,
  eye,
  grad,
  hypot,
  linalg,
  matmul,
  mean,
  mul,
  ones,
  onesLike,
  pow,
  sigmoid,
  sin,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  where,
} from "../index.ts";
import { evaluateFormula } from "../math/formula.ts";
import { RandomState } from "../random/index.ts";
import { call, messageOf } from "../testing/messages.ts";

/** The rules and their texts add in another order. */
const ROUNDING = { rtol: 1e-12, atol: 0 };

describe("explain", () => {
  test("wants something to take derivatives by", () => {
    expect(messageOf(() => explain(() => tensor(1))())).toMatchInlineSnapshot(`
      "KindError: explain: no argument has floating numbers in it, so there is no tape to show
        got  no arguments
        hint explain(f)(x): what the derivatives are taken by is an argument of f"
    `);
    expect(
      messageOf(() =>
        call(
          explain((n: string) => tensor(n.length)),
          "four",
        ),
      ),
    ).toMatch(/got {2}"four"/);
    expect(messageOf(() => call(explain(sum), tensor([1], { dtype: "int32" })))).toMatchInlineSnapshot(`
      "KindError: explain: no argument has floating numbers in it, so there is no tape to show
        got  int32 values of shape [1]
        hint make it floating with astype(x, "float64")"
    `);
  });

  test("shows values downwards, adjoints upwards, and each line's rule in its own names", () => {
    expect(String(explain((x: Tensor, y: Tensor) => mul(x, sin(y)))(2, 0))).toMatchInlineSnapshot(`
      "line  operation    value  adjoint  on the way back
      v0    argument 0   2.0    0.0
      v1    argument 1   0.0    2.0
      v2    sin(v1)      0.0    2.0      dv1 += dv2 * cos(v1)
      v3    mul(v0, v2)  0.0    1.0      dv0 += dv3 * v2;  dv2 += dv3 * v0"
    `);
  });

  test("shows a layer with its parameters, constants by their shape", () => {
    const W = tensor([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    const b = tensor([0.5, 0.25, 1]);
    const cost = (W: Tensor, b: Tensor): Tensor => mean(square(sub(sigmoid(add(matmul(W, tensor([1, -1])), b)), 1)));
    const explanation = explain(cost)(W, b);
    expect(String(explanation)).toMatchInlineSnapshot(`
      "line  operation                 value                                  adjoint                                                                          on the way back
      v0    argument 0                [[1. 2.] [3. 4.] [5. 6.]]              [[-0.09752017  0.09752017] [-0.09865976  0.09865976] [-0.08333333  0.08333333]]
      v1    argument 1                [0.5  0.25 1.  ]                       [-0.09752017 -0.09865976 -0.08333333]
      v2    matmul(v0, constant [2])  [-1. -1. -1.]                          [-0.09752017 -0.09865976 -0.08333333]                                            dv0 += outer(dv2, constant [2])
      v3    add(v2, v1)               [-0.5  -0.75  0.  ]                    [-0.09752017 -0.09865976 -0.08333333]                                            dv2 += dv3;  dv1 += dv3
      v4    sigmoid(v3)               [0.37754067 0.3208213  0.5       ]     [-0.41497289 -0.4527858  -0.33333333]                                            dv3 += dv4 * v4 * (1 - v4)
      v5    sub(v4, 1.0)              [-0.62245933 -0.6791787  -0.5       ]  [-0.41497289 -0.4527858  -0.33333333]                                            dv4 += dv5
      v6    square(v5)                [0.38745562 0.46128371 0.25      ]     [0.33333333 0.33333333 0.33333333]                                               dv5 += 2 * dv6 * v5
      v7    sum(v6, axes=[0])         1.098739324413839                      0.3333333333333333                                                               dv6 += dv7 repeated to the shape of v6
      v8    div(v7, 3.0)              0.36624644147127966                    1.0                                                                              dv7 += dv8 / 3.0"
    `);
    const [dW, db] = grad(cost, [0, 1])(W, b);
    expect(explanation.lines[0]!.adjoint!.toArray()).toEqual(dW.toArray());
    expect(explanation.lines[1]!.adjoint!.toArray()).toEqual(db.toArray());
  });

  test("adds up what reaches a value on several ways", () => {
    const { lines } = explain((x: Tensor) => add(mul(x, x), x))(3);
    expect(lines[0]!.adjoint!.item()).toBe(7);
    expect(lines[1]!.rule).toBe("dv0 += dv1 * v0;  dv0 += dv1 * v0");
  });

  test("shows a value on which the result does not depend with adjoint 0, and sums a result with axes", () => {
    const explanation = explain((x: Tensor, _y: Tensor) => square(x))(tensor([1, 2]), 5);
    expect(explanation.lines[1]!.adjoint).toBeNull();
    expect(explanation.lines[0]!.adjoint!.toArray()).toEqual([2, 4]);
  });

  test("names the condition of where, and leaves integers out", () => {
    const f = (x: Tensor): Tensor => sum(where(tensor([true, false]), x, mul(x, 2)));
    expect(String(explain(f)(tensor([1, 2])))).toMatchInlineSnapshot(`
      "line  operation                    value    adjoint  on the way back
      v0    argument 0                   [1. 2.]  [1. 2.]
      v1    mul(v0, 2.0)                 [2. 4.]  [0. 1.]  dv0 += dv1 * 2.0
      v2    where(constant [2], v0, v1)  [1. 4.]  [1. 1.]  dv0 += where(constant [2], dv2, 0);  dv1 += where(constant [2], 0, dv2)
      v3    sum(v2, axes=[0])            5.0      1.0      dv2 += dv3 repeated to the shape of v2"
    `);
  });

  const rulesOf = (explanation: Explanation): readonly string[] =>
    explanation.lines.map(({ rule }) => rule).filter((rule) => rule !== "");

  test("sums on the way back what was broadcast: the bias of a batch, one number beside many, a row beside a matrix", () => {
    const layer = (W: Tensor, b: Tensor): Tensor => add(matmul(ones([5, 2]), W), b);
    expect(rulesOf(explain(layer)(ones([2, 3]), ones([3])))).toEqual([
      "dv0 += (constant [5, 2]).T @ dv2",
      "dv2 += dv3;  dv1 += sum(dv3, axis=0)",
    ]);
    expect(rulesOf(explain(layer)(ones([2, 3]), ones([1, 3])))[1]).toBe(
      "dv2 += dv3;  dv1 += sum(dv3, axis=0, keepdims=True)",
    );
    const product = (a: Tensor, b: Tensor): Tensor => mul(a, b);
    expect(rulesOf(explain(product)(2, ones([2, 3])))).toEqual(["dv0 += sum(dv2 * v1, axis=(0, 1));  dv1 += dv2 * v0"]);
    expect(rulesOf(explain(product)(ones([1, 3]), ones([4, 2, 3])))).toEqual([
      "dv0 += sum(dv2 * v1, axis=(0, 1)).reshape(1, 3);  dv1 += dv2 * v0",
    ]);
  });

  test("has the products of vectors as they are: outer, and by a number", () => {
    const product = (a: Tensor, b: Tensor): Tensor => matmul(a, b);
    expect(rulesOf(explain(product)(ones([3, 2]), ones([2])))).toEqual(["dv0 += outer(dv2, v1);  dv1 += v0.T @ dv2"]);
    expect(rulesOf(explain(product)(ones([2]), ones([2, 3])))).toEqual(["dv0 += dv2 @ v1.T;  dv1 += outer(v0, dv2)"]);
    expect(rulesOf(explain(product)(ones([2]), ones([2])))).toEqual(["dv0 += dv2 * v1;  dv1 += v0 * dv2"]);
  });

  test("names the line of the result whose adjoint a rule takes, and takes several results as a list", () => {
    const logDeterminant = (a: Tensor): Tensor => linalg.slogdet(a)[1];
    expect(rulesOf(explain(logDeterminant)(eye(2)))).toEqual(["dv0 += dv2 * inv(v0).T"]);
    const twice = ((x: Tensor) => [x, x]) as unknown as (x: Tensor) => Tensor;
    const listed = explain(twice)(tensor([1, 2]));
    expect(listed.lines[0]!.adjoint!.toArray()).toEqual([2, 2]);
    expect(rulesOf(listed)).toEqual(["dv0 += row 0 of dv1;  dv0 += row 1 of dv1"]);
  });

  // A student with pencil and paper: every line's rule read as a formula, and what it gives added up, from the last line
  // to the first.
  function byPrintedRules({ lines }: Explanation): Tensor[] {
    const scope: Record<string, Tensor> = {};
    const adjoints = new Map<string, Tensor>();
    for (const { name, value } of lines) scope[name] = value;
    const last = lines.at(-1)!;
    adjoints.set(last.name, onesLike(last.value));
    for (const { name, rule } of lines.toReversed()) {
      scope[`d${name}`] = adjoints.get(name)!;
      for (const [, to, formula] of rule.matchAll(/d(v\d+) \+= (.*?)(?:; {2}|$)/g)) {
        const given = evaluateFormula(formula!, scope);
        const before = adjoints.get(to!);
        adjoints.set(to!, before === undefined ? given : add(before, given));
      }
    }
    return lines.map(({ name }) => adjoints.get(name)!);
  }

  const shapes: readonly (readonly [a: readonly number[], b: readonly number[]])[] = [
    [[3], [3]],
    [[], [2, 3]],
    [
      [2, 3],
      [1, 3],
    ],
    [
      [4, 1, 3],
      [2, 1],
    ],
    [[1], [5, 1, 2]],
  ];
  test.each(shapes)("prints rules that give the adjoints, for %j and %j", (a, b) => {
    const rng = RandomState(1);
    const functions = [add, sub, mul, div, pow, hypot];
    for (const f of functions) {
      const both = explain((x: Tensor, y: Tensor) => exp(f(x, f(tanh(y), x))))(
        rng.uniform(1, 2, a),
        rng.uniform(1, 2, b),
      );
      const found = byPrintedRules(both);
      both.lines.forEach(({ adjoint }, i) => {
        expect(found[i]!.shape).toEqual(adjoint!.shape);
        expect(allclose(found[i]!, adjoint!, ROUNDING).item()).toBe(1);
      });
    }
  });

  test.each([
    [
      [2, 3],
      [3, 4],
    ],
    [[2, 3], [3]],
    [[3], [3, 2]],
    [[3], [3]],
  ])("and those of products, for %j and %j", (a, b) => {
    const rng = RandomState(2);
    const product = explain((x: Tensor, y: Tensor) => exp(matmul(x, y)))(rng.uniform(1, 2, a), rng.uniform(1, 2, b));
    const found = byPrintedRules(product);
    product.lines.forEach(({ adjoint }, i) => {
      expect(found[i]!.shape).toEqual(adjoint!.shape);
      expect(allclose(found[i]!, adjoint!, ROUNDING).item()).toBe(1);
    });
  });
});
