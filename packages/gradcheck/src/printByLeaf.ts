// What a print says of each gradient by itself.
import { isRounding, type Print, printOfMoved, type Screen, SHOWN } from "./screen.ts";
import { NOTHING } from "./walk.ts";

/** By leaf: whether a movement moves it, and whether what it does to it is all that is to be explained. */
export interface Reach {
  readonly moves: readonly boolean[];
  readonly explains: readonly boolean[];
}

const ownDirections = new WeakMap<Screen, readonly (readonly number[])[] | null>();

/** By leaf: the directions within it; null where some direction lies in several leaves. */
export function directionsByLeaf(screen: Screen): readonly (readonly number[])[] | null {
  const known = ownDirections.get(screen);
  if (known !== undefined) return known;
  const found: number[][] = screen.graph.leaves.map(() => []);
  let isApart = true;
  screen.directions.forEach((r, k) => {
    const within = r.flatMap((x, i) => (x === null ? [] : [i]));
    if (within.length > 1) isApart = false;
    for (const i of within) found[i]!.push(k);
  });
  ownDirections.set(screen, isApart ? found : null);
  return isApart ? found : null;
}

/** Whether a print may be that of a movement which explains some gradients, whatever it does to others. */
export function fitsLeaves(screen: Screen, leaves: readonly number[]): (print: Print) => boolean {
  const { ofTarget, slack, directions } = screen;
  const within = directions.flatMap((r, k) => (r.every((x, i) => x === null || leaves.includes(i)) ? [k] : []));
  return (print) => within.every((k) => isRounding(ofTarget[k]! - print[k]!, slack[k]!, ofTarget[k]!));
}

/** What a print says of each leaf; null where it mixes several. A leaf without directions is not compared. */
export function reachOfPrint(screen: Screen, print: Print, least: number = SHOWN): Reach | null {
  const { ofTarget, slack } = screen;
  const own = directionsByLeaf(screen);
  if (own === null) return null;
  return {
    moves: own.map((ks) => ks.some((k) => !(Math.abs(print[k]!) <= least * slack[k]!))),
    explains: own.map((ks) => ks.every((k) => isRounding(ofTarget[k]! - print[k]!, slack[k]!, ofTarget[k]!))),
  };
}

/** What a print has within some leaves alone; only where directions lie in several is the movement itself asked for. */
export function printWithin(
  screen: Screen,
  leaves: readonly number[],
  print: Print,
  moved: () => readonly Float64Array[],
): Print {
  const own = directionsByLeaf(screen);
  if (own === null)
    return printOfMoved(
      screen,
      moved().map((m, i) => (leaves.includes(i) ? m : NOTHING)),
    );
  const within = new Float64Array(print.length);
  for (const i of leaves) for (const k of own[i]!) within[k] = print[k]!;
  return within;
}
