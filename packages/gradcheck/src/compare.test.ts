import { add, at, matmul, mean, mul, square, sub, sum, type Tensor, tanh, tensor, transpose } from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { compareGradients } from "./index.ts";
import { backward, type Planted, planted, twoLayers } from "./testing/twoLayers.ts";

describe("gradients that are right", () => {
  test.each([1, 4, 6])("agree, for a batch of %i, as numbers and as a function", (batch) => {
    const { loss, params, data } = twoLayers(batch);
    const hand = backward({});
    expect(compareGradients({ loss, params, data, hand: hand(params, ...data) }).ok).toBe(true);
    const result = compareGradients({ loss, params, data, hand });
    expect(result.ok).toBe(true);
    expect(result.probe).toMatch(/^agrees/);
    expect(result.causes).toEqual([]);
  });
});

describe.each(planted)("$name", ({ steps, code, quantity }) => {
  const { loss, params, data } = twoLayers(6);
  const hand = backward(steps);

  test.each([
    ["numbers", hand(params, ...data)],
    ["a function", hand],
  ])("is named from %s", (_form, given) => {
    const result = compareGradients({ loss, params, data, hand: given });
    expect(result.ok).toBe(false);
    expect(result.causes.map((cause) => cause.code)).toEqual([code]);
    expect(result.causes[0]!.quantity).toBe(quantity);
    expect(result.firstWrong?.quantity).toBe(quantity);
  });

  // Where the mean is missing there is no size.
  test.skipIf(code === "sum-for-mean")("is named in a function that has the batch size as a number, too", () => {
    const fixed = (p: typeof params, ...d: typeof data): typeof params => {
      const { W1, b1, W2, b2 } = hand(p, ...d);
      const k = d[0].shape[0]! / 6;
      return { W1: mul(k, W1), b1: mul(k, b1), W2: mul(k, W2), b2: mul(k, b2) };
    };
    const result = compareGradients({ loss, params, data, hand: fixed });
    expect(result.causes.map((cause) => cause.code)).toEqual([code]);
    expect(result.unseen.join()).toContain("where 6 stands in it for the size, take x.shape[0]");
  });

  test("is reported in at most 15 lines", () => {
    const text = String(compareGradients({ loss, params, data, hand }));
    expect(text.split("\n").length).toBeLessThanOrEqual(15);
    expect(text).toContain(code);
  });
});

describe("two mistakes at once", () => {
  const { loss, params, data } = twoLayers(6);
  const computes = (steps: Planted["steps"]): boolean => {
    try {
      return backward(steps)(params, ...data) !== null;
    } catch {
      return false;
    }
  };
  const pairs = planted.flatMap((a, i) =>
    planted.slice(i + 1).flatMap((b) => {
      const clash = Object.keys(a.steps).some((key) => key in b.steps);
      // Some do not even compute together: a transposed gradient cannot be added to what is not.
      return clash || !computes({ ...a.steps, ...b.steps }) ? [] : [{ name: `${a.name}, and ${b.name}`, a, b }];
    }),
  );

  test("are both named, or nothing is claimed", () => {
    let both = 0;
    for (const { a, b } of pairs) {
      const result = compareGradients({ loss, params, data, hand: backward({ ...a.steps, ...b.steps }) });
      expect(result.ok).toBe(false);
      const codes = result.causes.map((cause) => cause.code);
      if ([a, b].every(({ code }) => (codes as string[]).includes(code))) both++;
    }
    expect(pairs.length).toBeGreaterThan(40);
    expect(both / pairs.length).toBeGreaterThan(0.95);
  });
});

describe("what a batch of one hides", () => {
  const { loss, params, data } = twoLayers(1);
  const hand = backward({ db: (dz) => dz });

  test("is found on generated values when the hand is a function", () => {
    const result = compareGradients({ loss, params, data, hand });
    expect(result.causes.map(({ code }) => code)).toEqual(["not-summed"]);
  });
});

describe("arguments that cannot be compared", () => {
  test("a loss that is no single number", () => {
    const loss = (W: Tensor) => mul(W, 2);
    expect(() => compareGradients({ loss, params: tensor([1, 2]), hand: tensor([2, 2]) })).toThrow(
      "the loss must be one number, it is 2",
    );
  });

  test("a hand without the gradient of a parameter", () => {
    const loss = ({ W, b }: { W: Tensor; b: Tensor }) => mean(square(add(matmul(W, tensor([1, 2])), b)));
    const params = { W: tensor([[1, 2]]), b: tensor([1]) };
    const result = compareGradients({ loss, params, hand: { W: tensor([[12, 24]]) } });
    expect(result.causes[0]).toMatchObject({ code: "structure", quantity: "b" });
  });

  test("parameters that the hand changes", () => {
    const params = { W: tensor([[1, 2]]) };
    const loss = ({ W }: { W: Tensor }) => mean(square(matmul(W, tensor([1, 2]))));
    const hand = (p: { W: Tensor }) => {
      const gradient = { W: mul(10, tensor([[1, 2]])) };
      p.W = sub(p.W, mul(0.1, gradient.W));
      return gradient;
    };
    expect(compareGradients({ loss, params, hand }).causes[0]).toMatchObject({
      code: "stale-cache",
      what: "the hand-written function changes the parameters",
    });
  });
});

describe("intermediates", () => {
  const { loss, params, data } = twoLayers(6);
  const right = backward({})(params, ...data);
  const hand = { loss, params, data, hand: right };

  test("whose names say nothing are said not to be compared", () => {
    const { ok, unseen } = compareGradients({ ...hand, intermediates: { foo: tensor([1, 2]), dz9: tensor([1]) } });
    expect(ok).toBe(true);
    expect(unseen.at(-1)).toBe("foo, dz9 are not compared: nothing on the tape has these names or numbers");
  });

  test.each(["z1", "Z1", "A1", "dz1", "dZ1", "dC_dZ1", "delta1", "delta_1", "δ1", "dA1"])("%s is compared", (name) => {
    const z1 = add(matmul(data[0], params.W1), params.b1);
    const { ok, entries } = compareGradients({ ...hand, intermediates: { [name]: mul(3, z1) } });
    expect(ok).toBe(false);
    expect(entries.find(({ quantity }) => quantity === name)?.verdict).toBe("first");
  });
});

describe("calls that cannot be meant", () => {
  const { loss, params, data } = twoLayers(6);
  const hand = backward({});
  const all = { loss, params, data, hand };
  test.each<[string, unknown, RegExp]>([
    ["nothing", undefined, /loss must be a function/],
    ["a misspelt option", { ...all, batchaxis: 1 }, /no option "batchaxis"[\s\S]*batchAxis may be meant/],
    ["no hand", { loss, params, data }, /hand is missing/],
    ["no parameters", { loss, data, hand }, /params are missing/],
    ["an axis that is none", { ...all, batchAxis: "0" }, /batchAxis is the number of an axis\n.*"0"/],
    ["params that are none", { ...all, params: "W" }, /what the gradient is taken by[\s\S]*"W"/],
    ["whole numbers", { ...all, params: tensor([1, 2], { dtype: "int32" }) }, /the parameter is int32/],
    ["a probe that is a word", { ...all, probe: "no" }, /probe is true or false/],
    ["a list of intermediates", { ...all, intermediates: [1] }, /intermediates are values by their names/],
    ["an async hand", { ...all, hand: async () => hand(params, ...data) }, /returned a promise/],
    ["a loss that draws", { ...all, loss: () => mul(Math.random(), loss(params, ...data)) }, /does not depend|another/],
  ])("%s", (_name, options, message) => {
    expect(() => compareGradients(options as Parameters<typeof compareGradients>[0])).toThrow(message);
  });

  test("a loss that changes from call to call", () => {
    let calls = 0;
    const changing = (p: typeof params, ...d: typeof data) => mul(1 + calls++, loss(p, ...d));
    expect(() => compareGradients({ ...all, loss: changing })).toThrow(/another value when it is called again/);
  });
});

describe("the values on which a function is checked again", () => {
  test.each([5, 7, 4])("have another batch than %i, so that a size written as a number shows", (n) => {
    const { loss, params, data } = twoLayers(n);
    const right = backward({});
    const fixed = (p: typeof params, ...d: typeof data) => {
      const gradients = right(p, ...d);
      return { ...gradients, b2: mul(d[0]!.shape[0]! / n, gradients.b2) };
    };
    const result = compareGradients({ loss, params, data, hand: fixed });
    expect(result.causes.map(({ code, quantity }) => `${code} ${quantity}`)).toEqual(["factor b2"]);
    expect(result.causes[0]!.what).toContain(`the batch size, ${n}, stands in it as a number`);
    expect(String(result)).toContain("differs on generated values");
  });

  test("have the batch along the last axis, for batchAxis -1", () => {
    const x = tensor([[1, 2, 3]]);
    const loss = ({ W }: { W: Tensor }, x: Tensor) => mean(square(matmul(W, x)));
    const W = tensor([[2]]);
    const hand = ({ W }: { W: Tensor }, x: Tensor) => ({ W: mul(2 / 3, matmul(matmul(W, x), transpose(x))) });
    expect(compareGradients({ loss, params: { W }, data: [x], hand, batchAxis: -1 }).probe).toBe(
      "differs on generated values, batch 5",
    );
  });
});

test("gradients may be typed arrays", () => {
  const hand = new Float64Array([2, 4]);
  expect(compareGradients({ loss: (w: Tensor) => sum(square(w)), params: tensor([1, 2]), hand }).ok).toBe(true);
});

describe("a loop over as many samples as there are", () => {
  const x = tensor([
    [0.5, -1.2, 0.3],
    [1.1, 0.4, -0.7],
    [-0.6, 0.9, 1.3],
    [0.2, -0.8, 0.6],
  ]);
  const loss = ({ w }: { w: Tensor }, X: Tensor): Tensor => mul(0.5, mean(square(tanh(matmul(X, w)))));
  const hand = ({ w }: { w: Tensor }, X: Tensor): { w: Tensor } => {
    let dw: Tensor = mul(0, w);
    for (let n = 0; n < 4; n++) {
      const a = tanh(sum(mul(at(X, n), w)));
      dw = add(dw, mul(mul(a, sub(1, square(a))), at(X, n)));
    }
    return { w: dw };
  };

  test("does not hide a mean that is missing throughout", () => {
    const params = { w: tensor([0.7, -0.4, 0.9]) };
    const { causes, unseen } = compareGradients({ loss, params, data: [x], hand });
    expect(causes.map(({ code }) => code)).toEqual(["sum-for-mean"]);
    expect(unseen.join()).toContain("where 4 stands in it for the size, take x.shape[0]");
  });
});
