import { div, mul, onesLike, reshape, type Tensor } from "@wengert/autograd";
import type { CauseCode } from "../codes.ts";
import { type Context, lacking } from "../context.ts";
import { ALL, type Hypothesis } from "../hypotheses.ts";
import { tensorLike } from "../matrices.ts";
import { flat } from "../numbers.ts";
import type { Deed } from "../readings.ts";
import { NOTHING } from "../walk.ts";

/** What the gradient of a parameter may be divided, or multiplied, by as a whole. */
interface Whole {
  readonly value: Tensor;
  readonly words: string;
  /** Whether it is f′ of a function of the parameter itself. */
  readonly slope: boolean;
}

/**
 * The whole gradient of a parameter divided by, or multiplied with, something that is made of parameters alone: a length
 * that was left out where the parameter comes into the loss on several ways, the derivative by exp(s) in the place of
 * that by s.
 */
export function wholeFactors(context: Context): Hypothesis[] {
  const { graph, nameOf } = context;
  return graph.leaves.flatMap(({ value: leaf, numbers, path, place: own }, i) => {
    if (graph.uses[own]!.length === 0 || leaf.size < 2) return [];
    const slopes = graph.uses[own]!.flatMap(({ line }): Whole[] => {
      const { inputs, outputs, outputPlaces, pull } = graph.lines[line]!;
      const [y] = outputs as [Tensor];
      if (inputs.length !== 1 || String(y.shape) !== String(leaf.shape)) return [];
      const slope = pull([onesLike(y)])[0] ?? null;
      return slope === null
        ? []
        : [{ value: slope, words: `the derivative of ${nameOf(outputPlaces[0]!)} by ${path}`, slope: true }];
    });
    const values = graph.values.flatMap((value, place): Whole[] =>
      place !== own && graph.withoutData[place] && value.size > 1
        ? [{ value, words: nameOf(place), slope: false }]
        : [],
    );
    return [...slopes, ...values].flatMap(({ value, words, slope }) => {
      const by = fitted(value, leaf.shape);
      if (by === null) return [];
      const x = flat(by);
      if (x.some((one) => !Number.isFinite(one) || one === 0) || x.every((one) => one === x[0])) return [];
      return (["over", "times"] as const).map((way): Hypothesis => {
        const changed = flat((way === "over" ? div : mul)(tensorLike(numbers, leaf), by));
        const over = way === "over";
        const code: CauseCode = over ? (slope ? "missing-activation-derivative" : "missing-term") : "extra-term";
        const does: Deed | undefined = slope && over ? "leaves out the slope of a step of the loss" : undefined;
        return {
          ...ALL,
          id: `gradient ${i} ${way} ${words} ${value.shape.join()}`,
          kind: "direct",
          code,
          does,
          what: over
            ? slope
              ? `the gradient of ${path} is that by a function of it: ${words} is missing`
              : `the gradient of ${path} ${lacking(words)}`
            : `the gradient of ${path} is multiplied by ${words} once too often`,
          fix: over ? `multiply by ${words}` : "leave out the factor",
          line: -1,
          free: false,
          faint: true,
          changes: new Map(),
          direct: graph.leaves.map((_, k) => (k === i ? changed.map((one, j) => one - numbers[j]!) : NOTHING)),
        };
      });
    });
  });
}

/** A value spread over a shape: as it is, or one number for each row. */
function fitted(value: Tensor, shape: readonly number[]): Tensor | null {
  const slim = value.shape.filter((n) => n > 1);
  if (String(value.shape) === String(shape)) return value;
  if (slim.length !== 1 || shape.length < 2) return null;
  const [n] = slim;
  if (value.shape.length <= 1 && shape.at(-1) === n && shape[0] !== n) return value;
  return shape[0] === n ? reshape(value, [n!, ...shape.slice(1).map(() => 1)]) : null;
}
