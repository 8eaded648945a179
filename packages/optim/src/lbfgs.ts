import {
  ArgumentError,
  abs,
  add,
  at,
  concatenate,
  flattenTree,
  flattenTreeLike,
  type Gradient,
  isTensor,
  leafPaths,
  max,
  mul,
  neg,
  type Pytree,
  type Structure,
  sub,
  sum,
  type Tensor,
  TraceError,
  tensor,
  zeros,
  zerosLike,
} from "@wengert/autograd";
import { badOption, checkKnown, checkNotNegative, checkPositive, checkState, checkWhole } from "./check.ts";
import { join, split } from "./flat.ts";
import { asLeaf, checkParameter, gradientLeaves } from "./leaves.ts";
import { type LinePoint, strongWolfe } from "./line.ts";
import type { Context, Optimizer } from "./optimizer.ts";

/** Options of `lbfgs`. @public */
export interface LbfgsOptions {
  /** The length of a step in units of the quasi-Newton step, > 0; 1 unless said. A search starts there. */
  readonly learningRate?: number;
  /** How many iterations one call of `update` makes; 20 unless said. */
  readonly iterations?: number;
  /** After how many evaluations of the loss a call of `update` ends; 5/4 of the iterations unless said. */
  readonly evaluations?: number;
  /** How many pairs of steps and gradient changes are kept; 100 unless said. */
  readonly history?: number;
  /** Whether steps are searched for ("strong-wolfe") or taken as they come (null); "strong-wolfe" unless said. */
  readonly lineSearch?: "strong-wolfe" | null;
  /** A gradient whose largest entry is not above this ends the call; 1e-7 unless said. */
  readonly gradientTolerance?: number;
  /** A step, or a change of the loss, below this ends the call; 1e-9 unless said. */
  readonly changeTolerance?: number;
}

/** What L-BFGS keeps, for n parameters in all and a history of m. @public */
export interface LbfgsState {
  /** How many iterations were made. */
  readonly step: Tensor;
  /** The last direction, `[n]`, and how far it was followed. */
  readonly direction: Tensor;
  readonly length: Tensor;
  /** The gradient from which the last step started, `[n]`. */
  readonly gradient: Tensor;
  /** How many pairs are kept; the last rows of the next two hold them, `[m, n]`. */
  readonly count: Tensor;
  /** Steps s and the changes y of the gradient along them. */
  readonly steps: Tensor;
  readonly changes: Tensor;
}

/**
 * L-BFGS: steps along −H g, where the inverse Hessian H is known by the last m steps s and gradient changes y.
 *
 * Each call of `update` makes several iterations and evaluates the loss at other parameters: pass
 * `{ value, valueAndGrad }` as its fourth argument, both for the loss that the gradient belongs to (`train` does). For
 * smooth losses over all the data: mini-batches change the loss under its hands.
 *
 * **Shapes:** the parameters' own. State: see {@link LbfgsState}. It branches on values, so it cannot be staged.
 *
 * @throws ArgumentError when an option is out of range or the context is missing; TraceError while staging.
 * @example
 * const loss = (p: Tensor) => sum(square(sub(p, tensor([3, -1]))));
 * const optimizer = lbfgs();
 * const start = tensor([0, 0]);
 * const [value, gradient] = valueAndGrad(loss)(start);
 * optimizer.update(start, gradient, optimizer.init(start), { value, valueAndGrad: valueAndGrad(loss) })[0] // [ 3. -1.]
 * @see J. Nocedal (1980), Updating quasi-Newton matrices with limited storage, Math. Comp. 35, 773–782.
 * @see J. Nocedal, S. J. Wright (2006), Numerical Optimization, 2nd ed., algorithm 7.4.
 * @public
 */
export function lbfgs(options: LbfgsOptions = {}): Optimizer<LbfgsState> {
  const settings = readSettings(options);
  return {
    name: "lbfgs",
    init(params) {
      const { leaves, structure } = flattenTree(params, "lbfgs");
      const xs = leaves.map(asLeaf);
      const paths = leafPaths(structure);
      xs.forEach((x, i) => {
        checkParameter("lbfgs", x, paths[i]!);
      });
      const none = zerosLike(join(xs));
      const history = zeros([settings.history, none.size], none.dtype);
      return {
        step: tensor(0),
        direction: none,
        length: tensor(0),
        gradient: none,
        count: tensor(0),
        steps: history,
        changes: history,
      };
    },
    update<P>(params: P, gradients: Gradient<P>, state: LbfgsState, context?: Context<P>) {
      checkState("lbfgs", state);
      const valueAndGrad = context?.valueAndGrad;
      if (valueAndGrad === undefined) throw noContext();
      const { leaves, structure } = flattenTree(params, "lbfgs");
      const xs = leaves.map(asLeaf);
      const evaluate = evaluator(valueAndGrad as (params: Pytree) => readonly [Tensor, Pytree], xs, structure);
      try {
        const g = join(gradientLeaves("lbfgs", gradients, structure, leaves));
        if (state.gradient?.size !== g.size) throw notOfThese(state.gradient, g.size);
        const value = context?.value ?? valueAndGrad(params)[0];
        const start = isTensor(value) ? value.item() : value;
        const [x, after] = iterate(settings, evaluate, join(xs), start, g, state);
        return [split(x, xs, structure) as Gradient<P>, after];
      } catch (error) {
        throw error instanceof TraceError && error.code === "abstract-value" ? staged(error) : error;
      }
    },
  };
}

type Evaluate = (x: Tensor) => readonly [value: number, gradient: Tensor];

/** The loss and its gradient as functions of one vector. */
function evaluator(
  valueAndGrad: (params: Pytree) => readonly [Tensor, Pytree],
  like: readonly Tensor[],
  structure: Structure,
): Evaluate {
  return (x) => {
    const [value, gradient] = valueAndGrad(split(x, like, structure));
    const leaves = flattenTreeLike("lbfgs", gradient, structure, "the gradient that valueAndGrad gives");
    return [value.item(), join(leaves.map(asLeaf))];
  };
}

type Settings = Required<LbfgsOptions>;

function iterate(
  settings: Settings,
  evaluate: Evaluate,
  start: Tensor,
  startValue: number,
  startGradient: Tensor,
  state: LbfgsState,
): [Tensor, LbfgsState] {
  const { learningRate, iterations, gradientTolerance, changeTolerance } = settings;
  let [x, value, g] = [start, startValue, startGradient];
  let memory = state;
  if (largest(g) <= gradientTolerance) return [x, memory];
  let evaluations = 1;
  for (let n = 1; n <= iterations; n++) {
    memory = remember(memory, g, settings.history);
    const d = directionOf(memory, g);
    const step = memory.step.item() + 1;
    let t = step === 1 ? Math.min(1, 1 / sum(abs(g)).item()) * learningRate : learningRate;
    const slope = dot(g, d);
    const before = value;
    memory = { ...memory, step: tensor(step), direction: d, length: tensor(t), gradient: g };
    // Not downhill any more: rounding is all that is left.
    if (slope > -changeTolerance) break;
    if (settings.lineSearch === null) {
      x = add(x, mul(t, d));
      if (n < iterations) {
        [value, g] = evaluate(x);
        evaluations++;
      }
    } else {
      const along = (distance: number): LinePoint<Tensor> => {
        const [value, gradient] = evaluate(add(x, mul(distance, d)));
        return { t: distance, value, slope: dot(gradient, d), gradient };
      };
      const found = strongWolfe(along, { t: 0, value, slope, gradient: g }, t, largest(d));
      ({ t, value, gradient: g } = found.point);
      evaluations += found.evaluations;
      x = add(x, mul(t, d));
      memory = { ...memory, length: tensor(t) };
    }
    const done =
      evaluations >= settings.evaluations ||
      largest(g) <= gradientTolerance ||
      largest(d) * Math.abs(t) <= changeTolerance ||
      Math.abs(value - before) < changeTolerance;
    if (done) break;
  }
  return [x, memory];
}

/** A pair with less curvature than this says nothing of the Hessian, or that it is not positive. */
const LEAST_CURVATURE = 1e-10;

/** Adds the last step and the change of the gradient along it to the history; the oldest pair goes. */
function remember(memory: LbfgsState, g: Tensor, history: number): LbfgsState {
  if (memory.step.item() === 0) return memory;
  const y = sub(g, memory.gradient);
  const s = mul(memory.length.item(), memory.direction);
  if (!(dot(y, s) > LEAST_CURVATURE)) return memory;
  const pushed = (rows: Tensor, row: Tensor): Tensor => concatenate([at(rows, "1:"), [row]]);
  return {
    ...memory,
    count: tensor(Math.min(memory.count.item() + 1, history)),
    steps: pushed(memory.steps, s),
    changes: pushed(memory.changes, y),
  };
}

/** −H g by the two loops over the pairs, newest to oldest and back. */
function directionOf({ count, steps, changes }: LbfgsState, g: Tensor): Tensor {
  const m = steps.shape[0]!;
  const pairs = Array.from({ length: count.item() }, (_, i) => {
    const [s, y] = [at(steps, m - 1 - i) as Tensor, at(changes, m - 1 - i) as Tensor];
    return { s, y, curvature: dot(y, s) };
  });
  let q: Tensor = neg(g);
  const shares = pairs.map(({ s, y, curvature }) => {
    const share = dot(s, q) / curvature;
    q = sub(q, mul(share, y));
    return share;
  });
  const newest = pairs[0];
  if (newest !== undefined) q = mul(newest.curvature / dot(newest.y, newest.y), q);
  for (let i = pairs.length - 1; i >= 0; i--) {
    const { s, y, curvature } = pairs[i]!;
    q = add(q, mul(shares[i]! - dot(y, q) / curvature, s));
  }
  return q;
}

function dot(a: Tensor, b: Tensor): number {
  return sum(mul(a, b)).item();
}

/** The largest size of an entry. */
function largest(x: Tensor): number {
  return x.size === 0 ? 0 : max(abs(x)).item();
}

function readSettings(options: LbfgsOptions): Settings {
  const known = checkKnown("lbfgs", options, [
    "learningRate",
    "iterations",
    "evaluations",
    "history",
    "lineSearch",
    "gradientTolerance",
    "changeTolerance",
  ]);
  const { learningRate = 1, iterations = 20, history = 100, lineSearch = "strong-wolfe" } = known;
  const { gradientTolerance = 1e-7, changeTolerance = 1e-9, evaluations = Math.floor((iterations * 5) / 4) } = known;
  checkPositive("lbfgs", "learningRate", learningRate, "1 is the quasi-Newton step; it is a number, no schedule");
  checkWhole("lbfgs", "iterations", iterations, 1, "how many iterations a call of update makes");
  checkWhole("lbfgs", "evaluations", evaluations, 1, "after how many evaluations a call of update ends");
  checkWhole("lbfgs", "history", history, 1, "how many pairs are kept; 5 to 20 are usual");
  if (lineSearch !== null && lineSearch !== "strong-wolfe") {
    throw badOption("lbfgs", "there is no such line search", lineSearch, '"strong-wolfe", or null for none');
  }
  checkNotNegative("lbfgs", "gradientTolerance", gradientTolerance, "1e-7 is usual");
  checkNotNegative("lbfgs", "changeTolerance", changeTolerance, "1e-9 is usual");
  return { learningRate, iterations, evaluations, history, lineSearch, gradientTolerance, changeTolerance };
}

function notOfThese(kept: Tensor | undefined, n: number): Error {
  return badOption(
    "lbfgs",
    `the state is not one of these parameters, which have ${n} entries in all`,
    kept,
    "begin with the state of these parameters: optimizer.init(params)",
  );
}

function noContext(): Error {
  return new ArgumentError({
    code: "bad-argument",
    op: "lbfgs",
    problem: "it evaluates the loss at other parameters, and was not told how",
    hint: "pass a fourth argument: optimizer.update(params, gradient, state, { value, valueAndGrad: valueAndGrad(loss) })",
  });
}

function staged(cause: TraceError): TraceError {
  return new TraceError(
    {
      code: "abstract-value",
      op: "lbfgs",
      problem: "its line search branches on values, so it cannot be staged",
      got: cause.got,
      hint: "run it eagerly; its loss may be a staged or compiled function",
    },
    { cause },
  );
}
