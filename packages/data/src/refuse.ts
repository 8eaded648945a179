import { ArgumentError, isTensor, KindError, ShapeError, type Tensor } from "@wengert/autograd";

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
