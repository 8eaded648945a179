import type { DType, Equation, Program, Variable } from "@wengert/autograd";
import { contiguous, isContiguous, type Layout, squeezed } from "./layout.ts";
import { type Kind, kindOf } from "./lowering.ts";
import { layoutOfView } from "./views.ts";

/** More operations than this in one function keep V8 from compiling it well. */
const LIMIT = 40;

/** Functions that take tens of instructions. */
const DEAR = new Set(["cos", "erf", "exp", "expm1", "log", "log1p", "pow", "sigmoid", "sin", "tanh"]);
/** Rows with more vectors than this hardly suffer from one that is not full. */
const SHORT_ROW = 8;

/** Operations that are done together: in one loop nest where they are number by number, otherwise one alone. */
export interface Group {
  /** What the loops go over and on which type; null for an operation that is no loop. */
  readonly key: string | null;
  readonly shape: readonly number[];
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
}

const text = (shape: readonly number[]): string => squeezed(shape).join("×");

/** The floating type on whose vectors an operation works; null for one number at a time. */
function vectorsOf({ inputs, outputs }: Equation): "float64" | "float32" | null {
  let found: DType | null = null;
  for (const { dtype } of [...inputs, ...outputs]) {
    if (dtype === "bool" || dtype === found) continue;
    if (dtype === "int32" || found !== null) return null;
    found = dtype;
  }
  return found as "float64" | "float32" | null;
}

/**
 * Whether rows are so short, and of such a length, that the last vector of each wastes much: then a dear function is
 * better done by itself, over all numbers in one row.
 */
function isRagged(shape: readonly number[], vectors: "float64" | "float32"): boolean {
  const lengths = squeezed(shape);
  const [n, lanes] = [lengths[lengths.length - 1]!, vectors === "float64" ? 2 : 4];
  return lengths.length > 1 && n % lanes !== 0 && n < SHORT_ROW * lanes;
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
  const byKey = new Map<string, number[]>();
  /** The group in which a variable is made. */
  const madeIn = new Map<number, number>();

  const sourceOf = (x: Variable): Source => sources.get(x.id) ?? { root: x, layout: contiguous(x.shape) };
  const elementOf = (x: Variable): Variable => elements.get(x.id) ?? x;

  /** The first group that may read a variable in a loop of some key. */
  const readableFrom = (x: Variable, key: string | null): number => {
    const element = elementOf(x);
    const made = madeIn.get(element.id);
    if (key !== null && made !== undefined && groups[made]!.key === key) {
      const { shape } = groups[made]!;
      if (kinds.get(makers.get(element.id)!)!.kind === "map" && text(element.shape) === shape.join("×")) return made;
    }
    return (madeIn.get(sourceOf(x).root.id) ?? -1) + 1;
  };

  const place = (equation: Equation, key: string | null, shape: readonly number[], vectors: Group["vectors"]): void => {
    let first = 0;
    for (const x of equation.inputs) first = Math.max(first, readableFrom(x, key));
    const known = key === null ? [] : (byKey.get(key) ?? []);
    let at = known.find((index) => index >= first && groups[index]!.members.length < LIMIT);
    if (at === undefined) {
      at = groups.push({ key, shape: squeezed(shape), vectors, members: [] }) - 1;
      if (key !== null) byKey.set(key, [...known, at]);
    }
    groups[at]!.members.push(equation);
    for (const y of equation.outputs) madeIn.set(y.id, at);
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
    const alone = vectors !== null && DEAR.has(equation.primitive.name) && isRagged(shape, vectors);
    const flat = alone && equation.inputs.every((input) => fillsInOrder(input, shape));
    place(equation, `${vectors}:${text(shape)}${flat ? " in one row" : ""}`, shape, vectors);
  }
  return { groups, kinds, makers, sourceOf, elementOf };
}
