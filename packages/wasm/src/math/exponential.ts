import type { Expression, Local } from "../assembler/expression.ts";
import { bits, bitsAdd, bitsOr, bitsSub, fromBits, shiftUp, signBit, withSign } from "./bits.ts";
import type { Lanes } from "./lanes.ts";
import { atLeast, atMost } from "./masks.ts";
import { polynomial } from "./polynomial.ts";

/** What the reduction of an exponent needs in each floating type. */
interface Constants {
  /** ln 2 in two parts; the first has so few bits that its whole multiples are exact. */
  readonly ln2: readonly [number, number];
  /** Added and taken away it rounds to a whole number, which then stands in the lowest bits. */
  readonly rounder: number;
  /** Where the exponent begins, and the bits of 1. */
  readonly mantissaBits: number;
  readonly one: bigint;
  /** Beyond these e^x is infinite, or rounds to 0. */
  readonly range: readonly [number, number];
  /**
   * q(r) ≈ (e^r − 1 − r)/r² for |r| ≤ ½ ln 2, interpolated at Chebyshev's points with 60 digits: with it 1 + r + r²q(r)
   * is off by less than 2⁻⁶¹, 2⁻³⁰ in float32.
   */
  readonly q: readonly number[];
}

const FLOAT64: Constants = {
  ln2: [0.6931471805592082, 7.371002565167799e-13],
  rounder: 1.5 * 2 ** 52,
  mantissaBits: 52,
  one: 0x3ffn << 52n,
  range: [-746, 710],
  q: [
    0.5, 0.1666666666666667, 0.04166666666666667, 0.008333333333326141, 0.0013888888888883752, 0.00019841269874801073,
    2.480158732553378e-5, 2.7557255425009614e-6, 2.7557273660822466e-7, 2.510520668068106e-8, 2.0914679595617734e-9,
  ],
};

const FLOAT32: Constants = {
  ln2: [0.693145751953125, 1.428606765330187e-6],
  rounder: 1.5 * 2 ** 23,
  mantissaBits: 23,
  one: 0x7fn << 23n,
  range: [-104, 89],
  q: [0.5, 0.1666666716337204, 0.04166646674275398, 0.00833331048488617, 0.0013933641603216529, 0.00019890980911441147],
};

function constantsOf({ float }: Lanes): Constants {
  return float.bytes === 8 ? FLOAT64 : FLOAT32;
}

/** x = k ln 2 + r with a whole k and |r| ≤ ½ ln 2. */
interface Reduced {
  readonly k: Local;
  /** k in the lowest bits. */
  readonly kBits: Local;
  /** e^r − 1. */
  readonly expm1: Local;
}

function reduce(n: Lanes, x: Local): Reduced {
  const { ln2, rounder, q } = constantsOf(n);
  const kBits = n.keep(n.add(n.mul(x, Math.LOG2E), rounder));
  const k = n.keep(n.sub(kBits, rounder));
  const r = n.keep(n.sub(n.sub(x, n.mul(k, ln2[0])), n.mul(k, ln2[1])));
  const expm1 = n.keep(n.add(r, n.mul(n.mul(r, r), polynomial(n, r, q))));
  return { k, kBits, expm1 };
}

/** 2^k for a k that stands in the lowest bits, within the exponents of normal numbers. */
function powerOfTwo(n: Lanes, kBits: Local): Expression {
  const { mantissaBits, one } = constantsOf(n);
  return fromBits(n, bitsAdd(n, shiftUp(n, bits(n, kBits), mantissaBits), one));
}

/** 2^k as a product of two factors, so that k may reach beyond the normal exponents: 2^⌊k/2⌉ and the rest. */
export function twoPowers(n: Lanes, k: Local): readonly [Local, Local] {
  const { rounder } = constantsOf(n);
  const halfBits = n.keep(n.add(n.mul(k, 0.5), rounder));
  const restBits = n.keep(n.add(n.sub(k, n.sub(halfBits, rounder)), rounder));
  return [n.keep(powerOfTwo(n, halfBits)), n.keep(powerOfTwo(n, restBits))];
}

function clamped(n: Lanes, x: Local): Local {
  const [low, high] = constantsOf(n).range;
  return n.keep(atLeast(n, atMost(n, x, high), low));
}

/**
 * e^x = 2^k (1 + (e^r − 1)). The scaling goes in two steps, of which only the last rounds: subnormal results come out
 * right, and infinity and 0 by themselves.
 */
export function exp(n: Lanes, x: Local): Expression {
  const { k, expm1 } = reduce(n, clamped(n, x));
  const [a, b] = twoPowers(n, k);
  return n.mul(n.mul(n.add(1, expm1), a), b);
}

/** e^x for x from −700 to 700 (−80 to 80 in float32), where no result is subnormal. */
export function expWithin(n: Lanes, x: Local): Expression {
  const { kBits, expm1 } = reduce(n, x);
  return n.mul(n.add(1, expm1), powerOfTwo(n, kBits));
}

/** e^x − 1 = 2^a ((e^r − 1) 2^b + (2^b − 2^−a)) with a + b = k; at k = 0 it is e^r − 1 itself. It has the sign of x. */
export function expm1(n: Lanes, x: Local): Expression {
  const { k, expm1 } = reduce(n, clamped(n, x));
  const [a, b] = twoPowers(n, k);
  const inner = n.add(n.mul(expm1, b), n.sub(b, n.div(1, a)));
  return withSign(n, n.mul(inner, a), x);
}

/** tanh |x| = t/(t + 2) with t = e^(2|x|) − 1; from |x| = 22 on it rounds to 1. */
export function tanh(n: Lanes, x: Local): Expression {
  const doubled = n.keep(atMost(n, n.mul(n.abs(x), 2), 44));
  const { kBits, expm1 } = reduce(n, doubled);
  const power = n.keep(powerOfTwo(n, kBits));
  const t = n.keep(n.add(n.mul(expm1, power), n.sub(power, 1)));
  return withSign(n, n.div(t, n.add(t, 2)), x);
}

/**
 * σ(x) = 1/(1 + e^−|x|) or e^−|x|/(1 + e^−|x|): nothing overflows, and small results keep their digits. With
 * e^−|x| = 2^k t these are q/(q + s) and s/(q + s) for q = 2^−k c and s = t c; the power of two c keeps q below overflow,
 * so that the division alone rounds, also to subnormal results.
 */
export function sigmoid(n: Lanes, x: Local): Expression {
  const { mantissaBits, one, range } = constantsOf(n);
  const c = n.float.bytes === 8 ? 60 : 30;
  const magnitude = n.keep(fromBits(n, bitsOr(n, bits(n, x), signBit(n))));
  const { kBits, expm1 } = reduce(n, n.keep(atLeast(n, magnitude, range[0])));
  const s = n.keep(n.mul(n.add(1, expm1), 2 ** -c));
  const exponent = one - (BigInt(c) << BigInt(mantissaBits));
  const q = n.keep(fromBits(n, bitsSub(n, exponent, shiftUp(n, bits(n, kBits), mantissaBits))));
  return n.div(n.choose(n.less(x, 0), s, q), n.add(q, s));
}
