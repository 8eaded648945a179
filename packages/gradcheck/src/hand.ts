import { isTensor, type Tensor, tensor } from "@wengert/autograd";
import { leavesOf, plainPath } from "./leaves.ts";

/** What the hand gave, taken apart. */
export interface HandResult {
  /** The gradient of each parameter by path; null where there is none. */
  readonly gradients: ReadonlyMap<string, Tensor | null>;
  /** Where the tree is built otherwise than the parameters. */
  readonly problems: readonly string[];
  readonly loss: number | null;
  readonly intermediates: Readonly<Record<string, Tensor>>;
  /** The names of intermediate values that are no tensors. */
  readonly notTensors: readonly string[];
}

/** Reads what a hand-written function returned: gradients, or `{ gradients, loss?, intermediates? }`. */
export function readHand(given: unknown, params: unknown): HandResult {
  const wrapped = isRecord(given) && "gradients" in given && !(isRecord(params) && "gradients" in params);
  const record = (wrapped ? given : { gradients: given }) as Readonly<Record<string, unknown>>;
  const gradients = new Map<string, Tensor | null>();
  const problems: string[] = [];
  if (record.gradients === undefined || record.gradients === null) {
    for (const { path } of leavesOf(params)) gradients.set(path, null);
    problems.push(`it is ${record.gradients}; is a return forgotten?`);
  } else align(params, record.gradients, "", gradients, problems);
  const intermediates = isRecord(record.intermediates) ? tensorsOf(record.intermediates) : {};
  const loss = isTensor(record.loss) && record.loss.size === 1 ? record.loss.item() : record.loss;
  return {
    gradients,
    problems,
    loss: typeof loss === "number" ? loss : null,
    intermediates,
    notTensors: isRecord(record.intermediates)
      ? Object.keys(record.intermediates).filter((name) => !(name in intermediates))
      : [],
  };
}

/** The tensors among the entries of a record. */
export function tensorsOf(record: Readonly<Record<string, unknown>>): Record<string, Tensor> {
  return Object.fromEntries(
    Object.entries(record).flatMap(([name, value]) => {
      const x = asTensor(value);
      return x === null ? [] : [[name, x]];
    }),
  );
}

function isRecord(x: unknown): x is Readonly<Record<string, unknown>> {
  return typeof x === "object" && x !== null && !Array.isArray(x) && !isTensor(x);
}

/** A tensor, a number, nested arrays of numbers or a typed array as a tensor; null for anything else. */
export function asTensor(x: unknown): Tensor | null {
  if (isTensor(x)) return x;
  if (typeof x === "number") return tensor(x);
  if (!isNumbers(x)) return null;
  try {
    return tensor(plain(x) as number[], { dtype: holdsFloat32(x) ? "float32" : "float64" });
  } catch {
    return null;
  }
}

type Floats = Float64Array | Float32Array;

const isFloats = (x: unknown): x is Floats => x instanceof Float64Array || x instanceof Float32Array;
const isNumbers = (x: unknown): boolean =>
  Array.isArray(x) ? x.every(isNumbers) : typeof x === "number" || isFloats(x);
const plain = (x: unknown): unknown => (Array.isArray(x) ? x.map(plain) : isFloats(x) ? Array.from(x) : x);
const holdsFloat32 = (x: unknown): boolean => (Array.isArray(x) ? x.some(holdsFloat32) : x instanceof Float32Array);

function align(
  params: unknown,
  hand: unknown,
  path: string,
  found: Map<string, Tensor | null>,
  problems: string[],
): void {
  const here = plainPath(path) || "the gradient";
  if (isTensor(params) || typeof params === "number") {
    const x = asTensor(hand);
    if (x === null) problems.push(hand === undefined ? `${here} is missing` : `${here} is no tensor`);
    found.set(plainPath(path), x);
    return;
  }
  if (typeof params !== "object" || params === null) return;
  const entries = Object.entries(params);
  const list = Array.isArray(params);
  const built = typeof hand === "object" && hand !== null && !isTensor(hand);
  if (!built || Array.isArray(hand) !== list) {
    problems.push(`${here} should be ${list ? "a list" : "a record"} like the parameters`);
  }
  const from = (built ? hand : {}) as Readonly<Record<string, unknown>>;
  for (const [key, value] of entries)
    align(value, from[key], list ? `${path}[${key}]` : `${path}.${key}`, found, problems);
  if (!built) return;
  for (const key of Object.keys(from)) {
    if (!Object.hasOwn(params, key))
      problems.push(`${list ? `${path}[${key}]` : plainPath(`${path}.${key}`)} belongs to no parameter`);
  }
}
