import {
  add,
  isTensor,
  ones,
  type Primitive,
  type Program,
  ravel,
  type TapeReading,
  type Tensor,
  type Variable,
} from "@wengert/autograd";
import { shortNumber } from "../axis.ts";
import { cleanName } from "../labels.ts";
import { extent } from "../numbers.ts";

/** A value or an operation of the drawn graph. */
export interface Node {
  readonly id: string;
  readonly kind: "input" | "constant" | "operation" | "result" | "fold";
  /** The name of the input or the operation, with its parameters. */
  readonly name: string;
  /** The variable that an operation makes, numbered as `explain` and a printed program number it. */
  readonly makes?: string;
  /** Of a constant its value, of a fold what is in it, of others the shape. */
  readonly text: string;
  /** The forward value, and the derivative of the result by it: of a tape only. */
  readonly value?: string;
  readonly adjoint?: string;
  /** What comes in, in order. */
  readonly from: readonly string[];
}

/** Nodes in an order in which each comes after what it is made of. */
export interface Network {
  readonly nodes: readonly Node[];
}

/** The tape of a function that was run once: with values and, where the result depends on them, adjoints. */
export function tapeNetwork({ leaves, lines, output, outputPlace, places }: TapeReading): Network {
  const adjoints = adjointsOf({ leaves, lines, output, outputPlace, places });
  const made = new Map<number, string>();
  const nodes: Node[] = leaves.map(({ path, place, value }, i) => {
    made.set(place, `x${i}`);
    const name = path === "" ? "x" : path.replace(/^\./, "");
    return {
      id: `x${i}`,
      kind: "input",
      name: cleanName("graph", "a name", name),
      ...facts([value], [adjoints[place]]),
      from: [],
    };
  });
  lines.forEach(({ primitive, params, inputs, inputPlaces, outputs, outputPlaces }, k) => {
    const from = inputs.map((x, i): string => {
      const known = made.get(inputPlaces[i]!);
      if (known !== undefined) return known;
      const id = `c${k}_${i}`;
      nodes.push({ id, kind: "constant", name: "", text: constantText(x), from: [] });
      return id;
    });
    for (const place of outputPlaces) made.set(place, `v${k}`);
    const shown = outputs.slice(0, primitive.outputs);
    const own = facts(
      shown,
      shown.map((_, i) => adjoints[outputPlaces[i]!]),
    );
    nodes.push({
      id: `v${k}`,
      kind: "operation",
      name: operationName(primitive, params),
      makes: `v${outputPlaces[0]}`,
      ...own,
      from,
    });
  });
  const last = made.get(outputPlace);
  return {
    nodes: [
      ...nodes,
      { id: "result", kind: "result", name: "result", text: "", from: last === undefined ? [] : [last] },
    ],
  };
}

/** ∂(sum of the result)/∂(each place), by the plain walk backwards. */
function adjointsOf({ lines, output, outputPlace, places }: TapeReading): (Tensor | null)[] {
  const adjoints = Array<Tensor | null>(places).fill(null);
  if (outputPlace < 0) return adjoints;
  adjoints[outputPlace] = ones(output.shape, output.dtype);
  for (const { inputPlaces, outputPlaces, pull } of [...lines].reverse()) {
    const gs = outputPlaces.map((place) => adjoints[place] ?? null);
    if (gs.every((g) => g === null)) continue;
    pull(gs).forEach((g, i) => {
      const place = inputPlaces[i]!;
      if (g === null || place < 0) return;
      const before = adjoints[place] ?? null;
      adjoints[place] = before === null ? g : add(before, g);
    });
  }
  return adjoints;
}

/** A staged program: shapes and dtypes, no values. */
export function programNetwork({ inputs, constants, equations, outputs }: Program): Network {
  const made = new Map<number, string>();
  const nodes: Node[] = inputs.map((variable, i) => {
    made.set(variable.id, `x${i}`);
    return { id: `x${i}`, kind: "input", name: `v${variable.id}`, text: typeOf(variable), from: [] };
  });
  constants.forEach(({ variable, value }, i) => {
    made.set(variable.id, `c${i}`);
    nodes.push({ id: `c${i}`, kind: "constant", name: "", text: constantText(value), from: [] });
  });
  equations.forEach(({ primitive, params, inputs: xs, outputs: ys }, k) => {
    const from = xs.map(({ id }) => made.get(id)!);
    for (const { id } of ys) made.set(id, `e${k}`);
    nodes.push({
      id: `e${k}`,
      kind: "operation",
      name: operationName(primitive, params),
      makes: `v${ys[0]!.id}`,
      text: ys.map(typeOf).join(", "),
      from,
    });
  });
  outputs.forEach((variable, i) => {
    const name = outputs.length === 1 ? "result" : `result ${i}`;
    nodes.push({ id: `result${i}`, kind: "result", name, text: "", from: [made.get(variable.id)!] });
  });
  return { nodes };
}

const typeOf = ({ dtype, shape }: Variable): string => `${dtype === "float64" ? "" : `${dtype} `}[${shape.join(", ")}]`;

/** `sum axes=[0]`, with long parameters left out. */
function operationName({ name }: Primitive, params: Readonly<Record<string, unknown>> | null): string {
  const shown = Object.entries(params ?? {}).flatMap(([key, value]) => {
    const text = JSON.stringify(value);
    return text === undefined || text.length > 16 || isTensor(value) ? [] : [`${key}=${text}`];
  });
  return cleanName("graph", "the name of an operation", [name, ...shown].join(" "));
}

/** Shape, value and adjoint; those of several outputs after each other. */
function facts(
  values: readonly Tensor[],
  adjoints: readonly (Tensor | null | undefined)[],
): Pick<Node, "text" | "value" | "adjoint"> {
  return {
    text: values.map(({ shape }) => `[${shape.join(", ")}]`).join(", "),
    value: values.map(brief).join(", "),
    adjoint: adjoints.map((g) => (g ? brief(g) : "none")).join(", "),
  };
}

function constantText(x: Tensor): string {
  return x.shape.length === 0 ? brief(x) : `constant [${x.shape.join(", ")}]`;
}

/** A few numbers as they are, more by their range. */
function brief(x: Tensor): string {
  const flat = (ravel(x).toArray() as readonly (number | boolean)[]).map(Number);
  if (flat.length === 0) return "empty";
  if (flat.length <= 2) {
    const numbers = flat.map((value) => shortNumber(value, 3)).join(" ");
    return x.shape.length === 0 ? numbers : `[${numbers}]`;
  }
  const [low, high] = extent(flat);
  const gaps = flat.filter(Number.isNaN).length;
  return `${shortNumber(low, 3)} … ${shortNumber(high, 3)}${gaps === 0 ? "" : `, ${gaps} NaN`}`;
}
