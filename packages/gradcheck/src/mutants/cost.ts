import {
  abs,
  add,
  clip,
  div,
  exp,
  greater,
  greaterEqual,
  less,
  log,
  max,
  mul,
  neg,
  onesLike,
  sigmoid,
  sign,
  square,
  sub,
  type Tensor,
  tanh,
} from "@wengert/autograd";
import type { CauseCode } from "../codes.ts";
import { type Context, inFormula } from "../context.ts";
import { constantOf, countsOf } from "../counts.ts";
import { outputsOf } from "../factors.ts";
import type { Mutant, Variation } from "../mutant.ts";
import { flat } from "../numbers.ts";
import { once } from "../once.ts";
import type { Change } from "../walk.ts";
import { isTimesNumber } from "./function.ts";

interface WrongError {
  readonly words: string;
  readonly code?: CauseCode;
  readonly of: (y: Tensor, t: Tensor) => Tensor;
}

/** What may be written for dC/dy, up to a factor, of a prediction y and a target t. */
const ERRORS: readonly WrongError[] = [
  { words: "y - t, as for the squared error", of: (y, t) => sub(y, t) },
  { words: "y + t", code: "sign", of: (y, t) => add(y, t) },
  { words: "y: the target is missing", code: "missing-term", of: (y) => y },
  { words: "-t: the prediction is missing", code: "missing-term", of: (_y, t) => neg(t) },
  { words: "1: the error itself is missing", code: "missing-term", of: (y) => onesLike(y) },
  { words: "sign(y - t), as for the absolute error", of: (y, t) => sign(sub(y, t)) },
  { words: "|y - t|", code: "sign", of: (y, t) => abs(sub(y, t)) },
  { words: "(y - t)**2, the error in place of its derivative", of: (y, t) => square(sub(y, t)) },
  { words: "(y - t)**3", of: (y, t) => mul(square(sub(y, t)), sub(y, t)) },
  { words: "tanh(y - t)", of: (y, t) => tanh(sub(y, t)) },
  { words: "y - t cut off at 1", of: (y, t) => clip(sub(y, t), -1, 1) },
  { words: "y - t for errors below 1 alone", of: (y, t) => mul(sub(y, t), less(abs(sub(y, t)), 1)) },
  { words: "-t / y", of: (y, t) => neg(div(t, y)) },
  { words: "t / y", code: "sign", of: (y, t) => div(t, y) },
  { words: "1 - t / y", of: (y, t) => sub(1, div(t, y)) },
  { words: "(1 - t) / (1 - y)", code: "missing-term", of: (y, t) => div(sub(1, t), sub(1, y)) },
  { words: "(y - t) / (y (1 - y)), as for the cross-entropy", of: (y, t) => div(sub(y, t), mul(y, sub(1, y))) },
  { words: "(y - t) / y", of: (y, t) => div(sub(y, t), y) },
  { words: "-t / y - (1 - t) / (1 - y)", code: "sign", of: (y, t) => sub(neg(div(t, y)), div(sub(1, t), sub(1, y))) },
  { words: "log(y) - t", of: (y, t) => sub(log(y), t) },
  { words: "y (y - t)", of: (y, t) => mul(y, sub(y, t)) },
  { words: "t (y - t)", of: (y, t) => mul(t, sub(y, t)) },
  { words: "sigma(y) - t, as for logits", of: (y, t) => sub(sigmoid(y), t) },
  { words: "-t for samples on the wrong side alone", of: (y, t) => mul(neg(t), less(mul(y, t), 0)) },
  { words: "-t for samples within the margin", of: (y, t) => mul(neg(t), less(mul(y, t), 1)) },
  { words: "y - 1 where t > 0, and y elsewhere", of: (y, t) => sub(y, greater(t, 0)) },
];

/** Where a value of the net meets data of the same shape. */
function meetings({ graph }: Context): { readonly place: number; readonly t: Tensor }[] {
  const found: { readonly place: number; readonly t: Tensor }[] = [];
  graph.lines.forEach(({ inputs, inputPlaces, primitive }) => {
    if (inputs.length !== 2 || !["sub", "mul", "add", "div"].includes(primitive.name)) return;
    for (const i of [0, 1]) {
      const [y, t] = [inputs[i]!, inputs[1 - i]!];
      const place = inputPlaces[i]!;
      if (place < 0 || inputPlaces[1 - i]! >= 0 || graph.withoutData[place] || t.dtype === "bool") continue;
      if (t.size < 2 || String(t.shape) !== String(y.shape)) continue;
      const prediction = before(graph, place);
      if (!found.some((one) => one.place === prediction && one.t === t)) found.push({ place: prediction, t });
    }
  });
  return found;
}

const INSIDE = new Set("log neg abs square log1p maximum minimum sub".split(" "));

/** What a prediction was before the cost took its logarithm, or 1 minus it. */
function before(graph: Context["graph"], from: number): number {
  let place = from;
  for (let hops = 0; hops < 4; hops++) {
    const line = graph.lines[graph.producer[place]!];
    if (line === undefined || !INSIDE.has(line.primitive.name)) return place;
    const inputs = line.inputPlaces.filter((p) => p >= 0);
    if (inputs.length !== 1 || line.inputs.some((x, i) => line.inputPlaces[i]! < 0 && x.size > 1)) return place;
    place = inputs[0]!;
  }
  return place;
}

/** z, where y is the output of an activation. */
const argumentOf = ({ steps }: Context, place: number): number | undefined =>
  steps.activations.find(({ a }) => a === place)?.z;

/** All that comes to a place replaced by something else. */
export function replacedAt({ graph }: Context, place: number, adjoint: Tensor): Map<number, Change> {
  const uses = graph.uses[place]!;
  const top = Math.max(...uses.map(({ line }) => line));
  const changes = new Map<number, Change>();
  for (const { line } of uses) {
    const own = new Set(uses.filter((use) => use.line === line).map(({ input }) => input));
    changes.set(line, (_gs, right) => ({
      inputs: right.map((c, i) => (own.has(i) ? null : c)),
      ...(line === top && { elsewhere: [{ place, adjoint }] }),
    }));
  }
  return changes;
}

/** Probabilities, and the axes along which they add up to 1; none for those of a sigmoid. */
interface Odds {
  readonly p: Tensor;
  readonly axes: readonly number[];
}

/** 1 for the largest of the probabilities, 0 for the others; for those of a sigmoid, which has none beside, no number. */
const decision = ({ p, axes }: Odds): Tensor =>
  axes.length === 0 ? div(p, 0) : mul(onesLike(p), greaterEqual(p, max(p, axes as number[], { keepdims: true })));

/** Logits that go into a softmax, beside the targets that its logarithm meets. */
function logits(
  context: Context,
): (Odds & { readonly z: number; readonly t: Tensor; readonly behind: Tensor | null })[] {
  const { graph, steps } = context;
  const all = [
    ...steps.softmaxes.map(({ z, p, axes }) => ({ z, p: graph.values[p]!, axes, behind: null })),
    ...steps.logSoftmaxes.map(({ z, p, axes }) => ({ z, p, axes, behind: null })),
    ...steps.logSums.map(({ z, p, axes }) => ({ z, p, axes, behind: null })),
    ...steps.activations
      .filter(({ kind }) => kind === "sigmoid")
      .map(({ z, a }) => ({
        z,
        p: graph.values[a]!,
        axes: [],
        // What is dC/da but for its scale lacks the sigmoid's derivative.
        behind: graph.adjoints[a] ?? null,
      })),
  ];
  const targets = [...new Set(meetings(context).map(({ t }) => t))];
  return all.flatMap((one) =>
    targets.filter((t) => String(t.shape) === String(one.p.shape)).map((t) => ({ ...one, t })),
  );
}

/** What may be written for the derivative by logits z, of the probabilities p and the targets t. */
interface LogitError {
  readonly words: string;
  readonly of: (z: Tensor, p: Tensor, t: Tensor, odds: Odds) => Tensor;
  /** Whether it is the derivative by p: that of p by z is missing. */
  readonly byOutput?: true;
}

const LOGIT_ERRORS: readonly LogitError[] = [
  { words: "z - t, with the logits for the probabilities", of: (z, _p, t) => sub(z, t) },
  { words: "log p - t", of: (_z, p, t) => sub(log(p), t) },
  { words: "sigma(z) - t", of: (z, _p, t) => sub(sigmoid(z), t) },
  { words: "exp(z) - t", of: (z, _p, t) => sub(exp(z), t) },
  { words: "tanh(z) - t", of: (z, _p, t) => sub(tanh(z), t) },
  { words: "p - t for the wrong answers alone", of: (_z, p, t) => mul(p, sub(1, t)) },
  { words: "p - t for the right answer alone", of: (_z, p, t) => mul(t, sub(p, t)) },
  {
    words: "2 (p - t) p (1 - p), as for the squared error",
    of: (_z, p, t) => mul(2, mul(sub(p, t), mul(p, sub(1, p)))),
  },
  { words: "(p - t)**2", of: (_z, p, t) => square(sub(p, t)) },
  { words: "sign(p - t)", of: (_z, p, t) => sign(sub(p, t)) },
  { words: "the decision, 1 for the largest p, minus t", of: (_z, _p, t, odds) => sub(decision(odds), t) },
  { words: "p minus the decision, 1 for the largest p", of: (_z, p, _t, odds) => sub(p, decision(odds)) },
  { words: "the decision, 1 for p > 1/2, minus t", of: (_z, p, t) => sub(mul(onesLike(p), greater(p, 0.5)), t) },
  { words: "-t / p", of: (_z, p, t) => neg(div(t, p)), byOutput: true },
];

/** How many divisors of another cost are tried. */
const DIVISORS = 6;

/** By what another cost is divided, too: the counts of the loss's own means, or nothing where it has sums. */
function divisors({ graph, batch }: Context): number[] {
  const counts = countsOf(graph, batch?.size ?? null);
  const all = counts.reduce((a, b) => a * b, 1);
  const outputs = outputsOf(graph);
  // A number by which the loss divides stays, whatever its cost is and however large the batch.
  const written = graph.lines.flatMap((line, k) =>
    line.inputPlaces.flatMap((place, input) => {
      const constant = place < 0 ? null : constantOf(graph, { line: k, input });
      return constant?.divides === true && constant.by > 1 ? [constant.by] : [];
    }),
  );
  // In an order that is the same at all points: each stands for itself there, whatever its size. Where the loss divides,
  // a cost that is not divided is another mistake more.
  const found = [
    ...(written.length + counts.length === 0 ? [1] : []),
    ...written,
    ...counts,
    all,
    ...(outputs === undefined ? [] : counts.map((n) => n * outputs)),
  ];
  return found.filter((n, i) => i < written.length || !found.slice(0, i).includes(n)).slice(0, DIVISORS);
}

/** Whether an error is what comes back but for a value of the net, or of the data, by which that is multiplied or divided. */
function lacksFactor({ values }: Context, error: Tensor, right: Tensor | null): boolean {
  if (right === null || right.size < 2) return false;
  return values.some(
    ({ value }) =>
      String(value.shape) === String(right.shape) &&
      value.dtype === right.dtype &&
      (isTimesNumber(mul(error, value), right) || isTimesNumber(mul(right, value), error)),
  );
}

/** The derivative of another cost than the loss. */
export const costMutants: readonly Mutant[] = [
  {
    name: "the derivative of another cost",
    code: "wrong-forward",
    does: "differentiates another cost",
    on: "activation",
    rare: true,
    throughout: false,
    fix: "differentiate the cost that the loss computes",
    vary: (context) =>
      meetings(context).flatMap(({ place, t }) => {
        const y = context.graph.values[place]!;
        if (String(y.shape) !== String(t.shape)) return [];
        const scales = divisors(context).flatMap((k) => [1 / k, 2 / k, 0.5 / k]);
        const z = argumentOf(context, place);
        return [place, ...(z === undefined ? [] : [z])].flatMap((to) =>
          ERRORS.flatMap(({ words, code, of }): Variation[] => {
            const error = of(y, t);
            if (flat(error).some((x) => !Number.isFinite(x))) return [];
            // What is right but for its scale, or for f'(z), is called a factor, or a missing derivative.
            const right = context.graph.adjoints[place];
            const slope = context.steps.activations.find(({ a }) => a === place)?.slope;
            if (right && (isTimesNumber(error, right) || (slope && isTimesNumber(mul(error, slope), right)))) return [];
            // What is right but for a value of the net, as the precision of each sample, is the loss's own error without it.
            const lacks = once(() => code === undefined && right !== undefined && lacksFactor(context, error, right));
            const named = (): CauseCode | undefined => (lacks() ? "missing-term" : code);
            return scales.map((scale, i) => ({
              key: `${i}`,
              code: named,
              ...(code === undefined && {
                does: () =>
                  lacks() ? ("leaves out a part of the cost" as const) : ("differentiates another cost" as const),
              }),
              ...(code === "sign" && { does: undefined }),
              ...(code === "missing-term" && { does: "leaves out a part of the cost" as const }),
              what: () =>
                `dC/d${inFormula(context.nameOf(to))} is taken as ${words}${to === place ? "" : ", without the activation's derivative"}; the loss has another derivative`,
              changes: replacedAt(context, to, mul(scale, error)),
            }));
          }),
        );
      }),
  },
  {
    name: "another derivative by the logits",
    code: "wrong-forward",
    does: "differentiates another cost",
    on: "activation",
    rare: true,
    throughout: false,
    fix: "with the softmax, or the sigmoid, and the cross-entropy dC/dz = p - t",
    vary: (context) =>
      logits(context).flatMap(({ z, p, t, axes, behind }) => {
        const value = context.graph.values[z]!;
        const right = context.graph.adjoints[z];
        const counts = divisors(context);
        return LOGIT_ERRORS.flatMap(({ words, of, byOutput }): Variation[] => {
          const error = of(value, p, t, { p, axes });
          if (flat(error).some((x) => !Number.isFinite(x)) || (right && isTimesNumber(error, right))) return [];
          if (behind !== null && isTimesNumber(error, behind)) return [];
          return counts.map((k, i) => ({
            key: `${i}`,
            ...(byOutput && {
              code: "missing-activation-derivative" as const,
              does: "leaves out the slope of the output" as const,
            }),
            what: () =>
              `dC/d${inFormula(context.nameOf(z))} is taken as ${words}${byOutput ? ", the derivative by p: that of p by z is missing" : "; the loss has another derivative"}`,
            changes: replacedAt(context, z, div(error, k)),
          }));
        });
      }),
  },
];
