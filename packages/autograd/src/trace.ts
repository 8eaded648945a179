import type { Primitive } from "./primitive.ts";
import type { Tensor } from "./tensor.ts";

/** What a primitive is told besides its inputs: axes, a shape, a flag. Never a rate, a bound or a step count. @public */
export type Params = Readonly<Record<string, unknown>> | null;

/** Parameters as `key=value`, as far as they are plain data. */
export function showParams(params: Params): string[] {
  return Object.entries(params ?? {}).flatMap(([key, value]) => {
    const isPlain = value === null || typeof value !== "object" || Array.isArray(value);
    const text = isPlain ? JSON.stringify(value) : undefined;
    return text === undefined ? [] : [`${key}=${text}`];
  });
}

/**
 * A reader of operations as they happen. A tensor that belongs to a trace hands every operation to it; the trace
 * writes down what it needs and runs the operation one level down, on the primals. Of several traces the one with
 * the highest id goes first: it began last, so it is the innermost.
 */
export interface Trace {
  readonly id: number;
  /** What the trace is called in messages. */
  readonly kind: string;
  /** False once the function that it follows has returned: its values are then of no use to anybody. */
  readonly open: boolean;
  /** The error for reading a tensor that has no numbers, where it is not that they are still to come. */
  unreadable?(x: Tensor): Error;
  /** Whether `x` stands for a JavaScript number, or for a tensor that might as well be one; undefined for others. */
  standsForNumber?(x: Tensor): boolean | undefined;
  process1(primitive: Primitive, x: Tensor, params: Params): Tensor;
  process2(primitive: Primitive, a: Tensor, b: Tensor, params: Params): Tensor;
  processN(primitive: Primitive, inputs: readonly Tensor[], params: Params): Tensor[];
}

let lastId = 0;

/** The id of a new trace. Ids only ever rise, also when traces begin in callbacks, generators or late pullbacks. */
export function nextTraceId(): number {
  return ++lastId;
}
