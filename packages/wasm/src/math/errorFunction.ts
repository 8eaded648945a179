import { type Expression, type Local, read } from "../assembler/expression.ts";
import { keepBits, withSign } from "./bits.ts";
import { expWithin } from "./exponential.ts";
import type { Lanes } from "./lanes.ts";
import { any, atMost, not } from "./masks.ts";
import { polynomial } from "./polynomial.ts";

/** erf(x)/x − 1 in powers of x², for |x| ≤ 1: Chebyshev interpolation with 60 digits, within 2⁻⁵⁶. */
const SMALL = [
  0.1283791670955126, -0.3761263890318375, 0.11283791670954879, -0.026866170645076792, 0.0052239776248180145,
  -0.000854832698083379, 0.0001205533111164271, -1.4925595266831182e-5, 1.6461000484121361e-6, -1.6350312701054618e-7,
  1.4659775274046955e-8, -1.1372848856789924e-9, 5.957176147746114e-11,
];

/** e^(x²) erfc(x) in powers of 1/(x + 2), for 1 ≤ x ≤ 6: within 2⁻⁵⁶ once multiplied by e^(−x²). */
const LARGE = [
  1.6242284740077591e-7, 0.5641771458640458, 1.1288205669506493, 1.9650380653313524, 2.965062607613792,
  1.112927254027886, 12.469269695695969, -86.0235241240357, 356.0254348102813, -1304.8727117633393, 3393.7192897611894,
  -5751.745781926398, 6141.244973872164, -3802.3193399400056, 1051.4775993545124,
];

/** The error function of float64 numbers: erf(x) = 2/√π ∫₀ˣ e^(−t²) dt. From |x| = 6 on it rounds to ±1. */
export function erf(n: Lanes, x: Local): Expression {
  const magnitude = n.keep(n.abs(x));
  const result = n.local();
  const small = keepBits(n, n.less(magnitude, 1));
  n.f.if(any(n, small), () => {
    const z = n.keep(n.mul(x, x));
    n.f.set(result, n.add(x, n.mul(x, polynomial(n, z, SMALL))));
  });
  n.f.if(any(n, not(n, small)), () => {
    const limited = n.keep(atMost(n, magnitude, 6));
    const t = n.keep(n.div(1, n.add(limited, 2)));
    const decay = expWithin(n, n.keep(n.neg(n.mul(limited, limited))));
    const large = withSign(n, n.sub(1, n.mul(decay, polynomial(n, t, LARGE))), x);
    n.f.set(result, n.choose(small, result, large));
  });
  return read(result);
}
