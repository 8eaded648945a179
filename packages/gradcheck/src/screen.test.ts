import { sub, sum, type Tensor, tensor } from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { hypothesesOf, rareHypothesesOf } from "./allHypotheses.ts";
import { graphOf } from "./graph.ts";
import { readHand } from "./hand.ts";
import { predict } from "./hypotheses.ts";
import { pointOf } from "./point.ts";
import { printOf, printOfMoved, screenOf } from "./screen.ts";
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

test("data that the loss prepares are on the longer tape, after the parameters", () => {
  const loss = (w: Tensor, t: Tensor): Tensor => sum(sub(w, sub(t, 1)));
  const graph = graphOf(loss as never, [tensor([1, 2]), tensor([3, 4])]);
  expect(graph.lines.map(({ primitive }) => primitive.name)).toEqual(["sub", "sum"]);
  const longer = graph.withData()!;
  expect(longer.lines.map(({ primitive }) => primitive.name)).toEqual(["sub", "sub", "sum"]);
});
