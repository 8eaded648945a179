import { add, mul, type Tensor } from "@wengert/autograd";

/** The function of the floating leaves alone, with one number for a result. */
export type Scalar = (leaves: readonly Tensor[]) => Tensor;

/** A function at a point, and how its derivatives are measured there. */
export interface Run {
  readonly S: Scalar;
  readonly xs: readonly Tensor[];
  readonly step: number;
  readonly tolerance: number;
  readonly epsilon: number;
  readonly gradient: (leaves: readonly Tensor[]) => Tensor[];
  readonly value: number;
}

const moved = (xs: readonly Tensor[], u: readonly Tensor[], h: number): Tensor[] =>
  xs.map((x, i) => add(x, mul(u[i]!, h)));

/** A slope measured by differences: from both sides, what half the step changes, and what rounding may. */
export interface Slope {
  readonly change: number;
  readonly rounding: number;
  readonly left: number;
  readonly right: number;
  readonly central: number;
  readonly allowed: number;
}

function measure({ S, xs, value, epsilon, tolerance }: Run, u: readonly Tensor[], h: number): Slope {
  const at = (k: number): number => S(moved(xs, u, k)).item();
  const [plus, minus] = [at(h), at(-h)];
  const central = (plus - minus) / (2 * h);
  const halved = (at(h / 2) - at(-h / 2)) / h;
  const rounding = (50 * epsilon * Math.max(Math.abs(value), Math.abs(plus), Math.abs(minus))) / h;
  const change = 2 * Math.abs(central - halved);
  const allowed = tolerance * Math.abs(central) + rounding + change;
  return { right: (plus - value) / h, left: (value - minus) / h, central, allowed, change, rounding };
}

/** So much of a slope may change with half the step, or the step is too large for the function. */
const SETTLED = 0.01;
const SMALLER = [1, 1 / 8, 1 / 64, 1 / 512];

/** The slope with the first step that is small enough for the function; and why there is none, at a kink or a jump. */
export function settle(
  run: Run,
  u: readonly Tensor[],
  h: number,
): { readonly slope: Slope; readonly why: string | null } {
  const first = measure(run, u, h);
  const why = isFinite(first) ? kinkAt(run, u, first, h) : null;
  if (why !== null) return { slope: first, why };
  for (const share of SMALLER) {
    const slope = share === 1 ? first : measure(run, u, share * h);
    if (isFinite(slope) && slope.change <= SETTLED * Math.abs(slope.central) + slope.rounding)
      return { slope, why: null };
  }
  if (!Number.isFinite(run.value)) return { slope: first, why: "the function is not finite here" };
  if (!isFinite(first)) return { slope: first, why: "the function is not finite one step away" };
  return { slope: first, why: "the slope grows as the step gets smaller: a jump, or an infinite slope" };
}

const isFinite = ({ left, right, central }: Slope): boolean =>
  Number.isFinite(left) && Number.isFinite(right) && Number.isFinite(central);

/** A smooth function's slopes from both sides differ by h f″, in proportion to the step. */
function kinkAt(run: Run, u: readonly Tensor[], { left, right, central }: Slope, h: number): string | null {
  const gap = right - left;
  const noise = (400 * run.epsilon * Math.max(Math.abs(run.value), Number.MIN_VALUE)) / h;
  if (Math.abs(gap) <= 1e-5 * Math.abs(central) + noise) return null;
  const gapAt = (step: number): number => {
    const closer = measure(run, u, step);
    return closer.right - closer.left;
  };
  const closer = gapAt(h / 8);
  const bend = Math.abs(closer - gap / 8);
  if (bend <= 0.05 * Math.abs(gap) || bend <= 8 * noise) return null;
  // Where the step was too large for the function, smaller steps are in proportion.
  const closest = gapAt(h / 64);
  const proportional = Math.abs(closest - closer / 8) <= 0.1 * Math.abs(closer) && Math.abs(closer) > 64 * noise;
  return proportional ? null : "the slopes from both sides differ";
}
