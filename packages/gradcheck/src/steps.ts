import { div, exp, mul, ones, sum, type Tensor } from "@wengert/autograd";
import { type Graph, plus } from "./graph.ts";
import { findNorms, type NormStep } from "./normSteps.ts";
import { flat, near } from "./numbers.ts";

/** An activation a = f(z), element by element: one operation, or several written out. */
export interface ActivationStep {
  readonly kind: "sigmoid" | "tanh" | "rectifier" | "other";
  /** The places of z and a. */
  readonly z: number;
  readonly a: number;
  /** The lines from z to a; the last one makes a. */
  readonly lines: readonly number[];
  /** f′(z). */
  readonly slope: Tensor;
  /** 1, 2, … from the input on. */
  readonly number: number;
}

/** p = exp(s)/Σ exp(s), with the sum over some axes; exp(s) may be masked. */
export interface SoftmaxStep {
  /** The line that divides, and the places of exp(s), s and p. */
  readonly line: number;
  readonly e: number;
  readonly s: number;
  readonly p: number;
  /** Where the softmax begins: s, or what it was before its largest entry was subtracted. */
  readonly z: number;
  readonly axes: readonly number[];
}

/** s − log Σ exp(s): the logarithm of a softmax. */
export interface LogSoftmaxStep {
  readonly line: number;
  readonly s: number;
  readonly z: number;
  readonly axes: readonly number[];
  /** exp(s)/Σ exp(s), computed for the occasion. */
  readonly p: Tensor;
}

/** log Σ exp(s), that no s is subtracted from at once: as in log Σ exp(z) − Σ t z. */
export interface LogSumStep {
  /** The line of the logarithm. */
  readonly line: number;
  readonly z: number;
  readonly axes: readonly number[];
  /** exp(s)/Σ exp(s), computed for the occasion. */
  readonly p: Tensor;
  /** The lines between z and the logarithm. */
  readonly inside: ReadonlySet<number>;
  /** The place of z less its largest entry, where that maximum is on the tape. */
  readonly shifted?: number;
}

/** What is recognised on a tape beyond single operations. */
export interface Steps {
  readonly activations: readonly ActivationStep[];
  readonly softmaxes: readonly SoftmaxStep[];
  readonly logSoftmaxes: readonly LogSoftmaxStep[];
  readonly logSums: readonly LogSumStep[];
  readonly norms: readonly NormStep[];
}

/** Operations that work entry by entry. */
export const ELEMENTWISE: ReadonlySet<string> = new Set(
  (
    "abs add arctan cbrt cos cosh div erf erfc exp exp2 expm1 log log10 log1p log2 logaddexp maximum minimum mul neg pow " +
    "relu sigmoid sin sinh sqrt square sub tan tanh where"
  ).split(" "),
);
/** Operations that are an activation by themselves. */
const ACTIVATIONS = new Set("relu sigmoid tanh".split(" "));
const PRODUCTS = new Set("matmul outer conv".split(" "));

export function stepsOf(graph: Graph): Steps {
  const softmaxes = findSoftmaxes(graph);
  const inSoftmax = softmaxLines(graph, softmaxes);
  return {
    activations: findActivations(graph, inSoftmax),
    softmaxes,
    logSoftmaxes: findLogSoftmaxes(graph),
    logSums: findLogSums(graph),
    norms: findNorms(graph),
  };
}

/** The lines of the softmaxes, whose exp is no function by itself. */
export function softmaxLines(graph: Graph, softmaxes: readonly SoftmaxStep[]): ReadonlySet<number> {
  return new Set(
    softmaxes.flatMap(({ line, e }) => {
      const sum = sumOfExp(graph, graph.lines[line]!.inputPlaces[1]!, true);
      const made = [e, ...(sum === null ? [] : [sum.e])];
      return [line, ...made.flatMap((place) => [graph.producer[place]!, graph.producer[exponentialOf(graph, place)]!])];
    }),
  );
}

/** The places that are functions, element by element, of one other place: by that place, in order. */
export function chains(graph: Graph, without: ReadonlySet<number>): Map<number, number[]> {
  const root = graph.values.map((_, place) => place);
  const members = new Map<number, number[]>();
  graph.lines.forEach((line, k) => {
    if (without.has(k) || !ELEMENTWISE.has(line.primitive.name) || line.outputs.length !== 1) return;
    const y = line.outputs[0]!;
    let from = -1;
    for (let i = 0; i < line.inputs.length; i++) {
      const place = line.inputPlaces[i]!;
      const x = line.inputs[i]!;
      if (place < 0) {
        if (x.size > 1 && x.dtype !== "bool") return;
        continue;
      }
      if (x.size !== y.size || x.shape.length !== y.shape.length || graph.withoutData[place]) return;
      if (from >= 0 && root[place] !== from) return;
      from = root[place]!;
    }
    if (from < 0) return;
    const place = line.outputPlaces[0]!;
    root[place] = from;
    members.set(from, [...(members.get(from) ?? []), place]);
  });
  return members;
}

function findActivations(graph: Graph, without: ReadonlySet<number>): ActivationStep[] {
  const found: Omit<ActivationStep, "number">[] = [];
  for (const [z, members] of chains(graph, without)) {
    if (graph.values[z]!.size <= 1 && members.every((a) => !ACTIVATIONS.has(nameOf(graph, a)))) continue;
    const lines = members.map((place) => graph.producer[place]!);
    const inside = new Set(lines);
    const lastUse = (place: number): number =>
      Math.max(-1, ...graph.uses[place]!.filter(({ line }) => inside.has(line)).map(({ line }) => line));
    let taken = z;
    members.forEach((a, j) => {
      const name = nameOf(graph, a);
      if (ACTIVATIONS.has(name)) {
        const line = graph.producer[a]!;
        const from = graph.lines[line]!.inputPlaces[0]!;
        found.push({ kind: kindOf(graph, from, a), z: from, a, lines: [line], slope: slopeOf(graph, [line], from, a) });
        taken = a;
        return;
      }
      // A cut: whatever comes later sees the earlier values only through this one.
      const earlier = [z, ...members.slice(0, j)].filter((place) => place >= taken);
      if (taken !== z && earlier.length === 0) return;
      if (earlier.some((place) => lastUse(place) > lines[j]!)) return;
      const kind = kindOf(graph, taken, a);
      const feeds = graph.uses[a]!.some(({ line }) => PRODUCTS.has(graph.lines[line]!.primitive.name));
      const linear = members
        .slice(members.indexOf(taken) + 1, j + 1)
        .every((place) => ["neg", "add", "sub", "mul", "div"].includes(nameOf(graph, place)));
      if (kind === "other" && (!feeds || linear)) return;
      const between = members.slice(members.indexOf(taken) + 1, j + 1).map((place) => graph.producer[place]!);
      found.push({ kind, z: taken, a, lines: between, slope: slopeOf(graph, between, taken, a) });
      taken = a;
    });
  }
  return found.toSorted((a, b) => a.a - b.a).map((step, i) => ({ ...step, number: i + 1 }));
}

const nameOf = (graph: Graph, place: number): string => graph.lines[graph.producer[place]!]!.primitive.name;

/** f′(z): a walk from a back to z with 1 for a start. */
export function slopeOf(graph: Graph, lines: readonly number[], z: number, a: number): Tensor {
  const { shape, dtype } = graph.values[a]!;
  const adjoints = new Map<number, Tensor>([[a, ones(shape, dtype)]]);
  for (const k of lines.toReversed()) {
    const line = graph.lines[k]!;
    line.pull(line.outputPlaces.map((place) => adjoints.get(place) ?? null)).forEach((g, i) => {
      const place = line.inputPlaces[i]!;
      if (g !== null && place >= 0) adjoints.set(place, plus(adjoints.get(place) ?? null, g)!);
    });
  }
  return adjoints.get(z) ?? mul(graph.values[a]!, 0);
}

/** Which well-known function it is, by its values. */
export function kindOf(graph: Graph, z: number, a: number): ActivationStep["kind"] {
  const [x, y] = [flat(graph.values[z]!), flat(graph.values[a]!)];
  const tolerance = graph.values[a]!.dtype === "float32" ? 1e-5 : 1e-12;
  const all = (f: (x: number, y: number) => number): boolean =>
    x.every((value, i) => Math.abs(y[i]! - f(value, y[i]!)) <= tolerance * (1 + Math.abs(y[i]!)));
  if (all((value) => 1 / (1 + Math.exp(-value)))) return "sigmoid";
  if (all(Math.tanh)) return "tanh";
  const name = nameOf(graph, a);
  const some = x.some((value) => value > 0);
  if (name === "relu" || (some && (name === "where" || name === "maximum") && all((v, w) => (v > 0 ? v : w))))
    return "rectifier";
  // The mask z > 0 written as a product.
  if (name === "mul" && x.some((value) => value <= 0) && all((v) => Math.max(v, 0))) return "rectifier";
  return "other";
}

/** The place from which a value was only reshaped or repeated. */
function unfolded(graph: Graph, place: number): number {
  let at = place;
  for (;;) {
    const k = graph.producer[at]!;
    if (k < 0) return at;
    const { primitive, inputPlaces } = graph.lines[k]!;
    if (primitive.name !== "reshape" && primitive.name !== "broadcastTo") return at;
    at = inputPlaces[0]!;
  }
}

/** The place of exp(s), behind a mask by which it is multiplied; −1 where there is none. */
function exponentialOf(graph: Graph, e: number): number {
  const line = graph.lines[graph.producer[e] ?? -1];
  if (line?.primitive.name === "exp") return e;
  if (line?.primitive.name !== "mul") return -1;
  const [a, b] = line.inputPlaces as [number, number];
  if (a >= 0 === b >= 0) return -1;
  const mask = line.inputs[a >= 0 ? 1 : 0]!;
  const inside = Math.max(a, b);
  const isMask = flat(mask).every((x) => x === 0 || x === 1);
  return isMask && graph.producer[inside]! >= 0 && nameOf(graph, inside) === "exp" ? inside : -1;
}

/** The place and axes of Σ exp(s), if `place` is such a sum; where that is asked for, of masked ones. */
function sumOfExp(
  graph: Graph,
  place: number,
  masked = false,
): { readonly e: number; readonly axes: readonly number[] } | null {
  const k = graph.producer[unfolded(graph, place)]!;
  if (k < 0) return null;
  const { primitive, params, inputPlaces } = graph.lines[k]!;
  if (primitive.name !== "sum") return null;
  const e = inputPlaces[0]!;
  if (e < 0 || graph.producer[e]! < 0) return null;
  if (masked ? exponentialOf(graph, e) < 0 : nameOf(graph, e) !== "exp") return null;
  return { e, axes: (params as { readonly axes: readonly number[] }).axes };
}

/** z for z − max z, else the value itself. */
function beforeShift(graph: Graph, s: number): number {
  const line = graph.lines[graph.producer[s]!];
  if (line?.primitive.name !== "sub") return s;
  const [z, m] = line.inputPlaces as [number, number];
  if (z < 0) return s;
  if (m < 0) return line.inputs[1]!.size < line.inputs[0]!.size ? z : s;
  const from = graph.producer[unfolded(graph, m)]!;
  return from >= 0 && graph.lines[from]!.primitive.name === "max" ? z : s;
}

/** Whether two values are one, or the same thing computed twice. */
function areTwins(graph: Graph, a: number, b: number): boolean {
  if (a === b) return true;
  const [one, two] = [a, b].map((place) => graph.lines[graph.producer[place] ?? -1]);
  return (
    one !== undefined &&
    two !== undefined &&
    one.primitive === two.primitive &&
    one.inputs.length === two.inputs.length &&
    one.inputPlaces.every((p, i) =>
      p < 0
        ? two.inputPlaces[i]! < 0 && near(flat(one.inputs[i]!), flat(two.inputs[i]!), 0)
        : areTwins(graph, p, two.inputPlaces[i]!),
    )
  );
}

function findSoftmaxes(graph: Graph): SoftmaxStep[] {
  return graph.lines.flatMap((line, k) => {
    if (line.primitive.name !== "div") return [];
    const [e, total] = line.inputPlaces as [number, number];
    if (e < 0 || total < 0) return [];
    const found = sumOfExp(graph, total, true);
    if (found === null || !areTwins(graph, found.e, e)) return [];
    const s = graph.lines[graph.producer[exponentialOf(graph, e)]!]!.inputPlaces[0]!;
    return [{ line: k, e, s, p: line.outputPlaces[0]!, z: beforeShift(graph, s), axes: found.axes }];
  });
}

function findLogSoftmaxes(graph: Graph): LogSoftmaxStep[] {
  return graph.lines.flatMap((line, k) => {
    if (line.primitive.name !== "sub") return [];
    const [s, right] = line.inputPlaces as [number, number];
    if (s < 0 || right < 0) return [];
    const log = graph.producer[unfolded(graph, right)]!;
    if (log < 0 || graph.lines[log]!.primitive.name !== "log") return [];
    const found = sumOfExp(graph, graph.lines[log]!.inputPlaces[0]!);
    if (found === null || !areTwins(graph, graph.lines[graph.producer[found.e]!]!.inputPlaces[0]!, s)) return [];
    return [{ line: k, s, p: exp(line.outputs[0]!), z: beforeShift(graph, s), axes: found.axes }];
  });
}

function findLogSums(graph: Graph): LogSumStep[] {
  const taken = new Set(findLogSoftmaxes(graph).map(({ s }) => s));
  return graph.lines.flatMap((line, k) => {
    if (line.primitive.name !== "log" || line.inputPlaces[0]! < 0) return [];
    const found = sumOfExp(graph, line.inputPlaces[0]!);
    if (found === null || found.axes.length === 0) return [];
    const exponential = graph.producer[found.e]!;
    const s = graph.lines[exponential]!.inputPlaces[0]!;
    if (taken.has(s)) return [];
    const z = beforeShift(graph, s);
    const shift = graph.producer[s]!;
    // A maximum on the tape cancels only together with what is replaced: all that comes to s goes to z at once.
    const isOnTape = z !== s && graph.lines[shift]!.inputPlaces[1]! >= 0;
    const e = graph.values[found.e]!;
    const p = div(e, sum(e, found.axes as number[], { keepdims: true }));
    const inside = new Set(z === s ? [exponential] : [exponential, shift]);
    return [{ line: k, z, axes: found.axes, p, inside, ...(isOnTape && { shifted: s }) }];
  });
}
