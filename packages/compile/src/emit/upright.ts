import { bytesOf } from "@wengert/autograd/engine";
import { type Callable, FLOATS, type FunctionBuilder, type Host, type Local, type ModuleBuilder } from "@wengert/wasm";
import type { Line, MapStep } from "../lower/steps.ts";
import { load, type Place, store } from "./access.ts";
import { planParts } from "./cuts.ts";
import { Accumulator } from "./reduction.ts";
import { type Kept, Scalars } from "./scalar.ts";
import { type RoundWriter, type Slots, stagedLoop } from "./staged.ts";

/** Adds a function without parameters that runs an upright loop: as many rows a round as a vector has lanes. */
export function addUpright(module: ModuleBuilder, name: string, step: MapStep, host: Host, scratch: number): Callable {
  return module.function(name, [], null, (f) => new UprightWriter(f, step, host).write(scratch));
}

type Touching = Extract<Line, { readonly view: unknown }>;

/** A place that moves from round to round by the bytes from row to row. */
interface Pointer {
  readonly local: Local;
  readonly bytes: number;
  /** Where it starts, so that it never falls below 0. */
  readonly start: number;
}

class UprightWriter {
  private readonly f: FunctionBuilder;
  private readonly step: MapStep;
  private readonly scalars: Scalars;
  private readonly lanes: number;
  private readonly columns: number;
  private readonly pointers: Pointer[] = [];
  /** The values of each line: one for each column, or one for all of them. */
  private readonly values: (readonly Kept[])[] = [];
  /** Whether the value of a line changes from row to row. */
  private readonly changes: boolean[] = [];
  /** The reductions over rows: one for each column, or one. */
  private readonly accumulators = new Map<number, readonly Accumulator[]>();
  /** Where values lie between the parts of a loop that is cut. */
  private slots: Slots | null = null;
  /** By how many rounds what is read and written lies ahead of its pointer. */
  private ahead = 0;

  constructor(f: FunctionBuilder, step: MapStep, host: Host) {
    this.f = f;
    this.step = step;
    this.columns = step.shape[1]!;
    this.scalars = new Scalars(f, step.vectors, host);
    this.lanes = FLOATS[step.vectors!].lanes;
  }

  /** `scratch`: where loops in parts keep what lies between them. */
  write(scratch: number): void {
    const { f, lanes, pointers, step } = this;
    step.lines.forEach((line, i) => {
      this.changes.push(this.isChanging(line));
      if ("view" in line) this.pointerOf(line);
      if (line.kind !== "reduce") return;
      const count = line.view.strides[1] === 0 ? 1 : this.columns;
      const make = (): Accumulator => new Accumulator(this.scalars, line.combine, line.view.buffer.dtype);
      this.accumulators.set(i, Array.from({ length: count }, make));
    });
    this.compute(false, lanes);
    const [rows] = step.shape;
    const rounds = Math.floor(rows! / lanes);
    const moves = new Map(
      pointers.flatMap(({ local, bytes }) => (bytes === 0 ? [] : [[local, bytes * lanes] as const])),
    );
    const widths = this.widths();
    const widthOf = (i: number): number => (this.changes[i] ? widths[i]! : 0);
    const parts = planParts(step.lines, rounds, step.vectors, widthOf);
    if (parts !== null) stagedLoop(this.inParts(widthOf), parts, rounds, scratch, moves);
    else {
      const left = f.let(rounds, "i32");
      f.loop((again) => {
        this.round(lanes);
        for (const [local, by] of moves) f.increase(local, by);
        f.increase(left, -1);
        f.branchIf(left, again);
      });
    }
    if (rows! % lanes > 0) this.round(rows! % lanes);
    const nowhere = f.let(0, "i32");
    for (const [i, accumulators] of this.accumulators) {
      const { buffer, offset, strides } = (step.lines[i] as Touching).view;
      accumulators.forEach((accumulator, column) => {
        const place = buffer.address + (offset + column * strides[1]!) * bytesOf(buffer.dtype);
        accumulator.finish(nowhere, place, false);
      });
    }
  }

  private isChanging(line: Line): boolean {
    if (line.kind === "load") return line.view.strides[0] !== 0;
    if (line.kind === "apply") return line.args.some((arg) => this.changes[arg]);
    return line.kind === "across" ? this.changes[line.value]! : line.kind !== "constant";
  }

  private pointerOf({ view }: Touching): Pointer {
    const bytes = view.strides[0]! * bytesOf(view.buffer.dtype);
    const found = this.pointers.find((pointer) => pointer.bytes === bytes);
    if (found !== undefined) return found;
    const start = bytes < 0 ? -bytes * (this.step.shape[0]! - 1) : 0;
    const pointer = { local: this.f.let(start, "i32"), bytes, start };
    this.pointers.push(pointer);
    return pointer;
  }

  /** Where the numbers of a column are, one in each row of the round. */
  private place(line: Touching, column: number): Place {
    const { buffer, offset, strides } = line.view;
    const { local, bytes, start } = this.pointerOf(line);
    const ahead = this.ahead * bytes * this.lanes;
    const base = buffer.address + (offset + column * strides[1]!) * bytesOf(buffer.dtype) - start + ahead;
    return { pointer: local, base, dtype: buffer.dtype, step: bytes };
  }

  /** All columns of a view, or the one number that it has for all of them. */
  private widthOf({ view }: Touching): number {
    return view.strides[1] === 0 ? 1 : this.columns;
  }

  /** How many values each line has in a round. */
  private widths(): readonly number[] {
    const widths: number[] = [];
    for (const line of this.step.lines) {
      if (line.kind === "load") widths.push(this.widthOf(line));
      else widths.push(line.kind === "apply" ? Math.max(...line.args.map((arg) => widths[arg]!)) : 1);
    }
    return widths;
  }

  private valueOf(line: number, column: number): Kept {
    const values = this.values[line]!;
    const value = values[Math.min(column, values.length - 1)]!;
    this.slots?.load(value.local);
    return value;
  }

  /** What writes the lines of a round for a loop in parts, all columns at once. */
  private inParts(widthOf: (line: number) => number): RoundWriter {
    const writer: RoundWriter = {
      f: this.f,
      scalars: this.scalars,
      lines: this.step.lines,
      passes: 1,
      ahead: 0,
      widthOf,
      write: (line, _pass, slots) => {
        this.slots = slots;
        this.ahead = writer.ahead;
        const found = this.step.lines[line]!;
        if (found.kind === "store" || found.kind === "reduce") this.finishLine(line, this.lanes);
        else this.values[line] = this.computeLine(found, this.lanes);
        this.slots = null;
        this.ahead = 0;
      },
      valuesOf: (line) => this.values[line]!,
      setValues: (line, _pass, values) => {
        this.values[line] = values;
      },
    };
    return writer;
  }

  private round(valid: number): void {
    this.compute(true, valid);
    this.finishRound(valid);
  }

  /** What a round writes: results, and its share in reductions. */
  private finishRound(valid: number): void {
    this.step.lines.forEach((_, i) => {
      this.finishLine(i, valid);
    });
  }

  private finishLine(i: number, valid: number): void {
    const line = this.step.lines[i]!;
    if (line.kind === "store") {
      for (let column = 0; column < this.widthOf(line); column++) {
        store(this.scalars, this.place(line, column), this.valueOf(line.value, column), valid);
      }
    }
    if (line.kind !== "reduce") return;
    const accumulators = this.accumulators.get(i)!;
    // A number for each row is taken once, unless it stands for all columns of a matrix.
    const count = line.reduced.length === 1 ? 1 : this.columns;
    for (let column = 0; column < count; column++) {
      accumulators[Math.min(column, accumulators.length - 1)]!.take(this.valueOf(line.value, column), valid);
    }
  }

  /** Loads and computes what changes from row to row, or what does not. */
  private compute(changing: boolean, valid: number): void {
    this.step.lines.forEach((line, i) => {
      if (this.changes[i] === changing) this.values[i] = this.computeLine(line, valid);
    });
  }

  private computeLine(line: Line, valid: number): readonly Kept[] {
    const { scalars } = this;
    const each = (count: number, value: (column: number) => Kept): Kept[] =>
      Array.from({ length: count }, (_, column) => value(column));
    switch (line.kind) {
      case "constant":
        return [scalars.constant(line.value, line.dtype)];
      case "load":
        return each(this.widthOf(line), (column) => ({
          local: load(scalars, this.place(line, column), valid),
          dtype: line.dtype,
        }));
      case "apply": {
        const width = Math.max(...line.args.map((arg) => this.values[arg]!.length));
        return each(width, (column) => {
          const args = line.args.map((arg) => this.valueOf(arg, column));
          return scalars.apply(line.name, args, line.dtype);
        });
      }
      case "across": {
        const columns = each(this.columns, (column) => this.valueOf(line.value, column));
        return [columns.reduce((a, b) => Accumulator.combine(scalars, line.combine, a, b))];
      }
      default:
        return [];
    }
  }
}
