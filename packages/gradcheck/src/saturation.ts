import { ones, type TapeLine, type Tensor, tensor } from "@wengert/autograd";
import type { Graph } from "./graph.ts";
import { flat, largest } from "./numbers.ts";

/** Functions that level out. */
const SQUASHING: ReadonlySet<string> = new Set(["sigmoid", "tanh", "softmax", "erf"]);
/** What people make such functions of, and where a small value beside a large one loses its digits. */
const SUMS: ReadonlySet<string> = new Set(["add", "sub", "sum"]);
const MULTIPLES: ReadonlySet<string> = new Set(["mul", "div", "neg"]);

const EPSILON = { float32: 2 ** -23, float64: 2 ** -52 };
/** How many roundings of 1 − a a derivation may add up. */
const SLACK = 64;
/** How large ∂C/∂a a may be, by the size of the loss, or 1: beyond it the bound says nothing, and excuses nothing. */
const MOST = 10;

/**
 * By how much a right gradient of each leaf may be off because units are saturated. Where a = σ(z) is 1 but for
 * e^−z = 1e-18, the derivative is 1e-18 by one formula, σ(z) σ(−z), and 0 by another, a (1 − a): only the digits of a
 * tell them apart, and it has none there. So what comes back through such a unit has an error of ε |∂C/∂a| |a|, however
 * small it is itself; and where y is a term of w = y + 1, of which ε |w| is rounded off, one of ε |∂C/∂w| |w|.
 */
export function saturationOf(graph: Graph, precision: "float32" | "float64"): number[] {
  const sizes: (Tensor | null)[] = new Array<null>(graph.places).fill(null);
  // By place: |∂C/∂w| |w| of the sums w in which the value is a term.
  const terms: (Float64Array | null)[] = new Array<null>(graph.places).fill(null);
  if (graph.outputPlace >= 0) sizes[graph.outputPlace] = ones(graph.loss.shape, graph.loss.dtype);
  for (let k = graph.lines.length - 1; k >= 0; k--) {
    const line = graph.lines[k]!;
    const out = line.outputPlaces[0]!;
    const gs = line.outputPlaces.map((place) => sizes[place] ?? null);
    if (gs.every((g) => g === null)) continue;
    const errors = errorsOf(line, gs[0]!, graph.values[out]!, terms[out]!);
    line.pull(gs).forEach((g, i) => {
      const place = line.inputPlaces[i]!;
      if (g === null || place < 0) return;
      sizes[place] = larger(sizes[place]!, errors === null ? g : noLess(g, errors));
      terms[place] = largerOf(terms[place]!, termOf(graph, line, flat(g), terms[out]!));
    });
  }
  const share = SLACK * EPSILON[precision];
  const most = MOST * Math.max(1, largest(flat(graph.loss)));
  return graph.leaves.map(({ place }) => {
    const size = sizes[place] === null ? 0 : largest(flat(sizes[place]!));
    return size <= most ? share * size : 0;
  });
}

/** What comes back through a squashing function or an exponential is rounded with; null for other operations. */
function errorsOf(
  { primitive: { name } }: TapeLine,
  g: Tensor | null,
  y: Tensor,
  terms: Float64Array | null,
): Float64Array | null {
  if (name === "exp") return terms;
  if (!SQUASHING.has(name) || g === null) return null;
  const above = flat(g);
  return largerOf(
    terms,
    flat(y).map((value, j) => Math.abs(value * above[j]!)),
  );
}

/** |∂C/∂w| |w| for a term of w, in the term's shape: a multiple of a term has the same. Null where digits are kept. */
function termOf(
  graph: Graph,
  { primitive: { name }, inputPlaces, outputPlaces }: TapeLine,
  g: Float64Array,
  terms: Float64Array | null,
): Float64Array | null {
  const sized = (x: Float64Array): ((j: number) => number) => {
    if (x.length === g.length) return (j) => Math.abs(x[j]!);
    const size = largest(x);
    return () => size;
  };
  const before = terms === null ? () => 0 : sized(terms);
  if (SUMS.has(name)) {
    const w = sized(flat(graph.values[outputPlaces[0]!]!));
    return g.map((value, j) => Math.max(before(j), Math.abs(value) * w(j)));
  }
  const isMultiple = MULTIPLES.has(name) && inputPlaces.filter((place) => place >= 0).length === 1;
  return isMultiple && terms !== null ? g.map((_, j) => before(j)) : null;
}

/** The sizes of what is passed on, and no less than the error with which it is. */
function noLess(passed: Tensor, errors: Float64Array): Tensor {
  const own = flat(passed);
  if (errors.length !== own.length) return passed;
  const sizes = own.map((value, j) => (errors[j]! > Math.abs(value) ? (value < 0 ? -1 : 1) * errors[j]! : value));
  return tensor(Array.from(sizes), { shape: passed.shape, dtype: passed.dtype });
}

function larger(a: Tensor | null, b: Tensor): Tensor {
  return a === null || largest(flat(b)) > largest(flat(a)) ? b : a;
}

function largerOf(a: Float64Array | null, b: Float64Array | null): Float64Array | null {
  if (a === null || b === null) return a ?? b;
  return a.length === b.length ? a.map((value, j) => Math.max(value, b[j]!)) : b;
}
