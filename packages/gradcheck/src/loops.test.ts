import { add, at, cos, mul, neg, sin, square, sub, type Tensor, tensor } from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { compareGradients } from "./index.ts";
import { findLoop } from "./loops.ts";

describe("the steps of a loop", () => {
  test("are what comes again and again in the same order", () => {
    expect(findLoop("mul sin add mul sin add mul sin add sum".split(" "))).toEqual([0, 1, 2, 0, 1, 2, 0, 1, 2, -1]);
  });

  test("may lack operations in the first and in the last step", () => {
    const phases = findLoop("sin add mul sin add mul sin add mul sin add mul add div".split(" "));
    const [mulAt, sinAt, addAt] = [phases[2], phases[0], phases[1]];
    expect(new Set([mulAt, sinAt, addAt]).size).toBe(3);
    expect(phases).toEqual([
      sinAt,
      addAt,
      mulAt,
      sinAt,
      addAt,
      mulAt,
      sinAt,
      addAt,
      mulAt,
      sinAt,
      addAt,
      mulAt,
      addAt,
      -1,
    ]);
  });

  test.each([[[]], [["add"]], [["add", "mul", "add", "mul"]], [["add", "mul", "sub", "div", "exp", "log"]]])(
    "are not seen in %j",
    (names) => {
      expect(findLoop(names)).toEqual(names.map(() => -1));
    },
  );
});

/** A pendulum by Euler's steps: single numbers, in which a role says little. */
function pendulum(mistake: string) {
  interface P {
    readonly k: Tensor;
    readonly c: Tensor;
  }
  const step = ({ k, c }: P, x: Tensor, v: Tensor): [Tensor, Tensor] => [
    add(x, mul(0.2, v)),
    add(v, mul(0.2, sub(neg(mul(k, sin(x))), mul(c, v)))),
  ];
  const loss = (params: P, seen: Tensor): Tensor => {
    let [x, v, total] = [tensor(1), tensor(0), tensor(0)] as [Tensor, Tensor, Tensor];
    for (let t = 0; t < 6; t++) {
      [x, v] = step(params, x, v);
      total = add(total, square(sub(x, at(seen, t))));
    }
    return total;
  };
  const hand = (params: P, seen: Tensor): P => {
    const [xs, vs] = [[tensor(1)], [tensor(0)]] as [Tensor[], Tensor[]];
    for (let t = 0; t < 6; t++) {
      const [x, v] = step(params, xs[t]!, vs[t]!);
      xs.push(x);
      vs.push(v);
    }
    let [dx, dv, dk, dc] = [tensor(0), tensor(0), tensor(0), tensor(0)] as [Tensor, Tensor, Tensor, Tensor];
    for (let t = 5; t >= 0; t--) {
      dx = add(dx, mul(2, sub(xs[t + 1]!, at(seen, t))));
      const f = mul(0.2, dv);
      const from = mistake === "states after" ? t + 1 : t;
      dk = sub(dk, mul(f, sin(xs[from]!)));
      dc = sub(dc, mul(f, vs[from]!));
      const slope = mistake === "sine" ? sin(xs[t]!) : cos(xs[t]!);
      const before = mistake === "place stays" ? tensor(0) : dx;
      [dx, dv] = [sub(before, mul(f, mul(params.k, slope))), add(sub(dv, mul(f, params.c)), mul(0.2, dx))];
    }
    return { k: dk, c: dc };
  };
  const params: P = { k: tensor(2), c: tensor(0.4) };
  return compareGradients({ loss, params, data: [tensor([0.9, 0.8, 0.5, 0.2, -0.3, -0.6])], hand } as never);
}

describe("a mistake that is made in every step of a loop over single numbers", () => {
  test.each([
    ["sine", "derivative-at-wrong-value"],
    ["states after", "off-by-one-layer"],
    ["place stays", "missing-term"],
  ])("%s: is named %s", (mistake, code) => {
    expect(pendulum(mistake).causes.map((cause) => cause.code)).toEqual([code]);
  });

  test("is not seen where there is none", () => {
    expect(pendulum("").ok).toBe(true);
  });
});
