import {
  abs,
  add,
  cos,
  div,
  exp,
  grad,
  log,
  maximum,
  minimum,
  mul,
  neg,
  pow,
  relu,
  sigmoid,
  sin,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
} from "@wengert/autograd";
import type { Graph } from "./graph.ts";
import { type ActivationStep, chains, kindOf, slopeOf } from "./steps.ts";

/** A function of one value, element by element, that is no activation of a layer: a softplus, a root, a power. */
export interface FunctionStep extends ActivationStep {
  /** f′ at another value; null where the tape does not say how to compute f anew. */
  readonly slopeAt: ((x: Tensor) => Tensor) | null;
  /** Whether it is only a part of a longer function. */
  readonly inner: boolean;
}

type Run = (...xs: Tensor[]) => Tensor;

/** Operations that can be run again at other values. */
export const RUNS = {
  abs,
  add,
  cos,
  div,
  exp,
  log,
  maximum,
  minimum,
  mul,
  neg,
  pow,
  relu,
  sigmoid,
  sin,
  sqrt,
  square,
  sub,
  tanh,
} as unknown as Readonly<Record<string, Run | undefined>>;

const LINEAR = new Set("add sub neg mul div".split(" "));

/** Every function of one value on a tape: single operations that are not linear, and whole chains of them. */
export function functionsOf(graph: Graph, without: ReadonlySet<number>): FunctionStep[] {
  const found = new Map<string, FunctionStep>();
  const consider = (z: number, lines: readonly number[], inner = false): void => {
    const a = graph.lines[lines.at(-1)!]!.outputPlaces[0]!;
    if (found.has(`${z} ${a}`) || graph.values[z]!.size < 1) return;
    const slope = slopeOf(graph, lines, z, a);
    if (slope.shape.join() !== graph.values[z]!.shape.join()) return;
    found.set(`${z} ${a}`, {
      kind: kindOf(graph, z, a),
      z,
      a,
      lines,
      slope,
      number: 0,
      slopeAt: slopeAt(graph, lines, z, a),
      inner,
    });
  };
  for (const [root, members] of chains(graph, without)) {
    const lines = members.map((place) => graph.producer[place]!);
    const linear = lines.map((k) => LINEAR.has(graph.lines[k]!.primitive.name) && isLinear(graph, k, new Set(members)));
    if (linear.every((one) => one)) continue;
    const start = linear.findIndex((one) => !one);
    const head = start === 0 ? root : graph.lines[lines[start]!]!.inputPlaces.find((p) => p >= 0)!;
    if (closed(graph, lines)) {
      consider(root, lines);
      if (start > 0 && closed(graph, lines.slice(start))) consider(head, lines.slice(start));
    }
    lines.forEach((line, i) => {
      const { inputPlaces } = graph.lines[line]!;
      const one = inputPlaces.filter((p) => p >= 0);
      if (!linear[i] && one.length === 1) consider(one[0]!, [line], linear.filter((one) => !one).length > 1);
    });
  }
  return [...found.values()];
}

/** Whether only the last of some lines is used elsewhere. */
function closed(graph: Graph, lines: readonly number[]): boolean {
  const inside = new Set(lines);
  return lines.slice(0, -1).every((k) => {
    const place = graph.lines[k]!.outputPlaces[0]!;
    return graph.uses[place]!.every(({ line }) => inside.has(line));
  });
}

/** Whether an operation adds or scales by numbers; a product of two members is none. */
function isLinear(graph: Graph, line: number, members: ReadonlySet<number>): boolean {
  const { primitive, inputPlaces, inputs } = graph.lines[line]!;
  if (primitive.name === "div" && inputPlaces[1]! >= 0) return false;
  if (inputs.some((x) => x.dtype === "bool")) return false;
  return primitive.name !== "mul" || !inputPlaces.every((p) => p >= 0) || !inputPlaces.some((p) => members.has(p));
}

export function slopeAt(graph: Graph, lines: readonly number[], z: number, a: number): FunctionStep["slopeAt"] {
  const fixed = lines.some((k) => {
    const { primitive, inputs, inputPlaces } = graph.lines[k]!;
    return RUNS[primitive.name] === undefined || inputs.some((x, i) => inputPlaces[i]! < 0 && x.size > 1);
  });
  if (fixed) return null;
  const f = (x: Tensor): Tensor => {
    const values = new Map<number, Tensor>([[z, x]]);
    for (const k of lines) {
      const { primitive, inputs, inputPlaces, outputPlaces } = graph.lines[k]!;
      const operands = inputs.map((input, i) => values.get(inputPlaces[i]!) ?? input);
      values.set(outputPlaces[0]!, RUNS[primitive.name]!(...operands));
    }
    return sum(values.get(a)!);
  };
  return grad(f) as unknown as (x: Tensor) => Tensor;
}
