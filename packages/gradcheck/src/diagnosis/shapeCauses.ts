import type { CauseCode } from "../codes.ts";
import type { GraphLeaf } from "../graph.ts";
import { flat, largest, near } from "../numbers.ts";
import type { Point } from "../point.ts";
import { type Deed, readingsOf } from "../readings.ts";
import type { Cause } from "../result.ts";

/** What is done where the shape shows it. */
const DEEDS: Partial<Record<CauseCode, Deed>> = {
  "wrong-axis": "sums over another axis, and has another shape",
  "not-summed": "does not sum, and has another shape",
};

/** How many exchanged gradients are listed. */
const MOST = 4;

/**
 * Shapes that are wrong, one cause for all gradients with the same mistake; in the reader's own numbers, where it is seen
 * in them as well.
 */
export function shapeCauses(point: Point, given: Point): Cause[] {
  const { misshapen, context } = point;
  const { graph } = context;
  const byCode = new Map<string, Cause>();
  const swapped = new Set<GraphLeaf>();
  const causes: Cause[] = [];
  for (const leaf of graph.order) {
    const wrong = misshapen[graph.leaves.indexOf(leaf)];
    if (!wrong || swapped.has(leaf)) continue;
    const other = ownerOf(point, leaf);
    if (other !== undefined) {
      const both = ownerOf(point, other) === leaf;
      if (both) swapped.add(other);
      causes.push({
        code: "structure",
        quantity: leaf.path,
        what: both
          ? `the gradients of ${leaf.path} and ${other.path} are exchanged`
          : `what stands as the gradient of ${leaf.path} is that of ${other.path}`,
        evidence: "shapes and numbers are those of the other parameter",
        fix: "return each gradient in the place of its parameter",
        alternative: 0,
      });
      continue;
    }
    const before = byCode.get(wrong.code);
    if (before !== undefined) {
      byCode.set(wrong.code, { ...before, evidence: `${before.evidence}, also ${leaf.path}` });
      continue;
    }
    const own = given.misshapen[given.context.graph.leaves.findIndex(({ path }) => path === leaf.path)];
    const shown = own?.code === wrong.code ? own : wrong;
    const readings = readingsOf(DEEDS[wrong.code], wrong.code);
    byCode.set(wrong.code, {
      code: wrong.code,
      ...(readings.length > 0 && { readings }),
      quantity: leaf.path,
      what: shown === wrong && point !== given ? `${onGenerated(point)}${wrong.what}` : shown.what,
      ...(shown.axis !== undefined && { axis: shown.axis }),
      evidence: "seen in the shape",
      fix: shown.fix,
      alternative: 0,
    });
  }
  return [...causes.slice(0, MOST), ...byCode.values()];
}

/** Of sizes that are not the reader's own. */
const onGenerated = ({ context: { batch } }: Point): string =>
  `on generated values${batch === null ? "" : `, batch ${batch.size}`}, `;

/** Whether a gradient of another shape is that of another parameter, so that nothing is left to be explained. */
export function isOfAnother(point: Point, leaf: number): boolean {
  return !!point.misshapen[leaf] && ownerOf(point, point.context.graph.leaves[leaf]!) !== undefined;
}

/** The other parameter whose gradient was handed in for this one. */
function ownerOf({ hand, target, context: { graph } }: Point, leaf: GraphLeaf): GraphLeaf | undefined {
  const given = hand.gradients.get(leaf.path);
  if (!given) return undefined;
  return graph.leaves.find(
    (other, i) =>
      other !== leaf &&
      other.value.size > 1 &&
      String(other.value.shape) === String(given.shape) &&
      near(flat(given), other.numbers, target.tolerance[i]!) &&
      largest(other.numbers) > 0,
  );
}
