import { inspect } from "node:util";
import {
  add,
  grad,
  jvp,
  linalg,
  mean,
  mul,
  random,
  square,
  sub,
  sum,
  type Tensor,
  tensor,
  valueAndGrad,
} from "@wengert/autograd";
import { compile } from "@wengert/compile";
import { describe, expect, test } from "vitest";
import { deviation, expectClose } from "../../packages/compile/src/testing/close.ts";

interface State {
  readonly w: Tensor;
  readonly v: Tensor;
}

const slope = valueAndGrad((w: Tensor, x: Tensor) => mean(square(sub(w, x))));
const step = (w: Tensor, v: Tensor, x: Tensor): [Tensor, Tensor, Tensor] => {
  const [value, g] = slope(w, x);
  const next = sub(mul(0.9, v), mul(0.05, g));
  return [add(w, next), next, value];
};
const x = random.generator("x").normal(0, 1, [7]);
const other = random.generator("other").normal(0, 1, [3, 7]);
const begin = (): State => ({ w: random.generator("w").normal(0, 1, [7]), v: mul(0, x) });

/** The states of a run, operation by operation. */
function run(steps: number, batches: readonly Tensor[]): State[] {
  const states = [begin()];
  for (let i = 0; i < steps; i++) {
    const { w, v } = states[i]!;
    const [a, b] = step(w, v, batches[i % batches.length]!);
    states.push({ w: a, v: b });
  }
  return states;
}

describe("what a compiled step returns", () => {
  test("stays right when it is kept while the loop goes on, at batches of two sizes", () => {
    const compiled = compile(step);
    const expected = run(40, [x, other]);
    const kept = [begin()];
    for (let i = 0; i < 40; i++) {
      const { w, v } = kept[i]!;
      const [a, b] = compiled(w, v, i % 2 === 0 ? x : other);
      kept.push({ w: a, v: b });
    }
    expectClose(kept, expected, "all states");
  });

  test("may be used again: a run that goes back to an earlier state and on from there", () => {
    const compiled = compile(step);
    const states = [begin()];
    for (let i = 0; i < 10; i++) {
      const { w, v } = states[i]!;
      const [a, b] = compiled(w, v, x);
      states.push({ w: a, v: b });
    }
    const [w, v] = compiled(states[3]!.w, states[7]!.v, x);
    expectClose([w, v], step(states[3]!.w, states[7]!.v, x).slice(0, 2), "a mixed state");
    expectClose(compiled(w, v, other).slice(0, 2), step(w, v, other).slice(0, 2), "and on");
    expectClose(states, run(10, [x]), "all states");
  });

  test("may be passed to other compiled functions, swapped, and changed in between", () => {
    const [compiled, second, swap] = [
      compile(step),
      compile((w: Tensor, v: Tensor) => [sum(w), mul(w, v)]),
      compile((a: Tensor, b: Tensor) => [b, a]),
    ];
    let { w, v } = begin();
    let [p, q] = [w, v];
    for (let i = 0; i < 20; i++) {
      [w, v] = compiled(w, v, x);
      [p, q] = step(p, q, x);
      expectClose(second(w, v), [sum(p), mul(p, q)], "another function");
      [w, v] = swap(w, v) as [Tensor, Tensor];
      [p, q] = [q, p];
      if (i % 3 === 0) [w, p] = [mul(w, 0.5), mul(p, 0.5)];
      if (i % 4 === 0) [v, q] = [w, p];
    }
    expectClose([w, v], [p, q], "after 20 rounds");
  });

  test("is right when state goes round in a circle of three", () => {
    const turn = (a: Tensor, b: Tensor, c: Tensor): [Tensor, Tensor, Tensor] => [b, c, add(a, 1)];
    const compiled = compile(turn);
    let state: [Tensor, Tensor, Tensor] = [tensor([1, 2]), tensor([10, 20]), tensor([100, 200])];
    let expected = state;
    for (let i = 0; i < 7; i++) [state, expected] = [compiled(...state), turn(...expected)];
    expect(state.map((x) => x.toArray())).toEqual(expected.map((x) => x.toArray()));
  });

  test("is right where more than the state comes back, and goes in elsewhere than where it came from", () => {
    const more = (w: Tensor, v: Tensor, x: Tensor): Tensor[] => {
      const [next, velocity, value] = step(w, v, x);
      return [next, velocity, value, sub(next, x), mul(velocity, 2), add(w, v)];
    };
    const compiled = compile(more);
    let { w, v } = begin();
    let [p, q] = [w, v];
    const kept: Tensor[][] = [];
    const expected: Tensor[][] = [];
    for (let i = 0; i < 24; i++) {
      kept.push(compiled(w, v, i % 5 === 4 ? kept[i - 2]![3]! : x));
      expected.push(more(p, q, i % 5 === 4 ? expected[i - 2]![3]! : x));
      const [from, to] = [kept[i]!, expected[i]!];
      // Mostly the state; now and then what is no state, the state the other way round, and one of long before.
      const [a, b] = i % 7 === 6 ? [1, 0] : i % 6 === 5 ? [5, 1] : [0, 1];
      [w, p] = i % 11 === 10 ? [kept[i - 8]![0]!, expected[i - 8]![0]!] : [from[a]!, to[a]!];
      [v, q] = [from[b]!, to[b]!];
    }
    expectClose(kept, expected, "all results");
  });

  test("cannot be given again when it was given away, also where it lies in memory still", () => {
    const f = compile((w: Tensor, g: Tensor): [Tensor, Tensor] => [sub(w, g), mul(g, 2)], { donate: [0] });
    let w: Tensor = tensor([1, 2]);
    const g = tensor([0.5, 0.25]);
    for (let i = 0; i < 6; i++) {
      const before = w;
      [w] = f(w, g);
      expect(() => f(before, g)).toThrow(/donated/);
    }
    expect(w.toArray()).toEqual([-2, 0.5]);
  });

  test("a result is no look at memory: the next call does not change it", () => {
    const twice = compile((a: Tensor) => mul(a, 2));
    const [first, second] = [twice(tensor([1, 2, 3])), twice(tensor([4, 5, 6]))];
    expect([first.toArray(), second.toArray()]).toEqual([
      [2, 4, 6],
      [8, 10, 12],
    ]);
  });

  test("is right after a call that ended with an error, when the state before is given again", () => {
    const f = (w: Tensor, A: Tensor): [Tensor, Tensor] => {
      const next = add(w, 1);
      return [next, linalg.cholesky(mul(A, sum(square(next))))];
    };
    const compiled = compile(f);
    const good = tensor([[4, 2], [2, 3]]) as Tensor; // biome-ignore format: a matrix
    const bad = tensor([[1, 2], [2, 1]]) as Tensor; // biome-ignore format: a matrix
    let w = tensor([1, 2, 3]) as Tensor;
    for (let i = 0; i < 8; i++) [w] = compiled(w, good);
    for (let i = 0; i < 3; i++) {
      expect(() => compiled(w, bad)).toThrow(/positive definite/);
      expectClose(compiled(w, good), f(w, good), "after an error");
    }
  });

  test("is right where a number and a tensor without axes take turns in one place", () => {
    const f = (s: Tensor | number, x: Tensor): Tensor => mul(s, x);
    const compiled = compile(f);
    const s = tensor(2) as Tensor;
    for (const by of [s, 3, s, s, 3, 3, s]) expectClose(compiled(by, x), f(by, x), `times ${by}`);
  });

  test("is given away once: in a record as alone", () => {
    const f = compile(({ w }: { readonly w: Tensor }, x: Tensor) => sub(w, mul(0.1, x)), { donate: [0] });
    for (let i = 0; i < 8; i++) {
      const w = add(i, x);
      f({ w }, x);
      expect(() => f({ w }, x)).toThrow(/was donated/);
    }
  });
});

describe("a session", () => {
  test("owns its state: what was read from it stays, and the given tensors are not changed", () => {
    const given = begin();
    const session = compile(step).session(given.w, given.v);
    const states = [{ w: session.params, v: session.state }];
    for (let i = 0; i < 30; i++) {
      session.step(i % 2 === 0 ? x : other);
      states.push({ w: session.params, v: session.state });
    }
    expectClose(states, run(30, [x, other]), "all states");
    expectClose(given, begin(), "what was given");
  });

  test("of the same function go their own ways, beside plain calls", () => {
    const compiled = compile(step);
    const [a, b] = [compiled.session(begin().w, begin().v), compiled.session(mul(begin().w, 2), begin().v)];
    for (let i = 0; i < 5; i++) {
      a.step(x);
      b.step(other);
      compiled(a.params, b.state, x);
    }
    expectClose({ w: a.params, v: a.state }, run(5, [x])[5], "the first");
    let [w, v] = [mul(begin().w, 2), begin().v];
    for (let i = 0; i < 5; i++) [w, v] = step(w, v, other);
    expectClose([b.params, b.state], [w, v], "the second");
  });

  test("is printed as its parameters and its state", () => {
    const session = compile((w: Tensor, n: Tensor) => [mul(w, 2), add(n, 1)]).session(tensor([1, 2]), tensor(0));
    session.step();
    expect(inspect(session)).toBe("Session { params: array([2., 4.]), state: array(1.) }");
    expect(compile(step).name).toBe("step");
  });

  test("says what a step must return", () => {
    const bad = compile((w: Tensor, v: Tensor) => [mul(w, v)]).session(x, x);
    expect(() => bad.step()).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: session: the function must return [params, state, …]
        hint a step is (params, state, ...batch) => [params, state, loss], as trainingStep of @wengert/optim makes it]
    `);
    const grows = compile((w: Tensor, v: Tensor) => [add(w, other), v]).session(x, x);
    expect(() => grows.step()).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: session: number 0 of the parameters and the state changes from float64[7] to float64[3,7]
        hint a step is (params, state, ...batch) => [params, state, loss], as trainingStep of @wengert/optim makes it]
    `);
  });
});

describe("a session holds numbers, through which nothing is differentiated:", () => {
  const compiled = compile(step);
  const [w, v] = [begin().w, begin().v];
  const follow = (x: Tensor): Tensor => compiled.session(w, v).step(x);

  test("a batch that somebody differentiates or stages is an error, before and after the first step", () => {
    const session = compiled.session(begin().w, begin().v);
    // A sum with something that does depend on x: a gradient of the rest alone would be silently wrong.
    const total = (x: Tensor): Tensor => add(sum(square(x)), session.step(x));
    expect(() => grad((x: Tensor) => add(sum(square(x)), follow(x)))(x)).toThrowErrorMatchingInlineSnapshot(`
      [TraceError: session: something in the batch is being differentiated or staged, and a session's memory holds numbers alone
        hint take derivatives inside of the step, as trainingStep of @wengert/optim does, or call the compiled function itself]
    `);
    session.step(x);
    expect(() => grad(total)(x)).toThrow(/something in the batch is being differentiated/);
    expect(() => jvp(total, [x], [x])).toThrow(/something in the batch is being differentiated/);
    expect(() => compile(total)(x)).toThrow(/something in the batch is being differentiated or staged/);
    expectClose([session.params, session.state], [run(1, [x])[1]!.w, run(1, [x])[1]!.v], "the state");
  });

  test("so are parameters and state", () => {
    const begun = (w: Tensor): Tensor => sum(compiled.session(w, v).params);
    expect(() => grad(begun)(x)).toThrow(/the parameters or the state are being differentiated/);
    expect(() => compile(begun)(x)).toThrow(/the parameters or the state are being differentiated/);
  });

  test("parameters and state cannot be static", () => {
    expect(() => compile(step, { static: [1] }).session(x, x)).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: session: argument 1 is static, and it is the state of the session
        got  static [1]
        hint a session's arguments 0 and 1 change with each step; what is part of the program comes after them]
    `);
  });
});

test("over 1e5 steps the numbers stay right and the memory flat", () => {
  const compiled = compile(step);
  const session = compile(step).session(begin().w, begin().v);
  let { w, v } = begin();
  let [p, q] = [w, v];
  const rounds = 100_000;
  let middle = 0;
  for (let i = 0; i < rounds; i++) {
    [w, v] = compiled(w, v, i % 2 === 0 ? x : other);
    session.step(i % 2 === 0 ? x : other);
    if (i === rounds / 4) {
      gc?.();
      middle = process.memoryUsage().rss;
    }
  }
  for (let i = 0; i < 2000; i++) [p, q] = step(p, q, i % 2 === 0 ? x : other);
  gc?.();
  expect(process.memoryUsage().rss - middle).toBeLessThan(30 * 2 ** 20);
  // The iteration comes to a cycle of two states, which the first 2000 steps reach.
  expect(deviation(w, p)).toBeLessThan(1e-9);
  expect(deviation(session.params, p)).toBeLessThan(1e-9);
  expectClose([v, session.state], [q, q], "the velocity");
});
