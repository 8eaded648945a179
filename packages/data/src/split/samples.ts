import { at, isTensor, type Shape, ShapeError, type Tensor } from "@wengert/autograd";
import { badArgument, badKind, showShape } from "../refuse.ts";

/** The same structure with another number of samples; what is no tensor and no column keeps its type. @public */
export type Part<T> =
  T extends Tensor<infer S>
    ? Tensor<S extends readonly [number, ...infer R extends Shape] ? readonly [number, ...R] : Shape>
    : T extends object
      ? { -readonly [K in keyof T]: Part<T[K]> }
      : T;

/** Data taken apart into samples. @public */
export interface Samples<T> {
  /** How many there are. */
  readonly length: number;
  /** The samples at these places, or from one place up to another, which is left out. */
  take(places: Tensor | readonly [from: number, to: number]): Part<T>;
}

/** Lists of names of columns and of classes, as data sets have them: never columns, however long they are. */
const NAMES: ReadonlySet<string> = new Set(["featureNames", "targetNames"]);

/** Takes some of a tensor's rows and of a column's entries. */
interface Pick {
  rows(x: Tensor): Tensor;
  entries(column: readonly unknown[]): unknown[];
}

/** What was found while data were taken apart. */
interface Found {
  readonly tensors: { readonly path: string; readonly x: Tensor }[];
  readonly columns: { readonly path: string; readonly entries: readonly unknown[] }[];
}

type Rebuild = (pick: Pick, length: number) => unknown;

/**
 * Data taken apart into samples: tensors along their first axis, and columns, that is arrays with one text (or boolean,
 * or null) for each sample. `featureNames` and `targetNames`, arrays of another length and single values belong to all
 * samples and stay as they are. `op` is whose name an error carries.
 *
 * **Shapes:** tensors `[N, …]` → N samples; M places → `[M, …]`.
 *
 * @throws ShapeError when the tensors differ in N, or one has no axis; KindError at an array of numbers, or anything else
 * of which it is unknown how to split it; ArgumentError when there is nothing to split, or a place does not exist.
 * @example
 * const samples = samplesOf({ x: tensor([[1], [2], [3]]), name: ["a", "b", "c"], unit: "cm" });
 * samples.length // 3
 * samples.take([1, 3]) // { x: [[2.]
 * //  [3.]], name: ["b", "c"], unit: "cm" }
 * @public
 */
export function samplesOf<T>(data: T, op = "samplesOf"): Samples<T> {
  const found: Found = { tensors: [], columns: [] };
  const rebuild = visit(op, data, "", "", found);
  const length = lengthOf(op, found);
  return {
    length,
    take(places) {
      const pick = isTensor(places) ? at1(op, places, length) : between(places);
      return rebuild(pick, length) as Part<T>;
    },
  };
}

function visit(op: string, node: unknown, path: string, key: string, found: Found): Rebuild {
  if (isTensor(node)) {
    found.tensors.push({ path, x: node });
    return ({ rows }) => rows(node);
  }
  if (typeof node !== "object" || node === null) return () => node;
  if (ArrayBuffer.isView(node)) throw notTensor(op, path, node.constructor.name);
  if (Array.isArray(node)) {
    if (isNumeric(node)) throw notTensor(op, path, "array");
    if (node.length > 0 && !NAMES.has(key) && node.every(isEntry)) {
      found.columns.push({ path, entries: node });
      return ({ entries }, length) => (node.length === length ? entries(node) : node);
    }
    const parts = node.map((entry, i) => visit(op, entry, `${path}[${i}]`, "", found));
    return (pick, length) => parts.map((part) => part(pick, length));
  }
  const prototype: unknown = Object.getPrototypeOf(node);
  if (prototype !== Object.prototype && prototype !== null) {
    const name = (node as object).constructor?.name ?? "object";
    throw badKind(
      op,
      "data are tensors, and arrays and plain records of them",
      `a ${name}${path === "" ? "" : ` at ${path}`}`,
      "put the tensors into a record: { x, y }",
    );
  }
  const parts = Object.entries(node).map(
    ([name, entry]) => [name, visit(op, entry, `${path}.${name}`, name, found)] as const,
  );
  return (pick, length) => Object.fromEntries(parts.map(([name, part]) => [name, part(pick, length)]));
}

/** Whether an array holds numbers, at any depth, and nothing else. */
function isNumeric(node: readonly unknown[]): boolean {
  return (
    node.length > 0 && node.every((entry) => typeof entry === "number" || (Array.isArray(entry) && isNumeric(entry)))
  );
}

function isEntry(entry: unknown): boolean {
  return typeof entry === "string" || typeof entry === "boolean" || entry === null || entry === undefined;
}

function lengthOf(op: string, { tensors, columns }: Found): number {
  const single = tensors.find(({ x }) => x.ndim === 0);
  if (single !== undefined) {
    throw new ShapeError({
      code: "shape-mismatch",
      op,
      problem: `the tensor${where(single.path)} has no axis along which samples could lie`,
      got: "shape []",
      hint: "data are tensors [N, …]; what is the same for all samples is a number, or belongs into the loss's closure",
      shapes: [[]],
    });
  }
  const lengths =
    tensors.length > 0 ? tensors.map(({ x }) => x.shape[0]!) : columns.map(({ entries }) => entries.length);
  const [length] = lengths;
  if (length === undefined)
    throw badArgument(op, "there is no tensor of samples", undefined, "pass a tensor, or { x, y }");
  const other = lengths.find((n) => n !== length);
  if (other !== undefined) {
    throw new ShapeError({
      code: "shape-mismatch",
      op,
      problem: `the ${tensors.length > 0 ? "tensors" : "columns"} have different numbers of samples: ${length} and ${other}`,
      got: [
        ...tensors.map(({ path, x }) => `${path} ${showShape(x.shape)}`),
        ...(tensors.length > 0 ? [] : columns.map(({ path, entries }) => `${path} [${entries.length}]`)),
      ].join(", "),
      hint: "samples lie along the first axis of every tensor",
      shapes: tensors.map(({ x }) => x.shape),
    });
  }
  return length;
}

function at1(op: string, places: Tensor, length: number): Pick {
  let numbers: number[] | undefined;
  const read = (): number[] => {
    if (places.ndim !== 1) throw badArgument(op, "places are [M]", `shape ${showShape(places.shape)}`);
    const list = places.toArray() as number[];
    const beyond = list.find((i) => !(Number.isInteger(i) && i >= -length && i < length));
    if (beyond !== undefined) throw badArgument(op, `there is no sample ${beyond}`, `samples 0 to ${length - 1}`);
    return list;
  };
  return {
    rows: (x) => at(x, places) as Tensor,
    entries(column) {
      numbers ??= read();
      return numbers.map((i) => column[i < 0 ? i + length : i]);
    },
  };
}

function between([from, to]: readonly [number, number]): Pick {
  return { rows: (x) => at(x, `${from}:${to}`) as Tensor, entries: (column) => column.slice(from, to) };
}

function where(path: string): string {
  return path === "" ? "" : ` at ${path}`;
}

function notTensor(op: string, path: string, kind: string): Error {
  return badKind(
    op,
    `the data${where(path)} are numbers, but no tensor`,
    kind === "array" ? "an array" : `a ${kind}`,
    "make a tensor of them once, before: tensor(data)",
  );
}
