import { broadcastTo, type Tensor } from "@wengert/autograd";
import { flowOf } from "./flow.ts";
import type { Graph } from "./graph.ts";
import { tensorLike } from "./matrices.ts";
import { flat } from "./numbers.ts";
import { once } from "./once.ts";
import type { Numbers, Sheet } from "./sheet.ts";

/** What a changed rule gives: a contribution for each input, and further ones to other places. */
export interface Changed {
  readonly inputs: readonly (Tensor | null)[];
  readonly elsewhere?: readonly { readonly place: number; readonly adjoint: Tensor }[];
}

/** Another reverse rule of one line: from the adjoints of its outputs and the contributions of the true rule. */
export interface Change {
  (gs: readonly (Tensor | null)[], right: readonly (Tensor | null)[]): Changed;
  /** Of a rule that multiplies contributions by numbers and does no more: by how much more than 1, by input. */
  readonly scales?: ReadonlyMap<number, number>;
}

/** Changed rules by line. */
export type Changes = ReadonlyMap<number, Change>;

/** One changed rule: a map of one entry, of which there are tens of thousands. */
export class OneChange implements ReadonlyMap<number, Change> {
  readonly size = 1;
  readonly line: number;
  readonly change: Change;

  constructor(line: number, change: Change) {
    this.line = line;
    this.change = change;
  }

  get(line: number): Change | undefined {
    return line === this.line ? this.change : undefined;
  }

  has(line: number): boolean {
    return line === this.line;
  }

  forEach(visit: (change: Change, line: number, map: Changes) => void): void {
    visit(this.change, this.line, this);
  }

  keys(): MapIterator<number> {
    return [this.line].values() as MapIterator<number>;
  }

  values(): MapIterator<Change> {
    return [this.change].values() as MapIterator<Change>;
  }

  entries(): MapIterator<[number, Change]> {
    return [[this.line, this.change] as [number, Change]].values() as MapIterator<[number, Change]>;
  }

  [Symbol.iterator](): MapIterator<[number, Change]> {
    return this.entries();
  }
}

/** What a changed rule gives; where it cannot be applied, as in shapes that it was not made for, the true one. */
export function applied(change: Change, gs: readonly (Tensor | null)[], right: readonly (Tensor | null)[]): Changed {
  try {
    return change(gs, right);
  } catch {
    return { inputs: right };
  }
}

/**
 * How far the adjoints move when some rules are changed. Backwards everything is linear, so only what differs is
 * walked: from the last changed line down, and where nothing differs nothing is computed.
 */
function walk(graph: Graph, changes: Changes, sheet: Sheet, last = 0): void {
  const { lines } = graph;
  const flow = flowOf(graph);
  const changed = linesOf(changes);
  let next = 0;
  for (let k = changed[0] ?? -1; k >= last; k--) {
    const { outputPlaces } = lines[k]!;
    let any = false;
    for (let i = 0; i < outputPlaces.length; i++) if (sheet.has(outputPlaces[i]!)) any = true;
    if (k !== changed[next]) {
      if (any) flow.advance(k, sheet);
      continue;
    }
    next++;
    const change = changes.get(k)!;
    const ds = once(() => outputPlaces.map((place) => sheet.get(place)));
    const passed = any ? flow.passFrom(k, sheet, ds) : null;
    if (change.scales === undefined) changedBy(graph, k, change, any ? ds() : null, passed, sheet);
    else scaledBy(graph, k, change.scales, passed, sheet);
  }
}

/** The changed lines, the last one first. */
const linesOf = (changes: Changes): number[] =>
  changes instanceof OneChange ? [changes.line] : [...changes.keys()].sort((a, b) => b - a);

/** The last line that is changed; −1 for none. */
export function highest(changes: Changes): number {
  if (changes instanceof OneChange) return changes.line;
  let last = -1;
  for (const k of changes.keys()) last = Math.max(last, k);
  return last;
}

/** The first line that is changed; as many as there are for none. */
export function lowest(graph: Graph, changes: Changes): number {
  let first = graph.lines.length;
  for (const k of changes.keys()) first = Math.min(first, k);
  return first;
}

/** What can be seen of the moved adjoints where they lie, without a copy of them; `last` is where the walk ends. */
export function seenAfter<T>(graph: Graph, changes: Changes, see: (sheet: Sheet) => T, last?: number): T {
  return flowOf(graph).withSheet((sheet) => {
    walk(graph, changes, sheet, last);
    return see(sheet);
  });
}

/** All adjoints that move, by place. */
export function deviations(graph: Graph, changes: Changes): Numbers[] {
  return seenAfter(graph, changes, (sheet) => Array.from({ length: graph.places }, (_, place) => sheet.get(place)));
}

/** The same for the parameters alone; empty where nothing moves. */
export function leafDeviations(graph: Graph, changes: Changes): Float64Array[] {
  return seenAfter(graph, changes, (sheet) => graph.leaves.map(({ place }) => sheet.get(place) ?? NOTHING));
}

/** What a rule that scales contributions c + d by 1 + s adds to c: d + s (c + d). */
function scaledBy(
  graph: Graph,
  k: number,
  scales: ReadonlyMap<number, number>,
  passed: readonly Numbers[] | null,
  sheet: Sheet,
): void {
  const { inputPlaces } = graph.lines[k]!;
  const { numbers } = sheet;
  const contributions = flowOf(graph).contributions(k);
  for (let i = 0; i < contributions.length; i++) {
    const c = contributions[i]!;
    const place = inputPlaces[i]!;
    const d = passed?.[i] ?? null;
    if (place < 0 || (c === null && d === null)) continue;
    const by = scales.get(i) ?? 0;
    if (by === 0 && d === null) continue;
    const to = sheet.open(place);
    if (d !== null) for (let j = 0; j < d.length; j++) numbers[to + j]! += d[j]! + by * d[j]!;
    if (c !== null && by !== 0) for (let j = 0; j < c.length; j++) numbers[to + j]! += by * c[j]!;
  }
}

/** What a changed rule adds to the contributions, and what it gives to other places. */
function changedBy(
  graph: Graph,
  k: number,
  change: Change,
  ds: readonly Numbers[] | null,
  passed: readonly Numbers[] | null,
  sheet: Sheet,
): void {
  const { inputs, outputs, inputPlaces, outputPlaces } = graph.lines[k]!;
  const before = graph.contributions[k]!;
  const gs = outputPlaces.map((place, i) => shifted(graph.adjoints[place]!, ds === null ? null : ds[i]!, outputs[i]!));
  if (gs.every((g) => g === null)) return;
  const right = passed === null ? before : before.map((c, i) => shifted(c, passed[i]!, inputs[i]!));
  const changed = applied(change, gs, right);
  for (const { place, adjoint } of changed.elsewhere ?? []) sheet.add(place, inShape(adjoint, graph.values[place]!));
  changed.inputs.forEach((c, i) => {
    const place = inputPlaces[i]!;
    if (place < 0) return;
    if (c === right[i]) {
      if (passed?.[i] != null) sheet.add(place, passed[i]!);
      return;
    }
    if (c !== null) sheet.add(place, inShape(c, inputs[i]!));
    const b = before[i]!;
    if (b !== null) sheet.subtract(place, flat(b));
  });
}

/** A tensor and numbers on top of it. */
export function shifted(x: Tensor | null, d: Numbers, like: Tensor): Tensor | null {
  if (d === null) return x;
  return tensorLike(x === null ? d : sumOf(flat(x), d), like);
}

/** The numbers of a contribution, repeated where its shape only stretches to that of the value; NaN where it does not. */
function inShape(c: Tensor, { shape, size }: Tensor): Float64Array {
  if (c.size === size) return flat(c);
  try {
    return flat(broadcastTo(c, shape as number[]));
  } catch {
    return new Float64Array(size).fill(Number.NaN);
  }
}

function sumOf(a: Numbers, b: Float64Array): Float64Array {
  if (a === null) return b;
  const sum = new Float64Array(b.length);
  for (let j = 0; j < sum.length; j++) sum[j] = a[j]! + b[j]!;
  return sum;
}

/** Stands for a vector of zeros. */
export const NOTHING: Float64Array = new Float64Array(0);
