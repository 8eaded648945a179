import type { Equation, Program, Variable } from "@wengert/autograd";
import { contiguous, isContiguous, type Layout, squeezed, stridesAlong } from "./layout.ts";
import { DEAR, type Kind, kindOf, vectorsOf } from "./lowering.ts";
import { axesOf, narrowShapes } from "./rows.ts";
import { layoutOfView } from "./views.ts";

/** More operations than this in one function keep V8 from compiling it well. */
const LIMIT = 40;
/** With more dear functions one after the other, the processor sees no further than one round of the loop. */
const DEAR_LIMIT = 2;

/** Functions of one angle that are computed together. */
const WAVES: ReadonlySet<string> = new Set(["cos", "sin"]);

/** How the keys of upright groups begin. */
const UPRIGHT = "upright ";

/** Operations that read their operands otherwise than by broadcasting. */
const NEVER_UPRIGHT = new Set(["outer", "reshape"]);

/** Rows with more vectors than this hardly suffer from one that is not full. */
const SHORT_ROW = 8;

/** Operations that are done together: in one loop nest where they are number by number, otherwise one alone. */
export interface Group {
  /** What the loops go over and on which type; null for an operation that is no loop. */
  readonly key: string | null;
  readonly shape: readonly number[];
  /** Whether the rows of a narrow matrix lie side by side in the vectors; see `rows.ts`. */
  readonly upright: boolean;
  readonly vectors: "float64" | "float32" | null;
  readonly members: Equation[];
}

/** Where a variable's numbers are: those of another one (itself, unless it is a look at another), in some layout. */
export interface Source {
  readonly root: Variable;
  readonly layout: Layout;
}

/** How a program is divided. */
export interface Grouping {
  readonly groups: readonly Group[];
  readonly kinds: ReadonlyMap<Equation, Kind>;
  /** Which equation made a variable. */
  readonly makers: ReadonlyMap<number, Equation>;
  sourceOf(x: Variable): Source;
  /** The variable with the same number at the same place of a loop: a reshape that only adds axes of length 1 is none. */
  elementOf(x: Variable): Variable;
  /** The variable, made in this group, whose value stands for x in a loop over a shape; null: x is read from memory. */
  insideOf(group: Group, x: Variable, loop: readonly number[]): Variable | null;
}

const written = (shape: readonly number[]): string => squeezed(shape).join("×");

/**
 * Whether rows are so short, and of such a length, that the last vector of each wastes much: then a dear function is
 * better done by itself, over all numbers in one row.
 */
function isRagged(shape: readonly number[], vectors: "float64" | "float32"): boolean {
  const lengths = squeezed(shape);
  const [n, lanes] = [lengths[lengths.length - 1]!, vectors === "float64" ? 2 : 4];
  return lengths.length > 1 && n % lanes !== 0 && n < SHORT_ROW * lanes;
}

/** The place of the first number in an ascending list that is at least `least`; its length where there is none. */
function placeFrom(list: readonly number[], least: number): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle]! < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Takes a number out of an ascending list, if it is there. */
function close(list: number[], at: number): void {
  const place = placeFrom(list, at);
  if (list[place] === at) list.splice(place, 1);
}

/**
 * Divides a program into groups, each after all that it needs. An operation goes into the first group of its shape and
 * type that comes late enough: with those that make its operands where it reads them number by number, otherwise
 * behind them.
 */
export function groupOperations(program: Program): Grouping {
  const kinds = new Map<Equation, Kind>();
  const makers = new Map<number, Equation>();
  const sources = new Map<number, Source>();
  const elements = new Map<number, Variable>();
  const groups: Group[] = [];
  /** The groups of each key that have room, and those that have room for a dear function. */
  const open = { any: new Map<string, number[]>(), dear: new Map<string, number[]>() };
  /** The group in which a variable is made. */
  const madeIn = new Map<number, number>();

  /** Shapes as text: they are asked for again and again. */
  const texts = new Map<readonly number[], string>();
  const text = (shape: readonly number[]): string => {
    const found = texts.get(shape) ?? written(shape);
    texts.set(shape, found);
    return found;
  };
  /** How many dear functions a group has. */
  const dearIn = new Map<number, number>();
  const narrow = narrowShapes(program);
  const sourceOf = (x: Variable): Source => sources.get(x.id) ?? { root: x, layout: contiguous(x.shape) };
  const elementOf = (x: Variable): Variable => elements.get(x.id) ?? x;

  const insideOf = (group: Group, x: Variable, loop: readonly number[]): Variable | null => {
    const isMember = (y: Variable): boolean => madeIn.has(y.id) && groups[madeIn.get(y.id)!] === group;
    const element = elementOf(x);
    const isMap = (y: Variable): boolean => kinds.get(makers.get(y.id)!)!.kind === "map";
    if (!group.upright) {
      return isMember(element) && isMap(element) && text(element.shape) === text(group.shape) ? element : null;
    }
    const isKnown = (y: Variable): boolean => isMember(y) && (isMap(y) || axesOf(makers.get(y.id)!) === "columns");
    if (isKnown(element) && text(element.shape) === text(loop)) return element;
    const { root, layout } = sourceOf(x);
    if (!isKnown(root) || text(root.shape) !== `${group.shape[0]}` || layout.offset !== 0) return null;
    const strides = stridesAlong(layout, loop);
    return strides.length === 2 && strides[0] === 1 && strides[1] === 0 ? root : null;
  };

  /** The first group that may read a variable in a loop of some key over some shape. */
  const readableFrom = (x: Variable, key: string | null, loop: readonly number[]): number => {
    const inner = key === null ? [] : [elementOf(x), sourceOf(x).root];
    for (const { id } of inner) {
      const made = madeIn.get(id);
      if (made !== undefined && groups[made]!.key === key && insideOf(groups[made]!, x, loop)?.id === id) return made;
    }
    return (madeIn.get(sourceOf(x).root.id) ?? -1) + 1;
  };

  /** In which group the sine or cosine of a variable is computed: there the other one costs little more. */
  const waveIn = new Map<number, number>();
  const partnerOf = ({ primitive, inputs }: Equation): number | undefined =>
    WAVES.has(primitive.name) ? waveIn.get(elementOf(inputs[0]!).id) : undefined;

  /** The first group that is late enough for an operation and has room; undefined where there is none yet. */
  const roomFor = (equation: Equation, key: string, loop: readonly number[]): number | undefined => {
    let first = 0;
    for (const x of equation.inputs) first = Math.max(first, readableFrom(x, key, loop));
    const among = (DEAR.has(equation.primitive.name) ? open.dear : open.any).get(key) ?? [];
    const partner = partnerOf(equation);
    if (partner !== undefined && partner >= first && groups[partner]!.key === key) {
      if (groups[partner]!.members.length < LIMIT) return partner;
    }
    return among[placeFrom(among, first)];
  };

  const join = (equation: Equation, at: number): void => {
    const { key, members } = groups[at]!;
    members.push(equation);
    for (const y of equation.outputs) madeIn.set(y.id, at);
    if (key === null) return;
    const isDear = DEAR.has(equation.primitive.name) && partnerOf(equation) !== at;
    if (WAVES.has(equation.primitive.name)) waveIn.set(elementOf(equation.inputs[0]!).id, at);
    if (isDear) dearIn.set(at, (dearIn.get(at) ?? 0) + 1);
    const isFull = members.length === LIMIT;
    if (isFull) close(open.any.get(key)!, at);
    if (isFull || (isDear && dearIn.get(at) === DEAR_LIMIT)) close(open.dear.get(key)!, at);
  };

  const place = (equation: Equation, key: string | null, loop: readonly number[], vectors: Group["vectors"]): void => {
    const upright = key?.startsWith(UPRIGHT) ?? false;
    let at = key === null ? undefined : roomFor(equation, key, loop);
    if (at === undefined) {
      at = groups.push({ key, shape: squeezed(loop), upright, vectors, members: [] }) - 1;
      for (const each of key === null ? [] : [open.any, open.dear]) {
        if (!each.has(key!)) each.set(key!, []);
        each.get(key!)!.push(at);
      }
    }
    join(equation, at);
  };

  /** Puts an operation on the rows of a narrow matrix, or on one number for each row, into an upright group. */
  const placeUpright = (equation: Equation, loop: readonly number[], vectors: "float64" | "float32"): boolean => {
    const lengths = squeezed(loop);
    if (kinds.get(equation)!.kind === "reduce" && axesOf(equation) === "none") return false;
    if (lengths.length === 2 && narrow.has(`${vectors}:${text(loop)}`)) {
      place(equation, `${UPRIGHT}${vectors}:${text(loop)}`, loop, vectors);
      return true;
    }
    if (lengths.length !== 1) return false;
    // A number for each row: only where there is such a group already.
    for (const each of narrow) {
      if (!each.startsWith(`${vectors}:${lengths[0]}×`)) continue;
      const at = roomFor(equation, `${UPRIGHT}${each}`, loop);
      if (at === undefined) continue;
      join(equation, at);
      return true;
    }
    return false;
  };

  const fillsInOrder = (x: Variable, shape: readonly number[]): boolean =>
    text(x.shape) === text(shape) && isContiguous(sourceOf(x).layout);

  for (const equation of program.equations) {
    let kind = kindOf(equation);
    const [x, y] = [equation.inputs[0], equation.outputs[0]!];
    for (const output of equation.outputs) makers.set(output.id, equation);
    let shape = y.shape;
    if (kind.kind === "view") {
      const from = sourceOf(x!);
      const layout = layoutOfView(equation, from.layout);
      if (layout !== null) {
        sources.set(y.id, { root: from.root, layout });
        if (text(x!.shape) === text(y.shape) && isContiguous(from.layout) && isContiguous(layout)) {
          elements.set(y.id, elementOf(x!));
        }
        kinds.set(equation, kind);
        continue;
      }
      kind = { kind: "map" };
      shape = x!.shape;
    }
    if (kind.kind === "reduce") shape = x!.shape;
    kinds.set(equation, kind);
    if (kind.kind !== "map" && kind.kind !== "reduce") {
      place(equation, null, [], null);
      continue;
    }
    const single = squeezed(shape).length === 0;
    const vectors = single ? null : vectorsOf(equation);
    if (vectors !== null && !NEVER_UPRIGHT.has(equation.primitive.name) && placeUpright(equation, shape, vectors)) {
      continue;
    }
    const alone = vectors !== null && DEAR.has(equation.primitive.name) && isRagged(shape, vectors);
    const flat = alone && equation.inputs.every((input) => fillsInOrder(input, shape));
    place(equation, `${vectors}:${text(shape)}${flat ? " in one row" : ""}`, shape, vectors);
  }
  return { groups, kinds, makers, sourceOf, elementOf, insideOf };
}
