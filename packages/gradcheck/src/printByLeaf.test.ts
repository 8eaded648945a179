import { mean, mul, relu, square, sub, type Tensor, tensor } from "@wengert/autograd";
import { expect, test } from "vitest";
import { hypothesesOf } from "./allHypotheses.ts";
import { graphOf } from "./graph.ts";
import { readHand } from "./hand.ts";
import { predict } from "./hypotheses.ts";
import { pointOf } from "./point.ts";
import { printWithin } from "./printByLeaf.ts";
import { printAlone, printOfMoved, screenOf } from "./screen.ts";
import { NOTHING } from "./walk.ts";

const x = tensor([0.3, -0.7, 1.1]);

/** A loss of as many parameters as are asked for, each of three numbers; the hand has all gradients twice. */
function screened(count: number) {
  const params = Array.from({ length: count }, (_, i) => tensor([0.5 + i / 7, -0.4, 0.9 - i / 5]));
  const loss = (ws: readonly Tensor[]): Tensor =>
    mean(
      square(
        sub(
          ws.reduce((sum, w) => relu(mul(sum, w)), x),
          tensor([1, 2, 3]),
        ),
      ),
    );
  const graph = graphOf(loss, [params]);
  const hand = graph.leaves.map(({ gradient }) => mul(2, gradient));
  const point = pointOf(graph, null, readHand(hand, params));
  return { point, graph, screen: screenOf(point.target) };
}

test.each([3, 15])("what a print has within some of %i leaves is the print of what moves there", (count) => {
  const { point, graph, screen } = screened(count);
  for (const hypothesis of hypothesesOf(point.context).slice(0, 40)) {
    const moved = predict(graph, [{ hypothesis, amount: 1 }]);
    for (const leaves of [[0], [0, 2], [1, 2]]) {
      const within = printWithin(screen, leaves, printAlone(screen, hypothesis), () => moved);
      const walked = printOfMoved(
        screen,
        moved.map((m, i) => (leaves.includes(i) ? m : NOTHING)),
      );
      within.forEach((value, k) => {
        expect(Math.abs(value - walked[k]!), hypothesis.id).toBeLessThanOrEqual(screen.slack[k]!);
      });
    }
  }
});
