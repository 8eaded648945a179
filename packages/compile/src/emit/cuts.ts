import { DEAR } from "../lower/lowering.ts";
import type { Line, Step } from "../lower/steps.ts";
import { stagesOf } from "./scalar.ts";

/** What a round does one after the other: a line, or a piece of the function of a line. */
export interface Atom {
  readonly line: number;
  /** Which piece; −1 for a whole line. */
  readonly piece: number;
}

/** Values that a part leaves for parts behind it: those of a line, or of a piece of its function. */
export type Kept = Atom;

/** One part of a round. */
export interface PlannedPart {
  readonly atoms: readonly Atom[];
  /** What the parts behind it read of this part and those before it. */
  readonly live: readonly Kept[];
}

/** With fewer rounds there is nothing to gain. */
const LEAST_ROUNDS = 8;
/** So many vectors may lie between two parts. */
const MOST_LIVE = 20;

/**
 * What the processor is taken to do, fitted to measured loops: floating instructions a cycle, stores included; cycles
 * between quotients; how many instructions it keeps at work.
 */
const A_CYCLE = 3.1;
const QUOTIENTS = 4.5;
const IN_SIGHT = 80;
/** Cycles for a round of one more loop, and for the end of a loop. */
const ROUND = 1;
const END = 40;
/** Rounds after which a loop ends, as far as costs go. */
const ROUNDS = 64;
/** Cycles for the end of a loop among joined blocks, which have few rounds; and how many they have at least. */
const JOINED_LOOP = 20;
const LEAST_BLOCK = 4;
/** Joined they have to take less than so much of what they take apart: it is more code, and the costs are not that exact. */
const WORTH = 0.95;
/** Cycles of an instruction, of a load, of a quotient; of functions that have no pieces. */
const LATENCY = 3;
const LOAD = 6;
const QUOTIENT = 13;
const WHOLE = { instructions: 60, latency: 100 } as const;
interface Effort {
  readonly instructions: number;
  readonly latency: number;
  readonly quotients?: number;
}

/** Instructions and cycles of operations that are several. */
const SEVERAL: Readonly<Record<string, Effort>> = {
  div: { instructions: 1, latency: QUOTIENT, quotients: 1 },
  sqrt: { instructions: 1, latency: QUOTIENT + 2, quotients: 1 },
  scale: { instructions: 5, latency: 7 },
  scaleBySigmoidSlope: { instructions: 7, latency: 13 },
  where: { instructions: 3, latency: 3 },
  maximum: { instructions: 3, latency: 4 },
  minimum: { instructions: 3, latency: 4 },
};

type Apply = Extract<Line, { readonly kind: "apply" }>;

function isStaged(line: Line, lines: readonly Line[]): line is Apply {
  if (line.kind !== "apply" || !DEAR.has(line.name) || stagesOf(line.name) === undefined) return false;
  const x = lines[line.args[0]!]!;
  return "dtype" in x && x.dtype === line.dtype;
}

/** Whether a step may need the memory of loops in parts. */
export function mayBeStaged(step: Step): boolean {
  return step.kind === "map" && step.vectors !== null && step.lines.some((line) => isStaged(line, step.lines));
}

/** The lines whose values a line reads. */
function readsOf(line: Line): readonly number[] {
  if (line.kind === "apply") return line.args;
  return line.kind === "across" || line.kind === "store" || line.kind === "reduce" ? [line.value] : [];
}

/** What a round does, in order. What is written over operands of later lines comes at the end. */
function atomsOf(lines: readonly Line[], isInside: (line: number) => boolean): readonly Atom[] {
  const atoms: Atom[] = [];
  const late: Atom[] = [];
  lines.forEach((line, i) => {
    if (!isInside(i)) return;
    if (isStaged(line, lines)) {
      atoms.push(...stagesOf(line.name)!.pieces.map((_, piece) => ({ line: i, piece })));
      return;
    }
    const overwrites =
      line.kind === "store" &&
      lines.some(
        (other, j) => j > i && other.kind === "load" && other.view.buffer.address === line.view.buffer.address,
      );
    (overwrites ? late : atoms).push({ line: i, piece: -1 });
  });
  return [...atoms, ...late];
}

/** What an atom takes, for each of its values. */
function effortOf({ line: i, piece }: Atom, lines: readonly Line[]): Effort {
  const line = lines[i]!;
  if (piece >= 0) return stagesOf((line as Apply).name)!.pieces[piece]!;
  if (line.kind === "load") return { instructions: 0, latency: LOAD };
  if (line.kind !== "apply") return { instructions: 1, latency: LATENCY };
  if (DEAR.has(line.name)) return WHOLE;
  return SEVERAL[line.name] ?? { instructions: 1, latency: LATENCY };
}

/** What a part takes: instructions with its stores, quotients in cycles, and how many cycles it waits for its chain. */
interface Cost {
  readonly instructions: number;
  readonly quotients: number;
  readonly waiting: number;
}

/** Cycles of parts that are done side by side. */
function cyclesOf(...parts: readonly Cost[]): number {
  const sum = (of: keyof Cost): number => parts.reduce((all, part) => all + part[of], 0);
  return Math.max(sum("instructions") / A_CYCLE, sum("quotients"), sum("waiting"));
}

/** The loops of a round that is cut. */
export interface PlannedLoops {
  readonly parts: readonly PlannedPart[];
  /**
   * Into how many blocks the rounds are divided, where the last part of a block is done beside the first part of the one
   * behind it; 0 where it is not.
   */
  readonly joined: number;
}

/**
 * Cuts a round into parts. A part takes as long as its instructions, its quotients, or as its chain where the processor
 * does not see enough rounds at once; a cut costs what has to be kept over it. The cuts for which the sum is least are
 * found from the front. Where the last part waits for its quotients, the first one of the next rounds can be done
 * meanwhile: then the two cost less than one after the other.
 *
 * @param widthOf how many vectors a line has in each round; 0 for a line that is computed before the loop.
 * @returns null where one loop is best.
 */
export function planParts(
  lines: readonly Line[],
  rounds: number,
  vectors: "float64" | "float32" | null,
  widthOf: (line: number) => number,
): PlannedLoops | null {
  if (vectors === null || rounds < LEAST_ROUNDS || !lines.some((line, i) => widthOf(i) > 0 && isStaged(line, lines)))
    return null;
  const atoms = atomsOf(lines, (i) => widthOf(i) > 0);
  const count = atoms.length;
  const givenBy = ({ line, piece }: Atom): number => {
    const stages = piece < 0 ? undefined : stagesOf((lines[line] as Apply).name)!;
    return (stages === undefined ? 1 : stages.pieces[piece]!.gives) * widthOf(line);
  };
  /** How many values an atom gives that have no place yet. */
  const savedBy = (at: number): number => {
    const { line, piece } = atoms[at]!;
    if (piece <= 0) return givenBy(atoms[at]!);
    const { reads } = stagesOf((lines[line] as Apply).name)!.pieces[piece]!;
    return givenBy(atoms[at]!) - (reads === undefined ? 0 : givenBy(atoms[at - 1]!));
  };
  /** Where each line is complete, and the last atom that reads what an atom gives. */
  const completeAt = new Map(atoms.map(({ line }, i) => [line, i]));
  const lastRead = atoms.map(() => -1);
  atoms.forEach(({ line: i, piece }, at) => {
    const line = lines[i]!;
    if (piece > 0) lastRead[at - 1] = at;
    if (piece > 0 && !(at === completeAt.get(i) && stagesOf((line as Apply).name)!.again)) return;
    for (const x of readsOf(line)) {
      const made = completeAt.get(x);
      if (made !== undefined) lastRead[made] = Math.max(lastRead[made]!, at);
    }
  });
  const isRare = (line: number): boolean => stagesOf((lines[line] as Apply).name)!.rare !== undefined;
  const liveAt = (at: number): readonly Atom[] => atoms.filter((_, i) => i < at && lastRead[i]! >= at);
  const mayCut = Array.from({ length: count + 1 }, (_, at) => {
    const live = at === 0 || at === count ? 0 : liveAt(at).reduce((sum, atom) => sum + givenBy(atom), 0);
    return live <= MOST_LIVE;
  });
  /** The costs of parts by where they begin and end. */
  const costs = Array.from({ length: count }, (_, first) => {
    const ended: Cost[] = [];
    if (!mayCut[first]) return ended;
    /** How long after the beginning of the part each line, or the piece before, is there. */
    const ready = new Map<number, number>();
    let [instructions, quotients, chain, before] = [0, 0, 0, 0];
    for (let at = first; at < count; at++) {
      const { line, piece } = atoms[at]!;
      const effort = effortOf(atoms[at]!, lines);
      instructions += effort.instructions * Math.max(1, widthOf(line));
      const begins = readsOf(lines[line]!).reduce((latest, x) => Math.max(latest, ready.get(x) ?? LOAD), 0);
      const ends = Math.max(begins, piece > 0 ? (at === first ? LOAD : before) : 0) + effort.latency;
      ready.set(line, ends);
      before = ends;
      chain = Math.max(chain, ends);
      quotients += (effort.quotients ?? 0) * widthOf(line);
      let kept = 0;
      for (let i = first; i <= at; i++) if (lastRead[i]! > at) kept += savedBy(i);
      const all = instructions + kept;
      ended[at + 1] = { instructions: all, quotients: quotients * QUOTIENTS, waiting: (all * chain) / IN_SIGHT };
    }
    return ended;
  });
  const cut = ROUND + END / Math.min(rounds, ROUNDS);
  /** The best parts from one place to all behind it. */
  const divided = (start: number): Division => {
    const best = new Array<number>(count + 1).fill(Number.POSITIVE_INFINITY);
    const from = new Array<number>(count + 1).fill(start);
    best[start] = 0;
    for (let first = start; first < count; first++) {
      if (!mayCut[first]) continue;
      for (let end = first + 1; end <= count; end++) {
        const cost = best[first]! + (first === 0 ? 0 : cut) + cyclesOf(costs[first]![end]!);
        if (cost < best[end]!) {
          best[end] = cost;
          from[end] = first;
        }
      }
    }
    return { best, from };
  };
  const whole = divided(0);
  let least = whole.best[count]! * rounds * WORTH;
  let ends = endsOf(whole, 0, count);
  let joined = 0;
  // A branch for rare numbers keeps apart what would be side by side: e^x was 1 to 6 % slower so.
  const branched = atoms.findLastIndex(
    ({ line, piece }) =>
      piece > 0 && piece === stagesOf((lines[line] as Apply).name)!.pieces.length - 1 && isRare(line),
  );
  for (let head = 1; head < count; head++) {
    if (!mayCut[head]) continue;
    const { best, from } = divided(head);
    const first = costs[0]![head]!;
    for (let tail = Math.max(head, branched + 1); tail < count; tail++) {
      if (!mayCut[tail] || best[tail] === Number.POSITIVE_INFINITY) continue;
      const last = costs[tail]![count]!;
      const both = cyclesOf(first, last);
      const gained = Math.max(0, cyclesOf(first) + cyclesOf(last) - both);
      const middle = endsOf({ best, from }, head, tail);
      // With more blocks more of the rounds have a block behind them, and more loops begin and end.
      const loops = (middle.length + 1) * JOINED_LOOP;
      const blocks = Math.min(Math.floor(rounds / LEAST_BLOCK), Math.round(Math.sqrt((gained * rounds) / loops)));
      if (blocks < 2) continue;
      const cost = (best[tail]! + both) * rounds + (gained * rounds) / blocks + blocks * loops;
      if (cost >= least) continue;
      least = cost;
      ends = [head, ...middle, count];
      joined = blocks;
    }
  }
  if (ends.length === 1) return null;
  return { joined, parts: ends.map((end, p) => ({ atoms: atoms.slice(ends[p - 1] ?? 0, end), live: liveAt(end) })) };
}

/** The least cost of what ends at each place, and where the last part of it begins. */
interface Division {
  readonly best: readonly number[];
  readonly from: readonly number[];
}

/** Where the parts from one place to another end. */
function endsOf({ from }: Division, start: number, end: number): readonly number[] {
  const ends: number[] = [];
  for (let at = end; at > start; at = from[at]!) ends.unshift(at);
  return ends;
}

/** How many vectors lie in memory at once while the parts are done; at least one, where parts have nothing in common. */
export function slotsOf(
  parts: readonly PlannedPart[],
  lines: readonly Line[],
  widthOf: (line: number) => number,
): number {
  const sizes = parts.map(({ live }) =>
    live.reduce((sum, { line, piece }) => {
      const gives = piece < 0 ? 1 : stagesOf((lines[line] as Apply).name)!.pieces[piece]!.gives;
      return sum + gives * widthOf(line);
    }, 0),
  );
  return Math.max(1, ...sizes.map((size, i) => size + (sizes[i - 1] ?? 0)));
}
