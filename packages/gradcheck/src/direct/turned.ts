import { flip, swapaxes, type Tensor } from "@wengert/autograd";
import type { CauseCode } from "../codes.ts";
import type { Context } from "../context.ts";
import { ALL, type Hypothesis } from "../hypotheses.ts";
import { flat } from "../numbers.ts";
import { isKernel } from "../roles.ts";
import { NOTHING } from "../walk.ts";

/** Kernels whose gradient comes out turned round. */
export function flipped({ graph }: Context): Hypothesis[] {
  return graph.leaves.flatMap(({ path, value, numbers }, i) =>
    value.shape.flatMap((n, axis) => {
      if (n < 2 || value.shape.length < 2) return [];
      const step = value.shape.slice(axis + 1).reduce((a, b) => a * b, 1);
      const turned = numbers.map((_, k) => {
        const at = Math.floor(k / step) % n;
        return numbers[k + (n - 1 - 2 * at) * step]!;
      });
      return [
        {
          ...ALL,
          id: `gradient ${i} turned round along ${axis}`,
          kind: "direct" as const,
          code: "wrong-axis" as const,
          ...(isKernel(graph, i) && { code: "transposed" as const, does: "turns a kernel round" as const }),
          what: `the gradient of ${path} is in reverse order along axis ${axis}`,
          fix: "the gradient of a kernel has the kernel's own order",
          axis,
          line: -1,
          free: false,
          changes: new Map(),
          direct: graph.leaves.map((_, k) => (k === i ? turned.map((x, j) => x - numbers[j]!) : NOTHING)),
        },
      ];
    }),
  );
}

/** Parameters with the gradient transposed: any two axes of the same length exchanged, or all axes in reverse order. */
export function turnedGradients({ graph }: Context): Hypothesis[] {
  const leafHypothesis = (i: number, way: string, code: CauseCode, what: string, turned: Float64Array): Hypothesis => ({
    ...ALL,
    id: `gradient ${i} ${way}`,
    kind: "direct",
    code,
    // Nothing but a kernel, written in whatever way, is turned round along all of its axes.
    ...(what.includes("by 180 degrees") && { does: "turns a kernel round" as const }),
    what,
    fix: "the gradient of an entry stands at the place of the entry",
    line: -1,
    free: false,
    changes: new Map(),
    direct: graph.leaves.map(({ numbers }, k) => (k === i ? turned.map((x, j) => x - numbers[j]!) : NOTHING)),
  });
  return graph.leaves.flatMap(({ path, value, numbers, gradient }, i) => {
    const { shape } = value;
    if (shape.filter((n) => n > 1).length < 2) return [];
    const pairs = shape.flatMap((n, a) =>
      shape.flatMap((m, b) => (a < b && n === m && n > 1 ? [[a, b] as const] : [])),
    );
    const transposed = pairs.map(([a, b]) =>
      leafHypothesis(
        i,
        `with axes ${a} and ${b} exchanged`,
        "transposed",
        `the gradient of ${path} is transposed: axes ${a} and ${b} are exchanged`,
        flat(swapaxes(gradient, a, b)),
      ),
    );
    const around = leafHypothesis(
      i,
      "in reverse",
      isKernel(graph, i) ? "transposed" : "wrong-axis",
      `the gradient of ${path} is turned by 180 degrees: in reverse order along all axes`,
      numbers.toReversed(),
    );
    const rank = shape.length;
    if (rank < 4) return [...transposed, around];
    // A kernel of an image, turned round along both of its sides.
    const sides = flip(flip(gradient, rank - 1) as Tensor, rank - 2) as Tensor;
    const window = leafHypothesis(
      i,
      "turned along its last two axes",
      isKernel(graph, i) ? "transposed" : "wrong-axis",
      `the gradient of ${path} is turned by 180 degrees: in reverse order along its last two axes`,
      flat(sides),
    );
    return [...transposed, around, window];
  });
}

/** Gradients of which all entries are the same, that of the first place or of the last. */
export function allAlike({ graph }: Context): Hypothesis[] {
  return graph.leaves.flatMap(({ path, numbers }, i) =>
    numbers.length < 3
      ? []
      : [0, numbers.length - 1].map((from) => ({
          ...ALL,
          id: `gradient ${i} all as ${from === 0 ? "first" : "last"}`,
          kind: "direct" as const,
          code: "derivative-at-wrong-value" as const,
          what: `all entries of the gradient of ${path} are that of the ${from === 0 ? "first" : "last"} one`,
          fix: "each entry is multiplied by its own input: use the loop's index",
          line: -1,
          free: false,
          changes: new Map(),
          direct: graph.leaves.map((_, k) => (k === i ? numbers.map((x) => numbers[from]! - x) : NOTHING)),
        })),
  );
}

/** Short vectors, and rows or columns of matrices, with one entry's gradient at the place of another. */
export function copiedEntries({ graph }: Context): Hypothesis[] {
  return graph.leaves.flatMap(({ path, numbers, value }, i) => {
    const axes = value.shape.length === 1 ? [0] : value.shape.length === 2 ? [0, 1] : [];
    return axes.flatMap((axis) => {
      const n = value.shape[axis]!;
      if (n < 3 || n > 6 || value.size < 3) return [];
      const step = value.shape.slice(axis + 1).reduce((a, b) => a * b, 1);
      const index = Array.from({ length: n }, (_, k) => k);
      const names = value.shape.length === 1 ? "entry" : axis === 0 ? "row" : "column";
      return index.flatMap((to) =>
        index.flatMap((from): Hypothesis[] => {
          if (from === to) return [];
          // A gradient that is zero there is left out, and not that of a place to which nothing comes back.
          if (!numbers.some((v, k) => Math.floor(k / step) % n === from && v !== 0)) return [];
          const moved = numbers.map((x, k) =>
            Math.floor(k / step) % n === to ? numbers[k + (from - to) * step]! - x : 0,
          );
          return [
            {
              ...ALL,
              id: `gradient ${i}, ${to} as ${from} along ${axis}`,
              kind: "direct",
              code: "derivative-at-wrong-value",
              what: `${names} ${to} of the gradient of ${path} is that of ${names} ${from}`,
              fix: "each entry is multiplied by its own input",
              line: -1,
              free: false,
              faint: true,
              changes: new Map(),
              direct: graph.leaves.map((_, k) => (k === i ? moved : NOTHING)),
            },
          ];
        }),
      );
    });
  });
}
