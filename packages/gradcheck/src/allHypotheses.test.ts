import { describe, expect, test } from "vitest";
import { hypothesesOf, hypothesesReaching, hypothesisOn } from "./allHypotheses.ts";
import { graphOf } from "./graph.ts";
import { readHand } from "./hand.ts";
import { predict } from "./hypotheses.ts";
import { type Point, pointOf } from "./point.ts";
import { backward, type Planted, planted, twoLayers } from "./testing/twoLayers.ts";

/** Two layers with a planted mistake. */
function pointWith({ steps }: Pick<Planted, "steps">, seed = 3): Point {
  const { params, data, loss } = twoLayers(4, [4, 3, 2], seed);
  const hand = readHand(backward(steps)(params, ...data), params);
  return pointOf(graphOf(loss as never, [params, ...data]), { size: 4, axis: 0 }, hand);
}

/** The leaves that a mistake moves. */
const movedBy = ({ context: { graph } }: Point, hypothesis: Parameters<typeof hypothesisOn>[0]): number[] =>
  predict(graph, [{ hypothesis, amount: 1 }]).flatMap((moved, i) => (moved.some((x) => x !== 0) ? [i] : []));

describe("of the usual hypotheses those that can reach some leaves", () => {
  test.each([[[0, 1]], [[2, 3]], [[0, 1, 2, 3]]])("are all that move each of %j, and fewer than all", (wanted) => {
    const point = pointWith(planted[0]!);
    const few = hypothesesReaching(point.context, wanted);
    const ids = new Set(few.map(({ id }) => id));
    const strong = hypothesesOf(point.context).filter(({ faint }) => !faint);
    const missed = strong.filter((one) => !ids.has(one.id) && wanted.every((i) => movedBy(point, one).includes(i)));
    expect(missed.map(({ id }) => id)).toEqual([]);
    expect(few.length).toBeGreaterThan(5);
    if (wanted.includes(0)) expect(few.length).toBeLessThan(strong.length);
    expect(few.filter(({ faint }) => faint)).toEqual([]);
  });
});

test("a contribution that is scaled is the same one on another tape of the loss", () => {
  const [here, there] = [pointWith(planted[0]!), pointWith(planted[0]!, 11)];
  const edges = hypothesesOf(here.context).filter(({ id }) => id.startsWith("edges "));
  expect(edges.length).toBeGreaterThan(5);
  for (const edge of edges) {
    const same = hypothesisOn(edge, there.context)!;
    expect(same.id).toBe(edge.id);
    expect(movedBy(there, same)).toEqual(movedBy(here, edge));
  }
});
