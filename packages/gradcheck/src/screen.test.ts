import { add, matmul, random, square, sub, sum, type Tensor, tanh, tensor } from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { hypothesesOf, rareHypothesesOf } from "./allHypotheses.ts";
import { graphOf } from "./graph.ts";
import { readHand } from "./hand.ts";
import { predict } from "./hypotheses.ts";
import { pointOf } from "./point.ts";
import { movesRight, printAlone, printOf, printOfAssumed, printOfMoved, screenOf } from "./screen.ts";
import { blindGates } from "./testing/mistakes/blindGates.ts";
import type { Case } from "./testing/mistakes/case.ts";
import { openConvolution } from "./testing/mistakes/openConvolution.ts";
import { openNormalised } from "./testing/mistakes/openNormalised.ts";

/** A dense net, a convolution, gates, a normalisation: what rules are changed at differs. */
const nets: readonly Case[] = [openConvolution[0]!, openNormalised[0]!, blindGates[0]!];

function screened(planted: Case) {
  const { loss, params, data = [], hand } = planted.problem();
  const given = typeof hand === "function" ? hand(params as never, ...(data as never[])) : hand;
  const graph = graphOf(loss, [params, ...data]);
  const point = pointOf(graph, { size: planted.batch, axis: 0 }, readHand(given, params));
  return { graph, point, screen: screenOf(point.target) };
}

/** Of the thousands of rare mistakes some are enough. */
const ONE_IN = 12;

describe("the print of a mistake", () => {
  test.each(nets)("is that of the movement that a walk finds: $name", (planted) => {
    const { graph, point, screen } = screened(planted);
    let measured = 0;
    const rare = [...rareHypothesesOf(point.context)].filter((_, i) => i % ONE_IN === 0);
    for (const hypothesis of [...hypothesesOf(point.context).filter((_, i) => i % 3 === 0), ...rare]) {
      const print = printOf(screen, hypothesis);
      if (print === null) continue;
      const walked = printOfMoved(screen, predict(graph, [{ hypothesis, amount: 1 }]));
      // Some other losses cannot be computed.
      if (walked.some(Number.isNaN)) continue;
      measured++;
      print.forEach((x, k) => {
        const allowed = screen.slack[k]! + 1e-9 * Math.abs(walked[k]!);
        expect(Math.abs(x - walked[k]!), hypothesis.id).toBeLessThanOrEqual(allowed);
      });
    }
    expect(measured).toBeGreaterThan(100);
  });

  test("is walked for once where its steps act on each other", () => {
    const { point, screen } = screened(nets[2]!);
    const own = [...rareHypothesesOf(point.context)].find((one) => one.steps > 1 && printOf(screen, one) === null);
    const alone = printAlone(screen, own!);
    expect(alone).toEqual(printOfAssumed(screen, [{ hypothesis: own!, amount: 1 }]));
    expect(printAlone(screen, own!)).toBe(alone);
    expect(printOf(screen, own!)).toBe(null);
  });

  test("of nothing is zero, and a movement shows", () => {
    const { point, screen } = screened(nets[0]!);
    const { leaves } = point.context.graph;
    const still = printOfMoved(
      screen,
      leaves.map(() => new Float64Array(0)),
    );
    expect([...still].every((x) => x === 0)).toBe(true);
    const all = printOfMoved(
      screen,
      leaves.map(({ numbers }) => numbers),
    );
    expect([...all].every((x, k) => Math.abs(x) > screen.slack[k]!)).toBe(true);
  });
});

describe("a screen", () => {
  /** Six parameters, of which the gradient of one is wrong. */
  const deep = ((): ReturnType<typeof screened> => {
    const rng = random.RandomState(4);
    const params = Object.fromEntries(
      [0, 1, 2].flatMap((l) => [
        [`W${l}`, rng.randn(4, 4)],
        [`b${l}`, rng.randn(4)],
      ]),
    ) as Readonly<Record<string, Tensor>>;
    const loss = (params: Readonly<Record<string, Tensor>>, x: Tensor): Tensor =>
      sum(square([0, 1, 2].reduce((a: Tensor, l) => tanh(add(matmul(a, params[`W${l}`]!), params[`b${l}`]!)), x)));
    const data = [rng.randn(5, 4)];
    const graph = graphOf(loss as never, [params, ...data]);
    const given = Object.fromEntries(graph.leaves.map(({ path, gradient }) => [path, gradient]));
    const hand = { ...given, W0: rng.randn(4, 4) };
    const point = pointOf(graph, { size: 5, axis: 0 }, readHand(hand, params));
    return { graph, point, screen: screenOf(point.target) };
  })();

  test("measures what is wrong in one gradient alone along several directions", () => {
    const { screen, graph } = deep;
    const within = (path: string): number => {
      const i = graph.leaves.findIndex((leaf) => leaf.path === path);
      return screen.directions.filter((r) => r[i] !== null).length;
    };
    expect(within("W0")).toBe(3);
    expect(within("b0")).toBe(1);
  });

  test("rules out without a walk what moves a gradient that is right, and nothing else", () => {
    const { screen, graph, point } = deep;
    const all = [...hypothesesOf(point.context), ...rareHypothesesOf(point.context)];
    const ruledOut = all.filter((one) => printOf(screen, one) === null && movesRight(screen, one));
    expect(ruledOut.length).toBeGreaterThan(10);
    for (const hypothesis of ruledOut) {
      const moved = predict(graph, [{ hypothesis, amount: 1 }]);
      const right = graph.leaves.map(({ path }, i) => path !== "W0" && moved[i]!.some((x) => Math.abs(x) > 1e-9));
      expect(right, hypothesis.id).toContain(true);
    }
  });
});

test("data that the loss prepares are on the longer tape, after the parameters", () => {
  const loss = (w: Tensor, t: Tensor): Tensor => sum(sub(w, sub(t, 1)));
  const graph = graphOf(loss as never, [tensor([1, 2]), tensor([3, 4])]);
  expect(graph.lines.map(({ primitive }) => primitive.name)).toEqual(["sub", "sum"]);
  const longer = graph.withData()!;
  expect(longer.lines.map(({ primitive }) => primitive.name)).toEqual(["sub", "sub", "sum"]);
});
