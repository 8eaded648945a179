import type { Equation, Program, Variable } from "@wengert/autograd";
import { keepingAxes, rowMajor } from "@wengert/autograd/engine";
import type { Group, Grouping } from "./groups.ts";
import { type Buffer, squeezed, stridesAlong, type View } from "./layout.ts";
import { kindOf, vectorsOf } from "./lowering.ts";
import type { Line, MapStep } from "./steps.ts";

/**
 * Narrow matrices that are combined along their rows, as the scores of a few classes are in softmax and cross-entropy.
 *
 * A vector along such a row would hardly be filled, and every reduction would end a loop. So rows lie side by side in
 * the vectors instead, one vector for each column: what is combined along a row is combined lane by lane, the result is
 * there for the next operation, and maximum, exponentials, sum, logarithm and the derivative are one loop over the rows.
 */
const WIDEST = 4;

/** Along what a reduction of a matrix, or of one number for each row, goes. */
export function axesOf({ params, inputs }: Equation): "columns" | "rows" | "all" | "none" {
  const axes = params!.axes as readonly number[];
  const [first, second] = inputs[0]!.shape.flatMap((n, d) => (n === 1 ? [] : [axes.includes(d)]));
  if (first === true) return second === false ? "rows" : "all";
  return second === true ? "columns" : "none";
}

/** The matrices of a program whose rows are short and are combined: their floating type and shape, as text. */
export function narrowShapes(program: Program): ReadonlySet<string> {
  const found = new Set<string>();
  for (const equation of program.equations) {
    const lengths = squeezed(equation.inputs[0]?.shape ?? []);
    if (lengths.length !== 2 || !(lengths[1]! > 1 && lengths[1]! <= WIDEST)) continue;
    if (kindOf(equation).kind !== "reduce" || axesOf(equation) !== "columns") continue;
    const vectors = vectorsOf(equation);
    if (vectors === null) continue;
    if (lengths[0]! >= (vectors === "float64" ? 2 : 4)) found.add(`${vectors}:${lengths.join("×")}`);
  }
  return found;
}

/** What is known of a program's variables while it is written as steps. */
export interface Places {
  readonly grouping: Grouping;
  viewOf(x: Variable): View;
  bufferOf(x: Variable): Buffer;
  isStored(x: Variable): boolean;
  numberOf(x: Variable): number | undefined;
}

/** The loop of an upright group. Its views have two steps, along the rows and along the columns. */
export function lowerUpright(group: Group, places: Places): MapStep {
  const { shape, vectors, members } = group;
  const { grouping, viewOf, bufferOf } = places;
  const lines: Line[] = [];
  const known = new Map<number, number>();
  const loads = new Map<string, number>();
  const push = (line: Line): number => lines.push(line) - 1;
  const along = (strides: readonly number[]): readonly number[] => [strides[0]!, strides[1] ?? 0];
  const argument = (x: Variable, loop: readonly number[]): number => {
    const inside = grouping.insideOf(group, x, loop);
    const made = inside === null ? undefined : known.get(inside.id);
    if (made !== undefined) return made;
    const number = places.numberOf(x);
    if (number !== undefined) return push({ kind: "constant", value: number, dtype: x.dtype });
    const view = viewOf(x);
    const strides = along(stridesAlong(view, loop));
    const key = `${view.buffer.id}@${view.offset}:${strides.join(",")}`;
    const found = loads.get(key) ?? push({ kind: "load", view: { ...view, shape, strides }, dtype: x.dtype });
    loads.set(key, found);
    return found;
  };
  for (const equation of members) {
    const { primitive, inputs, outputs } = equation;
    const kind = grouping.kinds.get(equation)!;
    const y = outputs[0]!;
    const loop = kind.kind === "reduce" ? inputs[0]!.shape : y.shape;
    const args = inputs.map((x) => argument(x, loop));
    if (kind.kind !== "reduce") {
      known.set(y.id, push({ kind: "apply", name: primitive.name, args, dtype: y.dtype }));
    } else {
      let value = args[0]!;
      if (inputs[0]!.dtype !== y.dtype) value = push({ kind: "apply", name: "astype", args: [value], dtype: y.dtype });
      const { combine } = kind;
      if (axesOf(equation) !== "columns") {
        const axes = equation.params!.axes as readonly number[];
        const kept = keepingAxes(loop, axes);
        const strides = along(stridesAlong({ shape: kept, strides: rowMajor(kept), offset: 0 }, loop));
        const reduced = loop.flatMap((n, d) => (n === 1 ? [] : [axes.includes(d)]));
        const view = { shape, strides, offset: 0, buffer: bufferOf(y) };
        push({ kind: "reduce", combine, value, reduced, view });
        continue;
      }
      known.set(y.id, push({ kind: "across", combine, value, dtype: y.dtype }));
    }
    if (!places.isStored(y)) continue;
    const strides = along(rowMajor(squeezed(y.shape)));
    push({ kind: "store", value: known.get(y.id)!, view: { shape, strides, offset: 0, buffer: bufferOf(y) } });
  }
  return { kind: "map", shape, upright: true, vectors, lines, equations: members };
}
