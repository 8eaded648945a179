// What PyTorch's names for optimizers and schedules are here.
import {
  add,
  astype,
  div,
  equal,
  mul,
  type NestedNumbers,
  pow,
  sub,
  type Tensor,
  tensor,
  where,
} from "@wengert/autograd";
import {
  adadelta,
  adagrad,
  adam,
  adamax,
  adamW,
  addDecayedWeights,
  asgd,
  chain,
  type GradientTransform,
  lbfgs,
  momentum,
  nadam,
  nesterov,
  type Optimizer,
  type Rate,
  radam,
  rmsprop,
  rprop,
  type Schedule,
  type StatefulSchedule,
  scaleGradients,
  schedule,
  sgd,
} from "@wengert/optim";

export type Args = Readonly<Record<string, unknown>>;

interface TorchArgs {
  readonly lr: number;
  readonly momentum: number;
  readonly dampening: number;
  readonly nesterov: boolean;
  readonly betas: readonly [number, number];
  readonly eps: number;
  readonly amsgrad: boolean;
  readonly weight_decay: number;
  readonly alpha: number;
  readonly centered: boolean;
  readonly lr_decay: number;
  readonly initial_accumulator_value: number;
  readonly momentum_decay: number;
  readonly rho: number;
  readonly etas: readonly [number, number];
  readonly step_sizes: readonly [number, number];
  readonly lambd: number;
  readonly t0: number;
  readonly max_iter: number;
  readonly max_eval: number;
  readonly history_size: number;
  readonly line_search_fn: string | null;
  readonly tolerance_grad: number;
  readonly tolerance_change: number;
}

function moments({ betas: [beta1, beta2], eps }: TorchArgs, learningRate: Rate) {
  return { learningRate, beta1, beta2, epsilon: eps };
}

/** Each optimizer of PyTorch from its complete arguments and a learning rate, which may be a schedule. */
const OPTIMIZERS: Readonly<Record<string, (args: TorchArgs, learningRate: Rate) => Optimizer>> = {
  SGD: (args, learningRate) => {
    if (args.momentum === 0) return sgd({ learningRate });
    const options = { learningRate, decay: args.momentum, dampening: args.dampening, form: "torch" } as const;
    return args.nesterov ? nesterov(options) : momentum(options);
  },
  Adagrad: ({ lr, lr_decay: d, initial_accumulator_value: initial, eps: epsilon }, learningRate) =>
    adagrad({
      learningRate: d === 0 ? learningRate : schedule.inverseTime({ t0: lr / d, t1: 1 / d }),
      initial,
      epsilon,
    }),
  RMSprop: ({ alpha: decay, momentum, centered, eps: epsilon }, learningRate) =>
    rmsprop({ learningRate, decay, momentum, centered, epsilon }),
  Adam: (args, learningRate) => adam({ ...moments(args, learningRate), amsgrad: args.amsgrad }),
  AdamW: (args, learningRate) =>
    adamW({ ...moments(args, learningRate), amsgrad: args.amsgrad, weightDecay: args.weight_decay }),
  Adamax: (args, learningRate) => adamax(moments(args, learningRate)),
  NAdam: (args, learningRate) => nadam({ ...moments(args, learningRate), momentumDecay: args.momentum_decay }),
  RAdam: (args, learningRate) => radam(moments(args, learningRate)),
  Adadelta: ({ rho: decay, eps: epsilon }, learningRate) => adadelta({ learningRate, decay, epsilon }),
  Rprop: ({ lr, etas: [shrink, grow], step_sizes: [smallest, largest] }) =>
    rprop({ learningRate: lr, shrink, grow, smallest, largest }),
  ASGD: ({ lambd: decay, alpha: power, t0: averageFrom }, learningRate) =>
    asgd({ learningRate, decay, power, averageFrom }),
  LBFGS: (args) =>
    lbfgs({
      learningRate: args.lr,
      iterations: args.max_iter,
      evaluations: args.max_eval,
      history: args.history_size,
      lineSearch: args.line_search_fn === null ? null : "strong-wolfe",
      gradientTolerance: args.tolerance_grad,
      changeTolerance: args.tolerance_change,
    }),
};

/** An optimizer of PyTorch, or undefined where there is none of this name. */
export function optimizerOf(name: string, args: Args, learningRate?: Rate): Optimizer | undefined {
  const make = OPTIMIZERS[name];
  if (make === undefined) return undefined;
  const torch = args as unknown as TorchArgs;
  const inner = make(torch, learningRate ?? torch.lr);
  const before: GradientTransform[] = [];
  if (args.maximize === true) before.push(scaleGradients(-1));
  // AdamW has its decay inside.
  if (name !== "AdamW" && Number(args.weight_decay ?? 0) !== 0) before.push(addDecayedWeights(torch.weight_decay));
  return before.length === 0 ? inner : chain(...before, inner);
}

/** ⌊t⌋ mod 2 for a whole t ≥ 0. */
function odd(t: Tensor): Tensor {
  return sub(t, mul(2, astype(astype(div(t, 2), "int32"), "float64")));
}

/** The functions of the step that the data name by their text. */
const FUNCTIONS: Readonly<Record<string, Schedule>> = {
  "t => 0.95 ** t": (t) => pow(0.95, t),
  "t => 1 / (1 + 0.1 * t)": (t) => div(1, add(1, mul(0.1, t))),
  "t => t % 2 == 0 ? 0.9 : 0.95": (t) => where(equal(odd(t), 0), tensor(0.9), tensor(0.95)),
};

/** The arguments of all schedulers; which of them are there, the name of the scheduler says. */
interface ScheduleArgs {
  readonly step_size: number;
  readonly gamma: number;
  readonly milestones: readonly number[];
  readonly factor: number;
  readonly total_iters: number;
  readonly start_factor: number;
  readonly end_factor: number;
  readonly power: number;
  readonly T_max: number;
  readonly eta_min: number;
  readonly T_0: number;
  readonly T_mult: number;
  readonly max_lr: number;
  readonly base_lr: number;
  readonly div_factor: number;
  readonly final_div_factor: number;
  readonly total_steps: number;
  readonly epochs: number;
  readonly steps_per_epoch: number;
  readonly pct_start: number;
  readonly three_phase: boolean;
  readonly anneal_strategy: "cos" | "linear";
  readonly base_momentum: number;
  readonly max_momentum: number;
  readonly step_size_up: number;
  readonly step_size_down: number;
  readonly mode: string;
  readonly patience: number;
  readonly threshold: number;
  readonly threshold_mode: "rel" | "abs";
  readonly cooldown: number;
  readonly min_lr: number;
  readonly schedulers: readonly Part[];
  readonly lambda: string;
}
type Make = (rate: number, args: ScheduleArgs) => Schedule | StatefulSchedule;

/** Each scheduler of PyTorch from the base rate and its arguments. */
const SCHEDULERS: Readonly<Record<string, Make>> = {
  StepLR: (rate, { step_size: every, gamma: factor }) => schedule.step({ rate, every, factor }),
  MultiStepLR: (rate, { milestones, gamma: factor }) => schedule.multiStep({ rate, milestones, factor }),
  ExponentialLR: (rate, { gamma: factor }) => schedule.exponential({ rate, factor }),
  ConstantLR: (rate, { factor, total_iters }) => schedule.sequential([rate * factor, rate], [total_iters]),
  LinearLR: (rate, { start_factor, end_factor, total_iters: steps }) =>
    schedule.linear({ from: rate * start_factor, to: rate * end_factor, steps }),
  PolynomialLR: (rate, { total_iters: steps, power }) => schedule.polynomial({ rate, steps, power }),
  CosineAnnealingLR: (rate, { T_max: steps, eta_min: lowest = 0 }) => schedule.cosine({ rate, steps, lowest }),
  CosineAnnealingWarmRestarts: (rate, { T_0: steps, T_mult: growth, eta_min: lowest }) =>
    schedule.cosineRestarts({ rate, steps, growth, lowest }),
  OneCycleLR: (_rate, args) => {
    const { max_lr: peak, div_factor = 25, final_div_factor = 1e4 } = args;
    return schedule.oneCycle({
      peak,
      initial: peak / div_factor,
      final: peak / div_factor / final_div_factor,
      ...cycleOf(args),
    });
  },
  CyclicLR: (_rate, args) => schedule.cyclic({ from: args.base_lr, to: args.max_lr, ...swingOf(args) }),
  ReduceLROnPlateau: (rate, args) => {
    const { mode, factor, patience, threshold = 1e-4, threshold_mode = "rel", cooldown = 0, min_lr: lowest = 0 } = args;
    const thresholdMode = threshold_mode === "rel" ? "relative" : "absolute";
    return schedule.reduceOnPlateau({
      rate,
      mode: mode as "min" | "max",
      factor,
      patience,
      threshold,
      thresholdMode,
      cooldown,
      lowest,
    });
  },
  SequentialLR: (rate, { schedulers, milestones }) => schedule.sequential(partsOf(rate, schedulers), milestones),
  ChainedScheduler: (rate, { schedulers }) =>
    schedule.chained(...partsOf(rate, schedulers), ...schedulers.slice(1).map(() => 1 / rate)),
  LambdaLR: (rate, { lambda }) => schedule.lambda(rate, FUNCTIONS[lambda]!),
  MultiplicativeLR: (rate, { lambda }) => schedule.multiplicative(rate, FUNCTIONS[lambda]!),
};

function cycleOf(args: ScheduleArgs): Omit<Parameters<typeof schedule.oneCycle>[0], "peak"> {
  const { total_steps, epochs, steps_per_epoch, pct_start: peakAt = 0.3, three_phase: threePhases = false } = args;
  const { anneal_strategy = "cos" } = args;
  return {
    steps: total_steps ?? epochs * steps_per_epoch,
    peakAt,
    threePhases,
    shape: anneal_strategy === "cos" ? "cosine" : "linear",
  };
}

function swingOf(args: ScheduleArgs): Omit<Parameters<typeof schedule.cyclic>[0], "from" | "to"> {
  const { step_size_up: up, step_size_down: down = up, mode = "triangular", gamma: factor = 1 } = args;
  const modes = { triangular: "triangular", triangular2: "halving", exp_range: "exponential" } as const;
  return { up, down, mode: modes[mode as keyof typeof modes], factor };
}

interface Part {
  readonly scheduler: string;
  readonly args: Args;
}

function partsOf(rate: number, parts: readonly Part[]): Schedule[] {
  return parts.map(({ scheduler, args }) => schedulerOf(scheduler, rate, args) as Schedule);
}

/** A scheduler of PyTorch, or undefined where there is none of this name. */
export function schedulerOf(name: string, rate: number, args: Args): Schedule | StatefulSchedule | undefined {
  const text = args.lambda;
  if (typeof text === "string" && FUNCTIONS[text] === undefined) return undefined;
  return SCHEDULERS[name]?.(rate, args as unknown as ScheduleArgs);
}

/** The momentum that goes with a cycle of rates. */
export function momentumOf(name: string, args: Args): Schedule | undefined {
  const given = args as unknown as ScheduleArgs;
  const { base_momentum = name === "CyclicLR" ? 0.8 : 0.85, max_momentum = name === "CyclicLR" ? 0.9 : 0.95 } = given;
  if (name === "CyclicLR") return schedule.cyclic({ from: max_momentum, to: base_momentum, ...swingOf(given) });
  const ends = { initial: max_momentum, peak: base_momentum, final: max_momentum };
  return name === "OneCycleLR" ? schedule.oneCycle({ ...ends, ...cycleOf(given) }) : undefined;
}

/** Nested lists as tensors. */
export function tensors(lists: readonly NestedNumbers[]): Tensor[] {
  return lists.map((list) => tensor(list));
}
