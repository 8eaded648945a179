import { ArgumentError, KindError, ShapeError } from "@wengert/autograd";

/** The error for a value outside of what a chart takes. */
export function badArgument(op: string, problem: string, got: string, hint: string): ArgumentError {
  return new ArgumentError({ code: "bad-argument", op, problem, got, hint });
}

/** The error for a value of another kind than a chart takes. */
export function badKind(op: string, problem: string, got: string, hint: string): KindError {
  return new KindError({ code: "bad-argument", op, problem, got, hint });
}

/** The error for numbers of entries or axes that do not fit. */
export function badShape(op: string, problem: string, got: string, hint: string): ShapeError {
  return new ShapeError({ code: "shape-mismatch", op, problem, got, hint });
}

/** A number of things: `1 value`, `2 values`. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}

/** A value as a message shows it, in little space. */
export function brief(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.slice(0, 40));
  if (typeof value === "function") return "a function";
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === "object" && value !== null) return `a ${value.constructor?.name ?? "object"}`;
  return String(value);
}
