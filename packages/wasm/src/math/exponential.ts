import type { Expression, Local } from "../assembler/expression.ts";
import { bits, bitsAdd, fromBits, shiftUp, withSign } from "./bits.ts";
import type { Lanes, Value } from "./lanes.ts";
import { atLeast, atMost, not } from "./masks.ts";
import { polynomial } from "./polynomial.ts";
import { type Stages, together } from "./stages.ts";

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
  /** Up to this |x| e^x is a normal number. */
  readonly normal: number;
  /** From here on σ(x) rounds to 1; 2 to this power keeps what σ divides by away from overflow and from subnormals. */
  readonly saturated: number;
  /**
   * s(z) ≈ (r coth(r/2) − 2)/z with z = r² and |r| ≤ ½ ln 2, interpolated at Chebyshev's points with 80 digits: with it
   * (2 + zs + r)/(2 + zs − r) is e^r but for 2⁻⁵⁹, 2⁻²⁸ in float32.
   */
  readonly s: readonly number[];
}

const FLOAT64: Constants = {
  ln2: [0.6931471805592082, 7.371002565167799e-13],
  rounder: 1.5 * 2 ** 52,
  mantissaBits: 52,
  one: 0x3ffn << 52n,
  range: [-746, 710],
  normal: 708,
  saturated: 60,
  s: [0.1666666666666666, -0.0027777777777564404, 6.613756471622828e-5, -1.6534060033836456e-6, 4.1437662804024295e-8],
};

const FLOAT32: Constants = {
  ln2: [0.693145751953125, 1.428606765330187e-6],
  rounder: 1.5 * 2 ** 23,
  mantissaBits: 23,
  one: 0x7fn << 23n,
  range: [-104, 89],
  normal: 87,
  saturated: 30,
  s: [0.16666655242443085, -0.002769852988421917],
};

function constantsOf({ float }: Lanes): Constants {
  return float.bytes === 8 ? FLOAT64 : FLOAT32;
}

/** x = k ln 2 + r with a whole k, which stands in the lowest bits of kBits too, and |r| ≤ ½ ln 2. */
function reduce(n: Lanes, x: Local): { readonly k: Local; readonly kBits: Local; readonly r: Local } {
  const { ln2, rounder } = constantsOf(n);
  const k = n.keep(n.nearest(n.mul(x, Math.LOG2E)));
  const kBits = n.keep(n.add(k, rounder));
  return { k, kBits, r: n.keep(n.sub(n.sub(x, n.mul(k, ln2[0])), n.mul(k, ln2[1]))) };
}

/**
 * z s(z), where the even function r coth(r/2) is 2 + zs. Its series is so short that e^r = (2 + zs + r)/(2 + zs − r)
 * takes half the operations of a polynomial; and where a quotient is wanted anyway, as in σ and tanh, the one division
 * does for both.
 */
function evenPart(n: Lanes, r: Local): Local {
  const z = n.keep(n.mul(r, r));
  return n.keep(n.mul(z, polynomial(n, z, constantsOf(n).s)));
}

/** e^r − 1 = r + rc/(2 − c) with c = r − zs: the quotient is small, so that its rounding hardly counts. */
function expm1Of(n: Lanes, r: Local): Expression {
  return expm1From(n, r, n.keep(n.sub(r, evenPart(n, r))));
}

function expm1From(n: Lanes, r: Local, c: Local): Expression {
  return n.add(r, n.div(n.mul(r, c), n.sub(2, c)));
}

/** 2^k for a k that stands in the lowest bits, within the exponents of normal numbers. */
function powerOfTwo(n: Lanes, kBits: Local): Expression {
  const { mantissaBits, one } = constantsOf(n);
  return fromBits(n, bitsAdd(n, shiftUp(n, bits(n, kBits), mantissaBits), one));
}

/**
 * x 2^k for a k that stands in the lowest bits, by adding to the exponent of x: one addition of integers. Result and x are
 * normal numbers; of NaN nothing is promised.
 */
function timesPower(n: Lanes, x: Expression, kBits: Local): Expression {
  return fromBits(n, bitsAdd(n, bits(n, x), shiftUp(n, bits(n, kBits), constantsOf(n).mantissaBits)));
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
 * e^x = 2^k (1 + (e^r − 1)). Only where a result is not normal the scaling goes in two steps, of which the last alone
 * rounds: subnormal results come out right, and infinity and 0 by themselves. That way is rare, and apart.
 */
export const expStages: Stages = {
  again: true,
  pieces: [
    {
      gives: 2,
      instructions: 7,
      latency: 15,
      run: (n, x) => {
        const { kBits, r } = reduce(n, x);
        return [kBits, r];
      },
    },
    {
      gives: 3,
      reads: [1],
      instructions: 13,
      latency: 24,
      run: (n, _x, [kBits, r]) => [kBits!, r!, n.sub(r!, evenPart(n, r!))],
    },
    {
      gives: 1,
      instructions: 11,
      latency: 30,
      quotients: 1,
      run: (n, _x, [kBits, r, c]) => [timesPower(n, n.add(1, expm1From(n, r!, c!)), kBits!)],
    },
  ],
  rare: {
    name: "rare exp",
    where: (n, x) => not(n, n.lessEqual(n.abs(x), constantsOf(n).normal)),
    value: (n, x) => {
      const far = reduce(n, clamped(n, x));
      const [a, b] = twoPowers(n, far.k);
      return n.mul(n.mul(n.add(1, expm1Of(n, far.r)), a), b);
    },
  },
};

/** 2^k e^r, where that is a normal number. */
function scaledExp(n: Lanes, kBits: Local, r: Local): Expression {
  return timesPower(n, n.add(1, expm1Of(n, r)), kBits);
}

export function exp(n: Lanes, x: Local): Value {
  return together(expStages, n, x);
}

/** e^x for x from −700 to 700 (−80 to 80 in float32), where no result is subnormal. */
export function expWithin(n: Lanes, x: Local): Expression {
  const { kBits, r } = reduce(n, x);
  return scaledExp(n, kBits, r);
}

/** e^x − 1 = 2^a ((e^r − 1) 2^b + (2^b − 2^−a)) with a + b = k; at k = 0 it is e^r − 1 itself. It has the sign of x. */
export function expm1(n: Lanes, x: Local): Expression {
  const { k, r } = reduce(n, clamped(n, x));
  const [a, b] = twoPowers(n, k);
  const inner = n.add(n.mul(expm1Of(n, r), b), n.sub(b, n.div(1, a)));
  return withSign(n, n.mul(inner, a), x);
}

/**
 * tanh |x| = (e^(2|x|) − 1)/(e^(2|x|) + 1); from |x| = 22 on it rounds to 1. With 2|x| = k ln 2 + r and q = 2 + zs − r
 * it is ((2^k − 1) q + 2^k 2r)/(2^k (2 + zs + r) + q), which at k = 0 begins with 2r itself.
 */
export const tanhStages: Stages = {
  again: true,
  pieces: [
    {
      gives: 2,
      instructions: 10,
      latency: 22,
      run: (n, x) => {
        const { kBits, r } = reduce(n, n.keep(atMost(n, n.mul(n.abs(x), 2), 44)));
        return [kBits, r];
      },
    },
    {
      gives: 3,
      reads: [1],
      instructions: 13,
      latency: 24,
      run: (n, _x, [kBits, r]) => [kBits!, r!, n.add(2, evenPart(n, r!))],
    },
    {
      gives: 1,
      instructions: 15,
      latency: 32,
      quotients: 1,
      run: (n, x, [kBits, r, even]) => {
        const power = n.keep(powerOfTwo(n, kBits!));
        const q = n.keep(n.sub(even!, r!));
        const top = n.add(n.mul(n.sub(power, 1), q), n.mul(n.add(power, power), r!));
        const bottom = n.add(n.mul(power, n.add(even!, r!)), q);
        return [withSign(n, n.div(top, bottom), x)];
      },
    },
  ],
};

/**
 * By the bytes of a number: e^r = (a(z) + r b(z))/(a(z) − r b(z)) with z = r², that is r b/a = tanh(r/2), interpolated as s
 * is: off by less than 2⁻⁵⁹, 2⁻²⁸ in float32. It takes fewer products than s.
 */
const QUOTIENTS: Readonly<Record<number, { readonly a: readonly number[]; readonly b: readonly number[] }>> = {
  8: {
    a: [1008.3058998872042, 112.03095377424032, 1],
    b: [504.1529499436021, 14.002731058487667, 0.03331817553545401],
  },
  4: { a: [120.15451443824062, 12.012866541828252], b: [60.077257186909215, 1] },
};

/** c₀ + c₁x + …, from the inside out; a last coefficient that is 1 costs no product. */
function nested(n: Lanes, x: Local, coefficients: readonly number[]): Value {
  return coefficients
    .slice(0, -1)
    .reduceRight<Value>(
      (sum, each) => n.add(sum === 1 ? x : n.mul(sum, x), each),
      coefficients[coefficients.length - 1]!,
    );
}

/**
 * σ(x) = e^x/(1 + e^x) = p/(p + q) with p = 2^(k+c) (a + rb) and q = 2^c (a − rb): small results keep their digits, and a
 * NaN in q is one in the result. The power of two c keeps p above the subnormal numbers, so that the division alone
 * rounds, also to subnormal results.
 */
export const sigmoidStages: Stages = {
  again: false,
  pieces: [
    {
      gives: 2,
      instructions: 9,
      latency: 21,
      run: (n, x) => {
        const { range, saturated } = constantsOf(n);
        const { kBits, r } = reduce(n, n.keep(atLeast(n, atMost(n, x, saturated), range[0])));
        return [kBits, r];
      },
    },
    {
      gives: 2,
      instructions: 15,
      latency: 27,
      run: (n, _x, [kBits, r]) => {
        const { saturated, mantissaBits } = constantsOf(n);
        const { a, b } = QUOTIENTS[n.float.bytes]!;
        const [scale, power] = [2 ** saturated, BigInt(saturated) << BigInt(mantissaBits)];
        const z = n.keep(n.mul(r!, r!));
        // By adding to the exponent; of 0 that makes a number that is too small to count.
        const scaledZ = n.keep(fromBits(n, bitsAdd(n, bits(n, z), power)));
        const even = n.keep(n.add(n.mul(nested(n, z, a.slice(1)), scaledZ), a[0]! * scale));
        const scaled = b.map((each) => each * scale);
        const odd = n.keep(n.mul(nested(n, z, scaled), r!));
        const p = n.keep(timesPower(n, n.add(even, odd), kBits!));
        return [p, n.add(p, n.sub(even, odd))];
      },
    },
    {
      gives: 1,
      instructions: 1,
      latency: 13,
      quotients: 1,
      run: (n, _x, [p, sum]) => [n.div(p!, sum!)],
    },
  ],
};
