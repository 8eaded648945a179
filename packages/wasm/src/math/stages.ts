import { call, type Expression, type Local } from "../assembler/expression.ts";
import type { FunctionBuilder } from "../assembler/function.ts";
import { shared } from "../assembler/shared.ts";
import { Lanes, type Value } from "./lanes.ts";
import { any } from "./masks.ts";

/** One piece of a function that is cut. @public */
export interface Piece {
  /** With how many values the next piece goes on; the last one gives the result. */
  readonly gives: number;
  /** Which of the values that it is given it reads, where it hands others on as they are; all unless said. */
  readonly reads?: readonly number[];
  /** About how many floating instructions it is, and how many cycles from its operands to what it gives. */
  readonly instructions: number;
  readonly latency: number;
  /** How many of them are quotients. */
  readonly quotients?: number;
  /** Only the first piece reads the argument, and the last of a function that reads it `again`. */
  run(n: Lanes, x: Local, given: readonly Local[]): readonly Value[];
}

/**
 * A function whose every instruction waits for the one before, cut into pieces. Over an array the first piece of many
 * numbers is done before the second of the first: then the processor, which looks some hundred instructions ahead, has
 * more numbers in sight, and the chain that it waits for is shorter.
 * @public
 */
export interface Stages {
  readonly pieces: readonly Piece[];
  /** Whether the last piece reads the argument again; one with rare arguments does. */
  readonly again: boolean;
  /** Where this holds for one of the numbers at hand, all of them are computed another way, in place of the last piece. */
  readonly rare?: {
    /** The function that computes them is known by this name. */
    readonly name: string;
    where(n: Lanes, x: Local): Expression;
    value(n: Lanes, x: Local): Value;
  };
}

/**
 * The last piece of as many numbers or vectors as there are: rare ones are looked for once.
 *
 * @param apart whether rare ones are computed by a function of its own: where others have many constants too, those for
 *   rare numbers would take registers from the common way. Elsewhere a call costs more, as what a loop counts with then
 *   lies in memory.
 * @public
 */
export function finishAll(
  { pieces, rare }: Stages,
  n: Lanes,
  xs: readonly Local[],
  given: (i: number) => readonly Local[],
  apart: boolean,
): readonly Local[] {
  const last = pieces[pieces.length - 1]!;
  if (rare === undefined) return xs.map((x, i) => n.keep(last.run(n, x, given(i))[0]!));
  const ys = xs.map(() => n.local());
  const set = (value: (i: number) => Value): void => {
    for (const [i, y] of ys.entries()) n.f.set(y, value(i));
  };
  const masks = xs.map((x) => rare.where(n, x));
  const { type } = ys[0]!;
  const rarely = (x: Local): Value => {
    if (!apart) return rare.value(n, x);
    const body = (f: FunctionBuilder, y: Local): void =>
      f.return(rare.value(new Lanes(f, n.float, n.vector), y) as Expression);
    return call(shared(n.f, `${rare.name} ${n.type}`, [type], type, body), x);
  };
  n.f.if(
    any(
      n,
      masks.reduce((a, b) => n.either(a, b)),
    ),
    () => set((i) => rarely(xs[i]!)),
    () => set((i) => last.run(n, xs[i]!, given(i))[0]!),
  );
  return ys;
}

/** All pieces, one after the other. */
export function together(stages: Stages, n: Lanes, x: Local): Value {
  const { pieces } = stages;
  const before = pieces.slice(0, -1);
  const given = before.reduce<readonly Local[]>(
    (kept, piece) => piece.run(n, x, kept).map((value) => n.keep(value)),
    [],
  );
  return finishAll(stages, n, [x], () => given, false)[0]!;
}
