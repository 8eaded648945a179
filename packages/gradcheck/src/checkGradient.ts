import {
  abs,
  add,
  equal,
  grad,
  isTensor,
  jvp,
  mul,
  random,
  readTape,
  sum,
  type Tensor,
  tensor,
  where,
} from "@wengert/autograd";
import { type CheckOptions, changing, noFunction, noNumbers, noResult, readCheckOptions } from "./checkRefusals.ts";
import { type Agreement, checkText, DIRECTION, type GradientCheck, type Kink } from "./checkReport.ts";
import { leavesOf, rebuild } from "./leaves.ts";
import { flat } from "./numbers.ts";
import { callSite } from "./site.ts";
import { type Run, type Scalar, type Slope, settle } from "./slopes.ts";

/** More entries than these are not looked at one by one. */
const ENTRIES = 200;
const EPSILON = { float64: 2 ** -52, float32: 2 ** -23 };

/**
 * Checks the derivatives of a function against central differences, (f(x + hv) − f(x − hv))/(2h): the gradient by
 * reverse mode, the derivative along directions by forward mode, and second derivatives. Each entry is moved by itself
 * (of many, 200 drawn at random), and all together along random directions. A result that is no single number is
 * multiplied with random numbers and summed. Plain numbers among the arguments are moved, too: a size or an axis
 * belongs into the function, `(x) => sum(x, 1)`.
 *
 * Where half the step gives another slope, smaller steps are taken, down to 1/512, until it does not. Where the function
 * has a kink, differences from both sides disagree however small the step, and at a jump or an infinite slope they
 * never settle; such entries are left out and listed. Where nothing is left to compare with, as at NaN, the check does
 * not hold. Derivatives that rounding hides are counted in `hidden`.
 *
 * @throws KindError when `f` is no function, when no argument holds floating numbers, and when `f` returns none;
 * ArgumentError for an option that does not exist or is out of range, and for a function that gives another value when
 * it is called again; and as the function does.
 * @example checkGradient((x: Tensor) => sum(mul(x, sin(x))))(tensor([1, 2])).ok // true
 * @example checkGradient((x: Tensor) => sum(abs(x)))(tensor([0, 1])).kinks[0].where // argument 0 [0]
 * @see W. H. Press et al. (2007), Numerical Recipes, 3rd ed., section 5.7.
 * @public
 */
export function checkGradient(
  f: (...args: never[]) => unknown,
  options: CheckOptions = {},
): (...args: readonly unknown[]) => GradientCheck {
  if (typeof f !== "function") throw noFunction(f);
  readCheckOptions(options);
  return (...args) => {
    const calledAt = callSite();
    const all = leavesOf(args);
    const xs = all.map(({ value }) => value).filter(isFloating);
    if (xs.length === 0) throw noNumbers(args);
    const dtype = xs.some((x) => x.dtype === "float32") ? "float32" : "float64";
    const rng = random.RandomState(7);
    const S = scalarOf(f, args, rng);
    const epsilon = EPSILON[dtype];
    const step = options.step ?? Math.cbrt(epsilon);
    const tolerance = options.tolerance ?? 20 * epsilon ** (2 / 3);
    const gradient = (leaves: readonly Tensor[]): Tensor[] =>
      grad(S as (leaves: Tensor[]) => Tensor, 0, { allowConstant: true })(leaves as Tensor[]) as Tensor[];
    const run: Run = { S, xs, step, tolerance, epsilon, gradient, value: S(xs).item() };
    const again = S(xs).item();
    if (!Object.is(again, run.value)) throw changing(run.value, again);
    const names = all
      .filter(({ value }) => isFloating(value))
      .map(({ path }) => path.replace(/^\[(\d+)\]/, "argument $1"));
    const { kinks, entries, smooth, worst, hidden } = byEntries(run, names, rng);
    const entriesInAll = xs.reduce((n, { size }) => n + size, 0);
    const compared = entries - kinks.length;
    const directions = Array.from({ length: options.directions ?? 4 }, () =>
      smooth.map((mask) => randomLike(mask, rng)),
    );
    const forward = alongDirections(run, directions, worst);
    const agreements: Agreement[] = [agreement("reverse mode", worst), agreement("forward mode", forward)];
    if ((options.order ?? 2) === 2) agreements.push(agreement("second order", secondOrder(run, directions)));
    const result: GradientCheck = {
      ok: agreements.every((one) => one.ok) && (compared > 0 || entries === 0),
      dtype,
      agreements,
      entries,
      entriesInAll,
      directions: directions.length,
      compared,
      hidden,
      kinks: [...kinks, ...kinksOnTape(S, xs, step)],
      step,
      tolerance,
      explanation: explain(options, step, tolerance, `${epsilon.toExponential(1)}, ${dtype}`),
      calledAt,
    };
    const text = (): string => checkText(result);
    for (const key of ["toString", Symbol.for("nodejs.util.inspect.custom")]) {
      Object.defineProperty(result, key, { value: text });
    }
    return result;
  };
}

function explain(options: CheckOptions, step: number, tolerance: number, epsilon: string): string {
  const why =
    options.step === undefined
      ? `the cube root of epsilon (${epsilon}) makes the formula's error h**2 and the rounding epsilon/h alike`
      : `as the option says, in place of the cube root of epsilon (${epsilon})`;
  const share = options.tolerance === undefined ? "20 epsilon**(2/3)" : "as the option says";
  return [
    `step ${step.toPrecision(2)} max(1, |x|): ${why}`,
    `allowed: ${tolerance.toExponential(1)} of the derivative (${share}), 50 epsilon |f|/h for rounding, and twice what half the step changes`,
  ].join("; ");
}

type Rng = ReturnType<typeof random.RandomState>;

/** The worst case so far: error in units of what was allowed. */
interface Worst {
  error: number;
  allowed: number;
  where: string | null;
  derivative: number | null;
  expected: number | null;
}

const noneYet = (allowed: number): Worst => ({ error: 0, allowed, where: null, derivative: null, expected: null });

const isFloating = (x: Tensor): boolean => x.dtype === "float64" || x.dtype === "float32";

/** The function of the floating leaves alone, with one number for a result. */
function scalarOf(f: (...args: never[]) => unknown, args: readonly unknown[], rng: Rng): Scalar {
  const weights: Tensor[] = [];
  return (leaves) => {
    let next = 0;
    const given = rebuild(args, (x) => (isFloating(x) ? leaves[next++]! : x)) as never[];
    const result = f(...given);
    const ys = leavesOf(result)
      .map(({ value }) => value)
      .filter((y) => isTensor(y) && isFloating(y));
    if (ys.length === 0) throw noResult(result);
    if (ys.length === 1 && ys[0]!.size === 1) return sum(ys[0]!);
    let total: Tensor = tensor(0);
    ys.forEach((y, k) => {
      weights[k] ??= y.shape.length === 0 ? tensor(rng.randn()) : (rng.randn(...y.shape) as Tensor);
      total = add(total, sum(mul(weights[k]!, y)));
    });
    return total;
  };
}

/** Zeros but for one entry, which is as large as x or 1. */
function alongEntry(xs: readonly Tensor[], leaf: number, entry: number, length: number): Tensor[] {
  return xs.map((x, i) => {
    const numbers = Array.from({ length: x.size }, (_, j) => (i === leaf && j === entry ? length : 0));
    return tensor(numbers, { shape: x.shape, dtype: x.dtype as "float64" });
  });
}

/** Random numbers where the mask is not 0. */
function randomLike(mask: Tensor, rng: Rng): Tensor {
  const numbers = Array.from(flat(mask), (one) => one * rng.randn());
  return tensor(numbers, { shape: mask.shape, dtype: mask.dtype as "float64" });
}

function byEntries(
  run: Run,
  names: readonly string[],
  rng: Rng,
): {
  readonly kinks: Kink[];
  readonly entries: number;
  readonly smooth: readonly Tensor[];
  readonly worst: Worst;
  readonly hidden: number;
} {
  const { xs, step } = run;
  const gradient = run.gradient(xs).map(flat);
  const values = xs.map(flat);
  const places = xs.flatMap((x, leaf) => Array.from({ length: x.size }, (_, entry) => ({ leaf, entry })));
  const chosen = places.length <= ENTRIES ? places : drawn(places, ENTRIES, rng);
  const masks = xs.map((x) => new Array<number>(x.size).fill(1));
  const worst = noneYet(run.tolerance);
  const kinks: Kink[] = [];
  let hidden = 0;
  for (const { leaf, entry } of chosen) {
    const length = Math.max(1, Math.abs(values[leaf]![entry]!));
    const u = alongEntry(xs, leaf, entry, length);
    const { slope, why } = settle(run, u, step);
    const place = `${names[leaf]} ${indexText(entry, xs[leaf]!.shape)}`.trim();
    if (why !== null) {
      masks[leaf]![entry] = 0;
      kinks.push({ where: place, left: slope.left / length, right: slope.right / length, why });
      continue;
    }
    const derivative = gradient[leaf]![entry]!;
    if (derivative !== 0 && Math.abs(derivative) * length < slope.rounding) hidden++;
    note(worst, derivative, slope, place, length);
  }
  const smooth = masks.map((mask, i) => tensor(mask, { shape: xs[i]!.shape, dtype: xs[i]!.dtype as "float64" }));
  return { kinks, entries: chosen.length, smooth, worst, hidden };
}

/** So many of a list, none twice. */
function drawn<T>(list: T[], count: number, rng: Rng): T[] {
  for (let i = 0; i < count; i++) {
    const j = i + Math.floor(rng.rand() * (list.length - i));
    [list[i], list[j]] = [list[j]!, list[i]!];
  }
  return list.slice(0, count);
}

/** Keeps the worst case. A slope by a direction of length `length` is that many times the derivative by an entry. */
function note(
  worst: Worst,
  derivative: number,
  { central, allowed }: Pick<Slope, "central" | "allowed">,
  place: string,
  length = 1,
): void {
  const error = Math.abs(derivative * length - central);
  if (worst.where !== null && error * (worst.allowed || 1) <= worst.error * allowed) return;
  Object.assign(worst, { error, allowed, where: place, derivative, expected: central / length });
}

/** Σ aᵢbᵢ over the entries in which b is not 0: where it is, at kinks, a may be infinite. */
function inner(a: readonly Tensor[], b: readonly Tensor[]): number {
  let total = 0;
  a.forEach((x, i) => {
    const [left, right] = [flat(x), flat(b[i]!)];
    for (let j = 0; j < left.length; j++) if (right[j] !== 0) total += left[j]! * right[j]!;
  });
  return total;
}

/** The step along a direction: no entry goes further than the step times max(1, |x|). */
function stepAlong({ xs, step }: Run, u: readonly Tensor[]): number {
  let longest = 1;
  xs.forEach((x, i) => {
    const values = flat(x);
    flat(u[i]!).forEach((value, j) => {
      longest = Math.max(longest, Math.abs(value) / Math.max(1, Math.abs(values[j]!)));
    });
  });
  return step / longest;
}

/** Forward mode against differences and against reverse mode; reverse mode against the same differences. */
function alongDirections(run: Run, directions: readonly (readonly Tensor[])[], reverse: Worst): Worst {
  const forward = noneYet(run.tolerance);
  const gradient = run.gradient(run.xs);
  for (const u of directions) {
    const { slope, why } = settle(run, u, stepAlong(run, u));
    const f = run.S as (leaves: Tensor[]) => Tensor;
    const tangent = (jvp(f, [run.xs] as never, [u] as never) as unknown as [Tensor, Tensor])[1].item();
    const adjoint = inner(gradient, u);
    const terms = inner(
      gradient.map((g) => abs(g)),
      u.map((one) => abs(one)),
    );
    note(forward, tangent, { central: adjoint, allowed: run.tolerance * terms + Number.MIN_VALUE }, DIRECTION);
    // With many entries some unit is bound to be near its kink: then the differences are not asked.
    if (why !== null) continue;
    note(forward, tangent, slope, DIRECTION);
    note(reverse, adjoint, slope, DIRECTION);
  }
  return forward;
}

/** Along two directions: the gradient of the slope, against differences of the gradient. */
function secondOrder(run: Run, directions: readonly (readonly Tensor[])[]): Worst {
  const worst = noneYet(run.tolerance);
  directions.forEach((u, k) => {
    const v = directions[(k + 1) % directions.length]!;
    const slope = (leaves: readonly Tensor[]): Tensor => {
      const g = run.gradient(leaves);
      const along = (one: Tensor, i: number): Tensor => sum(where(equal(u[i]!, 0), 0, mul(one, u[i]!)));
      return g.reduce<Tensor>((total, one, i) => add(total, along(one, i)), tensor(0));
    };
    const second = grad(slope as (leaves: Tensor[]) => Tensor, 0, { allowConstant: true })(run.xs as Tensor[]);
    const along = { ...run, S: slope, value: slope(run.xs).item() };
    const { slope: difference, why } = settle(along, v, stepAlong(run, v));
    if (why === null) {
      note(worst, inner(second as Tensor[], v), difference, "two random directions");
    }
  });
  return worst;
}

function agreement(name: Agreement["name"], { error, ...rest }: Worst): Agreement {
  return { name, largestError: error, ...rest, ok: error <= rest.allowed };
}

/** Operations that switch, closer to their switching point than the step. */
function kinksOnTape(S: Scalar, xs: readonly Tensor[], step: number): Kink[] {
  const { lines } = readTape(S as (leaves: never) => unknown, { sites: true })(xs);
  return lines.flatMap(({ primitive: { name }, inputs, site }) => {
    const distances =
      name === "relu" || name === "abs"
        ? flat(inputs[0]!)
        : (name === "maximum" || name === "minimum") && inputs[0]!.size === inputs[1]!.size
          ? flat(add(inputs[0]!, mul(inputs[1]!, -1)))
          : null;
    const close = distances === null ? 0 : distances.filter((x) => Math.abs(x) <= step).length;
    if (close === 0) return [];
    const why = `${close} ${close === 1 ? "entry is" : "entries are"} closer to the switching point than the step`;
    return [
      {
        where: site === undefined ? name : `${name}, ${site.replace(/^.*[\\/]/, "").replace(/:\d+$/, "")}`,
        left: null,
        right: null,
        why,
      },
    ];
  });
}

function indexText(entry: number, shape: readonly number[]): string {
  if (shape.length === 0) return "";
  const index: number[] = [];
  let rest = entry;
  for (const n of shape.toReversed()) {
    index.unshift(rest % n);
    rest = Math.floor(rest / n);
  }
  return `[${index.join(", ")}]`;
}
