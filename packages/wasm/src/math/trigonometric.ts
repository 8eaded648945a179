import { type Callable, call, type Expression, type Local, opAt, read } from "../assembler/expression.ts";
import { bits, bitsAdd, bitsAnd, bitsDiffer, bitsXor, fromBits, keepBits, shiftUp } from "./bits.ts";
import type { Lanes } from "./lanes.ts";
import { any, both } from "./masks.ts";
import { polynomial } from "./polynomial.ts";

/**
 * π/2 in four parts. The first three have 33 bits, so that their multiples by up to 2²⁰ are exact; all together have
 * 152 bits, more than any float64 up to 2²⁰ π/2 can cancel.
 *
 * @see W. J. Cody and W. M. Waite (1980), Software Manual for the Elementary Functions.
 */
const HALF_PI = [1.5707963267341256, 6.077100506303966e-11, 2.0222662487111665e-21, 8.4784276603689e-32] as const;

/** Up to here arguments are reduced in vectors; larger ones go to the host's function, one by one. */
const REDUCED = 2 ** 20;

/** (sin y − y)/y³ and (cos y − 1 + y²/2)/y⁴ in powers of y², for |y| ≤ π/4: Chebyshev interpolation, within 2⁻⁵⁵. */
const SIN = [
  -0.16666666666666666, 0.008333333333330948, -0.0001984126983675677, 2.7557316101617636e-6, -2.5051131650196545e-8,
  1.5918115260988676e-10,
];
const COS = [
  0.041666666666666664, -0.0013888888888887398, 2.480158729876456e-5, -2.7557317271144996e-7, 2.0876146146534444e-9,
  -1.1382623646050126e-11,
];

const ROUNDER = 1.5 * 2 ** 52;

/** x = k π/2 + y + tail, |y| ≤ π/4. The lowest bits of `kBits` are those of k. */
function reduce(n: Lanes, x: Local): { readonly kBits: Local; readonly y: Local; readonly tail: Local } {
  const kBits = n.keep(n.add(n.mul(x, 2 / Math.PI), ROUNDER));
  const k = n.keep(n.sub(kBits, ROUNDER));
  const r = n.keep(n.sub(x, n.mul(k, HALF_PI[0])));
  const second = n.keep(n.mul(k, HALF_PI[1]));
  const s = n.keep(n.sub(r, second));
  const lost = n.keep(n.sub(n.sub(r, s), second));
  const third = n.keep(n.mul(k, HALF_PI[2]));
  const y = n.keep(n.add(n.sub(s, third), lost));
  // What rounding took from the last two sums, and the part of π/2 that is left.
  const tail = n.keep(n.sub(n.add(n.sub(n.sub(s, y), third), lost), n.mul(k, HALF_PI[3])));
  return { kBits, y, tail };
}

/** Sine and cosine of the reduced angle, from which those of the angle itself differ by quadrant. */
interface Waves {
  readonly kBits: Local;
  readonly sine: Local;
  readonly cosine: Local;
}

/** What has been written for an angle, as long as the local holds it: sine and cosine of one angle are computed once. */
const written: WeakMap<Local, { readonly version: number; readonly waves: Waves }> = new WeakMap();

function wavesOf(n: Lanes, x: Local): Waves {
  const found = written.get(x);
  if (found?.version === x.version) return found.waves;
  const { kBits, y, tail } = reduce(n, x);
  const z = n.keep(n.mul(y, y));
  const cube = n.keep(n.mul(z, y));
  // sin(y + t) ≈ sin y + t (1 − y²/2), cos(y + t) ≈ cos y − t y, and the large terms y and 1 are added last.
  const half = n.keep(n.mul(z, 0.5));
  const sine = n.keep(n.add(n.add(n.mul(cube, polynomial(n, z, SIN)), n.sub(tail, n.mul(half, tail))), y));
  const rounded = n.keep(n.sub(1, half));
  const lost = n.sub(n.sub(1, rounded), half);
  const smallTerms = n.sub(n.mul(n.mul(z, z), polynomial(n, z, COS)), n.mul(y, tail));
  const cosine = n.keep(n.add(rounded, n.add(lost, smallTerms)));
  const waves = { kBits, sine, cosine };
  written.set(x, { version: x.version, waves });
  return waves;
}

/** sin or cos of float64 numbers: by the quadrant, sin or cos of the reduced angle, with a sign. */
function wave(n: Lanes, x: Local, quarter: 0 | 1, host: Callable): Expression {
  const { kBits, sine, cosine } = wavesOf(n, x);
  const k = keepBits(n, bitsAdd(n, bits(n, kBits), BigInt(quarter)));
  const odd = bitsDiffer(n, bitsAnd(n, k, 1n), 0n);
  const magnitude = n.keep(n.choose(odd, cosine, sine));
  const sign = shiftUp(n, bitsAnd(n, k, 2n), 62);
  // The sine of ±0 is ±0: y is 0 − 0 there, which has lost the sign.
  const value = n.keep(fromBits(n, bitsXor(n, bits(n, magnitude), sign)));
  const result = quarter === 0 ? n.keep(n.choose(n.equal(x, 0), x, value)) : value;
  askHost(n, x, result, host);
  return read(result);
}

/** The sine of float64 numbers; `host` is a function of one number for |x| > 2²⁰. */
export function sin(n: Lanes, x: Local, host: Callable): Expression {
  return wave(n, x, 0, host);
}

/** The cosine of float64 numbers. */
export function cos(n: Lanes, x: Local, host: Callable): Expression {
  return wave(n, x, 1, host);
}

/** Replaces the results of all lanes by the host's where one has a large finite argument. */
function askHost(n: Lanes, x: Local, result: Local, host: Callable): void {
  const magnitude = n.keep(n.abs(x));
  n.f.if(any(n, both(n, n.less(REDUCED, magnitude), n.less(magnitude, Infinity))), () => {
    if (!n.vector) {
      n.f.set(result, call(host, x));
      return;
    }
    for (let lane = 0; lane < n.float.lanes; lane++) {
      const value = call(host, opAt({ lane }, "f64x2.extract_lane", x));
      n.f.set(result, opAt({ lane }, "f64x2.replace_lane", result, value));
    }
  });
}
