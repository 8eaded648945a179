import { type FunctionBuilder, finishAll, type Local, op, opAt, select } from "@wengert/wasm";
import type { Line } from "../lower/steps.ts";
import { type PlannedLoops, type PlannedPart, slotsOf } from "./cuts.ts";
import { type Kept, type Scalars, stagesOf } from "./scalar.ts";

const VECTOR = 16;

/** The memory that loops in parts need: what lies between parts stays in the nearest cache. */
export const STAGED_BYTES: number = 16 * 1024;

/** The values that lie between the parts of a round: each in a place of its own, from where it is read when it is wanted. */
export class Slots {
  private readonly f: FunctionBuilder;
  private readonly bytes: number;
  private readonly count: number;
  private readonly places = new Map<Local, number>();
  /** What is in its local: made or read in this part. */
  private readonly here = new Set<Local>();
  private readonly reserved = new Set<number>();
  private at: Local;

  /** `bytes`: of each place, for the rounds that are done part by part. */
  constructor(f: FunctionBuilder, bytes: number, count: number, at: Local) {
    this.f = f;
    this.bytes = bytes;
    this.count = count;
    this.at = at;
  }

  /** A part begins, with a pointer of its own. */
  begin(at: Local): void {
    this.at = at;
    this.here.clear();
  }

  /** Reads a value from its place, if it has one and is not here yet. */
  load(local: Local): void {
    const place = this.places.get(local);
    if (place === undefined || this.here.has(local)) return;
    this.f.set(local, opAt({ offset: place * this.bytes }, "v128.load", this.at));
    this.here.add(local);
  }

  /** Puts a value into a place, unless it has one. */
  save(local: Local): void {
    if (this.places.has(local)) return;
    const taken = new Set([...this.places.values(), ...this.reserved]);
    let place = 0;
    while (taken.has(place)) place++;
    if (place >= this.count) throw new Error(`more than ${this.count} values between two parts of a loop`);
    this.places.set(local, place);
    this.here.add(local);
    this.f.store("v128.store", this.at, local, place * this.bytes);
  }

  /** Keeps the places of these values for others that will take them. */
  reserve(locals: readonly Local[]): readonly number[] {
    const places = locals.map((local) => this.places.get(local)!);
    for (const place of places) this.reserved.add(place);
    return places;
  }

  /** Puts a value into the place of another one, which it replaces in the next block. */
  replace(place: number, value: Local): void {
    this.f.store("v128.store", this.at, value, place * this.bytes);
  }

  /** The part ends: all but these give up their places. */
  keep(locals: ReadonlySet<Local>): void {
    for (const local of locals) this.save(local);
    for (const local of [...this.places.keys()]) if (!locals.has(local)) this.places.delete(local);
  }
}

/** What writes the lines of a round, in as many passes as a row has vectors that are written out. */
export interface RoundWriter {
  readonly f: FunctionBuilder;
  readonly scalars: Scalars;
  readonly lines: readonly Line[];
  readonly passes: number;
  /** By how many rounds what is read and written lies ahead of the places that move. */
  ahead: number;
  /** How many vectors a line has in a round, all passes together. */
  widthOf(line: number): number;
  /** Loads, computes or writes a line; what it reads is asked of the slots. */
  write(line: number, pass: number, slots: Slots): void;
  valuesOf(line: number, pass: number): readonly Kept[];
  setValues(line: number, pass: number, values: readonly Kept[]): void;
}

/**
 * Repeats rounds whose body is cut into parts: some rounds of the first, then the same of the second, and so on, so that
 * chains of instructions that wait for each other become short and many of them are in sight.
 *
 * @param scratch where `STAGED_BYTES` of memory lie.
 * @param moves the locals that move from round to round, and by how much.
 */
export function stagedLoop(
  writer: RoundWriter,
  { parts, joined }: PlannedLoops,
  rounds: number,
  scratch: number,
  moves: ReadonlyMap<Local, number>,
): void {
  const { f } = writer;
  const first = parts[0]!;
  const last = parts[parts.length - 1]!;
  const widthOf = (line: number): number => writer.widthOf(line);
  // What the first part of the next block leaves has places of its own.
  const slots = slotsOf(parts, writer.lines, widthOf) + (joined > 0 ? slotsOf([first], writer.lines, widthOf) : 0);
  const blocks = Math.max(joined, Math.ceil(rounds / Math.floor(STAGED_BYTES / VECTOR / slots)));
  const block = Math.ceil(rounds / blocks);
  const written = new PartWriter(writer, parts);
  const between = new Slots(f, block * VECTOR, slots, f.local("i32"));
  const back = (count: Local): void => {
    for (const [local, by] of moves) f.increase(local, op("i32.mul", count, -by));
  };
  const repeat = (count: Local, at: Local, body: () => void): void => {
    const todo = f.let(count);
    between.begin(at);
    f.loop((next) => {
      body();
      for (const [local, by] of moves) f.increase(local, by);
      f.increase(at, VECTOR);
      f.increase(todo, -1);
      f.branchIf(todo, next);
    });
  };
  const least = (x: Local): Local => f.let(select("i32", op("i32.lt_s", x, block), x, block));
  const left = f.let(rounds, "i32");
  if (joined === 0) {
    f.loop((again) => {
      const count = least(left);
      parts.forEach((part, p) => {
        repeat(count, f.let(scratch, "i32"), () => between.keep(written.write(part, between)));
        if (p < parts.length - 1) back(count);
      });
      f.set(left, op("i32.sub", left, count));
      f.branchIf(left, again);
    });
    return;
  }
  const begin = f.let(block, "i32");
  repeat(begin, f.let(scratch, "i32"), () => between.keep(written.write(first, between)));
  back(begin);
  const kept = between.reserve(written.valuesOf(first));
  f.loop((again) => {
    const count = least(left);
    for (const part of parts.slice(1, -1)) {
      repeat(count, f.let(scratch, "i32"), () => between.keep(written.write(part, between)));
      back(count);
    }
    const at = f.let(scratch, "i32");
    f.set(left, op("i32.sub", left, count));
    const both = least(left);
    f.if(both, () =>
      repeat(both, at, () => {
        written.apart([last, first], () => {
          written.write(last, between);
          writer.ahead = block;
          written.write(first, between, kept);
          writer.ahead = 0;
        });
      }),
    );
    f.set(count, op("i32.sub", count, both));
    f.if(count, () => repeat(count, at, () => written.write(last, between)));
    f.branchIf(left, again);
  });
}

/** Writes parts, and knows what the pieces of functions have given so far. */
class PartWriter {
  private readonly writer: RoundWriter;
  /** By line, pass and vector. */
  private readonly given = new Map<string, readonly Local[]>();

  /** Whether the loop has the constants of more than one dear function. */
  private readonly isCrowded: boolean;

  constructor(writer: RoundWriter, parts: readonly PlannedPart[]) {
    this.writer = writer;
    const inPieces = parts.flatMap(({ atoms }) => atoms.flatMap(({ line, piece }) => (piece < 0 ? [] : [line])));
    this.isCrowded = new Set(inPieces).size > 1;
  }

  /**
   * Puts what the parts behind it need into places: of their own, or into those of the same values of another block.
   *
   * @returns these values.
   */
  write(part: PlannedPart, slots: Slots, places?: readonly number[]): ReadonlySet<Local> {
    const { writer } = this;
    let saved = 0;
    for (let pass = 0; pass < writer.passes; pass++) {
      for (const { line, piece } of part.atoms) {
        if (piece < 0) writer.write(line, pass, slots);
        else this.writePiece(line, piece, pass, slots);
      }
      for (const local of this.localsOf(part.live, pass)) {
        if (places === undefined) slots.save(local);
        else slots.replace(places[saved++]!, local);
      }
    }
    return new Set(this.valuesOf(part));
  }

  /** What the parts behind a part need. */
  valuesOf({ live }: PlannedPart): readonly Local[] {
    return Array.from({ length: this.writer.passes }, (_, pass) => this.localsOf(live, pass)).flat();
  }

  /** Writes parts that are written once more afterwards: what their lines gave before is forgotten by nobody. */
  apart(parts: readonly PlannedPart[], write: () => void): void {
    const { writer } = this;
    const given = new Map(this.given);
    const lines = new Set(parts.flatMap(({ atoms }) => atoms.map(({ line }) => line)));
    const values = [...lines].flatMap((line) =>
      Array.from({ length: writer.passes }, (_, pass) => [line, pass, writer.valuesOf(line, pass)] as const),
    );
    write();
    for (const [key, locals] of given) this.given.set(key, locals);
    for (const [line, pass, locals] of values) writer.setValues(line, pass, locals);
  }

  private localsOf(live: PlannedPart["live"], pass: number): readonly Local[] {
    return live.flatMap(({ line, piece }) => {
      const { pieces } = piece < 0 ? { pieces: [] } : this.stages(line);
      const values = this.writer.valuesOf(line, pass);
      if (piece === pieces.length - 1 || piece < 0) return values.map(({ local }) => local);
      return this.writer
        .valuesOf((this.writer.lines[line] as Applied).args[0]!, pass)
        .flatMap((_, i) => this.given.get(`${line} ${pass} ${i}`)!);
    });
  }

  private stages(line: number): NonNullable<ReturnType<typeof stagesOf>> {
    return stagesOf((this.writer.lines[line] as Applied).name)!;
  }

  private writePiece(line: number, p: number, pass: number, slots: Slots): void {
    const { lines, scalars } = this.writer;
    const { args, dtype } = lines[line] as Applied;
    const stages = this.stages(line);
    const n = scalars.lanes(dtype);
    const xs = this.writer.valuesOf(args[0]!, pass).map(({ local }) => local);
    const keyOf = (i: number): string => `${line} ${pass} ${i}`;
    const piece = stages.pieces[p]!;
    const given = (i: number): readonly Local[] => {
      const found = this.given.get(keyOf(i)) ?? [];
      for (const k of piece.reads ?? found.keys()) slots.load(found[k]!);
      return found;
    };
    const isLast = p === stages.pieces.length - 1;
    if (p === 0 || (isLast && stages.again)) for (const x of xs) slots.load(x);
    if (isLast) {
      const ys = finishAll(stages, n, xs, given, this.isCrowded);
      this.writer.setValues(
        line,
        pass,
        ys.map((local) => ({ local, dtype })),
      );
      return;
    }
    for (const [i, x] of xs.entries()) {
      this.given.set(
        keyOf(i),
        piece.run(n, x, given(i)).map((value) => n.keep(value)),
      );
    }
  }
}

type Applied = Extract<Line, { readonly kind: "apply" }>;
