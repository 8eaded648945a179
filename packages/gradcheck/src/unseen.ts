import { kinkOf } from "./diagnosis/kinks.ts";
import { flat } from "./numbers.ts";
import type { Point } from "./point.ts";
import type { Cause } from "./result.ts";

/** What a comparison on these values cannot show, in sentences. */
export function unseenBy(
  point: Point,
  isFunction: boolean,
  probed: boolean,
  note: string | null,
  causes: readonly Cause[] = [],
): string[] {
  const found: string[] = note === null ? [] : [note];
  if (probed) return found;
  const { context, sizes } = point;
  const { graph, batch, steps } = context;
  if (batch?.size === 1) found.push("a batch of 1 cannot show a missing sum over the batch, or a wrong mean");
  const square = graph.leaves.filter(
    ({ value }) => value.shape.length === 2 && value.shape[0] === value.shape[1] && value.size > 1,
  );
  // A transposition that is found was seen in other numbers.
  if (square.length > 0 && !causes.some(({ code }) => code === "transposed"))
    found.push(`the shape of ${square.map(({ path }) => path).join(", ")} is square and cannot show a transposition`);
  const same = sizes.find((a, i) => sizes.slice(0, i).some((b) => b.value === a.value && !a.name.startsWith("axis")));
  if (same !== undefined)
    found.push(`${same.name} is ${same.value}, as another size is: a factor ${same.value} could be either`);
  const kink = point.ok ? null : kinkOf(graph);
  if (kink !== null) found.push(`the loss has no derivative here, with ${kink}: another slope may be as right there`);
  const dead = steps.activations.filter(({ kind, slope }) => kind === "rectifier" && flat(slope).every((s) => s === 0));
  if (dead.length > 0)
    found.push(
      `no unit of activation ${dead.map(({ number }) => number).join(", ")} is alive: what lies before it gets no gradient`,
    );
  const zero = graph.leaves.filter(({ numbers }) => numbers.length > 0 && numbers.every((x) => x === 0));
  if (zero.length > 0 && dead.length === 0)
    found.push(`the gradient of ${zero.map(({ path }) => path).join(", ")} is 0 here`);
  if (!isFunction && found.length > 0)
    found.push("pass hand as a function: it is then checked on a generated batch too");
  return found;
}
