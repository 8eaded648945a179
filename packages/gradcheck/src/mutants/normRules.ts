import { div, mean, mul, square, sub, sum, type Tensor } from "@wengert/autograd";
import type { CauseCode } from "../codes.ts";
import type { Graph } from "../graph.ts";
import { type Mutant, sumTo, type Variation } from "../mutant.ts";
import type { NormStep } from "../normSteps.ts";
import { flat } from "../numbers.ts";
import type { Deed } from "../readings.ts";
import type { Change } from "../walk.ts";

const FIX_LENGTH = "for xhat = x / r with r**2 = mean(x**2): dx = (dxhat - xhat * mean(dxhat * xhat)) / r";

/** From g = dC/dx̂ to a wrong dC/dx; `M` is the mean over the axes of the normalisation, `N` over the other axis. */
type Rule = (g: Tensor, norm: Parts) => Tensor;

export interface Parts {
  readonly xhat: Tensor;
  /** 1/σ. */
  readonly s: Tensor;
  readonly M: (x: Tensor) => Tensor;
  /** The mean in the term of the variance: divided by n - 1 where the loss divides by that. */
  readonly V: (x: Tensor) => Tensor;
  readonly N: (x: Tensor) => Tensor;
  /** The mean over the batch as well, and over everything. */
  readonly B: (x: Tensor) => Tensor;
  readonly A: (x: Tensor) => Tensor;
  /** How many entries the normalisation takes a mean of. */
  readonly n: number;
  /** The sum over the other axis, divided by n: the right divisor with the wrong sum. */
  readonly O: (x: Tensor) => Tensor;
}

export const FIX =
  "dx = (dxhat - mean(dxhat) - xhat * mean(dxhat * xhat)) / sigma, with means over the axis that was normalised";

const OF_SUMS: Deed = "has a sum for the mean of a normalisation";
const OF_SCALES: Deed = "divides by the scale of a normalisation once too often";

// @__NO_SIDE_EFFECTS__
export function normMutant(name: string, code: CauseCode, what: string, rule: Rule, ofCentred = true): Mutant {
  return {
    name,
    code,
    ...(/ (as a sum|not divided|summed)$/.test(name) && code === "factor" && { does: OF_SUMS }),
    ...(code === "extra-term" && { does: OF_SCALES }),
    on: "normalisation",
    throughout: true,
    fix: ofCentred ? FIX : FIX_LENGTH,
    vary: ({ graph, steps }) =>
      steps.norms
        .filter((norm) => norm.centred === ofCentred && !isOverTheSame(name, norm, graph))
        .flatMap((norm) => (isOverOther(name) ? othersOf(norm, graph) : [undefined]).map((other) => ({ norm, other })))
        .flatMap(({ norm, other }): Variation[] => {
          const parts = partsOf(norm, graph, other);
          const front = norm.gain;
          const change: Change = ([g], right) => ({
            inputs: right.map(() => null),
            elsewhere: !g
              ? []
              : front === undefined
                ? [{ place: norm.x, adjoint: rule(g, parts) }]
                : [
                    { place: norm.x, adjoint: rule(mul(g, front.value), parts) },
                    { place: front.place, adjoint: sumTo(mul(g, front.xhat), front.value.shape) },
                  ],
          });
          const which = other === undefined ? "" : ` ${inWords(other)}`;
          const plain = {
            key: `plain${which}`,
            what: `${what}${which && `,${which}`}`,
            changes: new Map([[norm.line, change]]),
          };
          // Where the loss divides by n as well that is the right rule.
          if (name.endsWith("the variance with n")) return parts.V === parts.M ? [] : [plain];
          const gain = gainOf(graph, norm);
          if (gain === null) return isAroundGain(name) ? [] : [plain];
          // The short formula has the gain in front: what the sums run over is the derivative behind it.
          const behind: Change = ([g], right) => ({
            inputs: right.map((c, i) => (i === gain.input ? null : c)),
            elsewhere: g ? [{ place: norm.x, adjoint: mul(gain.value, rule(g, parts)) }] : [],
          });
          if (isAroundGain(name)) return [{ ...plain, changes: new Map([[gain.line, behind]]) }];
          return [plain, { ...plain, key: `gain in front${which}`, changes: new Map([[gain.line, behind]]) }];
        }),
  };
}

const isAroundGain = (name: string): boolean => name.endsWith("gain behind");

/** Axes in words. */
const inWords = (axes: readonly number[]): string => axes.join(" and ");

const isOverOther = (name: string): boolean => name.endsWith("over the other axis");

/**
 * The axes over which a mean may be taken by mistake: those along which nothing is normalised, where there are several
 * of them, and each part of several that it runs over; undefined for the one or none.
 */
function othersOf({ xhat, axes, gain }: NormStep, graph: Graph): (readonly number[] | undefined)[] {
  const { shape } = gain?.xhat ?? graph.values[xhat]!;
  if (axes.length > 1) {
    const parts = axes.flatMap((axis) => [[axis], axes.filter((other) => other !== axis)]);
    return parts.filter((part, i) => parts.findIndex((one) => String(one) === String(part)) === i);
  }
  const others = shape.flatMap((n, axis) => (axes.includes(axis) || n < 2 ? [] : [[axis]]));
  return shape.length === 2 ? [undefined] : others;
}

/** What the rules of a normalisation are written with; `along` are the other axes where there are several. */
export function partsOf(norm: NormStep, graph: Graph, along?: readonly number[]): Parts {
  const xhat = norm.gain?.xhat ?? graph.values[norm.xhat]!;
  const shape = xhat.shape;
  const only = shape.length === 2 && norm.axes.length === 1 ? [1 - norm.axes[0]!] : norm.axes;
  const other = along ?? only;
  const over =
    (axes: readonly number[]) =>
    (x: Tensor): Tensor =>
      mean(x, axes as number[], { keepdims: true });
  const n = norm.axes.reduce((product, axis) => product * shape[axis]!, 1);
  const M = norm.averaged ? over(norm.axes) : (x: Tensor): Tensor => sum(x, norm.axes as number[], { keepdims: true });
  return {
    xhat,
    s: scaleOf(norm, graph.values),
    M,
    V: norm.centred && hasOneLess(xhat, norm.axes, n) ? (x) => div(mul(n, M(x)), n - 1) : M,
    N: over(other),
    B: over([...new Set([0, ...norm.axes])]),
    A: over(shape.map((_, axis) => axis)),
    n,
    O: (x) => div(sum(x, other as number[], { keepdims: true }), n),
  };
}

/** Whether the loss divides by n - 1, so that the squares of x̂ add up to that. */
function hasOneLess(xhat: Tensor, axes: readonly number[], n: number): boolean {
  const totals = flat(sum(square(xhat), axes as number[]));
  return n > 1 && totals.every((total) => Math.abs(total - (n - 1)) <= 1e-4 * (n - 1));
}

/** Whether means over the batch as well, or over everything, run over the axes of the normalisation themselves. */
const isOverTheSame = (name: string, { axes, xhat }: NormStep, { values }: Graph): boolean =>
  name.endsWith("over the batch as well")
    ? axes.includes(0)
    : name.endsWith("over everything") && axes.length === values[xhat]!.shape.length;

/** The product of x̂ with a gain: its line, the input that x̂ is, and the gain; null where x̂ is used otherwise. */
function gainOf(
  graph: Graph,
  { xhat }: NormStep,
): { readonly line: number; readonly input: number; readonly value: Tensor } | null {
  const [use, more] = graph.uses[xhat]!;
  if (use === undefined || more !== undefined) return null;
  const { primitive, inputs, inputPlaces } = graph.lines[use.line]!;
  const other = inputPlaces[1 - use.input] ?? -1;
  if (primitive.name !== "mul" || other < 0 || !graph.withoutData[other]) return null;
  return { line: use.line, input: use.input, value: inputs[1 - use.input]! };
}

/** The same for x̂ = x/r with the root r of a mean or sum of squares, without a mean subtracted. */
// @__NO_SIDE_EFFECTS__
export const lengthMutant = (name: string, code: CauseCode, what: string, rule: Rule): Mutant =>
  normMutant(name, code, what, rule, false);

/** The term with x̂ is made with the derivative behind the gain. */
// @__NO_SIDE_EFFECTS__
export function gainMutant(name: string, ofCentred: boolean): Mutant {
  return {
    name,
    code: "missing-term",
    on: "normalisation",
    throughout: true,
    fix: ofCentred ? FIX : FIX_LENGTH,
    vary: ({ graph, steps }) =>
      steps.norms
        .filter(({ centred }) => centred === ofCentred)
        .flatMap((norm): Variation[] => {
          const gain = gainOf(graph, norm);
          if (gain === null) return [];
          const { s, M, xhat } = partsOf(norm, graph);
          const change: Change = ([g], right) => {
            if (!g) return { inputs: right };
            const own = mul(gain.value, g);
            const first = ofCentred ? sub(own, M(own)) : own;
            return {
              inputs: right.map((c, i) => (i === gain.input ? null : c)),
              elsewhere: [{ place: norm.x, adjoint: mul(s, sub(first, mul(xhat, M(mul(g, xhat))))) }],
            };
          };
          return [
            { what: "the term with the normalised value lacks the gain", changes: new Map([[gain.line, change]]) },
          ];
        }),
  };
}

export const scaleOf = ({ sigma, divides }: NormStep, values: readonly Tensor[]): Tensor =>
  divides ? div(1, values[sigma]!) : values[sigma]!;
