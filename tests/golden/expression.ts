import { type Tensor, tensor } from "@wengert/autograd";
import { callOf } from "./calls.ts";

/** An array of the golden data. */
export interface GoldenArray {
  readonly shape: readonly number[];
  readonly data: readonly (number | boolean)[];
  readonly dtype?: "int64" | "bool" | "float64";
}

/** A node of an expression tree; the README beside the data lists its kinds. */
export type Expression =
  | {
      readonly op: string;
      readonly args: readonly Expression[];
      readonly kwargs?: Readonly<Record<string, Expression>>;
    }
  | { readonly in: number }
  | { readonly tuple: readonly Expression[] }
  | { readonly list: readonly Expression[] }
  | { readonly slice: readonly [number | null, number | null, number | null] }
  | { readonly newaxis: true }
  | { readonly ellipsis: true }
  | { readonly array: GoldenArray }
  | { readonly num: number }
  | readonly Expression[]
  | string
  | number
  | boolean
  | null;

/** A tensor of the golden data. */
export function toTensor({ shape, data, dtype = "float64" }: GoldenArray): Tensor {
  const numbers = data.map(Number);
  return tensor(numbers, { shape, dtype: dtype === "int64" ? "int32" : dtype });
}

/** The value of an expression for the given inputs, by our functions. */
export function evaluate(node: Expression, inputs: readonly Tensor[]): unknown {
  const visit = (child: Expression): unknown => evaluate(child, inputs);
  if (typeof node !== "object" || node === null) return node;
  if (isList(node)) return node.map(visit);
  if ("op" in node) {
    const call = callOf(node.op);
    if (call === undefined) throw new Error(`no function answers to ${node.op}`);
    const keywords = Object.entries(node.kwargs ?? {}).map(([name, value]) => [name, visit(value)]);
    return call(node.args.map(visit), Object.fromEntries(keywords));
  }
  if ("in" in node) return inputs[node.in];
  if ("tuple" in node) return node.tuple.map(visit);
  if ("list" in node) return node.list.map(visit);
  if ("array" in node) return toTensor(node.array);
  if ("num" in node) return node.num;
  if ("slice" in node) return sliceString(node.slice);
  return "ellipsis" in node ? "..." : null;
}

function isList(node: object): node is readonly Expression[] {
  return Array.isArray(node);
}

/** A slice as `at` takes it: `"1:5:2"`. */
function sliceString([start, stop, step]: readonly (number | null)[]): string {
  return `${start ?? ""}:${stop ?? ""}${step === null ? "" : `:${step}`}`;
}

/** The names of the functions in an expression, Python's. */
export function functionsIn(node: Expression): string[] {
  if (typeof node !== "object" || node === null) return [];
  if (isList(node)) return node.flatMap(functionsIn);
  if ("op" in node)
    return [node.op, ...node.args.flatMap(functionsIn), ...Object.values(node.kwargs ?? {}).flatMap(functionsIn)];
  if ("tuple" in node) return node.tuple.flatMap(functionsIn);
  return "list" in node ? node.list.flatMap(functionsIn) : [];
}
