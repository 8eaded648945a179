import { add, div, exp, mul, neg, onesLike, sub, sum, type Tensor } from "@wengert/autograd";
import type { CauseCode } from "../codes.ts";
import type { Graph } from "../graph.ts";
import type { Mutant } from "../mutant.ts";
import { flat } from "../numbers.ts";
import type { LogSoftmaxStep } from "../steps.ts";
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
      ...(isOverOther(name) ? steps.softmaxes : []).flatMap(({ line, z, p, axes }) =>
        furtherAxes(graph.values[p]!, axes).map((axis) => ({
          key: `axis ${axis}`,
          what: `${what}, ${axis}`,
          changes: new Map([[line, through(z, axes, graph.values[z]!, graph.values[p]!, rule, axis)]]),
        })),
      ),
      // What is hidden by a mask gets its share as well, where nothing of the softmax is left.
      ...(name !== "softmax derivative missing" ? [] : steps.softmaxes).flatMap(({ line, z, p, axes }) => {
        const before = beforeMask(graph, z);
        if (before === null) return [];
        const change = through(before, axes, graph.values[z]!, graph.values[p]!, rule);
        return [{ key: "masked", what: `${what}, and so is its mask`, changes: new Map([[line, change]]) }];
      }),
      ...(isOfJacobian(name) ? steps.logSoftmaxes : []).flatMap((step) =>
        partsOf(graph, step).map(({ key, words, g }) => ({
          key: `part ${key}`,
          what: `${what}, in what comes back from ${words}`,
          changes: new Map([[step.line, inPart(step, graph.values[step.z]!, g, rule)]]),
        })),
      ),
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

const isOverOther = (name: string): boolean => name.endsWith("over the other axis");

/** The axis that is mistaken for that of the classes: the other one of a matrix, or of the last two axes of a stack. */
function otherAxis({ shape }: Tensor, axes: readonly number[]): number | null {
  const rank = shape.length;
  if (axes.length !== 1 || rank < 2) return null;
  if (rank === 2) return 1 - axes[0]!;
  return axes[0] === rank - 1 ? rank - 2 : null;
}

/** The other axes of a stack that may be mistaken for that of the classes, as that of the heads. */
function furtherAxes(p: Tensor, axes: readonly number[]): number[] {
  const first = otherAxis(p, axes);
  return axes.length !== 1 || p.shape.length < 3
    ? []
    : p.shape.flatMap((n, axis) => (n < 2 || axis === axes[0] || axis === first ? [] : [axis]));
}

/** The whole way from p to z by another rule; what lies between is passed over. */
function through(
  z: number,
  axes: readonly number[],
  value: Tensor,
  p: Tensor,
  rule: Rule,
  other = otherAxis(p, axes),
): Change {
  const S = (x: Tensor): Tensor => sum(x, axes as number[], { keepdims: true });
  const e = exp(value);
  const S2 = other !== null ? (x: Tensor): Tensor => sum(x, other, { keepdims: true }) : null;
  const p2 = S2 === null ? null : div(e, S2(e));
  return ([g], contributions) => {
    const adjoint = g ? rule(g, p, S, p2, S2) : null;
    if (adjoint === null) return { inputs: contributions };
    return { inputs: contributions.map(() => null), elsewhere: [{ place: z, adjoint }] };
  };
}

const isOfJacobian = (name: string): boolean =>
  name === "softmax by its diagonal alone" || name === "softmax's sum over the other axis";

/** What comes to log p from one of several terms of the loss, where p and log p are used: of an entropy from both. */
function partsOf(
  { lines, uses, contributions }: Graph,
  { line }: LogSoftmaxStep,
): { readonly key: string; readonly words: string; readonly g: Tensor }[] {
  const own = uses[lines[line]!.outputPlaces[0]!]!;
  return own.flatMap(({ line: k, input }) => {
    const { primitive, outputPlaces } = lines[k]!;
    if (primitive.name !== "exp") return [];
    const together = own.filter(({ line: other }) => lines[other]!.inputPlaces.includes(outputPlaces[0]!));
    if (together.length === 0 || together.length + 1 === own.length) return [];
    const all = [{ line: k, input }, ...together].flatMap((use) => contributions[use.line]![use.input] ?? []);
    return [{ key: `${k}`, words: "the entropy", g: all.reduce((a, b) => add(a, b)) }];
  });
}

/** Another rule for the part g of what comes to log p; the rest goes back as it should. */
function inPart({ z, axes, p }: LogSoftmaxStep, value: Tensor, g: Tensor, rule: Rule): Change {
  const wrong = through(z, axes, value, p, rule);
  const own = div(g, p);
  return (gs, contributions) => {
    const S = (x: Tensor): Tensor => sum(x, axes as number[], { keepdims: true });
    const [moved] = wrong([own], []).elsewhere ?? [];
    if (!gs[0] || moved === undefined) return { inputs: contributions };
    return { inputs: contributions, elsewhere: [{ place: z, adjoint: sub(moved.adjoint, right(own, p, S)) }] };
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
