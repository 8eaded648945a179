/** The codes of all errors; each has a page `docs/errors/<code>.md`. @public */
export type ErrorCode =
  | "abstract-value"
  | "assignment"
  | "bad-argument"
  | "bad-axis"
  | "bad-dtype"
  | "bad-file"
  | "bad-index"
  | "bad-seed"
  | "captured-tracer"
  | "constant-output"
  | "donated-tensor"
  | "integer-argument"
  | "leaked-tracer"
  | "math-syntax"
  | "nan-found"
  | "non-scalar-output"
  | "not-differentiable"
  | "not-positive-definite"
  | "number-from-tracer"
  | "ragged-array"
  | "shape-mismatch"
  | "singular-matrix"
  | "stateful-random"
  | "structure-mismatch";

/** What an error says, as data; the text is made from it. @public */
export interface ErrorDetails {
  /** The page that explains the error. */
  readonly code: ErrorCode;
  /** The operation, by the name under which the reader called it. */
  readonly op: string;
  /** What is wrong, in the reader's numbers. */
  readonly problem: string;
  /** What was given. */
  readonly got?: string | undefined;
  /** What to do about it. */
  readonly hint?: string | undefined;
  /** The shapes involved. */
  readonly shapes?: readonly (readonly number[])[] | undefined;
}

function message({ op, problem, got, hint }: ErrorDetails): string {
  let text = `${op}: ${problem}`;
  if (got !== undefined) text += `\n  got  ${got}`;
  if (hint !== undefined) text += `\n  hint ${hint}`;
  return text;
}

/**
 * The base of all errors thrown on purpose. Its text has up to three lines (what is wrong, what was got, what to
 * do); the same facts are fields, and `page` names the page in the documentation.
 * @public
 */
export class WengertError extends Error {
  readonly code: ErrorCode;
  readonly op: string;
  readonly page: string;
  readonly shapes?: readonly (readonly number[])[];
  /** The parts of the text; private, so that they are not shown a second time where the error is printed. */
  readonly #details: ErrorDetails;

  constructor(details: ErrorDetails, options?: ErrorOptions) {
    super(message(details), options);
    this.#details = details;
    this.code = details.code;
    this.op = details.op;
    this.page = `docs/errors/${details.code}.md`;
    if (details.shapes !== undefined) this.shapes = details.shapes;
  }
  override get name(): string {
    return "WengertError";
  }
  /** What is wrong: the first line of the text, without the operation. */
  get problem(): string {
    return this.#details.problem;
  }
  /** What was given, where the text says it. */
  get got(): string | undefined {
    return this.#details.got;
  }
  /** What to do, where the text says it. */
  get hint(): string | undefined {
    return this.#details.hint;
  }
}

/** Shapes that do not fit together. @public */
export class ShapeError extends WengertError {
  override get name(): string {
    return "ShapeError";
  }
}

/** An axis, index, size, seed or option outside its range. @public */
export class ArgumentError extends WengertError {
  override get name(): string {
    return "ArgumentError";
  }
}

/** A value of the wrong kind: an integer where a float is needed, a ragged array, a string. @public */
export class KindError extends WengertError {
  override get name(): string {
    return "KindError";
  }
}

/** A traced value used where it cannot be: after its trace ended, as a plain number, captured by closure. @public */
export class TraceError extends WengertError {
  override get name(): string {
    return "TraceError";
  }
}

/** A shape as the messages write it: `[10, 4]`. */
export function showShape(shape: readonly number[]): string {
  return `[${shape.map(String).join(", ")}]`;
}
