import { add, equal, mul, sub, type Tensor, where, zerosLike } from "@wengert/autograd";
import { badOption, checkFraction, checkKnown, checkRate } from "./check.ts";
import { type LeafwiseState, leafwise } from "./leafwise.ts";
import type { Optimizer, Rate, Schedule } from "./optimizer.ts";
import { checkedRate } from "./rate.ts";

/** Options of `momentum` and `nesterov`. @public */
export interface MomentumOptions {
  /** η > 0, or a schedule. */
  readonly learningRate: Rate;
  /** α in [0, 1), or a schedule: how much of the velocity is kept; 0.9 unless said. */
  readonly decay?: number | Schedule;
  /** Whether η is part of the velocity ("classical") or multiplies it ("torch"); "classical" unless said. */
  readonly form?: "classical" | "torch";
  /** In the form "torch": the share of the gradient, from the second step on, that is left out; 0 unless said. */
  readonly dampening?: number;
}

/**
 * Gradient descent with momentum (the heavy ball):
 *
 *     v ← α v − η g        θ ← θ + v
 *
 * η is inside v. PyTorch and optax keep it outside, `form: "torch"`: v ← α v + (1 − dampening) g, θ ← θ − η v, with
 * v = g after the first step. The two are the same path while η is constant; under a schedule the classical velocity
 * keeps the rates at which it was gathered, and PyTorch's is scaled as a whole by the present one.
 *
 * **Shapes:** the parameters' own. State: one `velocity` for each parameter, 0 at the start, and the step count. With
 * α = 0 it is `sgd`, to the last bit.
 *
 * @throws ArgumentError when η ≤ 0, when α is outside [0, 1), or when dampening is given in the classical form.
 * @example
 * const optimizer = momentum({ learningRate: 0.1 });
 * const params = { W: tensor([1, 2]) };
 * const [next, state] = optimizer.update(params, { W: tensor([10, 10]) }, optimizer.init(params));
 * next.W // [0. 1.]
 * state.velocity.W // [-1. -1.]
 * @see B. T. Polyak (1964), Some methods of speeding up the convergence of iteration methods, USSR Comput. Math. Math.
 * Phys. 4, 1–17.
 * @public
 */
export function momentum(options: MomentumOptions): Optimizer<LeafwiseState<"velocity">> {
  const { learningRate, decay, gathered, classical, dampened } = read("momentum", options);
  return leafwise({
    name: "momentum",
    learningRate,
    slots: [["velocity", zerosLike]],
    scalars: (rate, step) => [rate, decayAt(decay, step), dampened ? equal(step, 0) : 0] as const,
    rule: classical
      ? (p, g, [v], [rate, alpha]) => {
          const next = sub(mul(alpha, v), mul(rate, g));
          return [add(p, next), next];
        }
      : (p, g, [v], [rate, alpha, first]) => {
          const next = gathered(v, g, alpha, first);
          return [sub(p, mul(rate, next)), next];
        },
  });
}

/**
 * Nesterov's accelerated gradient:
 *
 *     v ← α v − η g        θ ← θ + α v − η g
 *
 * The parameters θ are the points at which the gradient is taken, ahead of the iterate w = θ − α v, for which this is
 * the textbook form: v ← α v − η ∇f(w + α v), w ← w + v. With `form: "torch"`, as PyTorch has it: v ← α v + (1 −
 * dampening) g, θ ← θ − η (g + α v); the same path while η is constant.
 *
 * **Shapes:** the parameters' own. State: one `velocity` for each parameter, 0 at the start, and the step count.
 *
 * @throws ArgumentError as `momentum`.
 * @example
 * const optimizer = nesterov({ learningRate: 0.1 });
 * const params = { W: tensor([1, 2]) };
 * optimizer.update(params, { W: tensor([10, 10]) }, optimizer.init(params))[0].W // [-0.9  0.1]
 * @see Y. Nesterov (1983), A method for solving the convex programming problem with convergence rate O(1/k²), Dokl. Akad.
 * Nauk SSSR 269, 543–547.
 * @see I. Sutskever, J. Martens, G. Dahl, G. Hinton (2013), On the importance of initialization and momentum in deep
 * learning, ICML.
 * @public
 */
export function nesterov(options: MomentumOptions): Optimizer<LeafwiseState<"velocity">> {
  const { learningRate, decay, gathered, classical, dampened } = read("nesterov", options);
  return leafwise({
    name: "nesterov",
    learningRate,
    slots: [["velocity", zerosLike]],
    scalars: (rate, step) => [rate, decayAt(decay, step), dampened ? equal(step, 0) : 0] as const,
    rule: classical
      ? (p, g, [v], [rate, alpha]) => {
          const down = mul(rate, g);
          const next = sub(mul(alpha, v), down);
          return [add(p, sub(mul(alpha, next), down)), next];
        }
      : (p, g, [v], [rate, alpha, first]) => {
          const next = gathered(v, g, alpha, first);
          return [sub(p, mul(rate, add(g, mul(alpha, next)))), next];
        },
  });
}

function decayAt(decay: number | Schedule, step: Tensor): Tensor | number {
  return typeof decay === "number" ? decay : checkedRate("the schedule of the decay", decay(step), step);
}

type Gathered = (v: Tensor, g: Tensor, alpha: Tensor | number, first: Tensor | number) => Tensor;

interface Read {
  readonly learningRate: Rate;
  readonly decay: number | Schedule;
  readonly classical: boolean;
  readonly dampened: boolean;
  readonly gathered: Gathered;
}

function read(op: string, options: MomentumOptions): Read {
  const known = checkKnown(op, options, ["learningRate", "decay", "form", "dampening"]);
  const { learningRate, decay = 0.9, form = "classical", dampening = 0 } = known;
  checkRate(op, learningRate);
  if (typeof decay === "number") checkFraction(op, "decay", decay, "at 1 the steps never die out; 0.9 is usual");
  if (form !== "classical" && form !== "torch") {
    throw badOption(op, "there is no such form", form, 'the forms are "classical" (η inside the velocity) and "torch"');
  }
  if (form === "classical" && dampening !== 0) {
    throw badOption(op, "the classical form has no dampening", dampening, 'it belongs to form: "torch"');
  }
  checkFraction(op, "dampening", dampening, "it is the share of the gradient that is left out");
  const gathered: Gathered =
    dampening === 0
      ? (v, g, alpha) => add(mul(alpha, v), g)
      : (v, g, alpha, first) => where(first, g, add(mul(alpha, v), mul(1 - dampening, g)));
  return { learningRate, decay, classical: form === "classical", dampened: dampening !== 0, gathered };
}
