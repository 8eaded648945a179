import { add, div, exp, mul, neg, onesLike, sub, sum, type Tensor } from "@wengert/autograd";
import type { CauseCode } from "../codes.ts";
import type { Graph } from "../graph.ts";
import type { Mutant } from "../mutant.ts";
import { flat } from "../numbers.ts";
import type { Change } from "../walk.ts";

/** From dC/dp and p to a wrong dC/dz; `S` sums over the classes, `p2` is the softmax over the other axis. */
type Rule = (
  g: Tensor,
  p: Tensor,
  S: (x: Tensor) => Tensor,
  p2: Tensor | null,
  S2: ((x: Tensor) => Tensor) | null,
) => Tensor | null;

const right = (g: Tensor, p: Tensor, S: (x: Tensor) => Tensor): Tensor => mul(p, sub(g, S(mul(g, p))));

// @__NO_SIDE_EFFECTS__
function softmaxMutant(name: string, code: CauseCode, what: string, fix: string, rule: Rule): Mutant {
  const ofSum = name === "softmax without the derivative of its sum";
  return {
    name,
    code,
    ...(name === "softmax derivative missing" && { does: "leaves out the slope of the output" as const }),
    ...(ofSum && { does: "leaves out the derivative of a softmax's sum" as const }),
    ...(code === "doubled-activation-derivative" && { does: "has the slope of the output twice" as const }),
    on: "softmax",
    throughout: true,
    fix,
    vary: ({ graph, steps }) => [
      ...steps.softmaxes.map(({ line, z, p, axes }) => ({
        what,
        changes: new Map([[line, through(z, axes, graph.values[z]!, graph.values[p]!, rule)]]),
      })),
      // What is hidden by a mask gets its share as well, where nothing of the softmax is left.
      ...(name !== "softmax derivative missing" ? [] : steps.softmaxes).flatMap(({ line, z, p, axes }) => {
        const before = beforeMask(graph, z);
        if (before === null) return [];
        const change = through(before, axes, graph.values[z]!, graph.values[p]!, rule);
        return [{ key: "masked", what: `${what}, and so is its mask`, changes: new Map([[line, change]]) }];
      }),
      // Of the logarithm of a softmax dC/dp is what comes to log p, divided by p.
      ...steps.logSoftmaxes.map(({ line, z, p, axes }) => ({
        what: ofSum ? `${what}, and p is not subtracted` : what,
        // Where the logarithm comes next, as in r - p, it is the second term of a difference.
        ...(ofSum && { code: "missing-term" as const }),
        changes: new Map([
          [line, through(z, axes, graph.values[z]!, p, (g, p, S, p2, S2) => rule(div(g, p), p, S, p2, S2))],
        ]),
      })),
    ],
  };
}

/** The place of what is masked before a softmax, in the same shape; null where nothing is. */
function beforeMask({ lines, producer, values }: Graph, z: number): number | null {
  const line = lines[producer[z] ?? -1];
  if (line?.primitive.name !== "where") return null;
  const [place, more] = line.inputPlaces.filter((p) => p >= 0);
  if (place === undefined || more !== undefined) return null;
  return String(values[place]!.shape) === String(values[z]!.shape) ? place : null;
}

/** The whole way from p to z by another rule; what lies between is passed over. */
function through(z: number, axes: readonly number[], value: Tensor, p: Tensor, rule: Rule): Change {
  const S = (x: Tensor): Tensor => sum(x, axes as number[], { keepdims: true });
  const e = exp(value);
  // The axis that is mistaken for that of the classes: the other one of a matrix, or of the last two axes of a stack.
  const rank = p.shape.length;
  const last = axes.length === 1 && (rank === 2 || axes[0] === rank - 1) && rank >= 2;
  const other = rank === 2 ? 1 - (axes[0] ?? 0) : rank - 2;
  const S2 = last ? (x: Tensor): Tensor => sum(x, other, { keepdims: true }) : null;
  const p2 = S2 === null ? null : div(e, S2(e));
  return ([g], contributions) => {
    const adjoint = g ? rule(g, p, S, p2, S2) : null;
    if (adjoint === null) return { inputs: contributions };
    return { inputs: contributions.map(() => null), elsewhere: [{ place: z, adjoint }] };
  };
}

const WHOLE = "dp_i/dz_j = p_i (delta_ij - p_j): dz = p * (g - sum(g * p)); with the cross-entropy that is p - t";

/** Whether the targets of all samples add up to the same. */
function isUniform(total: Tensor): boolean {
  const numbers = flat(total);
  return numbers.every((x) => Math.abs(x - numbers[0]!) <= 1e-6 * Math.abs(numbers[0]!));
}

/** Mistakes in the derivative of a softmax. */
export const softmaxMutants: readonly Mutant[] = [
  softmaxMutant(
    "softmax by its diagonal alone",
    "softmax-diagonal",
    "the softmax is differentiated as if p_i depended on z_i alone, with p (1 - p)",
    WHOLE,
    (g, p) => mul(g, mul(p, sub(1, p))),
  ),
  softmaxMutant(
    "softmax without the derivative of its sum",
    "softmax-diagonal",
    "the sum in the softmax's denominator is treated as a constant: dz = g * p",
    WHOLE,
    (g, p) => mul(g, p),
  ),
  softmaxMutant(
    "softmax with the wrong sign beside the diagonal",
    "softmax-diagonal",
    "the entries of the softmax's Jacobian beside the diagonal have the wrong sign",
    WHOLE,
    (g, p, S) => add(mul(p, sub(g, mul(2, mul(g, p)))), mul(p, S(mul(g, p)))),
  ),
  softmaxMutant(
    "softmax derivative missing",
    "missing-activation-derivative",
    "dC/dz is dC/dp: the derivative of the softmax is missing",
    "go through the softmax: dz = p * (g - sum(g * p))",
    (g) => g,
  ),
  softmaxMutant(
    "softmax derivative doubled",
    "doubled-activation-derivative",
    "p - t, which has the softmax's derivative in it already, is multiplied by p (1 - p)",
    "with softmax and cross-entropy dC/dz = p - t: nothing more",
    (g, p, S) => mul(right(g, p, S), mul(p, sub(1, p))),
  ),
  softmaxMutant(
    "softmax Jacobian twice",
    "doubled-activation-derivative",
    "the softmax's Jacobian is applied twice",
    "apply it once: dz = p * (g - sum(g * p))",
    (g, p, S) => right(right(g, p, S), p, S),
  ),
  softmaxMutant(
    "softmax's sum over the other axis",
    "wrong-axis",
    "the sum in the softmax's derivative runs over the other axis",
    "sum over the classes, as in the softmax: dz = p * (g - sum(g * p, -1, { keepdims: true }))",
    (g, p, _S, _p2, S2) => (S2 === null ? null : mul(p, sub(g, S2(mul(g, p))))),
  ),
  softmaxMutant(
    "softmax with a mean for its sum",
    "mean-for-sum",
    "the softmax's derivative has the mean of g * p over the classes, not their sum",
    WHOLE,
    (g, p, S) => mul(p, sub(g, div(S(mul(g, p)), S(onesLike(p))))),
  ),
  softmaxMutant(
    "softmax with the plain sum",
    "missing-term",
    "the sum in the softmax's derivative is that of g alone, without p",
    WHOLE,
    (g, p, S) => mul(p, sub(g, S(g))),
  ),
  softmaxMutant(
    "softmax with the sum added",
    "sign",
    "the sum in the softmax's derivative is added and not subtracted",
    WHOLE,
    (g, p, S) => mul(p, add(g, S(mul(g, p)))),
  ),
  softmaxMutant(
    "softmax without p in front",
    "missing-term",
    "the factor p is missing in front of g - sum(g * p)",
    WHOLE,
    (g, p, S) => sub(g, S(mul(g, p))),
  ),
  softmaxMutant(
    "softmax's sum without g",
    "missing-term",
    "dz is p * g - p: the sum in the softmax's derivative is taken as 1",
    "sum(g * p) is 1 only for targets that add up to 1",
    (g, p) => mul(p, sub(g, 1)),
  ),
  softmaxMutant(
    "targets taken to add up to 1",
    "missing-term",
    "dz is p - t as for targets that add up to 1, and these do not",
    "dz = p * sum(t) - t, with the sum of the (weighted) targets of each sample",
    (g, p, S) => {
      const total = S(mul(g, p));
      return isUniform(total) ? null : add(mul(g, p), div(p, total.size));
    },
  ),
  softmaxMutant(
    "targets taken to add up to 1, summed",
    "missing-term",
    "dz is p - t as for targets that add up to 1, and these do not",
    "dz = p * sum(t) - t, with the sum of the (weighted) targets of each sample",
    (g, p, S) => (isUniform(S(mul(g, p))) ? null : add(mul(g, p), p)),
  ),
  softmaxMutant(
    "logarithm of the softmax forgotten",
    "missing-activation-derivative",
    "the derivative is that of -p, without the logarithm",
    "with softmax and cross-entropy dC/dz = p - t",
    (g, p, S) => right(mul(g, p), p, S),
  ),
  softmaxMutant(
    "target not subtracted",
    "missing-term",
    "the target is missing: dC/dz is p and not p - t",
    "with softmax and cross-entropy dC/dz = p - t",
    (g, p, S) => neg(mul(p, S(mul(g, p)))),
  ),
  softmaxMutant(
    "softmax over the other axis",
    "wrong-axis",
    "the softmax in p - t is summed over the other axis than that of the loss",
    "sum over the classes: the last axis, with keepdims",
    (g, p, S, p2) => (p2 === null ? null : sub(mul(g, p), mul(p2, S(mul(g, p))))),
  ),
];
