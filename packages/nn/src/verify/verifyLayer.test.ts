import {
  add,
  customVjp,
  matmul,
  mean,
  mul,
  random,
  square,
  sum,
  type Tensor,
  tensor,
  transpose,
} from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { elementwise } from "../activations/activation.ts";
import { tanh } from "../activations/logistic.ts";
import { relu } from "../activations/rectified.ts";
import type { Layer } from "../layer.ts";
import { activate } from "../layers/activate.ts";
import { type DenseParams, dense } from "../layers/dense.ts";
import { sequential } from "../layers/sequential.ts";
import { verifyLayer } from "./verifyLayer.ts";

type Dense = Layer<DenseParams, { readonly x: Tensor }>;

/** A dense layer with another way back. */
function withBackward(backward: Dense["backward"]): Dense {
  return { ...dense(3, 2), name: "mine", backward };
}

/** The checks that fail, and the first thing that each says. */
function failures(layer: Dense, options = {}): string[] {
  return verifyLayer(layer, options).checks.flatMap(({ name, ok, problems }) =>
    ok ? [] : [`${name}: ${problems[0]}`],
  );
}

const right: Dense["backward"] = ({ W }, { x }, dz) => ({
  dParams: { W: matmul(transpose(x), dz), b: sum(dz, 0) },
  dx: matmul(dz, transpose(W)),
});

describe("verifyLayer", () => {
  test("finds nothing wrong with a right layer", () => {
    expect(failures(withBackward(right))).toEqual([]);
  });

  test.each([1, 1e-6, 1e-9, 1e-12, 1e12])("sees a factor 2 in a layer of size %s", (size) => {
    const layer = (factor: number): Dense => ({
      ...dense(3, 2),
      apply: ({ W, b }, x) => mul(size, add(matmul(x, W), b)),
      forward: ({ W, b }, x) => [mul(size, add(matmul(x, W), b)), { x }],
      backward: (params, cache, dy) => right(params, cache, mul(factor * size, dy)),
    });
    expect(failures(layer(1))).toEqual([]);
    expect(failures(layer(2))[0]).toMatch(/^backward, by hand, equals the tape: dParams\.W is/);
  });

  test("says what backward gives too much, and that a return is forgotten", () => {
    const more: Dense["backward"] = (params, cache, dz) => {
      const { dParams, dx } = right(params, cache, dz);
      return { dParams: { ...dParams, c: dx }, dx };
    };
    expect(failures(withBackward(more))).toEqual([
      "backward, by hand, equals the tape: dParams.c belongs to nothing: there is no params.c",
    ]);
    const forgetful = withBackward((() => undefined) as never);
    expect(failures(forgetful)[0]).toMatch(/backward returns the adjoints, \{ dParams, dx \}\n[\s\S]*return forgotten/);
    const empty = failures(withBackward((() => ({})) as never));
    expect(empty.join()).toContain("dParams.W is missing");
    expect(empty.join()).not.toContain("TypeError");
  });

  test("prints a line for each check", () => {
    expect(String(verifyLayer(withBackward(right)))).toMatchInlineSnapshot(`
      "mine: all 9 checks hold
        ok     init draws from its generator only
        ok     forward gives what apply gives
        ok     backward, by hand, equals the tape
        ok     the tape equals central differences
        ok     second derivatives of backward equal the tape's
        ok     staged it gives what it gives eagerly, to the last bit
        ok     float32 in gives float32 out
        ok     a batch without examples passes through
        ok     the same call gives the same numbers, and changes nothing"
    `);
  });

  const mistakes: readonly (readonly [string, Dense["backward"], RegExp])[] = [
    [
      "a missing sum",
      (...args) => ({ ...right(...args), dParams: { W: right(...args).dParams.W, b: args[2] } }),
      /dParams\.b has the shape \[3, 2\] instead of \[2\]: the sum over the batch is missing/,
    ],
    [
      "a sign",
      (...args) => ({ ...right(...args), dx: mul(-1, right(...args).dx) }),
      /dx is .*: the sign is wrong everywhere/,
    ],
    [
      "a factor 2",
      (...args) => ({ ...right(...args), dx: mul(2, right(...args).dx) }),
      /dx is .*: everywhere 2 times the right value/,
    ],
    [
      "a mean in place of a sum",
      (p, c, dz) => ({ dx: right(p, c, dz).dx, dParams: { W: right(p, c, dz).dParams.W, b: mean(dz, 0) } }),
      /dParams\.b is .*: everywhere 1\/3 of it, the number of examples; backward must not average/,
    ],
    [
      "a missing transpose",
      (p, c, dz) => ({
        dx: right(p, c, dz).dx,
        dParams: { ...right(p, c, dz).dParams, W: transpose(right(p, c, dz).dParams.W) },
      }),
      /dParams\.W has the shape \[2, 3\] instead of \[3, 2\]: it is transposed/,
    ],
    [
      "a missing parameter",
      (p, c, dz) => ({ dx: right(p, c, dz).dx, dParams: { W: right(p, c, dz).dParams.W } as DenseParams }),
      /dParams\.b is missing, a tensor \[2\] belongs there/,
    ],
    [
      "no derivative at all",
      (p, c, dz) => ({ ...right(p, c, dz), dx: mul(0, c.x) }),
      /dx is .*: it is all zeros, a term is missing/,
    ],
  ];
  test.each(mistakes)("names %s", (_name, backward, expected) => {
    const found = failures(withBackward(backward));
    expect(found.find((line) => line.startsWith("backward, by hand"))).toMatch(expected);
  });

  test("says what was forgotten in the middle of a net", () => {
    const [first, last] = [dense(3, 4), dense(4, 2)];
    const net = sequential(first, tanh, last);
    const report = verifyLayer({
      ...net,
      name: "net",
      backward: ([p, , q], caches, dy) => {
        const [before, , after] = caches as [{ x: Tensor }, unknown, { x: Tensor }];
        const high = last.backward(q, after, dy);
        const low = first.backward(p, before, high.dx); // tanh' is missing between the two
        return { dParams: [low.dParams, {}, high.dParams], dx: low.dx };
      },
    });
    // Seen in the parameters and in the input, and said once.
    const causes = report.checks[2]!.problems.filter((line) => line.startsWith("cause"));
    expect(causes).toHaveLength(1);
    expect(causes[0]).toMatch(/^cause missing-activation-derivative: multiply by the derivative/);
  });

  test("finds a way back in raw numbers, through which no second derivative passes", () => {
    const raw = withBackward((p, c, dz) => ({ ...right(p, c, dz), dx: tensor(matmul(dz, transpose(p.W)).toArray()) }));
    const found = failures(raw).join("\n");
    expect(found).toMatch(
      /second derivatives of backward equal the tape's: .*second order.*written in operations only/,
    );
    expect(found).toMatch(/staged it gives what it gives eagerly.*abstract/);
  });

  test("finds a layer that changes its parameters", () => {
    const greedy = withBackward((p, c, dz) => {
      (p as { W: Tensor }).W = add(p.W, 1);
      return right(p, c, dz);
    });
    expect(failures(greedy).join("\n")).toMatch(/it changes parameters or input in place/);
  });

  test("finds a rule of one's own that is wrong on the tape as well as by hand", () => {
    const squared = customVjp(
      (x: Tensor) => square(x),
      (x: Tensor) => [square(x), x],
      (x: Tensor, g: Tensor) => [mul(g, x)], // without the 2
    );
    const layer: Layer<Record<never, never>, { readonly x: Tensor }> = {
      name: "squares",
      init: () => ({}),
      apply: (_params, x) => squared(x),
      forward: (_params, x) => [squared(x), { x }],
      backward: (_params, { x }, dy) => ({ dParams: {}, dx: mul(dy, x) }),
      sample: (rng, n) => rng.normal(0, 1, [n, 2]),
    };
    const wrong = verifyLayer(layer).checks.filter(({ ok }) => !ok);
    expect(wrong.map(({ name }) => name)).toEqual(["the tape equals central differences"]);
  });

  test("says what may be the matter where an input lies at a kink", () => {
    const { checks } = verifyLayer(activate(relu), { x: tensor([[1e-5, -1e-5, 1]]), examples: 1 });
    expect(checks.find(({ ok }) => !ok)?.problems[0]).toMatch(/^the derivative along .* near a kink\? Pass another x$/);
  });

  test("finds a forward that is another function than apply", () => {
    const layer: Dense = { ...withBackward(right), forward: ({ W }, x) => [matmul(x, W), { x }] };
    expect(
      failures({
        ...layer,
        init: () => ({
          W: tensor([
            [1, 2],
            [3, 4],
            [5, 6],
          ]),
          b: tensor([1, 1]),
        }),
      })[0],
    ).toMatch(/^forward gives what apply gives: y is /);
  });

  test("finds an init that draws from elsewhere, and a result that is not the same twice", () => {
    let calls = 0;
    const layer: Dense = {
      ...withBackward(right),
      init: () => ({
        W: tensor([
          [++calls, 2],
          [3, 4],
          [5, 6],
        ]),
        b: tensor([1, 1]),
      }),
    };
    expect(failures(layer)).toEqual([expect.stringMatching(/^init draws from its generator only/)]);
    const restless: Dense = {
      ...withBackward(right),
      apply: ({ W, b }, x) => add(add(matmul(x, W), b), mul(++calls, 1e-3)),
    };
    expect(failures(restless).join("\n")).toMatch(/the same call gives the same numbers.*the second time/);
  });

  test("finds float64 where float32 belongs", () => {
    const wide: Dense = { ...withBackward(right), apply: ({ W, b }, x) => add(add(matmul(x, W), b), tensor([0])) };
    expect(failures(wide).join("\n")).toMatch(/float32 in gives float32 out: y is float64 instead of float32/);
  });

  test("takes an input, or makes one up from W, or asks for one", () => {
    const { sample: _, ...nameless } = dense(3, 2);
    expect(verifyLayer(nameless).ok).toBe(true);
    expect(verifyLayer(nameless, { x: random.generator(0).normal(0, 1, [2, 3]), examples: 2 }).ok).toBe(true);
    const bare: Layer<Record<never, never>, { x: Tensor }> = {
      name: "double",
      init: () => ({}),
      apply: (_params, x) => mul(2, x),
      forward: (_params, x) => [mul(2, x), { x }],
      backward: (_params, _cache, dy) => ({ dParams: {}, dx: mul(2, dy) }),
    };
    expect(verifyLayer(bare, { x: tensor([[1, 2]]), examples: 1 }).ok).toBe(true);
    expect(() => verifyLayer(bare)).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: verifyLayer: what does double take? No input is given, and its parameters do not tell
        hint pass one, verifyLayer(layer, { x }), or give the layer a sample: (rng, n) => rng.normal(0, 1, [n, 4])]
    `);
  });
});

test("finds a layer that remembers its last input outside of the cache", () => {
  let last: Tensor | undefined;
  const layer = dense(3, 2);
  const remembering = {
    ...layer,
    forward: (p: DenseParams, x: Tensor) => {
      last = x;
      return layer.forward(p, x);
    },
    backward: (p: DenseParams, _cache: unknown, dy: Tensor) => layer.backward(p, { x: last! }, dy),
  };
  const { ok, checks } = verifyLayer(remembering);
  expect(ok).toBe(false);
  expect(checks.filter((check) => !check.ok).map(({ name }) => name)).toEqual([
    "the same call gives the same numbers, and changes nothing",
  ]);
  expect(checks.at(-1)!.problems[0]).toMatch(/^dParams, after a forward pass with other numbers,.*W/);
});

test.each<[string, () => unknown, RegExp]>([
  ["nothing", () => verifyLayer(undefined as never), /the first argument is a layer/],
  [
    "a layer without backward",
    () => verifyLayer({ ...dense(3, 2), backward: undefined } as never),
    /no function backward/,
  ],
  ["a misspelt option", () => verifyLayer(dense(3, 2), { sed: 3 } as never), /there is no option "sed"/],
])("says what is wrong with %s", (_name, call, message) => expect(call).toThrow(message));

test("does not ask how a backward pass is written that is wrong already at first order", () => {
  const layer = dense(3, 2);
  const text = String(
    verifyLayer({
      ...layer,
      backward: (p: DenseParams, c: Parameters<typeof layer.backward>[1], dy: Tensor) => {
        const found = layer.backward(p, c, dy);
        return { ...found, dx: mul(2, found.dx) };
      },
    }),
  );
  expect(text).toMatch(/second order: .*; the first is wrong already/);
  expect(text).not.toContain("written in operations only");
});

test("does not take a factor of a derivative for a size by which a loss divides", () => {
  const cube = elementwise({
    name: "cube",
    formula: "z^3",
    value: (z: Tensor) => mul(z, square(z)),
    derivative: (z: Tensor) => mul(2, square(z)),
  });
  const text = String(verifyLayer(activate(cube)));
  expect(text).toContain("everywhere 0.666667 times the right value");
  expect(text).not.toMatch(/cause (factor|mean-for-sum|sum-for-mean)/);
  // z³ is z · z²: 2z² is what comes back through the square alone.
  expect(text).toContain("cause missing-term");
});
