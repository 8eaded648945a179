import { add, matmul, mean, mul, square, sub, type Tensor, tensor } from "@wengert/autograd";
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
