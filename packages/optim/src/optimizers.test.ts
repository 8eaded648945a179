import {
  at,
  makeProgram,
  mean,
  mul,
  type Program,
  square,
  sub,
  sum,
  type Tensor,
  tensor,
  valueAndGrad,
  zeros,
} from "@wengert/autograd";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { adadelta } from "./adadelta.ts";
import { adagrad } from "./adagrad.ts";
import { adam, adamW } from "./adam.ts";
import { adamax } from "./adamax.ts";
import { asgd } from "./asgd.ts";
import { lbfgs } from "./lbfgs.ts";
import { momentum, nesterov } from "./momentum.ts";
import { nadam } from "./nadam.ts";
import type { Optimizer, Rate } from "./optimizer.ts";
import { radam } from "./radam.ts";
import { rmsprop } from "./rmsprop.ts";
import { rprop } from "./rprop.ts";
import * as schedule from "./schedules/index.ts";
import { sgd } from "./sgd.ts";

fc.configureGlobal({ seed: 42 });

const entry = fc.double({ min: -3, max: 3, noNaN: true });
/** Gradients of some steps, for a parameter with four entries. */
const gradients = fc.array(fc.array(entry, { minLength: 4, maxLength: 4 }), { minLength: 1, maxLength: 8 });
const rates = fc.double({ min: 1e-3, max: 1, noNaN: true });

/** The parameters after gradients that are given. */
function follow(optimizer: Optimizer, path: readonly number[][], start = [0.5, -1, 2, 0]): number[] {
  let params = { w: tensor(start) as Tensor };
  let state = optimizer.init(params);
  for (const g of path) [params, state] = optimizer.update(params, { w: tensor(g) as Tensor }, state);
  return params.w.toArray() as number[];
}

/** The same path, computed in another order: entries up to 30. */
const ROUNDING = 1e-12;

function close(a: readonly number[], b: readonly number[]): void {
  a.forEach((x, i) => {
    expect(Math.abs(x - b[i]!)).toBeLessThanOrEqual(ROUNDING);
  });
}

describe("momentum", () => {
  test("with α = 0 is gradient descent, to the last bit, in both forms", () => {
    fc.assert(
      fc.property(gradients, rates, (path, learningRate) => {
        const plain = follow(sgd({ learningRate }), path);
        expect(follow(momentum({ learningRate, decay: 0 }), path)).toEqual(plain);
        expect(follow(momentum({ learningRate, decay: 0, form: "torch" }), path)).toEqual(plain);
      }),
    );
  });

  test("is the same path in both forms while the rate is constant, and another under a schedule", () => {
    const both = (rate: Rate, path: number[][], make = momentum): [number[], number[]] => [
      follow(make({ learningRate: rate }), path),
      follow(make({ learningRate: rate, form: "torch" }), path),
    ];
    fc.assert(
      fc.property(gradients, rates, (path, rate) => {
        close(...both(rate, path));
        close(...both(rate, path, nesterov));
      }),
    );
    const [classical, torch] = both(schedule.exponential({ rate: 0.1, factor: 0.5 }), [
      [1, 1, 1, 1],
      [1, 1, 1, 1],
    ]);
    // v = −0.1, then −0.09 − 0.05; against 0.1 · 1 + 0.05 · 1.9.
    expect(classical[0]).toBeCloseTo(0.5 - 0.1 - 0.14, 12);
    expect(torch[0]).toBeCloseTo(0.5 - 0.1 - 0.095, 12);
  });

  test("takes its decay from a schedule", () => {
    const path = [
      [1, 1, 1, 1],
      [1, 1, 1, 1],
    ];
    const decay = schedule.linear({ from: 0.9, to: 0.5, steps: 1 });
    expect(follow(momentum({ learningRate: 0.1, decay }), path)[0]).toBeCloseTo(0.5 - 0.1 - 0.15, 12);
  });
});

describe("optimizers", () => {
  test("move the first step of Adam by η in every coordinate, whatever the gradient's size", () => {
    expect(follow(adam({ learningRate: 0.1 }), [[1e-3, -5, 1e6, 1]])).toEqual(
      [0.4, -0.9, 1.9, -0.1].map((x) => expect.closeTo(x, 5)),
    );
  });

  test("leave a parameter with gradient 0 where it is, and finite", () => {
    for (const optimizer of [
      adam(),
      adamW({ weightDecay: 0 }),
      rmsprop({ learningRate: 0.1 }),
      radam(),
      nadam(),
      rprop(),
    ]) {
      expect(
        follow(optimizer as Optimizer, [
          [0, 0, 0, 0],
          [0, 0, 0, 0],
        ]),
      ).toEqual([0.5, -1, 2, 0]);
    }
  });

  test("hand a NaN in the gradient on to its own entry and no other", () => {
    for (const optimizer of [sgd({ learningRate: 0.1 }), adam(), momentum({ learningRate: 0.1 })]) {
      const after = follow(optimizer as Optimizer, [[Number.NaN, 1, 1, 1]]);
      expect(after.map(Number.isNaN)).toEqual([true, false, false, false]);
    }
  });

  test("keep what is no tensor in the parameters", () => {
    const optimizer = sgd({ learningRate: 1 });
    const params = { W: tensor([1]), activation: "relu", bias: null };
    const gradient = { W: tensor([1]), activation: "relu", bias: null };
    expect(optimizer.update(params, gradient, optimizer.init(params))[0]).toEqual({
      W: expect.anything(),
      activation: "relu",
      bias: null,
    });
  });

  test("take numbers for tensors without axes", () => {
    const optimizer = momentum({ learningRate: 0.5 });
    const params = { slope: 1, offset: 0 };
    const [next] = optimizer.update(params, { slope: tensor(1), offset: tensor(-1) }, optimizer.init(params));
    expect([next.slope.item(), next.offset.item()]).toEqual([0.5, 0.5]);
  });

  test("take a gradient whose keys stand in another order, and one of another float dtype", () => {
    const optimizer = adam({ learningRate: 0.1 });
    const params = { a: tensor([1], { dtype: "float32" }), b: tensor([2]) };
    const [next] = optimizer.update(params, { b: tensor([1]), a: tensor([1]) }, optimizer.init(params));
    expect([next.a.dtype, next.b.dtype]).toEqual(["float32", "float64"]);
    expect(next.b.item()).toBeCloseTo(1.9, 6);
  });

  test("of no parameters do nothing", () => {
    const optimizer = adam();
    expect(optimizer.update({}, {}, optimizer.init({}))[0]).toEqual({});
  });

  test("average the path when told to: ASGD's mean of the last points", () => {
    const optimizer = asgd({ learningRate: 0.5, decay: 0, averageFrom: 0 });
    let params = { w: tensor([0, 0]) as Tensor };
    let state = optimizer.init(params);
    const seen: number[] = [];
    for (let t = 0; t < 5; t++) {
      [params, state] = optimizer.update(params, { w: tensor([1, -1]) as Tensor }, state);
      seen.push((params.w.toArray() as number[])[0]!);
    }
    // μ is 1 at the first two steps: the mean begins with the second point.
    const mean = seen.slice(1).reduce((a, b) => a + b) / 4;
    expect(((state.average as typeof params).w.toArray() as number[])[0]).toBeCloseTo(mean, 12);
  });

  test("refuse options out of range, in three lines", () => {
    expect(() => sgd({ learningRate: -0.1 })).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: sgd: learningRate must be a number > 0 or a schedule
        got  -0.1
        hint steps go down the gradient already; to climb, chain(scaleGradients(-1), …)]
    `);
    expect(() => sgd({ learningRate: 0 })).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: sgd: learningRate must be a number > 0 or a schedule
        got  0
        hint at 0 nothing moves; to hold parameters use parameterGroups with frozen()]
    `);
    expect(() => momentum({ learningRate: 0.1, decay: 1.2 })).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: momentum: decay must be in [0, 1)
        got  1.2
        hint at 1 the steps never die out; 0.9 is usual]
    `);
    expect(() => momentum({ learningRate: 0.1, dampening: 0.5 })).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: momentum: the classical form has no dampening
        got  0.5
        hint it belongs to form: "torch"]
    `);
    expect(() => adam({ epsilon: 0 })).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: adam: epsilon must be a number > 0
        got  0
        hint without it a parameter with gradient 0 would become NaN; 1e-8 is usual]
    `);
    expect(() => rprop({ shrink: 2 })).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: rprop: shrink must be in (0, 1)
        got  2
        hint 0.5 is usual]
    `);
    expect(() => adam({ learningRate: "0.1" as never })).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: adam: learningRate must be a number > 0 or a schedule
        got  "0.1"
        hint for instance 0.01, or schedule.cosine({ rate: 0.1, steps: 1000 })]
    `);
  });

  test("refuse to move without a state, or with another optimizer's", () => {
    const params = { W: zeros([2]) };
    expect(() => adam().update(params, params, undefined as never)).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: adam: update needs the state as its third argument
        got  undefined
        hint let state = optimizer.init(params); then [params, state] = optimizer.update(params, gradient, state)]
    `);
    const state = sgd({ learningRate: 0.1 }).init(params);
    expect(() => adam().update(params, params, state as never)).toThrowErrorMatchingInlineSnapshot(`
      [KindError: adam: the state's mean is not built like what it belongs to
        got  undefined instead of {W: *}
        hint use the same arrays and record keys, with a tensor for every tensor (each * is one)]
    `);
  });

  test("refuse a state of parameters of another shape, which arithmetic would stretch", () => {
    const [one, two] = [{ W: zeros([1]) }, { W: zeros([2]) }];
    expect(() => adam().update(two, two, adam().init(one))).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: adam: the state's mean at .W has another shape than its parameter
        got  state's mean [1], parameter [2]
        hint begin with the state of these parameters: optimizer.init(params)]
    `);
    const loss = ({ W }: { W: Tensor }) => sum(square(sub(W, 1)));
    const context = { valueAndGrad: valueAndGrad(loss) as never };
    const [, gradient] = valueAndGrad(loss)(two);
    expect(() => lbfgs().update(two, gradient, lbfgs().init(one), context)).toThrow(
      /the state is not one of these parameters, which have 2 entries in all/,
    );
  });

  test("refuse gradients that are not the parameters'", () => {
    const optimizer = momentum({ learningRate: 0.1 });
    const params = { W: zeros([3, 2]), b: zeros([2]) };
    const state = optimizer.init(params);
    const update = (gradient: unknown) => () => optimizer.update(params, gradient as never, state);
    expect(update({ W: zeros([2, 3]), b: zeros([2]) })).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: momentum: the gradient at .W has another shape than its parameter
        got  gradient [2, 3], parameter [3, 2]
        hint transpose the gradient]
    `);
    expect(update({ W: zeros([3, 2]), b: zeros([1, 2]) })).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: momentum: the gradient at .b has another shape than its parameter
        got  gradient [1, 2], parameter [2]
        hint sum the gradient over the axes along which the parameter was repeated]
    `);
    expect(update({ W: zeros([3, 2]) })).toThrowErrorMatchingInlineSnapshot(`
      [KindError: momentum: the gradient is not built like what it belongs to
        got  {W: *} instead of {W: *, b: *}
        hint use the same arrays and record keys, with a tensor for every tensor (each * is one)]
    `);
    expect(() =>
      optimizer.update(params, params, optimizer.init({ W: zeros([3, 2]) })),
    ).toThrowErrorMatchingInlineSnapshot(`
      [KindError: momentum: the state's velocity is not built like what it belongs to
        got  {W: *} instead of {W: *, b: *}
        hint use the same arrays and record keys, with a tensor for every tensor (each * is one)]
    `);
    expect(() =>
      optimizer.init({ layers: [{ n: tensor([1], { dtype: "int32" }) }] }),
    ).toThrowErrorMatchingInlineSnapshot(`
      [KindError: momentum: the parameter at .layers[0].n holds int32, which cannot be moved by fractions
        got  a tensor of shape [1] and dtype int32
        hint make it a float, astype(x, "float64"), or keep it outside of the parameters]
    `);
  });
});

describe("L-BFGS", () => {
  const target = tensor([3, -1, 2]);
  const loss = (p: { readonly x: Tensor }): Tensor => sum(mul(tensor([1, 10, 100]), square(sub(p.x, target))));
  const start = { x: zeros([3]) as Tensor };

  test("finds the minimum of a badly scaled parabola in one call", () => {
    const optimizer = lbfgs();
    const [value, gradient] = valueAndGrad(loss)(start);
    const context = { value, valueAndGrad: valueAndGrad(loss) };
    const [{ x }] = optimizer.update(start, gradient, optimizer.init(start), context);
    expect(x.toArray()).toEqual([3, -1, 2].map((t) => expect.closeTo(t, 5)));
    expect(loss({ x }).item()).toBeLessThan(1e-10);
  });

  test("stays at a minimum", () => {
    const optimizer = lbfgs();
    const there = { x: target as Tensor };
    const [value, gradient] = valueAndGrad(loss)(there);
    const [next] = optimizer.update(there, gradient, optimizer.init(there), {
      value,
      valueAndGrad: valueAndGrad(loss),
    });
    expect(next.x.toArray()).toEqual([3, -1, 2]);
  });

  test("says what it needs, and that it cannot be staged", () => {
    const optimizer = lbfgs();
    const [value, gradient] = valueAndGrad(loss)(start);
    expect(() =>
      optimizer.update(start, gradient, optimizer.init(start), { value }),
    ).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: lbfgs: it evaluates the loss at other parameters, and was not told how
        hint pass a fourth argument: optimizer.update(params, gradient, state, { value, valueAndGrad: valueAndGrad(loss) })]
    `);
    const step = (p: typeof start) =>
      optimizer.update(p, valueAndGrad(loss)(p)[1], optimizer.init(start), { valueAndGrad: valueAndGrad(loss) })[0];
    expect(() => makeProgram(step)(start)).toThrowErrorMatchingInlineSnapshot(`
      [TraceError: lbfgs: its line search branches on values, so it cannot be staged
        got  an abstract float64 tensor of shape []
        hint run it eagerly; its loss may be a staged or compiled function]
    `);
  });
});

describe("a staged step", () => {
  test("is one program under any schedule: the rate is computed from the step in the state", () => {
    const loss = (w: Tensor): Tensor => mean(square(sub(w, tensor([1, 2]))));
    const learningRate = schedule.warmUp(3, schedule.cosine({ rate: 0.5, steps: 10 }));
    const optimizer = momentum({ learningRate });
    const step = (w: Tensor, state: ReturnType<typeof optimizer.init>) =>
      optimizer.update(w, valueAndGrad(loss)(w)[1], state);
    const w = tensor([0, 0]) as Tensor;
    const program: Program = makeProgram(step)(w, optimizer.init(w));
    expect(program.inputs.length).toBe(3);
    expect(String(program)).toContain("cos");
    expect(at(w, 0).item()).toBe(0);
  });
});

describe("an option that an optimizer does not know", () => {
  test.each(
    Object.entries({
      sgd,
      momentum,
      nesterov,
      adagrad,
      rmsprop,
      adadelta,
      adam,
      adamW,
      adamax,
      nadam,
      radam,
      asgd,
      rprop,
    }),
  )("is refused by %s, with the name that it has here", (_, make) => {
    expect(() => make(undefined as never)).not.toThrow(TypeError);
    expect(() => make(undefined as never)).not.toThrow(TypeError);
    expect(() => make({ lr: 0.1 } as never)).toThrow(/there is no option "lr"[\s\S]*here it is learningRate/);
  });
});
