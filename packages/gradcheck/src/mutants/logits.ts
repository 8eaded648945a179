import { div, exp, greaterEqual, max, mul, onesLike, reshape, sigmoid, sub, sum, type Tensor } from "@wengert/autograd";
import type { CauseCode } from "../codes.ts";
import { type Context, composed, replaced } from "../context.ts";
import type { Mutant, Variation } from "../mutant.ts";
import type { LogSumStep } from "../steps.ts";
import type { Change } from "../walk.ts";

/** What stands for p and for -t in dC/dz = c (p - t): c comes live, the rest is what comes back from the targets. */
interface WrongPair {
  readonly key: string;
  readonly code: CauseCode;
  readonly what: string;
  readonly fix: string;
  readonly forSum: ((c: Tensor, parts: Parts) => Tensor | null) | null;
  readonly forTargets?: (rest: Tensor, parts: Parts) => Tensor;
}

interface Parts {
  readonly z: Tensor;
  readonly p: Tensor;
  readonly axes: readonly number[];
  readonly S: (x: Tensor) => Tensor;
}

const FIX = "of log sum exp(z) - z_t the derivative by z is p - t";

const PAIRS: readonly WrongPair[] = [
  {
    key: "diagonal",
    code: "softmax-diagonal",
    what: "the softmax is differentiated as if p_i depended on z_i alone: dz = -t (1 - p)",
    fix: FIX,
    forSum: null,
    forTargets: (rest, { p }) => mul(rest, sub(1, p)),
  },
  {
    key: "no logarithm",
    code: "missing-activation-derivative",
    what: "the derivative is that of -p, without the logarithm",
    fix: FIX,
    forSum: null,
    forTargets: (rest, { p, S }) => mul(p, sub(rest, S(mul(rest, p)))),
  },
  {
    key: "other axis",
    code: "wrong-axis",
    what: "the softmax in p - t is summed over the other axis than that of the loss",
    fix: "sum over the classes: the last axis, with keepdims",
    forSum: (c, { z, axes }) => {
      if (z.shape.length < 2 || axes.length !== 1) return null;
      const e = exp(z);
      const other = axes[0] === z.shape.length - 1 ? z.shape.length - 2 : z.shape.length - 1;
      return mul(c, div(e, sum(e, other, { keepdims: true })));
    },
  },
  {
    key: "all entries",
    code: "wrong-axis",
    what: "the softmax in p - t is summed over all entries, not over the classes of one sample",
    fix: "sum over the classes: the last axis, with keepdims",
    forSum: (c, { z }) => mul(c, div(exp(z), sum(exp(z)))),
  },
  {
    key: "not divided",
    code: "missing-term",
    what: "exp(z) stands for p: the division by its sum is missing",
    fix: FIX,
    forSum: (c, { z }) => mul(c, exp(z)),
  },
  {
    key: "decision",
    code: "derivative-at-wrong-value",
    what: "the decision, 1 for the largest, stands for p",
    fix: FIX,
    forSum: (c, { p, axes }) => mul(c, mul(onesLike(p), greaterEqual(p, max(p, axes as number[], { keepdims: true })))),
  },
  {
    key: "sigmoid",
    code: "wrong-forward",
    what: "sigma(z) stands for the softmax p",
    fix: FIX,
    forSum: (c, { z }) => mul(c, sigmoid(z)),
  },
  {
    key: "logits",
    code: "wrong-forward",
    what: "the logits z stand for p",
    fix: FIX,
    forSum: (c, { z }) => mul(c, z),
  },
  {
    key: "squared",
    code: "derivative-at-wrong-value",
    what: "p**2 stands for p",
    fix: FIX,
    forSum: (c, { p }) => mul(c, mul(p, p)),
  },
];

function variationsOf({ graph }: Context, step: LogSumStep): Variation[] {
  const z = graph.values[step.z]!;
  const parts: Parts = {
    z,
    p: step.p,
    axes: step.axes,
    S: (x) => sum(x, step.axes as number[], { keepdims: true }),
  };
  const others = graph.uses[step.z]!.filter(({ line }) => !step.inside.has(line));
  return PAIRS.map(({ key, code, what, fix, forSum, forTargets }): Variation => {
    const kept = z.shape.map((n, d) => (step.axes.includes(d) ? 1 : n));
    const atSum: Change = ([c], right) => {
      const adjoint = c && forSum !== null ? forSum(reshape(c, kept), parts) : null;
      if (forSum !== null && adjoint === null) return { inputs: right };
      return {
        inputs: right.map(() => null),
        elsewhere: adjoint === null ? [] : [{ place: step.z, adjoint }],
      };
    };
    const changes = new Map<number, Change>([[step.line, atSum]]);
    if (step.shifted !== undefined) {
      // Past the maximum: what is subtracted from z changes nothing.
      const from = step.shifted;
      for (const { line, input } of graph.uses[from]!) {
        if (step.inside.has(line)) continue;
        const past: Change = (_gs, right) => {
          const c = right[input];
          if (!c) return { inputs: right };
          const adjoint = forTargets === undefined ? c : forTargets(c, parts);
          return { inputs: right.map((one, i) => (i === input ? null : one)), elsewhere: [{ place: step.z, adjoint }] };
        };
        const before = changes.get(line);
        changes.set(line, before === undefined ? past : composed(before, past));
      }
    } else if (forTargets !== undefined) {
      for (const { line, input } of others) {
        const change = replaced(input, (_g, c) => forTargets(c, parts));
        const before = changes.get(line);
        changes.set(line, before === undefined ? change : composed(before, change));
      }
    }
    return { key, code, what, fix, changes };
  });
}

/** Mistakes in p - t, where the loss has the logarithm of the sum of exponentials. */
export const logitMutants: readonly Mutant[] = [
  {
    name: "softmax within the logarithm of a sum",
    code: "softmax-diagonal",
    on: "softmax",
    throughout: true,
    fix: FIX,
    vary: (context) => context.steps.logSums.flatMap((step) => variationsOf(context, step)),
  },
];
