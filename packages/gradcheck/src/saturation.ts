import { type TapeLine, type Tensor, tensor } from "@wengert/autograd";
import { type Graph, withSigns } from "./graph.ts";
import { flat, largest } from "./numbers.ts";

/** Functions that level out. */
const SQUASHING: ReadonlySet<string> = new Set(["sigmoid", "tanh", "softmax", "erf"]);
/** What people make such functions of, and where a small value beside a large one loses its digits. */
const SUMS: ReadonlySet<string> = new Set(["add", "sub", "sum"]);
const MULTIPLES: ReadonlySet<string> = new Set(["mul", "div", "neg"]);

const EPSILON = { float32: 2 ** -23, float64: 2 ** -52 };
/** How many roundings of 1 − a a derivation may add up. */
const SLACK = 64;

/**
 * By how much a right gradient of each leaf may be off because units are saturated. Where a = σ(z) is 1 but for
 * e^−z = 1e-18, the derivative is 1e-18 by one formula, σ(z) σ(−z), and 0 by another, a (1 − a): only the digits of a
 * tell them apart, and it has none there. So ∂C/∂z = g f′(z) has an error of ε |g| |a|, however small it is itself; and
 * where y is a term of w = y + 1, of which ε |w| is rounded off, what comes back to y one of ε |∂C/∂w| |w|.
 *
 * On its way to the leaves an error e is passed on as what it is an error of: through an activation to
 * f′(z) e + ε (|g| + e) |a|. Behind a unit that passes nothing on, nothing is excused.
 */
export function saturationOf(graph: Graph, precision: "float32" | "float64"): number[] {
  const share = SLACK * EPSILON[precision];
  const errors: (Float64Array | null)[] = new Array<null>(graph.places).fill(null);
  // By place: the error with which a term comes out of the sums in which it is one.
  const terms: (Float64Array | null)[] = new Array<null>(graph.places).fill(null);
  for (let k = graph.lines.length - 1; k >= 0; k--) {
    const line = graph.lines[k]!;
    const out = line.outputPlaces[0]!;
    const g = graph.adjoints[out];
    if (!g) continue;
    const error = errors[out]!;
    const passed = error === null ? [] : passedOn(line, error, g);
    const bound = sum(flat(g), error);
    const own = ownError(line, bound, flat(graph.values[out]!), terms[out]!, share);
    const isOnly = line.inputPlaces.filter((place) => place >= 0).length === 1;
    line.inputPlaces.forEach((place, i) => {
      if (place < 0) return;
      if (passed[i]) errors[place] = sum(passed[i], errors[place]!);
      const size = graph.values[place]!.size;
      if (own !== null && isOnly && own.length === size) errors[place] = sum(own, errors[place]!);
      const term = termError(graph, line, size, bound, terms[out]!, share);
      if (term !== null) terms[place] = sum(term, terms[place]!);
    });
  }
  return graph.leaves.map(({ place }) => {
    const error = errors[place] === null ? 0 : largest(errors[place]!);
    return Number.isFinite(error) ? error : 0;
  });
}

/** The error that a squashing function or an exponential adds; null for other operations. */
function ownError(
  { primitive: { name } }: TapeLine,
  bound: Float64Array,
  y: Float64Array,
  terms: Float64Array | null,
  share: number,
): Float64Array | null {
  // What comes back to e^z is multiplied by e^z: the error is that of the product already.
  if (name === "exp") return terms;
  return SQUASHING.has(name)
    ? sum(
        y.map((value, j) => times(share * value, bound[j]!)),
        terms,
      )
    : null;
}

/** The error of what a sum hands back to a term, times the term: a multiple of a term has the same. Null where digits are kept. */
function termError(
  graph: Graph,
  { primitive: { name }, inputPlaces, outputPlaces }: TapeLine,
  size: number,
  bound: Float64Array,
  terms: Float64Array | null,
  share: number,
): Float64Array | null {
  if (SUMS.has(name)) {
    const w = flat(graph.values[outputPlaces[0]!]!);
    const lost = w.map((value, j) => times(share * Math.abs(value), bound[j]!) + (terms?.[j] ?? 0));
    return spread(lost, size);
  }
  const isMultiple = MULTIPLES.has(name) && inputPlaces.filter((place) => place >= 0).length === 1;
  return isMultiple && terms !== null ? spread(terms, size) : null;
}

/** The product; 0 where nothing comes back, though the value has overflowed. */
const times = (a: number, b: number): number => (a === 0 || b === 0 ? 0 : a * b);

/** Numbers for as many entries: their own, or the largest for each. */
function spread(x: Float64Array, size: number): Float64Array {
  return x.length === size ? x : new Float64Array(size).fill(largest(x));
}

/** |a| + |b|, entry by entry. */
function sum(a: Float64Array, b: Float64Array | null): Float64Array {
  return a.map((value, j) => Math.abs(value) + Math.abs(b?.[j] ?? 0));
}

/** What becomes of errors on their way back: of two choices of their signs, entry by entry the one that cancels less. */
function passedOn({ pull, outputPlaces }: TapeLine, errors: Float64Array, g: Tensor): (Float64Array | null)[] {
  const signs = flat(g);
  const others = outputPlaces.slice(1).map(() => null);
  const like = { shape: g.shape, dtype: g.dtype };
  const own = tensor(
    Array.from(errors, (value, j) => (signs[j]! < 0 ? -value : value)),
    like,
  );
  const atRandom = pull([withSigns(tensor(Array.from(errors), like)), ...others]);
  return pull([own, ...others]).map((x, i) => (x === null ? null : larger(flat(x), flat(atRandom[i]!))));
}

const larger = (a: Float64Array, b: Float64Array): Float64Array =>
  a.map((value, j) => Math.max(Math.abs(value), Math.abs(b[j]!)));
