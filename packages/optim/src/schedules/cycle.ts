import { add, cos, div, less, mul, pow, sub, type Tensor, where } from "@wengert/autograd";
import { badOption, checkKnown, checkNotNegative } from "../check.ts";
import type { Schedule } from "../optimizer.ts";
import { checkFactor, checkPeak, checkSteps } from "./check.ts";
import { periods, share } from "./step.ts";

/** Options of `oneCycle`. @public */
export interface OneCycleOptions {
  /** The highest rate. */
  readonly peak: number;
  /** How long the cycle takes; after that the rate stays. */
  readonly steps: number;
  /** The rate of the first step; peak / 25 unless said. */
  readonly initial?: number;
  /** The rate of the last step; initial / 10⁴ unless said. */
  readonly final?: number;
  /** At which share of the steps the peak is; 0.3 unless said. */
  readonly peakAt?: number;
  /** How the rate goes from one to the next; "cosine" unless said. */
  readonly shape?: "cosine" | "linear";
  /** Whether it comes down to `initial` first, as fast as it rose, and only then to `final`; false unless said. */
  readonly threePhases?: boolean;
}

/**
 * One cycle: up to the peak, down to almost nothing. The same curve with `peak` below `initial` is the momentum that goes
 * with it: `momentum({ decay: schedule.oneCycle({ initial: 0.95, peak: 0.85, final: 0.95, steps }) })`.
 *
 * **Shapes:** a step count `[]`, or any shape of them → rates of that shape.
 *
 * @throws ArgumentError when an option is out of range.
 * @example
 * const rate = schedule.oneCycle({ peak: 1, steps: 12, peakAt: 0.25, initial: 0.5, final: 0, shape: "linear" });
 * [0, 1, 2, 11].map((t) => rate(tensor(t))) // [0.5, 0.75, 1.0, 0.0]
 * @see L. N. Smith, N. Topin (2019), Super-convergence: very fast training of neural networks using large learning
 * rates, SPIE 11006.
 * @public
 */
export function oneCycle(options: OneCycleOptions): Schedule {
  const {
    peak,
    steps,
    initial = peak / 25,
    final = initial / 1e4,
    peakAt = 0.3,
    shape = "cosine",
    threePhases = false,
  } = checkKnown("oneCycle", options, ["peak", "steps", "initial", "final", "peakAt", "shape", "threePhases"]);
  checkPeak("oneCycle", peak);
  checkSteps("oneCycle", steps);
  checkNotNegative("oneCycle", "initial", initial, "it is the rate of the first step");
  checkNotNegative("oneCycle", "final", final, "it is the rate of the last step");
  if (!(peakAt > 0 && peakAt < (threePhases ? 0.5 : 1))) {
    throw badOption(
      "oneCycle",
      `peakAt must be in (0, ${threePhases ? "0.5" : "1"})`,
      peakAt,
      "it is the share of the steps before the peak; 0.3 is usual",
    );
  }
  if (shape !== "cosine" && shape !== "linear") {
    throw badOption("oneCycle", "there is no such shape", shape, 'the shapes are "cosine" and "linear"');
  }
  const top = peakAt * steps - 1;
  const bottom = 2 * top;
  const last = steps - 1;
  if (!(top > 0 && last > (threePhases ? bottom : top))) {
    throw badOption("oneCycle", "there are too few steps for the phases", steps, "peakAt · steps must be above 1");
  }
  const between = (from: number, to: number, part: Tensor): Tensor => {
    const t = shape === "linear" ? part : div(sub(1, cos(mul(Math.PI, part))), 2);
    return add(from, mul(to - from, t));
  };
  return (t) => {
    const rising = between(initial, peak, share(t, 0, top));
    const falling = threePhases
      ? where(
          less(t, bottom),
          between(peak, initial, share(t, top, top)),
          between(initial, final, share(t, bottom, last - bottom)),
        )
      : between(peak, final, share(t, top, last - top));
    return where(less(t, top), rising, falling);
  };
}

/** Options of `cyclic`. @public */
export interface CyclicOptions {
  /** Where the rate begins and comes back to. */
  readonly from: number;
  /** The other end of the first swing. */
  readonly to: number;
  /** How many steps there. */
  readonly up: number;
  /** How many steps back; as many unless said. */
  readonly down?: number;
  /** How the swings change: not at all, halved each time, or times factorᵗ; "triangular" unless said. */
  readonly mode?: "triangular" | "halving" | "exponential";
  /** For "exponential". */
  readonly factor?: number;
}

/**
 * To and fro between two rates in straight lines.
 *
 * **Shapes:** a step count `[]`, or any shape of them → rates of that shape.
 *
 * @throws ArgumentError when an option is out of range.
 * @example [0, 2, 4, 6].map((t) => schedule.cyclic({ from: 0.5, to: 1, up: 4 })(tensor(t))) // [0.5, 0.75, 1.0, 0.75]
 * @see L. N. Smith (2017), Cyclical learning rates for training neural networks, WACV.
 * @public
 */
export function cyclic(options: CyclicOptions): Schedule {
  const {
    from,
    to,
    up,
    down = up,
    mode = "triangular",
    factor,
  } = checkKnown("cyclic", options, ["from", "to", "up", "down", "mode", "factor"]);
  checkNotNegative("cyclic", "from", from, "it is the rate of the first step");
  checkNotNegative("cyclic", "to", to, "it is the rate after the first `up` steps");
  checkSteps("cyclic", up, "up");
  checkSteps("cyclic", down, "down");
  if (!["triangular", "halving", "exponential"].includes(mode)) {
    throw badOption("cyclic", "there is no such mode", mode, 'the modes are "triangular", "halving" and "exponential"');
  }
  if (mode === "exponential") checkFactor("cyclic", factor as number);
  const length = up + down;
  return (t) => {
    const cycle = periods(t, length);
    const within = sub(t, mul(length, cycle));
    const height = where(less(within, up), div(within, up), div(sub(length, within), down));
    if (mode === "triangular") return add(from, mul(to - from, height));
    const scale = mode === "halving" ? pow(0.5, cycle) : pow(factor as number, t);
    return add(from, mul(to - from, mul(height, scale)));
  };
}
