import {
  add,
  mul,
  ones,
  onesLike,
  readTape,
  type TapeLine,
  type TapeReading,
  type Tensor,
  tensor,
  zeros,
} from "@wengert/autograd";
import { dataNamesOf } from "./dataNames.ts";
import { leavesOf, plainPath, rebuild } from "./leaves.ts";
import { findLoop } from "./loops.ts";
import { distance, flat, largest } from "./numbers.ts";
import { shiftsOf } from "./shifts.ts";

/** A parameter on the tape. */
export interface GraphLeaf {
  readonly path: string;
  readonly place: number;
  readonly value: Tensor;
  readonly gradient: Tensor;
  readonly numbers: Float64Array;
}

/** Where a value is used: the line, and which of its inputs it is. */
export interface Use {
  readonly line: number;
  readonly input: number;
}

/** A loss run once, forwards and backwards, with all that the search for causes wants to know of it. */
export interface Graph {
  readonly lines: readonly TapeLine[];
  readonly places: number;
  readonly loss: Tensor;
  readonly outputPlace: number;
  /** By place: the value, its derivative (null for zero), the line that made it (−1 for a parameter), its uses. */
  readonly values: readonly Tensor[];
  readonly adjoints: readonly (Tensor | null)[];
  readonly producer: readonly number[];
  readonly uses: readonly (readonly Use[])[];
  /** What each line adds to the derivative of each of its inputs. */
  readonly contributions: readonly (readonly (Tensor | null)[])[];
  /** The lines of maxima that cancel, as that which a softmax subtracts: nothing goes back through them. */
  readonly shifts: ReadonlySet<number>;
  readonly leaves: readonly GraphLeaf[];
  /** By place: whether the value was made from parameters and single numbers alone, without data. */
  readonly withoutData: readonly boolean[];
  /** The leaves in backward order. */
  readonly order: readonly GraphLeaf[];
  /** What the data are called where the loss takes them. */
  readonly dataNames: ReadonlyMap<Tensor, string>;
  /**
   * The same with the data among the variables, after the parameters: what the loss makes of the data before they meet
   * the parameters is on this tape. Null where there are no data that can be differentiated by.
   */
  readonly withData: () => Graph | null;
  /** The data, and the same loss with others at the same parameters; null where the tape is not that of a loss as given. */
  readonly again: {
    readonly data: readonly unknown[];
    readonly run: (data: readonly unknown[]) => Graph | null;
    /** The gradients where every number of parameters and data is another by a share δ of itself. */
    readonly near: (share: number) => readonly Float64Array[] | null;
  } | null;
}

/** The sum of two derivatives of which either may be zero. */
export function plus(a: Tensor | null, b: Tensor | null): Tensor | null {
  if (a === null) return b;
  return b === null ? a : add(a, b);
}

/** Runs a loss and walks its tape backwards. */
export function graphOf(
  loss: (...args: never[]) => unknown,
  args: readonly unknown[],
  options: { readonly sites?: boolean } = {},
): Graph {
  const found = graphFrom(readTape(loss, options)(...args), dataNamesOf(loss, args), tapeWithData(loss, args));
  return { ...found, again: runAgain(loss, args) };
}

/** The same loss at the same parameters, with other data. */
function runAgain(loss: (...args: never[]) => unknown, args: readonly unknown[]): Graph["again"] {
  const [params, ...data] = args;
  const run = (others: readonly unknown[]): Graph | null => {
    try {
      return graphFrom(readTape(loss)(...([params, ...others] as never[])), new Map(), () => null);
    } catch {
      return null;
    }
  };
  const near = (share: number): readonly Float64Array[] | null => {
    const other = (x: Tensor): Tensor => (isFloating(x) ? mul(x, add(1, mul(share, withSigns(onesLike(x))))) : x);
    try {
      const others = data.map((tree) => rebuild(tree, other, "", (x) => x));
      const reading = readTape(loss)(...([rebuild(params, other), ...others] as never[]));
      return graphFrom(reading, new Map(), () => null).leaves.map(({ numbers }) => numbers);
    } catch {
      return null;
    }
  };
  return { data, run, near };
}

const isFloating = ({ dtype }: Tensor): boolean => dtype === "float64" || dtype === "float32";

/** The tensor with signs that look random, the same each time. */
export function withSigns(x: Tensor): Tensor {
  let state = 0x2545f491 ^ x.size;
  const signs = Array.from({ length: x.size }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state < 0 ? -1 : 1;
  });
  return mul(x, tensor(signs, { shape: x.shape, dtype: x.dtype === "float32" ? "float32" : "float64" }));
}

function tapeWithData(loss: (...args: never[]) => unknown, args: readonly unknown[]): Graph["withData"] {
  let found: Graph | null | undefined;
  return () => {
    if (found !== undefined) return found;
    found = null;
    const data = leavesOf(args.slice(1)).filter(({ value }) => isFloating(value));
    if (data.length === 0) return null;
    try {
      const whole = (all: readonly unknown[]): unknown => {
        const given = all[1] as Tensor[];
        const next = args.slice(1).map((tree) =>
          rebuild(tree, (x) => {
            const i = data.findIndex(({ value }) => value === x);
            return i < 0 ? x : given[i]!;
          }),
        );
        return loss(...([all[0], ...next] as never[]));
      };
      const reading = readTape(whole as never)([args[0], data.map(({ value }) => value)]);
      found = graphFrom(reading, dataNamesOf(loss, args), () => null);
    } catch {
      found = null;
    }
    return found;
  };
}

/** Marks the places that are made of parameters, and of what is a number of the loss, alone. */
function markPure(
  lines: readonly TapeLine[],
  withoutData: boolean[],
  isNumber: (x: Tensor) => boolean,
  picks: (line: TapeLine) => boolean,
): void {
  for (const line of lines) {
    const { inputs, inputPlaces, outputPlaces } = line;
    const pure =
      !picks(line) && inputs.every((x, i) => (inputPlaces[i]! >= 0 ? withoutData[inputPlaces[i]!]! : isNumber(x)));
    for (const place of outputPlaces) withoutData[place] = pure;
  }
}

/** Tells the lines that look up a row of a table by a number that is among the data, as that of a word is. */
function pickedByData(dataNames: Graph["dataNames"]): (line: TapeLine) => boolean {
  const numbers = new Set([...dataNames.keys()].flatMap((x) => (x.shape.length === 0 ? [...flat(x)] : [])));
  return ({ primitive, params }) => {
    if (numbers.size === 0 || primitive.name !== "slice") return false;
    const { starts, axes, whole } = params as unknown as Record<"starts" | "axes" | "whole", readonly number[]>;
    return starts.some((start, d) => !axes.includes(d) && whole[d]! > 1 && numbers.has(start));
  };
}

/** How often, at least, what is computed from parameters alone is compared with data in a simulation. */
const COMPARISONS = 2;

/**
 * A simulation runs from given numbers and meets data only when its states are compared with them: what it computes is
 * no mere parameter, though it is made of nothing else.
 */
function markSimulation(lines: readonly TapeLine[], withoutData: boolean[], outputPlace: number): void {
  const made = new Set(lines.flatMap(({ outputPlaces }) => outputPlaces));
  const compared = new Set<number>();
  for (const { primitive, inputPlaces, outputPlaces } of lines) {
    const pure = inputPlaces.filter((p) => p >= 0 && withoutData[p]!);
    if (pure.length === 0 || withoutData[outputPlaces[0]!]) continue;
    const meetsData = inputPlaces.some((p) => p < 0);
    if (meetsData && primitive.name !== "sub" && primitive.name !== "add") return;
    if (meetsData)
      for (const p of pure) for (const state of stateBehind(lines, p)) if (made.has(state)) compared.add(state);
  }
  if (compared.size === 0 || withoutData[outputPlace]) return;
  const states = new Set(compared);
  const addSources = (): void => {
    for (const { inputPlaces, outputPlaces } of lines.toReversed())
      if (outputPlaces.some((p) => states.has(p))) for (const p of inputPlaces) if (made.has(p)) states.add(p);
  };
  addSources();
  const steps = lines.filter(({ outputPlaces }) => outputPlaces.some((p) => states.has(p)));
  // Compared at its end alone, it is told by its loop.
  const runs = (): boolean => findLoop(steps.map(({ primitive }) => primitive.name)).some((phase) => phase >= 0);
  if (compared.size < COMPARISONS && !runs()) return;
  // What is made of states is one, and what is joined with them there.
  for (const { inputPlaces, outputPlaces } of lines)
    if (withoutData[outputPlaces[0]!] && inputPlaces.some((p) => states.has(p)))
      for (const p of outputPlaces) states.add(p);
  addSources();
  for (const p of states) withoutData[p] = false;
}

/** The places that were only put together into one: the states of a simulation, stacked to be compared all at once. */
function stateBehind(lines: readonly TapeLine[], place: number): readonly number[] {
  const line = lines.find(({ outputPlaces }) => outputPlaces[0] === place);
  if (line === undefined || !["pack", "concatenate", "reshape"].includes(line.primitive.name)) return [place];
  return [...new Set(line.inputPlaces)].flatMap((p) => (p < 0 ? [] : stateBehind(lines, p)));
}

/** A tape with all that is worked out about it. */
export function graphFrom(reading: TapeReading, dataNames: Graph["dataNames"], withData: Graph["withData"]): Graph {
  const { lines, places, output, outputPlace } = reading;
  const values: Tensor[] = [];
  const producer: number[] = new Array<number>(places).fill(-1);
  const uses: Use[][] = Array.from({ length: places }, () => []);
  const withoutData: boolean[] = new Array<boolean>(places).fill(false);
  for (const { place, value } of reading.leaves) {
    values[place] = value;
    withoutData[place] = true;
  }
  lines.forEach((line, k) => {
    line.outputs.forEach((y, i) => {
      const place = line.outputPlaces[i]!;
      values[place] = y;
      producer[place] = k;
    });
    line.inputPlaces.forEach((place, input) => {
      if (place >= 0) uses[place]!.push({ line: k, input });
    });
  });
  const picks = pickedByData(dataNames);
  markPure(lines, withoutData, (x) => x.size <= 1 && !dataNames.has(x), picks);
  if (outputPlace >= 0 && withoutData[outputPlace] && dataNames.size > 0) {
    // Taken apart into single numbers, data look like numbers of the loss: they are told by their values.
    const entries = new Set([...dataNames.keys()].flatMap((x) => [...flat(x)]));
    markPure(lines, withoutData, (x) => x.size <= 1 && !dataNames.has(x) && !entries.has(flat(x)[0]!), picks);
  }
  markSimulation(lines, withoutData, outputPlace);
  const adjoints: (Tensor | null)[] = new Array<null>(places).fill(null);
  if (outputPlace >= 0) adjoints[outputPlace] = ones(output.shape, output.dtype);
  const contributions: (readonly (Tensor | null)[])[] = [];
  for (let k = lines.length - 1; k >= 0; k--) {
    const line = lines[k]!;
    const found = line.pull(line.outputPlaces.map((place) => adjoints[place]!));
    contributions[k] = found;
    found.forEach((g, i) => {
      const place = line.inputPlaces[i]!;
      if (g !== null && place >= 0) adjoints[place] = plus(adjoints[place]!, g);
    });
  }
  const shifts = shiftsOf({ lines, uses, adjoints });
  const leaves = reading.leaves.map(({ path, place, value }) => {
    const gradient = adjoints[place] ?? zeros(value.shape, value.dtype);
    return { path: plainPath(path), place, value, gradient, numbers: flat(gradient) };
  });
  const depth = ({ place }: GraphLeaf): number => {
    const lines = uses[place]!.filter((use) => !withoutData[reading.lines[use.line]!.outputPlaces[0]!]);
    return Math.max(-1, ...(lines.length > 0 ? lines : uses[place]!).map(({ line }) => line));
  };
  const order = leaves.toSorted((a, b) => depth(b) - depth(a));
  return {
    lines,
    places,
    loss: output,
    outputPlace,
    values,
    adjoints,
    producer,
    uses,
    contributions,
    shifts,
    leaves,
    withoutData,
    order,
    dataNames,
    withData,
    again: null,
  };
}

const EPSILON = { float32: 2 ** -23, float64: 2 ** -52 };
/** How many roundings may add up in the same direction; float32 has fewer digits to give away. */
const SLACK = { float32: 64, float64: 4096 };

/** Whether a net computes with float32 anywhere. */
export function precisionOf(graph: Graph): "float32" | "float64" {
  return graph.values.some(({ dtype }) => dtype === "float32") ? "float32" : "float64";
}

/**
 * The relative error that is put down to rounding: ε · (operations + longest sum) · slack. Two right derivations of
 * the same gradient differ by a few ε for each operation and for each term of a sum; the slack leaves room for
 * formulas that lose digits by cancellation.
 */
export function roundingOf(graph: Graph, precision: "float32" | "float64" = precisionOf(graph)): number {
  let longest = 1;
  for (const { shape } of graph.values) for (const n of shape) longest = Math.max(longest, n);
  return EPSILON[precision] * SLACK[precision] * (graph.lines.length + longest);
}

/**
 * How large the terms are of which each leaf's gradient is the sum: with signs drawn at random, so that nothing
 * cancels. Where all terms cancel, what is left is rounding of this size.
 */
export function magnitudes(graph: Graph): number[] {
  const sizes: (Tensor | null)[] = new Array<null>(graph.places).fill(null);
  if (graph.outputPlace >= 0) sizes[graph.outputPlace] = ones(graph.loss.shape, graph.loss.dtype);
  for (let k = graph.lines.length - 1; k >= 0; k--) {
    const line = graph.lines[k]!;
    const gs = line.outputPlaces.map((place) => (sizes[place] === null ? null : withSigns(sizes[place]!)));
    line.pull(gs).forEach((g, i) => {
      const place = line.inputPlaces[i]!;
      if (g === null || place < 0) return;
      const before = sizes[place];
      sizes[place] = before === null || largest(flat(g)) > largest(flat(before!)) ? g : before!;
    });
  }
  return graph.leaves.map(({ place }) => (sizes[place] === null ? 0 : largest(flat(sizes[place]!))));
}

/**
 * How large what the values add up to is in each leaf's gradient, before it cancels: by how much the gradient changes
 * when every number is another by a share of itself, over that share. At a minimum prediction minus target is rounding
 * of this size, and so is the gradient. 0 where it does not change in proportion, as across a kink.
 */
export function sensitivities(graph: Graph): readonly number[] {
  const { again, leaves, values } = graph;
  const precision = values.some(({ dtype }) => dtype === "float32") ? "float32" : "float64";
  const root = Math.sqrt(EPSILON[precision]);
  const coarse = proportional(graph, again?.near(root) ?? null, again?.near(root / 4) ?? null, root);
  if (coarse.every((size) => size !== null)) return coarse.map(Number);
  // Numbers that differ in their last digits alone, as 1e5 + x does, bend the function within that step.
  const share = root * Math.sqrt(root);
  const fine = proportional(graph, again?.near(share) ?? null, again?.near(share / 4) ?? null, share);
  return leaves.map((_, i) => coarse[i] ?? MEASURED * (fine[i] ?? 0));
}

/** What is left of the slack for lost digits where it is they that are measured. */
const MEASURED = 1 / 1024;

/** By how much each leaf's gradient changes, over the share; null where that is not in proportion to it. */
function proportional(
  { leaves }: Graph,
  far: readonly Float64Array[] | null,
  close: readonly Float64Array[] | null,
  share: number,
): (number | null)[] {
  return leaves.map(({ numbers }, i) => {
    if (!far || !close) return null;
    const change = numbers.map((value, j) => far[i]![j]! - value);
    const quarter = numbers.map((value, j) => 4 * (close[i]![j]! - value));
    const size = largest(change);
    return Number.isFinite(size) && distance(change, quarter) <= 0.1 * size ? size / share : null;
  });
}
