import { show } from "../describe.ts";
import { ArgumentError, ShapeError, showShape } from "../errors.ts";
import { operands, type TensorLike } from "../lift.ts";
import { apply1 } from "../primitive.ts";
import { mul } from "../primitives/arithmetic.ts";
import { product } from "../primitives/matmul.ts";
import { reshapeTo, transposePrimitive } from "../primitives/structure.ts";
import type { Shape } from "../shape.ts";
import { isTensor, type Tensor } from "../tensor.ts";
import { bestOrder } from "./contractionOrder.ts";
import { diagonal } from "./diagonal.ts";
import { sum } from "./reduce.ts";

/** A tensor with one letter for each axis. */
interface Term {
  readonly x: Tensor;
  readonly letters: readonly string[];
}

/**
 * Einstein's sum: the products of entries of tensors whose axes have letters, summed over every letter that the result
 * does not have. "ij,jk->ik" is the matrix product, "ii->" the trace, "ij->ji" the transpose, "i,j->ij" the outer
 * product; "..." stands for further axes. Without "->" the result has the letters that occur once, in alphabetical order.
 *
 * Several operands are contracted two at a time, as matrix products, in the order with the fewest multiplications (the
 * best of all up to eight operands, a greedy one above).
 *
 * Shapes: one axis for each letter; axes with the same letter have the same length, or length 1, and broadcast. Linear in
 * each operand.
 *
 * @throws ArgumentError when the formula cannot be read or has another number of operands; ShapeError when lengths
 * with one letter differ.
 * @example einsum("ij,j->i", tensor([[1, 2], [3, 4]]), tensor([1, 1])) // [3. 7.]
 * @example einsum("ii->", tensor([[1, 2], [3, 4]])) // 5.0
 * @see R. N. C. Pfeifer, J. Haegeman, F. Verstraete (2014), Faster identification of optimal contraction sequences for
 * tensor networks, Phys. Rev. E 90, 033315.
 * @public
 */
export function einsum(formula: string, ...factors: readonly TensorLike[]): Tensor {
  if (typeof formula !== "string") throw noFormula(formula);
  const xs = operands("einsum", factors);
  const { inputs, output } = parse(formula, xs);
  const lengths = lengthsOf(inputs, xs, formula);
  const terms = inputs.map((letters, i) => narrow(withoutRepeats({ x: xs[i]!, letters }), lengths));
  let rest: Term[] = terms;
  const order = bestOrder(
    terms.map(({ letters }) => letters),
    output,
    lengths,
  );
  for (const [i, j] of order) {
    const others = rest.filter((_, k) => k !== i && k !== j);
    const kept = new Set([...output, ...others.flatMap(({ letters }) => letters)]);
    rest = [...others, contract(rest[i]!, rest[j]!, kept)];
  }
  const last = summedExcept(rest[0]!, new Set(output));
  return inOrder(last, output).x;
}

/** The letters of every operand and of the result; axes behind "..." get letters of their own. */
function parse(
  formula: string,
  xs: readonly Tensor[],
): { readonly inputs: readonly (readonly string[])[]; readonly output: readonly string[] } {
  const text = formula.replaceAll(" ", "");
  const [left, right, more] = text.split("->");
  const parts = left!.split(",");
  if (!/^([a-zA-Z]|\.\.\.)*$/.test(`${parts.join("")}${right ?? ""}`) || more !== undefined) throw unreadable(formula);
  if (parts.length !== xs.length) throw wrongCount(formula, parts.length, xs.length);
  const extra = parts.map((part, i) => (part.includes("...") ? xs[i]!.ndim - (part.length - 3) : 0));
  const most = Math.max(0, ...extra);
  const spread = Array.from({ length: most }, (_, k) => `.${k}`);
  const lettersOf = (part: string, n: number): string[] => {
    const [before, behind, again] = part.split("...");
    if (again !== undefined) throw unreadable(formula);
    return behind === undefined ? [...part] : [...before!, ...spread.slice(most - n), ...behind];
  };
  const inputs = parts.map((part, i) => {
    const letters = extra[i]! < 0 ? [] : lettersOf(part, extra[i]!);
    if (letters.length !== xs[i]!.ndim) throw wrongRank(formula, part, xs[i]!.shape);
    return letters;
  });
  const all = inputs.flat();
  const once = [...new Set(all)].filter(
    (letter) => !letter.startsWith(".") && all.indexOf(letter) === all.lastIndexOf(letter),
  );
  const output = right === undefined ? [...spread, ...once.sort()] : lettersOf(right, most);
  if (most > 0 && right !== undefined && !right.includes("...")) throw noPlace(formula, xs);
  const unknown = output.find((letter) => !all.includes(letter));
  if (unknown !== undefined || new Set(output).size !== output.length) throw unreadable(formula);
  return { inputs, output };
}

function noPlace(formula: string, xs: readonly Tensor[]): ShapeError {
  const shapes = xs.map(({ shape }) => shape);
  return new ShapeError({
    code: "shape-mismatch",
    op: "einsum",
    problem: 'the result has no place for the axes behind "..."',
    got: `${JSON.stringify(formula)} for shapes ${shapes.map(showShape).join(", ")}`,
    hint: 'write "..." behind "->", too; sum(y, axes) sums over them',
    shapes,
  });
}

/** The length of each letter: axes with the same letter agree, or have length 1. */
function lengthsOf(
  inputs: readonly (readonly string[])[],
  xs: readonly Tensor[],
  formula: string,
): ReadonlyMap<string, number> {
  const seen = new Map<string, number>();
  inputs.forEach((letters, i) => {
    letters.forEach((letter, d) => {
      const n = xs[i]!.shape[d]!;
      const before = seen.get(letter) ?? 1;
      const own = xs[i]!.shape[letters.indexOf(letter)]!;
      if (own !== n) throw lengthsDiffer(formula, letter, own, n, xs);
      if (before !== 1 && n !== 1 && before !== n) throw lengthsDiffer(formula, letter, before, n, xs);
      if (before === 1) seen.set(letter, n);
    });
  });
  return seen;
}

/** The diagonals of axes with the same letter. */
function withoutRepeats({ x, letters }: Term): Term {
  const again = letters.findIndex((letter, d) => letters.indexOf(letter) < d);
  if (again < 0) return { x, letters };
  const letter = letters[again]!;
  const first = letters.indexOf(letter);
  const rest = letters.filter((_, d) => d !== first && d !== again);
  return withoutRepeats({ x: diagonal(x, 0, first, again), letters: [...rest, letter] });
}

/** Without the axes of length 1 that are longer in another term: what has no such axis is the same along all of it. */
function narrow({ x, letters }: Term, lengths: ReadonlyMap<string, number>): Term {
  const kept = letters.map((letter, d) => x.shape[d] === lengths.get(letter));
  if (kept.every(Boolean)) return { x, letters };
  return {
    x: reshapeTo(
      x,
      x.shape.filter((_, d) => kept[d]),
    ),
    letters: letters.filter((_, d) => kept[d]),
  };
}

/** Summed over every letter that nobody wants any more. */
function summedExcept({ x, letters }: Term, kept: ReadonlySet<string>): Term {
  const axes = letters.flatMap((letter, d) => (kept.has(letter) ? [] : [d]));
  if (axes.length === 0) return { x, letters };
  return { x: sum(x, axes), letters: letters.filter((letter) => kept.has(letter)) };
}

/** The axes in the order of the given letters, all of which the term has. */
function inOrder({ x, letters }: Term, order: readonly string[]): Term {
  const axes = order.map((letter) => letters.indexOf(letter));
  const sorted = axes.every((axis, d) => axis === d) ? x : apply1(transposePrimitive, x, { axes });
  return { x: sorted, letters: order };
}

/** The product of two terms, summed over the letters that nobody wants any more. */
function contract(left: Term, right: Term, kept: ReadonlySet<string>): Term {
  const wanted = (other: Term): Set<string> => new Set([...kept, ...other.letters]);
  const [a, b] = [summedExcept(left, wanted(right)), summedExcept(right, wanted(left))];
  const shared = a.letters.filter((letter) => b.letters.includes(letter));
  const inner = shared.filter((letter) => !kept.has(letter));
  const batch = shared.filter((letter) => kept.has(letter));
  const rows = a.letters.filter((letter) => !shared.includes(letter));
  const columns = b.letters.filter((letter) => !shared.includes(letter));
  const letters = [...batch, ...rows, ...columns];
  // Products entry by entry, and sums over rows of them: a matrix product would have one row and one column.
  if (inner.length === 0 || (rows.length === 0 && columns.length === 0 && batch.length > 0)) {
    const whole = [...letters, ...inner];
    const y = mul(aligned(a, whole), aligned(b, whole));
    return summedExcept({ x: y, letters: whole }, new Set(letters));
  }
  const p = inOrder(a, [...batch, ...rows, ...inner]).x;
  const q = inOrder(b, [...batch, ...inner, ...columns]).x;
  const [s, t] = [batch.length, batch.length + inner.length];
  const [ofBatch, m] = [p.shape.slice(0, s), p.shape.slice(s, s + rows.length)];
  const [k, n] = [q.shape.slice(s, t), q.shape.slice(t)];
  const size = (shape: Shape): number => shape.reduce((total, length) => total * length, 1);
  const groups = s === 0 ? [] : [size(ofBatch)];
  const y = product(reshapeTo(p, [...groups, size(m), size(k)]), reshapeTo(q, [...groups, size(k), size(n)]));
  return { x: reshapeTo(y, [...ofBatch, ...m, ...n]), letters };
}

/** The term with axes of length 1 for the letters that it lacks. */
function aligned(term: Term, letters: readonly string[]): Tensor {
  const own = letters.filter((letter) => term.letters.includes(letter));
  const { x } = inOrder(term, own);
  let d = 0;
  return reshapeTo(
    x,
    letters.map((letter) => (term.letters.includes(letter) ? x.shape[d++]! : 1)),
  );
}

function unreadable(formula: unknown): ArgumentError {
  return new ArgumentError({
    code: "bad-argument",
    op: "einsum",
    problem: "the formula cannot be read",
    got: show(formula),
    hint: 'letters for the axes of each operand, and of the result after "->", each there once: "ij,jk->ik"',
  });
}

function noFormula(given: unknown): ArgumentError {
  const list = Array.isArray(given) || isTensor(given);
  return new ArgumentError({
    code: "bad-argument",
    op: "einsum",
    problem: list ? "the formula comes first, as text: axes are not given by lists of numbers" : "the formula is text",
    got: show(given),
    hint: 'einsum("ij,jk->ik", A, B) is what NumPy also writes einsum(A, [0, 1], B, [1, 2], [0, 2])',
  });
}

function wrongCount(formula: string, letters: number, operands: number): ArgumentError {
  return new ArgumentError({
    code: "bad-argument",
    op: "einsum",
    problem: `the formula is for ${letters} operands, here are ${operands}`,
    got: show(formula),
    hint: "operands are separated by commas in the formula, and follow it as arguments",
  });
}

function wrongRank(formula: string, part: string, shape: Shape): ShapeError {
  return new ShapeError({
    code: "shape-mismatch",
    op: "einsum",
    problem: `"${part}" does not have one letter for each axis`,
    got: `shape ${showShape(shape)} in ${show(formula)}`,
    hint: '"..." stands for any number of further axes',
    shapes: [shape],
  });
}

function lengthsDiffer(formula: string, letter: string, a: number, b: number, xs: readonly Tensor[]): ShapeError {
  const axes = letter.startsWith(".") ? 'an axis in "..."' : `the axis ${letter}`;
  return new ShapeError({
    code: "shape-mismatch",
    op: "einsum",
    problem: `${axes} has length ${a} in one operand and ${b} in another`,
    got: `${xs.map(({ shape }) => showShape(shape)).join(", ")} in ${show(formula)}`,
    hint: "axes with the same letter are paired, so they must have the same length, or length 1",
    shapes: xs.map(({ shape }) => shape),
  });
}
