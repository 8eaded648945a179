import { type Expression, type Local, read } from "../assembler/expression.ts";
import { bits, bitsAnd, bitsXor, fromBits, keepBits, signBit } from "./bits.ts";
import { twoPowers } from "./exponential.ts";
import type { Lanes, Value } from "./lanes.ts";
import { splitAny } from "./logarithm.ts";
import { atLeast, atMost, both, exclusive, not } from "./masks.ts";
import { polynomial } from "./polynomial.ts";

/** (2 artanh s − 2s − ⅔s³)/s⁵ in powers of s², for |s| ≤ 3 − 2√2: Chebyshev interpolation, within 2⁻⁶¹ beside s. */
const ARTANH = [
  0.40000000000000024, 0.2857142857133851, 0.2222222227110234, 0.1818180824754429, 0.15385574796476365,
  0.13285957434803602, 0.12913617676257827,
];
/** (e^w − 1 − w)/w², as in `exp`. */
const Q = [
  0.5, 0.1666666666666667, 0.04166666666666667, 0.008333333333326141, 0.0013888888888883752, 0.00019841269874801073,
  2.480158732553378e-5, 2.7557255425009614e-6, 2.7557273660822466e-7, 2.510520668068106e-8, 2.0914679595617734e-9,
];
/** 2/(3 ln 2) and ln 2: the number, its first 21 bits, and the rest. */
const FACTOR = [0.9617966939259756, 0.9617962837219238, 4.102040517767816e-7] as const;
const LN2 = [Math.LN2, 0.6931467056274414, 4.7493250390316726e-7] as const;

/** Beyond this every power of two is 0 or infinite. */
const LARGEST_EXPONENT = 1100;
/** Beyond this every power of any number but ±1 is 0 or infinite. */
const LARGEST_POWER = 2 ** 66;

/** The first 21 bits: products of two such numbers are exact. */
function top(n: Lanes, x: Value): Local {
  return n.keep(fromBits(n, bitsAnd(n, bits(n, x), 0xffffffff00000000n)));
}

/**
 * log₂ of a magnitude, in two parts that together have some 64 bits.
 *
 * With s = f/(2 + f) the logarithm is ⅔ s (3 + s² + …); each product is taken of first parts, exactly, and of the
 * rests.
 *
 * @see T. J. Dekker (1971), A floating-point technique for extending the available precision.
 */
function log2(n: Lanes, x: Local): readonly [Local, Local] {
  const { k, m } = splitAny(n, x);
  const f = n.keep(n.sub(m, 1));
  const d = n.keep(n.add(f, 2));
  const dTop = top(n, d);
  const dRest = n.keep(n.sub(f, n.sub(dTop, 2)));
  const inverse = n.keep(n.div(1, d));
  const s = n.keep(n.mul(f, inverse));
  const sTop = top(n, s);
  const sRest = n.keep(n.mul(n.sub(n.sub(f, n.mul(sTop, dTop)), n.mul(sTop, dRest)), inverse));
  const z = n.keep(n.mul(s, s));
  const higher = n.mul(n.mul(n.mul(z, z), 1.5), polynomial(n, z, ARTANH));
  const r = n.keep(n.add(higher, n.mul(sRest, n.add(sTop, s))));
  const square = n.keep(n.mul(sTop, sTop));
  const tTop = top(n, n.add(n.add(square, 3), r));
  const tRest = n.sub(r, n.sub(n.sub(tTop, 3), square));
  const u = n.keep(n.mul(sTop, tTop));
  const v = n.keep(n.add(n.mul(sRest, tTop), n.mul(tRest, s)));
  const pTop = top(n, n.add(u, v));
  const pRest = n.sub(v, n.sub(pTop, u));
  const high = n.keep(n.mul(pTop, FACTOR[1]));
  const low = n.keep(n.add(n.mul(pTop, FACTOR[2]), n.mul(pRest, FACTOR[0])));
  const first = top(n, n.add(n.add(high, low), k));
  return [first, n.keep(n.sub(low, n.sub(n.sub(first, k), high)))];
}

/** 2^(high + low), |low| far below |high|. */
function exp2(n: Lanes, high: Local, low: Local): Expression {
  const sum = n.keep(n.add(high, low));
  const limited = n.keep(atLeast(n, atMost(n, sum, LARGEST_EXPONENT), -LARGEST_EXPONENT));
  const beyond = keepBits(n, n.unequal(limited, sum));
  const rounder = 1.5 * 2 ** 52;
  const k = n.keep(n.sub(n.add(limited, rounder), rounder));
  const fraction = n.keep(n.choose(beyond, 0, n.sub(high, k)));
  const rest = n.keep(n.choose(beyond, 0, low));
  const t = top(n, n.add(fraction, rest));
  const u = n.keep(n.mul(t, LN2[1]));
  const v = n.keep(n.add(n.mul(n.sub(rest, n.sub(t, fraction)), LN2[0]), n.mul(t, LN2[2])));
  const w = n.keep(n.add(u, v));
  const wRest = n.keep(n.sub(v, n.sub(w, u)));
  const small = n.add(n.mul(n.mul(w, w), polynomial(n, w, Q)), n.add(wRest, n.mul(wRest, w)));
  const [a, b] = twoPowers(n, k);
  return n.mul(n.mul(n.add(1, n.add(w, small)), a), b);
}

/**
 * x^y of float64 numbers as C has it: 1 where y = 0 or x = 1, whatever the other is; (−1)^±∞ = 1; NaN for x < 0 and a
 * y that is no whole number. The powers 2, 1, ½ and −1 are x·x, x, √x and 1/x to the last bit.
 */
export function pow(n: Lanes, x: Local, y: Local): Expression {
  const magnitude = n.keep(n.abs(x));
  const [first, second] = log2(n, magnitude);
  const limitedY = n.keep(atLeast(n, atMost(n, y, LARGEST_POWER), -LARGEST_POWER));
  const yTop = top(n, limitedY);
  const low = n.keep(n.add(n.mul(n.sub(limitedY, yTop), first), n.mul(limitedY, second)));
  const ordinary = exp2(n, n.keep(n.mul(yTop, first)), low);
  // Where x or y has no finite logarithm or value the result is 0 or infinite.
  const isInfinite = (value: Local): Expression => n.equal(n.abs(value), Infinity);
  const extreme = n.either(n.either(n.equal(x, 0), isInfinite(x)), isInfinite(y));
  const grows = exclusive(n, n.less(1, magnitude), n.less(y, 0));
  const limit = n.choose(grows, Infinity, 0);
  const size = n.keep(n.choose(extreme, limit, ordinary));
  const one = n.keep(n.choose(n.equal(magnitude, 1), 1, size));
  // The sign: that of x where y is an odd whole number.
  const whole = keepBits(n, n.equal(n.floor(y), y));
  const halved = n.keep(n.mul(y, 0.5));
  const odd = both(n, both(n, whole, n.unequal(n.floor(halved), halved)), n.less(n.abs(y), Infinity));
  const negative = fromBits(n, bitsXor(n, bits(n, one), bitsAnd(n, bits(n, x), signBit(n))));
  const signed = n.keep(n.choose(odd, negative, one));
  const noRoot = both(n, both(n, n.less(x, 0), n.less(-Infinity, x)), not(n, whole));
  const isNumber = both(n, n.equal(x, x), n.equal(y, y));
  const result = n.keep(n.choose(both(n, isNumber, not(n, noRoot)), signed, NaN));
  const shortcut = (power: number, value: Value): void => {
    n.f.set(result, n.choose(n.equal(y, power), value, result));
  };
  shortcut(2, n.mul(x, x));
  shortcut(0.5, n.sqrt(x));
  shortcut(-1, n.div(1, x));
  shortcut(1, x);
  n.f.set(result, n.choose(n.either(n.equal(y, 0), n.equal(x, 1)), 1, result));
  return read(result);
}
