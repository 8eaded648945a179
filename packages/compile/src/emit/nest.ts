import type { DType } from "@wengert/autograd";
import { bytesOf } from "@wengert/autograd/engine";
import { type Callable, FLOATS, type FunctionBuilder, type Host, type Local, type ModuleBuilder } from "@wengert/wasm";
import { sizeOf } from "../lower/layout.ts";
import { DEAR } from "../lower/lowering.ts";
import type { Line, MapStep } from "../lower/steps.ts";
import { load, type Place, store } from "./access.ts";
import { collapse, type Nest } from "./collapse.ts";
import { type PlannedLoops, planParts } from "./cuts.ts";
import { Accumulator, fillWith, NEUTRAL } from "./reduction.ts";
import { type Kept, Scalars } from "./scalar.ts";
import { type RoundWriter, type Slots, stagedLoop } from "./staged.ts";

/** So many vectors of a row are written out at most, and so many operations. */
const TURNS = 4;
const WRITTEN = 40;

/** Adds a function without parameters that runs a loop nest. */
export function addNest(module: ModuleBuilder, name: string, step: MapStep, host: Host, scratch: number): Callable {
  return module.function(name, [], null, (f) => new NestWriter(f, step, host, scratch).write());
}

/** A pointer that moves through the loops in some steps, in bytes; the views that move alike share it. */
interface Pointer {
  readonly local: Local;
  readonly strides: readonly number[];
  /** Where it starts, so that it never falls below 0. */
  readonly start: number;
}

/** What a view has that is read or written. */
interface Access {
  readonly pointer: Pointer;
  /** The address of the first element, less the start of the pointer. */
  readonly base: number;
  readonly dtype: DType;
  /** Bytes from element to element along the innermost loop. */
  readonly step: number;
}

class NestWriter {
  private readonly f: FunctionBuilder;
  private readonly nest: Nest;
  private readonly lines: readonly Line[];
  private readonly scalars: Scalars;
  /** Numbers that one round of the innermost loop computes. */
  private readonly lanes: number;
  private readonly pointers: Pointer[] = [];
  private readonly accesses = new Map<number, Access>();
  private values: Kept[] = [];
  /** Where values lie between the parts of a loop that is cut. */
  private slots: Slots | null = null;
  /** The loop inside of which each line's value changes: it is computed when that loop's body begins. */
  private readonly levels: number[];
  private readonly accumulators = new Map<number, Accumulator>();
  /** Short rows are written out vector by vector, without a loop: so many; 0 where there is a loop. */
  private readonly turns: number;
  /** Which vector of such a row is being written. */
  private turn = 0;
  /** How far ahead of a pointer what is read and written lies. */
  private ahead: (pointer: Pointer) => number = () => 0;
  /** The sums over rows, one for each vector of a row that is written out. */
  private readonly columns = new Map<number, readonly Accumulator[]>();
  /** Whether the last round must leave out the lanes beyond the end. */
  private readonly exact: boolean;
  /** Where loops in parts keep what lies between them. */
  private readonly scratch: number;

  constructor(f: FunctionBuilder, step: MapStep, host: Host, scratch: number) {
    this.f = f;
    this.nest = collapse(step);
    this.lines = step.lines;
    this.scalars = new Scalars(f, step.vectors, host);
    this.lanes = step.vectors === null ? 1 : FLOATS[step.vectors].lanes;
    this.levels = this.findLevels();
    this.exact = this.mustBeExact(step);
    this.turns = this.countTurns();
    this.scratch = scratch;
  }

  write(): void {
    const { f, nest, lines } = this;
    lines.forEach((line, i) => {
      if (line.kind === "reduce" && this.accumulatesInMemory(i)) {
        const { buffer } = line.view;
        fillWith(f, buffer, NEUTRAL[line.combine]);
      }
    });
    if (sizeOf(nest.shape) === 0) return;
    lines.forEach((line, i) => {
      if (line.kind === "load" || line.kind === "store" || line.kind === "reduce")
        this.accesses.set(i, this.accessOf(i));
    });
    this.loop(0);
  }

  private get depth(): number {
    return this.nest.shape.length;
  }

  /** Rows of a few whole vectors with little to do: then a loop over them would cost as much as what is in it. */
  private countTurns(): number {
    const { nest, lanes, depth } = this;
    const [rows, n] = [nest.shape[0] ?? 0, nest.shape[1] ?? 0];
    const turns = n / lanes;
    if (depth !== 2 || lanes === 1 || rows < 2 || !Number.isInteger(turns) || turns < 2 || turns > TURNS) return 0;
    const inside = this.lines.filter((line, i) => line.kind === "apply" && this.levels[i] === depth);
    if (inside.some((line) => line.kind === "apply" && DEAR.has(line.name))) return 0;
    return inside.length * turns <= WRITTEN ? turns : 0;
  }

  /** Whether a reduction goes over the rows alone, while those are written out: then its sums stay in registers. */
  private sumsColumns(i: number): boolean {
    const reduced = this.nest.reduced[i]!;
    return this.turns > 0 && reduced[0] === true && reduced[1] === false && this.nest.strides[i]![1] === 1;
  }

  private accessOf(i: number): Access {
    const line = this.lines[i] as Extract<Line, { readonly view: unknown }>;
    const { buffer, offset } = line.view;
    const bytes = bytesOf(buffer.dtype);
    const strides = this.nest.strides[i]!.map((step) => step * bytes);
    const found = this.pointers.find((pointer) => pointer.strides.every((step, d) => step === strides[d]));
    const pointer = found ?? this.newPointer(strides);
    const base = buffer.address + offset * bytes - pointer.start;
    return { pointer, base, dtype: buffer.dtype, step: strides[this.depth - 1] ?? 0 };
  }

  private newPointer(strides: readonly number[]): Pointer {
    const start = strides.reduce((sum, step, d) => (step < 0 ? sum - step * (this.nest.shape[d]! - 1) : sum), 0);
    const pointer = { local: this.f.let(start, "i32"), strides, start };
    this.pointers.push(pointer);
    return pointer;
  }

  /** The number of loops on which each value depends. */
  private findLevels(): number[] {
    const levels: number[] = [];
    this.lines.forEach((line, i) => {
      if (line.kind === "constant") levels.push(0);
      else if (line.kind === "load") levels.push(this.nest.strides[i]!.findLastIndex((step) => step !== 0) + 1);
      else if (line.kind === "apply") levels.push(line.args.reduce((level, arg) => Math.max(level, levels[arg]!), 0));
      else levels.push(this.depth);
    });
    return levels;
  }

  /** From which loop on a reduction goes over all loops to the innermost; the number of loops when it does not. */
  private suffixOf(reduced: readonly boolean[]): number {
    let level = this.depth;
    while (level > 0 && reduced[level - 1]) level--;
    return level;
  }

  private accumulatesInMemory(i: number): boolean {
    const reduced = this.nest.reduced[i]!;
    if (sizeOf(this.nest.shape) === 0) return true;
    return reduced.some((is, d) => is && d < this.suffixOf(reduced)) && !this.sumsColumns(i);
  }

  private mustBeExact(step: MapStep): boolean {
    const { nest, lanes, depth } = this;
    if (lanes === 1 || depth === 0 || nest.shape[depth - 1]! % lanes === 0) return false;
    const loaded = new Set(step.lines.flatMap((line) => (line.kind === "load" ? [line.view.buffer.address] : [])));
    return this.lines.some((line, i) => {
      if (line.kind === "constant" || line.kind === "apply" || line.kind === "across") return false;
      const inner = nest.strides[i]![depth - 1]!;
      if (line.kind === "load") return inner !== 0 && inner !== 1;
      if (line.kind === "reduce") return true;
      // Rows that follow each other overwrite what the row before left beyond its end; operands in that place would be lost.
      const plain =
        nest.strides[i]!.every((stride, d) => stride === sizeOf(nest.shape.slice(d + 1))) && line.view.offset === 0;
      return (
        !plain ||
        line.view.buffer.size !== sizeOf(nest.shape) ||
        (depth > 1 && loaded.has(line.view.buffer.address)) ||
        line.view.buffer.dtype === "bool"
      );
    });
  }

  /** One loop with all within it, what it does not change before it. Gives back how far each pointer has moved. */
  private loop(level: number): void {
    this.computeAt(level);
    this.beginReductions(level);
    if (level === this.depth) {
      if (level === 0) this.round(1);
    } else if (level === this.depth - 1) this.innermost();
    else if (level > 0 || !this.rowsInParts()) {
      const n = this.nest.shape[level]!;
      this.repeat(n, () => {
        this.loop(level + 1);
        for (const pointer of this.pointers)
          this.move(pointer, pointer.strides[level]! - this.moved(pointer, level + 1));
      });
    }
    this.endReductions(level);
  }

  /** How far a pointer has moved when the loop of a level has ended. */
  private moved({ strides }: Pointer, level: number): number {
    const n = this.nest.shape[level]!;
    if (level < this.depth - 1) return n * strides[level]!;
    if (this.turns > 0) return 0;
    return this.fullRounds(n) * this.lanes * strides[level]!;
  }

  private fullRounds(n: number): number {
    return this.exact ? Math.floor(n / this.lanes) : Math.ceil(n / this.lanes);
  }

  private innermost(): void {
    const { depth, lanes } = this;
    const n = this.nest.shape[depth - 1]!;
    for (this.turn = 0; this.turn < this.turns; this.turn++) {
      this.computeAt(depth);
      this.round(lanes);
    }
    this.turn = 0;
    if (this.turns > 0) return;
    const rounds = this.fullRounds(n);
    const parts = planParts(this.lines, rounds, this.scalars.vectors, (i) => (this.levels[i] === depth ? 1 : 0));
    if (parts !== null) this.inParts(rounds, parts, 1, (strides) => lanes * strides[depth - 1]!);
    else if (rounds > 0) {
      this.repeat(rounds, () => {
        this.computeAt(depth);
        this.round(lanes);
        for (const pointer of this.pointers) this.move(pointer, lanes * pointer.strides[depth - 1]!);
      });
    }
    const rest = this.exact ? n - rounds * lanes : 0;
    if (rest > 0) {
      this.computeAt(depth, rest);
      this.round(rest);
    }
  }

  /** A loop over whole rows of a few vectors each, cut in the middle of its dear functions; false where there is none. */
  private rowsInParts(): boolean {
    const { lines, levels, lanes, nest } = this;
    const [rows, n] = [nest.shape[0]!, nest.shape[1]!];
    const turns = n / lanes;
    if (this.depth !== 2 || !Number.isInteger(turns) || turns < 2 || turns > TURNS) return false;
    if (lines.some((line, i) => line.kind === "reduce" || levels[i] === 1)) return false;
    const parts = planParts(lines, rows, this.scalars.vectors, (i) => (levels[i] === 2 ? turns : 0));
    if (parts !== null) this.inParts(rows, parts, turns, ([row]) => row!);
    return parts !== null;
  }

  /** Rounds of `turns` vectors, cut into parts. */
  private inParts(
    rounds: number,
    parts: PlannedLoops,
    turns: number,
    step: (strides: readonly number[]) => number,
  ): void {
    const { f, lines, levels, depth, lanes, scalars, values } = this;
    const valuesOf = Array.from({ length: turns }, () => [...values]);
    const moves = new Map(this.pointers.map(({ local, strides }) => [local, step(strides)] as const));
    const writer: RoundWriter = {
      f,
      scalars,
      lines,
      passes: turns,
      ahead: 0,
      widthOf: (line: number) => (levels[line] === depth ? turns : 0),
      write: (line: number, turn: number, slots: Slots) => {
        this.turn = turn;
        this.values = valuesOf[turn]!;
        this.slots = slots;
        this.ahead = (pointer) => writer.ahead * step(pointer.strides);
        this.computeLine(line, lanes);
        this.finishLine(line, lanes);
        this.slots = null;
      },
      valuesOf: (line: number, turn: number) => [valuesOf[turn]![line]!],
      setValues: (line: number, turn: number, [value]: readonly Kept[]) => {
        valuesOf[turn]![line] = value!;
      },
    };
    stagedLoop(writer, parts, rounds, this.scratch, new Map([...moves].filter(([, by]) => by !== 0)));
    this.turn = 0;
    this.ahead = () => 0;
    this.values = values;
  }

  private move({ local }: Pointer, by: number): void {
    if (by !== 0) this.f.increase(local, by);
  }

  private repeat(times: number, body: () => void): void {
    if (times === 1) {
      body();
      return;
    }
    const left = this.f.let(times, "i32");
    this.f.loop((again) => {
      body();
      this.f.increase(left, -1);
      this.f.branchIf(left, again);
    });
  }

  /** Loads and computes what changes with the loops around a level, but no further ones. */
  private computeAt(level: number, valid: number = this.lanes): void {
    this.lines.forEach((_, i) => {
      if (this.levels[i] === level) this.computeLine(i, valid);
    });
  }

  private computeLine(i: number, valid: number): void {
    const line = this.lines[i]!;
    if (line.kind === "constant") this.values[i] = this.scalars.constant(line.value, line.dtype);
    else if (line.kind === "load")
      this.values[i] = { local: load(this.scalars, this.place(i), valid), dtype: line.dtype };
    else if (line.kind === "apply") {
      const args = line.args.map((arg) => this.valueOf(arg));
      this.values[i] = this.scalars.apply(line.name, args, line.dtype);
    }
  }

  private place(i: number): Place {
    const { pointer, base, dtype, step } = this.accesses.get(i)!;
    return { pointer: pointer.local, base: base + this.ahead(pointer) + this.turn * this.lanes * step, dtype, step };
  }

  private valueOf(line: number): Kept {
    const value = this.values[line]!;
    this.slots?.load(value.local);
    return value;
  }

  /** What a round writes: results, and its share in reductions. */
  private round(valid: number): void {
    this.lines.forEach((_, i) => {
      this.finishLine(i, valid);
    });
  }

  private finishLine(i: number, valid: number): void {
    const line = this.lines[i]!;
    if (line.kind === "store") store(this.scalars, this.place(i), this.valueOf(line.value), valid);
    if (line.kind !== "reduce") return;
    const value = this.valueOf(line.value);
    const accumulator = this.columns.get(i)?.[this.turn] ?? this.accumulators.get(i);
    if (accumulator !== undefined) accumulator.take(value, valid);
    else if (!this.accumulatesInMemory(i)) store(this.scalars, this.place(i), value, valid);
    else {
      const before = { local: load(this.scalars, this.place(i), valid), dtype: value.dtype };
      store(this.scalars, this.place(i), Accumulator.combine(this.scalars, line.combine, before, value), valid);
    }
  }

  private beginReductions(level: number): void {
    this.lines.forEach((line, i) => {
      if (line.kind !== "reduce") return;
      if (level === 0 && this.sumsColumns(i)) {
        const make = (): Accumulator => new Accumulator(this.scalars, line.combine, line.view.buffer.dtype);
        this.columns.set(i, Array.from({ length: this.turns }, make));
        return;
      }
      const suffix = this.suffixOf(this.nest.reduced[i]!);
      if (suffix === level && suffix < this.depth) {
        this.accumulators.set(i, new Accumulator(this.scalars, line.combine, line.view.buffer.dtype));
      }
    });
  }

  private endReductions(level: number): void {
    this.lines.forEach((line, i) => {
      if (line.kind !== "reduce") return;
      const columns = this.columns.get(i);
      if (columns !== undefined && level === 0) {
        const { buffer, offset } = line.view;
        const nowhere = this.f.let(buffer.address + offset * bytesOf(buffer.dtype), "i32");
        columns.forEach((column, turn) => {
          column.finishLanes(nowhere, 16 * turn);
        });
        return;
      }
      const suffix = this.suffixOf(this.nest.reduced[i]!);
      const accumulator = this.accumulators.get(i);
      if (suffix !== level || accumulator === undefined) return;
      const { base, pointer } = this.accesses.get(i)!;
      accumulator.finish(pointer.local, base, this.accumulatesInMemory(i));
      this.accumulators.delete(i);
    });
  }
}
