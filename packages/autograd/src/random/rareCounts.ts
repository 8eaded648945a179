import { logGamma } from "./poisson.ts";
import type { Source } from "./source.ts";

/** Larger ones are drawn again: NumPy's integers end there. */
const LARGEST = 2 ** 63;

/**
 * Whole numbers k ≥ 1 with probability proportional to k^(−a).
 *
 * @see L. Devroye (1986), Non-Uniform Random Variate Generation, section X.6.1.
 */
export function zipf({ bits }: Source, a: number): number {
  const exponent = a - 1;
  const b = 2 ** exponent;
  for (;;) {
    const u = 1 - bits.double();
    const v = bits.double();
    const x = Math.floor(u ** (-1 / exponent));
    if (x >= LARGEST || x < 1) continue;
    const t = (1 + 1 / x) ** exponent;
    if ((v * x * (t - 1)) / (b - 1) <= t / b) return x;
  }
}

/**
 * Whole numbers k ≥ 1 with probability proportional to pᵏ/k.
 *
 * @see A. W. Kemp (1981), Efficient generation of logarithmically distributed pseudo-random variables, Applied
 * Statistics 30, algorithm LK.
 */
export function logseries({ bits }: Source, p: number): number {
  const r = Math.log1p(-p);
  for (;;) {
    const v = bits.double();
    if (v >= p) return 1;
    const q = -Math.expm1(r * bits.double());
    if (v <= q * q) {
      const k = Math.floor(1 + Math.log(v) / Math.log(q));
      if (k < 1 || v === 0) continue;
      return k;
    }
    return v >= q ? 1 : 2;
  }
}

/** How many of `sample` things drawn without putting back are good, when `good` are and `bad` are not. */
export function hypergeometric(source: Source, good: number, bad: number, sample: number): number {
  if (sample === 0) return 0;
  return sample > 10
    ? hypergeometricByRejection(source, good, bad, sample)
    : hypergeometricByDrawing(source, good, bad, sample);
}

/** One after the other, counting the rarer kind. */
function hypergeometricByDrawing({ bits }: Source, good: number, bad: number, sample: number): number {
  const rest = bad + good - sample;
  const rarer = Math.min(bad, good);
  let left = rarer;
  for (let k = sample; k > 0 && left > 0; k--) left -= Math.floor(bits.double() + left / (rest + k));
  const drawn = rarer - left;
  return good > bad ? sample - drawn : drawn;
}

/**
 * @see E. Stadlober (1990), The ratio of uniforms approach for generating discrete random variates, J. Comput. Appl.
 * Math. 31, algorithm HRUA*.
 */
function hypergeometricByRejection({ bits }: Source, good: number, bad: number, sample: number): number {
  const [rarer, commoner, all] = [Math.min(good, bad), Math.max(good, bad), good + bad];
  const m = Math.min(sample, all - sample);
  const share = rarer / all;
  const centre = m * share + 0.5;
  const deviation = Math.sqrt(((all - m) * sample * share * (1 - share)) / (all - 1) + 0.5);
  // 2√(2/e) and 3 − 2√(3/e)
  const width = 1.7155277699214135 * deviation + 0.8989161620588988;
  const mode = Math.floor(((m + 1) * (rarer + 1)) / (all + 2));
  const weight = (k: number): number =>
    logGamma(k + 1) + logGamma(rarer - k + 1) + logGamma(m - k + 1) + logGamma(commoner - m + k + 1);
  const atMode = weight(mode);
  const bound = Math.min(Math.min(m, rarer) + 1, Math.floor(centre + 16 * deviation));
  for (;;) {
    const x = bits.double();
    const y = bits.double();
    const w = centre + (width * (y - 0.5)) / x;
    if (w < 0 || w >= bound) continue;
    const k = Math.floor(w);
    const t = atMode - weight(k);
    if (x * (4 - x) - 3 > t && (x * (x - t) >= 1 || 2 * Math.log(x) > t)) continue;
    const ofGood = good > bad ? m - k : k;
    return m < sample ? good - ofGood : ofGood;
  }
}
