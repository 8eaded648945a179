import { ArgumentError, isTensor, KindError, ShapeError, showValue, type Tensor } from "@wengert/autograd";

type Shape = readonly number[];

/** A shape as messages write it. */
export function showShape(shape: Shape): string {
  return `[${shape.join(", ")}]`;
}

/** The error for a value outside of what a function takes. */
export function badArgument(op: string, problem: string, got?: string, hint?: string): ArgumentError {
  return new ArgumentError({ code: "bad-argument", op, problem, got, hint });
}

/** The error for a value of another kind than a function takes. */
export function badKind(op: string, problem: string, got?: string, hint?: string): KindError {
  return new KindError({ code: "bad-argument", op, problem, got, hint });
}

/** The error for shapes that do not fit each other, or not the function. */
export function badShape(
  op: string,
  problem: string,
  shapes: Readonly<Record<string, Shape>>,
  hint?: string,
): ShapeError {
  const got = Object.entries(shapes).map(([name, shape]) => `${name} ${showShape(shape)}`);
  return new ShapeError({
    code: "shape-mismatch",
    op,
    problem,
    got: got.join(" and "),
    hint,
    shapes: Object.values(shapes),
  });
}

/** The tensor itself. @throws KindError when it is none, as untyped code may have it. */
export function expectTensor(op: string, x: Tensor, what = "the argument"): Tensor {
  if (isTensor(x)) return x;
  throw badKind(
    op,
    `${what} is not a tensor`,
    Array.isArray(x) ? "an array" : typeof x,
    "numbers become one by tensor(x)",
  );
}

/** Tensors by their names. @throws KindError when they are no record. */
export function expectRecord(op: string, tensors: Readonly<Record<string, Tensor>>): void {
  if (typeof tensors === "object" && tensors !== null && !isTensor(tensors) && !Array.isArray(tensors)) return;
  throw badKind(op, "tensors come in a record, by their names", showValue(tensors), `${op}({ W, b })`);
}

/** A table of more entries than this is a mistake: 1 GiB of float64. */
const MOST_ENTRIES = 2 ** 27;

/** @throws ArgumentError when a table with an entry for each of so many classes, in each of its rows, has no room. */
export function checkRoom(op: string, classes: number, rows: number): void {
  if (classes * rows <= MOST_ENTRIES) return;
  throw badArgument(
    op,
    `classes up to ${classes - 1} need a table of ${rows === 1 ? "" : `${rows} × `}${classes} numbers`,
    `${classes} classes`,
    "labels that are years, codes or identifiers are numbered 0, 1, 2, … by encodeLabels",
  );
}

/** What may be meant by a label that is no class. */
export function hintForLabel(label: number): string | undefined {
  if (Number.isNaN(label)) return "a NaN marks a sample without a label: leave it out, takeSamples(data, places)";
  if (label < 0)
    return "a negative label marks a sample without one: leave it out; classes −1 and 1 become greater(y, 0)";
  return undefined;
}
