/**
 * Elementary functions to 200 and more bits, in whole numbers: x is held as the integer ⌊x·2^bits⌋. They are slow and
 * plain on purpose: power series after the argument has been made small.
 */
interface Fixed {
  readonly value: bigint;
  readonly bits: bigint;
}

const GUARD = 200n;

/** A float64 as an exact fraction m·2^e. */
function partsOf(x: number): { m: bigint; e: number } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, Math.abs(x));
  const bits = view.getBigUint64(0);
  const exponent = Number(bits >> 52n);
  const fraction = bits & ((1n << 52n) - 1n);
  const m = exponent === 0 ? fraction : fraction | (1n << 52n);
  return { m: x < 0 ? -m : m, e: Math.max(exponent, 1) - 1075 };
}

/** x·2^bits, exact where bits suffices. */
export function fixed(x: number, bits: bigint): bigint {
  const { m, e } = partsOf(x);
  const shift = BigInt(e) + bits;
  return shift >= 0n ? m << shift : m >> -shift;
}

/** Bits after the point with which even a subnormal x is held with 200 significant ones. */
function bitsFor(...xs: readonly number[]): bigint {
  const smallest = Math.min(...xs.filter((x) => x !== 0 && Number.isFinite(x)).map(Math.abs), 1);
  return GUARD + 64n + BigInt(Math.ceil(-Math.log2(smallest)));
}

function series(first: bigint, next: (term: bigint, k: bigint) => bigint): bigint {
  let sum = 0n;
  let term = first;
  for (let k = 1n; term !== 0n && term !== -1n; k++) {
    sum += term;
    term = next(term, k);
  }
  return sum;
}

/** Σ ±t^(2k+1)/(2k+1), for |t| ≤ ⅓: artan (sign −1) or artanh (sign 1). */
function arc(t: bigint, bits: bigint, sign: bigint): bigint {
  const square = (t * t) >> bits;
  let sum = 0n;
  let power = t;
  for (let k = 1n; power !== 0n && power !== -1n; k += 2n) {
    sum += power / k;
    power = (sign * power * square) >> bits;
  }
  return sum;
}

const memory = new Map<string, bigint>();
function remembered(name: string, bits: bigint, make: () => bigint): bigint {
  const key = `${name} ${bits}`;
  const found = memory.get(key) ?? make();
  memory.set(key, found);
  return found;
}

const ln2 = (bits: bigint): bigint => remembered("ln2", bits, () => 2n * arc((1n << bits) / 3n, bits, 1n));
/** Machin's formula: π = 16 artan ⅕ − 4 artan 1/239. */
const pi = (bits: bigint): bigint =>
  remembered("pi", bits, () => 16n * arc((1n << bits) / 5n, bits, -1n) - 4n * arc((1n << bits) / 239n, bits, -1n));

/** e^x − 1 and the power of two by which e^x is to be multiplied: e^x = 2^k (1 + r). */
function expParts(x: bigint, bits: bigint): { k: bigint; expm1: bigint } {
  const half = x < 0n ? -(ln2(bits) >> 1n) : ln2(bits) >> 1n;
  const k = (x + half) / ln2(bits);
  const r = x - k * ln2(bits);
  return { k, expm1: series(r, (term, i) => ((term * r) >> bits) / (i + 1n)) };
}

function expOf(x: bigint, bits: bigint): Fixed {
  const { k, expm1 } = expParts(x, bits);
  return { value: expm1 + (1n << bits), bits: bits - k };
}

function logOf(x: bigint, bits: bigint): bigint {
  let k = 0n;
  let m = x;
  while (m > (3n << bits) >> 1n) {
    m >>= 1n;
    k++;
  }
  // Exact: a small x is scaled up by shifting in zeros.
  while (m < (3n << bits) >> 2n) {
    m <<= 1n;
    k--;
  }
  const one = 1n << bits;
  return k * ln2(bits) + 2n * arc(((m - one) << bits) / (m + one), bits, 1n);
}

function waves(x: bigint, bits: bigint): { sin: bigint; cos: bigint } {
  const quarter = pi(bits) >> 1n;
  const k = (x + (x < 0n ? -(quarter >> 1n) : quarter >> 1n)) / quarter;
  const y = x - k * quarter;
  const next = (start: bigint) => (term: bigint, i: bigint) => {
    const n = 2n * i + start;
    return ((((-term * y) >> bits) * y) >> bits) / (n * (n - 1n));
  };
  const s = series(y, next(1n));
  const c = series(1n << bits, next(0n));
  const turn = Number(((k % 4n) + 4n) % 4n);
  return [
    { sin: s, cos: c },
    { sin: c, cos: -s },
    { sin: -s, cos: -c },
    { sin: -c, cos: s },
  ][turn]!;
}

function erfOf(x: bigint, bits: bigint): bigint {
  // 2/√π Σ (−1)^k x^(2k+1)/(k! (2k+1))
  const square = (x * x) >> bits;
  let sum = 0n;
  let power = x;
  for (let k = 0n; power !== 0n && power !== -1n; k++) {
    sum += power / (2n * k + 1n);
    power = -((power * square) >> bits) / (k + 1n);
  }
  const rootPi = squareRoot(pi(bits) << bits);
  return ((2n * sum) << bits) / rootPi;
}

function squareRoot(x: bigint): bigint {
  let guess = 1n << BigInt(Math.ceil(x.toString(2).length / 2));
  for (;;) {
    const next = (guess + x / guess) >> 1n;
    if (next >= guess) return guess;
    guess = next;
  }
}

function length(x: bigint): number {
  return (x < 0n ? -x : x).toString(2).length;
}

/** A fraction of fixed numbers, to 200 significant bits. */
function ratio(top: Fixed, bottom: Fixed): Fixed {
  const shift = GUARD + BigInt(Math.max(length(bottom.value) - length(top.value), 0));
  return { value: (top.value << shift) / bottom.value, bits: top.bits - bottom.bits + shift };
}

function plusOne({ value, bits }: Fixed): Fixed {
  return bits >= 0n ? { value: value + (1n << bits), bits } : { value: (value << -bits) + 1n, bits: 0n };
}

/** The functions, of finite arguments inside their domains. */
export const exact: Readonly<Record<string, (x: number, y: number) => Fixed>> = {
  exp: (x) => expOf(fixed(x, bitsFor(x)), bitsFor(x)),
  expm1: (x) => {
    const bits = bitsFor(x);
    const { k, expm1 } = expParts(fixed(x, bits), bits);
    if (k === 0n) return { value: expm1, bits };
    const { value, bits: scale } = { value: expm1 + (1n << bits), bits: bits - k };
    return scale >= 0n ? { value: value - (1n << scale), bits: scale } : { value: (value << -scale) - 1n, bits: 0n };
  },
  log: (x) => {
    const bits = bitsFor(x) + 64n;
    return { value: logOf(fixed(x, bits), bits), bits };
  },
  log1p: (x) => {
    const bits = 2n * bitsFor(x);
    return { value: logOf(fixed(x, bits) + (1n << bits), bits), bits };
  },
  tanh: (x) => {
    const { value, bits } = exact.expm1!(2 * x, 0);
    const twoMore = bits >= 0n ? value + (2n << bits) : 0n;
    return ratio({ value, bits }, { value: twoMore, bits });
  },
  sigmoid: (x) => {
    const e = exact.exp!(-Math.abs(x), 0);
    const one = { value: 1n << GUARD, bits: GUARD };
    return ratio(x < 0 ? e : one, plusOne(e));
  },
  sin: (x) => {
    const bits = bitsFor(x) + 1100n;
    return { value: waves(fixed(x, bits), bits).sin, bits };
  },
  cos: (x) => {
    const bits = bitsFor(x) + 1100n;
    return { value: waves(fixed(x, bits), bits).cos, bits };
  },
  erf: (x) => {
    const bits = bitsFor(x) + 128n;
    return { value: erfOf(fixed(x, bits), bits), bits };
  },
  pow: (x, y) => {
    const bits = bitsFor(x, y) + 128n;
    const product = (logOf(fixed(Math.abs(x), bits), bits) * fixed(y, bits)) >> bits;
    const power = expOf(product, bits);
    return x < 0 && y % 2 !== 0 ? { value: -power.value, bits: power.bits } : power;
  },
};

/** Digits of a result: 53 and exponents from −1074, or 24 and from −149. */
export interface Format {
  readonly digits: number;
  readonly lowest: number;
  readonly highest: number;
}
export const FORMATS = {
  float64: { digits: 53, lowest: -1074, highest: 1024 },
  float32: { digits: 24, lowest: -149, highest: 128 },
} as const;

/** How far `found` is from the exact value, in units of the last place that the exact value has in the format. */
export function errorInUlps(found: number, { value, bits }: Fixed, { digits, lowest, highest }: Format): number {
  const size = value < 0n ? -value : value;
  if (size === 0n) return found === 0 ? 0 : Infinity;
  const exponent = length(size) - Number(bits);
  if (exponent > highest) return Math.abs(found) === Infinity && found > 0 === value > 0n ? 0 : Infinity;
  const unit = Math.max(exponent - digits, lowest);
  if (!Number.isFinite(found)) {
    // Infinity is right where the exact value rounds up to the first power of two that there is not.
    const rest = (1n << BigInt(highest)) - (bits >= 0n ? size >> bits : size << -bits);
    return Number.isNaN(found) ? Infinity : Number(rest >> BigInt(unit));
  }
  // Both in units of 2^(unit − 64).
  const scale = BigInt(64 - unit);
  const want = scale >= bits ? value << (scale - bits) : value >> (bits - scale);
  const have = scale >= 1100n ? fixed(found, scale) : fixed(found, 1100n) >> (1100n - scale);
  return Number(have > want ? have - want : want - have) / 2 ** 64;
}
