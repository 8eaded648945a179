import type { Expression, Local } from "../assembler/expression.ts";
import { bits, bitsAdd, bitsAnd, bitsOr, bitsSub, fromBits, keepBits, shiftDown, withSign } from "./bits.ts";
import type { Lanes, Value } from "./lanes.ts";
import { atLeast, atMost } from "./masks.ts";
import { polynomial } from "./polynomial.ts";
import { type Stages, together } from "./stages.ts";

interface Constants {
  /** ln 2 in two parts; whole multiples of the first are exact. */
  readonly ln2: readonly [number, number];
  readonly mantissaBits: number;
  readonly bias: number;
  /** The bits of √½. */
  readonly rootHalf: bigint;
  /** 2^mantissaBits and its bits: or-ed with a small whole number, they make it a floating one. */
  readonly integerBits: bigint;
  readonly smallestNormal: number;
  readonly largest: number;
  /**
   * (2 artanh s − 2s)/s³ in powers of z = s², for |s| ≤ 3 − 2√2, interpolated at Chebyshev's points with 60 digits:
   * off by less than 2⁻⁵⁹ (2⁻³³) beside s.
   */
  readonly artanh: readonly number[];
}

const FLOAT64: Constants = {
  ln2: [0.6931471805592082, 7.371002565167799e-13],
  mantissaBits: 52,
  bias: 1023,
  rootHalf: 0x3fe6a09e667f3bcdn,
  integerBits: 0x4330000000000000n,
  smallestNormal: 2 ** -1022,
  largest: Number.MAX_VALUE,
  artanh: [
    0.666666666666667, 0.39999999999899444, 0.2857142862600327, 0.22222211130259875, 0.18182889455675105,
    0.1533171061820642, 0.14616585424934123,
  ],
};

const FLOAT32: Constants = {
  ln2: [0.693145751953125, 1.428606765330187e-6],
  mantissaBits: 23,
  bias: 127,
  rootHalf: 0x3f3504f3n,
  integerBits: 0x4b000000n,
  smallestNormal: 2 ** -126,
  largest: 2 ** 128 - 2 ** 104,
  artanh: [0.6666666865348816, 0.4000012278556824, 0.2855081558227539, 0.23330582678318024],
};

function constantsOf({ float }: Lanes): Constants {
  return float.bytes === 8 ? FLOAT64 : FLOAT32;
}

/** x = 2^k m with √½ ≤ m < √2, for normal x > 0. */
export function splitExponent(n: Lanes, x: Local): { readonly k: Local; readonly m: Local } {
  const { mantissaBits, bias, rootHalf, integerBits } = constantsOf(n);
  const above = keepBits(n, bitsSub(n, bits(n, x), rootHalf));
  const biased = shiftDown(n, bitsAdd(n, above, BigInt(bias) << BigInt(mantissaBits)), mantissaBits);
  const k = n.keep(n.sub(fromBits(n, bitsOr(n, biased, integerBits)), 2 ** mantissaBits + bias));
  const mantissa = (1n << BigInt(mantissaBits)) - 1n;
  const m = n.keep(fromBits(n, bitsAdd(n, bitsAnd(n, above, mantissa), rootHalf)));
  return { k, m };
}

/** The same for any x > 0: subnormal numbers are made normal first. */
export function splitAny(n: Lanes, x: Local): { readonly k: Local; readonly m: Local } {
  const { mantissaBits, smallestNormal } = constantsOf(n);
  const tiny = keepBits(n, n.less(x, smallestNormal));
  const normal = n.keep(n.choose(tiny, n.mul(x, 2 ** (mantissaBits + 2)), x));
  const { k, m } = splitExponent(n, normal);
  return { k: n.keep(n.sub(k, n.choose(tiny, mantissaBits + 2, 0))), m };
}

/**
 * k ln 2 + ln(1 + f) + correction. With s = f/(2 + f), ln(1 + f) = 2 artanh s = f − f²/2 + s (f²/2 + …), and the large
 * terms f and k ln 2 are added last.
 */
function fromParts(n: Lanes, k: Local, f: Local, correction: Local | null): Expression {
  return fromQuotient(n, k, f, n.keep(n.div(f, n.add(f, 2))), correction);
}

function fromQuotient(n: Lanes, k: Local, f: Local, s: Local, correction: Local | null): Expression {
  return fromSeries(n, k, f, s, n.keep(seriesOf(n, s)), correction);
}

/** (2 artanh s − 2s)/s. */
function seriesOf(n: Lanes, s: Local): Expression {
  const z = n.keep(n.mul(s, s));
  return n.mul(z, polynomial(n, z, constantsOf(n).artanh));
}

function fromSeries(n: Lanes, k: Local, f: Local, s: Local, rest: Local, correction: Local | null): Expression {
  const { ln2 } = constantsOf(n);
  const half = n.keep(n.mul(n.mul(f, f), 0.5));
  const low = n.mul(k, ln2[1]);
  const small = n.add(n.mul(s, n.add(half, rest)), correction === null ? low : n.add(low, correction));
  return n.sub(n.mul(k, ln2[0]), n.sub(n.sub(half, small), f));
}

/** ln x: −∞ at ±0, NaN below 0. What is not a positive normal number takes a way of its own: it is rare. */
export const logStages: Stages = {
  again: true,
  pieces: [
    {
      gives: 3,
      instructions: 10,
      latency: 22,
      quotients: 1,
      run: (n, x) => {
        const { k, m } = splitExponent(n, x);
        const f = n.keep(n.sub(m, 1));
        return [k, f, n.div(f, n.add(f, 2))];
      },
    },
    {
      gives: 4,
      reads: [2],
      instructions: 16,
      latency: 27,
      run: (n, _x, [k, f, s]) => [k!, f!, s!, seriesOf(n, s!)],
    },
    {
      gives: 1,
      instructions: 11,
      latency: 18,
      run: (n, _x, [k, f, s, rest]) => [fromSeries(n, k!, f!, s!, rest!, null)],
    },
  ],
  rare: {
    name: "rare log",
    where: (n, x) => {
      const { smallestNormal, largest } = constantsOf(n);
      return n.unequal(atLeast(n, atMost(n, x, largest), smallestNormal), x);
    },
    value: (n, x) => {
      const any = splitAny(n, x);
      const rare = fromParts(n, any.k, n.keep(n.sub(any.m, 1)), null);
      const finite = n.choose(n.equal(x, Infinity), Infinity, n.choose(n.equal(x, 0), -Infinity, rare));
      return n.choose(n.lessEqual(0, x), finite, NaN);
    },
  },
};

export function log(n: Lanes, x: Local): Value {
  return together(logStages, n, x);
}

/**
 * ln(1 + x): −∞ at −1, NaN below. What the sum u = 1 + x loses is put back as the correction (1 + x − u)/u. Where
 * k = 0, f is x itself.
 */
export function log1p(n: Lanes, x: Local): Expression {
  const u = n.keep(n.add(x, 1));
  const { k, m } = splitExponent(n, u);
  const lost = n.choose(n.lessEqual(1, x), n.sub(1, n.sub(u, x)), n.sub(x, n.sub(u, 1)));
  const near = keepBits(n, n.equal(k, 0));
  const f = n.keep(n.choose(near, x, n.sub(m, 1)));
  const correction = n.keep(n.choose(near, 0, n.div(lost, u)));
  const y = withSign(n, fromParts(n, k, f, correction), x);
  const finite = n.choose(n.equal(x, Infinity), Infinity, n.choose(n.equal(x, -1), -Infinity, y));
  return n.choose(n.lessEqual(-1, x), finite, NaN);
}
