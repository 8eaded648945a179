import {
  add,
  at,
  evaluate,
  flattenTree,
  type Gradient,
  makeProgram,
  mul,
  type Program,
  type Pytree,
  square,
  sub,
  sum,
  type Tensor,
  TraceError,
  tensor,
  valueAndGrad,
} from "@wengert/autograd";
import { checkKnown, checkOptimizer } from "./check.ts";
import { asLeaf } from "./leaves.ts";
import type { Optimizer } from "./optimizer.ts";

/** How `verifyOptimizer` tries an optimizer. @public */
export interface VerifyOptions {
  /** The optimizer for the steep valley of Rosenbrock's function, where another rate may be right. */
  readonly steep?: Optimizer;
  /** Whether a step can be staged; true unless said. */
  readonly staged?: boolean;
  /** How many steps are made on each problem; 300 unless said. */
  readonly steps?: number;
}

/** What one requirement came to. @public */
export interface Verdict {
  readonly requirement: string;
  readonly ok: boolean;
  /** What was seen. */
  readonly detail: string;
}

/** What `verifyOptimizer` found. @public */
export interface Verification {
  readonly ok: boolean;
  readonly verdicts: readonly Verdict[];
  /** The requirements that are not met, with what was seen: empty when all is well. */
  readonly failures: readonly string[];
}

type Loss = (params: Pytree) => Tensor;

interface Problem {
  readonly loss: Loss;
  readonly start: Pytree;
}

/** Σ (θ − target)² over a tree with a vector, a matrix, a single number and a tensor without elements. */
function parabola(dtype: "float64" | "float32" = "float64"): Problem {
  const of = (data: number | number[] | number[][]): Tensor => tensor(data, { dtype });
  type Params = { readonly layers: readonly { readonly W: Tensor; readonly b: Tensor }[]; readonly scale: Tensor };
  const away = (x: Tensor, target: number | number[] | number[][]): Tensor => sum(square(sub(x, of(target))));
  return {
    start: {
      layers: [
        {
          W: of([
            [2, -1],
            [0.5, 0],
          ]),
          b: of([1, -2]),
        },
        { W: tensor([], { dtype }), b: of([0.25]) },
      ],
      scale: of(3),
    },
    loss: (params) => {
      const { layers, scale } = params as Params;
      const first = add(
        away(layers[0]!.W, [
          [1, 1],
          [-1, 0.5],
        ]),
        away(layers[0]!.b, [0, 1]),
      );
      return add(add(first, away(layers[1]!.b, [-1])), add(sum(layers[1]!.W), away(scale, 1)));
    },
  };
}

/** (1 − u)² + 100 (v − u²)². @see H. H. Rosenbrock (1960), Comput. J. 3, 175–184. */
const rosenbrock: Problem = {
  start: { x: tensor([-1.2, 1]) },
  loss: (params) => {
    const { x } = params as { readonly x: Tensor };
    const [u, v] = [at(x, 0) as Tensor, at(x, 1) as Tensor];
    return add(square(sub(1, u)), mul(100, square(sub(v, square(u)))));
  },
};

const OPTIONS = ["steep", "staged", "steps"] as const;

/** The share of the first loss that must not be left after the steps. */
const LEFT_ON_PARABOLA = 0.01;
const LEFT_IN_VALLEY = 0.2;
const COMPARED_STEPS = 12;

/**
 * Runs an optimizer through what every optimizer promises: it goes down a parabola (over a nested pytree, with a tensor
 * without elements) and Rosenbrock's valley; parameters and state keep their structure, shapes and dtypes, float32
 * included; nothing that is passed in changes; equal calls give equal results; and one staged program serves every step,
 * to the last bit. For optimizers of one's own, too: expect `failures` to be empty.
 *
 * @throws ArgumentError when there is no optimizer, or an option does not exist.
 * @example verifyOptimizer(sgd({ learningRate: 0.1 }), { steep: sgd({ learningRate: 1e-3 }) }).failures // []
 * @example
 * const frantic = { ...sgd({ learningRate: 0.1 }), init: () => ({ step: tensor(Math.random()), schedule: null }) };
 * verifyOptimizer(frantic, { steps: 20 }).ok // false
 * @public
 */
export function verifyOptimizer(optimizer: Optimizer, options: VerifyOptions = {}): Verification {
  checkOptimizer("verifyOptimizer", optimizer);
  const { steep = optimizer, staged = true, steps = 300 } = checkKnown("verifyOptimizer", options, OPTIONS);
  const verdicts = [
    judge("goes down a parabola", () => descends(optimizer, parabola(), steps, LEFT_ON_PARABOLA)),
    judge("goes down Rosenbrock's valley", () => descends(steep, rosenbrock, steps, LEFT_IN_VALLEY)),
    judge("keeps the structure, shapes and dtypes of parameters and state", () => keepsShapes(optimizer, parabola())),
    judge("keeps float32", () => keepsShapes(optimizer, parabola("float32"))),
    judge("changes nothing that it is given", () => isPure(optimizer, parabola())),
    judge("gives the same for the same", () => isDeterminate(optimizer, parabola())),
    staged
      ? judge("is the same when staged, with one program for all steps", () => stagesAlike(optimizer, parabola()))
      : judge("says that it cannot be staged", () => refusesStaging(optimizer, parabola())),
  ];
  const failures = verdicts.filter(({ ok }) => !ok).map(({ requirement, detail }) => `${requirement}: ${detail}`);
  return { ok: failures.length === 0, verdicts, failures };
}

/** Runs a check, which gives what is wrong, or null. */
function judge(requirement: string, check: () => string | null): Verdict {
  try {
    const detail = check();
    return { requirement, ok: detail === null, detail: detail ?? "yes" };
  } catch (error) {
    return { requirement, ok: false, detail: `it threw ${String(error)}` };
  }
}

type Step = (params: Pytree, state: Pytree) => readonly [params: Pytree, state: Pytree, value: Tensor];

function stepOf(optimizer: Optimizer, { loss }: Problem): Step {
  const valueAndGradient = valueAndGrad(loss) as (params: Pytree) => [Tensor, Gradient<Pytree>];
  return (params, state) => {
    const [value, gradient] = valueAndGradient(params);
    const [next, after] = optimizer.update(params, gradient, state, { value, valueAndGrad: valueAndGradient });
    return [next, after, value];
  };
}

function descends(optimizer: Optimizer, problem: Problem, steps: number, left: number): string | null {
  const step = stepOf(optimizer, problem);
  const first = problem.loss(problem.start).item();
  let [params, state]: readonly Pytree[] = [problem.start, optimizer.init(problem.start)];
  for (let t = 0; t < steps; t++) [params, state] = step(params, state);
  const last = problem.loss(params).item();
  return last <= left * first ? null : `after ${steps} steps the loss is ${last}, of ${first} at the start`;
}

/** A pytree as text: structure, shapes and dtypes, no values. */
function form(tree: Pytree): string {
  const { leaves, structure } = flattenTree(tree, "verifyOptimizer");
  const kinds = leaves.map((leaf) => (typeof leaf === "number" ? "a number" : `${leaf.dtype}[${leaf.shape}]`));
  return `${JSON.stringify(structure)} ${kinds.join(" ")}`;
}

function keepsShapes(optimizer: Optimizer, problem: Problem): string | null {
  const step = stepOf(optimizer, problem);
  let [params, state]: readonly Pytree[] = [problem.start, optimizer.init(problem.start)];
  const [paramsForm, stateForm] = [form(params), form(state)];
  for (let t = 0; t < COMPARED_STEPS; t++) {
    [params, state] = step(params, state);
    if (form(params) !== paramsForm) return `after step ${t} the parameters are ${form(params)}, not ${paramsForm}`;
    if (form(state) !== stateForm) return `after step ${t} the state is ${form(state)}, not ${stateForm}`;
  }
  return null;
}

/** The values of all leaves, as text in which −0 and NaN are told apart. */
function values(tree: Pytree): string {
  const leaves = flattenTree(tree, "verifyOptimizer").leaves.map((leaf) => asLeaf(leaf).toArray());
  const text = (x: unknown): string =>
    Array.isArray(x) ? `[${x.map(text).join()}]` : Object.is(x, -0) ? "-0" : String(x);
  return leaves.map(text).join(" ");
}

/** Freezes arrays and records, all the way down; tensors are immutable already. */
function frozenTree<T>(tree: T): T {
  if (
    typeof tree === "object" &&
    tree !== null &&
    (Array.isArray(tree) || Object.getPrototypeOf(tree) === Object.prototype)
  ) {
    Object.values(tree).forEach(frozenTree);
    Object.freeze(tree);
  }
  return tree;
}

function isPure(optimizer: Optimizer, problem: Problem): string | null {
  const step = stepOf(optimizer, problem);
  let params = frozenTree(problem.start);
  let state = frozenTree(optimizer.init(params));
  for (let t = 0; t < COMPARED_STEPS; t++) {
    const before = [values(params), values(state)];
    const [nextParams, nextState] = step(params, state);
    if (values(params) !== before[0]) return `step ${t} changed the parameters that it was given`;
    if (values(state) !== before[1]) return `step ${t} changed the state that it was given`;
    [params, state] = [frozenTree(nextParams), frozenTree(nextState)];
  }
  return null;
}

function isDeterminate(optimizer: Optimizer, problem: Problem): string | null {
  const step = stepOf(optimizer, problem);
  let [params, state]: readonly Pytree[] = [problem.start, optimizer.init(problem.start)];
  if (values(state) !== values(optimizer.init(problem.start))) return "init gives another state the second time";
  for (let t = 0; t < COMPARED_STEPS; t++) {
    const [once, again] = [step(params, state), step(params, state)];
    if (values(once) !== values(again)) return `step ${t} gives another result the second time`;
    [params, state] = once;
  }
  return null;
}

function stagesAlike(optimizer: Optimizer, problem: Problem): string | null {
  const step = stepOf(optimizer, problem);
  let [params, state]: readonly Pytree[] = [problem.start, optimizer.init(problem.start)];
  const program: Program = makeProgram((p: Pytree, s: Pytree) => step(p, s))(params as never, state as never);
  for (let t = 0; t < COMPARED_STEPS; t++) {
    const eager = step(params, state);
    const staged = evaluate(program, [params, state]);
    if (values(staged) !== values(eager)) return `step ${t} gives ${values(staged)} staged, ${values(eager)} eagerly`;
    [params, state] = eager;
  }
  return null;
}

function refusesStaging(optimizer: Optimizer, problem: Problem): string | null {
  const step = stepOf(optimizer, problem);
  const state = optimizer.init(problem.start);
  try {
    makeProgram((p: Pytree, s: Pytree) => step(p, s))(problem.start as never, state as never);
  } catch (error) {
    return error instanceof TraceError && error.op === optimizer.name ? null : `it threw ${String(error)}`;
  }
  return "a step can be staged";
}
