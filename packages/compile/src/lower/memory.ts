import { bytesOf } from "@wengert/autograd/engine";
import { type Buffer, bytesIn } from "./layout.ts";
import type { Lowered } from "./lower.ts";
import { type MapStep, readsOf, type Step, writesOf } from "./steps.ts";

/** Which input a result becomes in the next run: its numbers are put where that input lies. */
export interface Link {
  readonly input: number;
  readonly output: number;
}

/** Where everything lies, for good: the program's memory is made once, of this size. */
export interface Plan {
  readonly steps: readonly Step[];
  /** Where the results are after a run: in the places of inputs for those that are linked. */
  readonly outputs: readonly Buffer[];
  /** Bytes in all, scratch memory at the end included. */
  readonly bytes: number;
  readonly scratch: number;
  /** What `bytes` would be if the buffers lay side by side, for comparison. */
  readonly bytesWithoutReuse: number;
}

/** Room for what a last vector writes beyond an end. */
const PADDING = 16;
const FIRST = 64;

function roomFor(buffer: Buffer): number {
  return Math.ceil((bytesIn(buffer) + PADDING) / 16) * 16;
}

/** The first and the last step that touch a buffer. */
interface Life {
  firstWrite: number;
  lastRead: number;
  last: number;
}

function livesOf(steps: readonly Step[]): Map<Buffer, Life> {
  const lives = new Map<Buffer, Life>();
  const of = (buffer: Buffer): Life => {
    const found = lives.get(buffer) ?? { firstWrite: Number.POSITIVE_INFINITY, lastRead: -1, last: -1 };
    lives.set(buffer, found);
    return found;
  };
  steps.forEach((step, i) => {
    for (const { buffer } of readsOf(step)) Object.assign(of(buffer), { lastRead: i, last: i });
    for (const buffer of writesOf(step)) {
      const life = of(buffer);
      life.firstWrite = Math.min(life.firstWrite, i);
      life.last = i;
    }
  });
  return lives;
}

/** Whether a loop may write `to` over `from`: it reads and writes both at the same place in every round. */
function inPlace(step: MapStep, from: Buffer, to: Buffer): boolean {
  if (from.size !== to.size || bytesOf(from.dtype) !== bytesOf(to.dtype)) return false;
  let steps: string | null = null;
  for (const line of step.lines) {
    if (line.kind === "reduce" && line.view.buffer === to) return false;
    if (line.kind !== "load" && line.kind !== "store") continue;
    const { view } = line;
    if (view.buffer !== from && view.buffer !== to) continue;
    const text = `${view.offset}:${view.strides.join(",")}`;
    if (view.offset !== 0 || (steps !== null && steps !== text)) return false;
    steps = text;
  }
  return true;
}

/** Whether `to` may lie where `from` lies: it is written only when `from` is read no more. */
function mayFollow(steps: readonly Step[], lives: ReadonlyMap<Buffer, Life>, from: Buffer, to: Buffer): boolean {
  const [a, b] = [lives.get(from), lives.get(to)];
  if (b === undefined || from.size !== to.size || from.dtype !== to.dtype) return false;
  const lastRead = a?.lastRead ?? -1;
  if (lastRead < b.firstWrite) return true;
  const step = steps[b.firstWrite]!;
  return lastRead === b.firstWrite && step.kind === "map" && inPlace(step, from, to);
}

/**
 * Places for all buffers: inputs, constants and results for good, the others where they do not meet in time; or, `apart`,
 * a place for each of them, so that a step that is run again finds what it found before.
 */
export function planMemory(lowered: Lowered, links: readonly Link[], scratchBytes: number, apart = false): Plan {
  const { inputs, outputs, constants } = lowered;
  const fixed = [...constants, ...lowered.tables].map(({ buffer }) => buffer);
  const steps = [...lowered.steps];
  const lives = livesOf(steps);
  /** Buffers that lie where another one lies. */
  const sharedWith = new Map<Buffer, Buffer>();
  // An operation that is called may fail: until then nothing of the state may be overwritten.
  const lastCalled = steps.findLastIndex(({ kind }) => kind === "host");
  const finalOutputs = [...outputs];
  for (const { input, output } of links) {
    const [from, to] = [inputs[input]!, outputs[output]!];
    const late = (lives.get(to)?.firstWrite ?? 0) > lastCalled;
    if (late && mayFollow(lowered.steps, lives, from, to)) sharedWith.set(to, from);
    else steps.push({ kind: "copy", from: to, to: from, equations: [] });
    finalOutputs[output] = from;
  }
  const kept = new Set([...inputs, ...outputs, ...fixed]);
  const inputsOnly = new Set([...inputs, ...fixed]);
  if (!apart) shareInPlace(steps, kept, inputsOnly, sharedWith);
  const owner = ownerIn(sharedWith);

  let end = FIRST;
  const placed = new Set<Buffer>();
  const give = (buffer: Buffer): void => {
    if (placed.has(buffer) || owner(buffer) !== buffer) return;
    placed.add(buffer);
    buffer.address = end;
    end += roomFor(buffer);
  };
  // Results first and beside each other, type by type, so that they are copied out together.
  for (const dtype of ["float64", "float32", "int32", "bool"] as const) {
    for (const buffer of finalOutputs) if (buffer.dtype === dtype) give(buffer);
  }
  for (const buffer of apart ? lowered.buffers : kept) give(buffer);
  const top = placeTemporaries(steps, placed, owner, end);
  for (const buffer of lowered.buffers) buffer.address = owner(buffer).address;
  const scratch = Math.ceil(top / 64) * 64;
  const bytesAfter = (buffers: number): number => Math.ceil(buffers / 64) * 64 + scratchBytes + 64;
  const sideBySide = lowered.buffers.reduce((sum, buffer) => sum + roomFor(buffer), FIRST);
  const [bytes, bytesWithoutReuse] = [bytesAfter(top), bytesAfter(sideBySide)];
  return { steps, outputs: finalOutputs, bytes, scratch, bytesWithoutReuse };
}

/**
 * Which buffer has the place where a buffer lies, found along the chain of those that lie in each other's places. A sum
 * that grows with every round of an unrolled loop makes one as long as the loop, so what was found is remembered.
 */
function ownerIn(sharedWith: ReadonlyMap<Buffer, Buffer>): (buffer: Buffer) => Buffer {
  const owners = new Map<Buffer, Buffer>();
  return (buffer) => {
    const chain: Buffer[] = [];
    let at = buffer;
    for (let next = sharedWith.get(at); next !== undefined && !owners.has(at); next = sharedWith.get(at)) {
      chain.push(at);
      at = next;
    }
    const owner = owners.get(at) ?? at;
    for (const each of chain) owners.set(each, owner);
    return owner;
  };
}

/** Results of loops take the places of operands that are read there for the last time. */
function shareInPlace(
  steps: readonly Step[],
  kept: ReadonlySet<Buffer>,
  inputs: ReadonlySet<Buffer>,
  sharedWith: Map<Buffer, Buffer>,
): void {
  const lives = livesOf(steps);
  const given = new Set<Buffer>(sharedWith.values());
  steps.forEach((step, i) => {
    if (step.kind !== "map") return;
    for (const line of step.lines) {
      if (line.kind !== "store") continue;
      const to = line.view.buffer;
      if (sharedWith.has(to) || kept.has(to) || inputs.has(to) || lives.get(to)!.firstWrite !== i) continue;
      const from = readsOf(step)
        .map(({ buffer }) => buffer)
        .find((each) => !kept.has(each) && !given.has(each) && lives.get(each)!.last === i && inPlace(step, each, to));
      if (from === undefined) continue;
      sharedWith.set(to, from);
      given.add(from);
    }
  });
}

/** A stretch of memory that is free. */
interface Hole {
  readonly at: number;
  readonly size: number;
}

/** Goes through the steps, gives each new buffer the first hole that is large enough, and takes back what ends. */
function placeTemporaries(
  steps: readonly Step[],
  placed: ReadonlySet<Buffer>,
  owner: (buffer: Buffer) => Buffer,
  start: number,
): number {
  const last = new Map<Buffer, number>();
  steps.forEach((step, i) => {
    for (const { buffer } of readsOf(step)) last.set(owner(buffer), i);
    for (const buffer of writesOf(step)) last.set(owner(buffer), i);
  });
  const ending = new Map<number, Buffer[]>();
  for (const [buffer, i] of last) {
    if (placed.has(buffer)) continue;
    const among = ending.get(i);
    if (among === undefined) ending.set(i, [buffer]);
    else among.push(buffer);
  }
  let holes: Hole[] = [];
  let end = start;
  const live = new Set<Buffer>();
  steps.forEach((step, i) => {
    for (const buffer of writesOf(step).map(owner)) {
      if (placed.has(buffer) || live.has(buffer)) continue;
      live.add(buffer);
      const size = roomFor(buffer);
      const found = holes.findIndex((hole) => hole.size >= size);
      if (found < 0) {
        buffer.address = end;
        end += size;
        continue;
      }
      const hole = holes[found]!;
      buffer.address = hole.at;
      if (hole.size === size) holes.splice(found, 1);
      else holes[found] = { at: hole.at + size, size: hole.size - size };
    }
    for (const buffer of ending.get(i) ?? []) {
      if (!live.delete(buffer)) continue;
      holes = withHole(holes, { at: buffer.address, size: roomFor(buffer) });
    }
  });
  return end;
}

/** The holes in order, with one more that joins its neighbours. */
function withHole(holes: readonly Hole[], hole: Hole): Hole[] {
  const out: Hole[] = [];
  for (const each of [...holes, hole].sort((a, b) => a.at - b.at)) {
    const before = out[out.length - 1];
    if (before !== undefined && before.at + before.size === each.at) {
      out[out.length - 1] = { at: before.at, size: before.size + each.size };
    } else out.push(each);
  }
  return out;
}
