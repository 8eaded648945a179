import {
  add,
  astype,
  at,
  broadcastTo,
  concatenate,
  type DType,
  div,
  flip,
  grad,
  maximum,
  mean,
  mul,
  neg,
  ravel,
  reshape,
  sin,
  stack,
  sum,
  swapaxes,
  type Tensor,
  tanh,
  transpose,
  where,
} from "@wengert/autograd";
import { applyAny } from "@wengert/autograd/engine";
import seedrandom from "seedrandom";
import { primitives } from "../../../autograd/src/primitives/index.ts";
import { entryOf } from "../../../autograd/src/testing/cases.ts";
import { draw } from "../../../autograd/src/testing/draw.ts";
import type { RandomProgram } from "./randomProgram.ts";

type Way = readonly [name: string, run: (x: Tensor) => Tensor];
type Part = (inputs: readonly Tensor[]) => readonly Tensor[];

const PRIMITIVES = Object.values(primitives);

const isFloat = ({ dtype }: Tensor): boolean => dtype === "float64" || dtype === "float32";

/** Ways round that leave a tensor as it is, to the bit: what comes after them sees views, and results of loops. */
function waysRound(x: Tensor, axis: number): Way[] {
  const ways: Way[] = [
    ["", (x) => x],
    ["transposed twice", (x) => transpose(transpose(x))],
  ];
  if (x.ndim > 0) {
    ways.push(
      ["flipped twice", (x) => flip(flip(x, axis), axis)],
      ["half of two", (x) => at(concatenate([x, x]), `:${x.shape[0]}`)],
      ["ravelled", (x) => reshape(ravel(x), x.shape as number[])],
      ["one of a stack", (x) => at(stack([x, x, x]), 1)],
      ["swapped twice", (x) => swapaxes(swapaxes(x, 0, -1), 0, -1)],
      ["a broadcast row", (x) => at(broadcastTo(x, [2, ...x.shape]), 1)],
    );
  }
  if (isFloat(x)) {
    ways.push(
      ["times 1", (x) => mul(x, 1)],
      ["negated twice", (x) => neg(neg(x))],
      ["where true", (x) => where(true, x, 0)],
      ["the larger of itself", (x) => maximum(x, x)],
      ["halved and doubled", (x) => mul(div(x, 2), 2)],
    );
  }
  return ways;
}

/** What becomes of a result: it is used, kept beside what is made of it, reduced, or moved. */
const AFTER: readonly (readonly [name: string, run: (y: Tensor, axis: number) => Tensor[]])[] = [
  ["itself", (y) => [y]],
  ["negated, and kept", (y) => [neg(y), y]],
  ["squared", (y) => [mul(y, y)]],
  ["summed", (y, axis) => (y.ndim > 0 ? [sum(y, axis % y.ndim)] : [y])],
  ["transposed, and its tanh", (y) => [transpose(y), tanh(y)]],
  ["its mean, and one more", (y) => [mean(y), add(y, 1)]],
  ["beside its negative", (y) => (y.ndim > 0 ? [concatenate([y, neg(y)])] : [mul(3, y)])],
];

/** A number to which all floating results contribute, each in its own way. */
const weighted = (ys: readonly Tensor[]): Tensor =>
  ys
    .filter(isFloat)
    .map((y) => astype(sum(mul(sin(add(0.3, y)), y)), "float64"))
    .reduce(add);

/**
 * A program of one to three primitives, each on one of its samples, the first by the number of the seed: so they all have
 * their turn. Inputs come by ways that leave them as they are, equal ones are one input, results are used further, and
 * gradients are among them. Null where the function itself gives an error.
 */
export function composedProgram(seed: number): RandomProgram | null {
  const random = seedrandom(`composed ${seed}`);
  const integer = (n: number): number => Math.floor(random() * n);
  const pick = <T>(from: readonly T[]): T => from[integer(from.length)]!;
  const inputs: Tensor[] = [];
  const parts: Part[] = [];
  const lines: string[] = [];

  /** The place of an input: of an equal one, where there is one. */
  const placeOf = (x: Tensor): number => {
    const text = JSON.stringify([x.dtype, x.shape, x.toArray()]);
    const found = inputs.findIndex((y) => JSON.stringify([y.dtype, y.shape, y.toArray()]) === text);
    return found >= 0 ? found : inputs.push(x) - 1;
  };

  const addPart = (k: number): void => {
    const primitive = k === 0 ? PRIMITIVES[seed % PRIMITIVES.length]! : pick(PRIMITIVES);
    const { samples, domains, integers, complete } = entryOf(primitive);
    const { shapes, params } = pick(samples);
    const dtypes: DType[] = [
      "float64",
      "float64",
      "float32",
      ...(integers === false ? [] : (["int32", "bool"] as const)),
    ];
    const drawn = draw(shapes, domains, pick(dtypes), `${seed} ${k}`);
    const all = complete?.(drawn, params) ?? drawn;
    const places = all.map(placeOf);
    const ways = all.map((x) => pick(waysRound(x, integer(Math.max(1, x.ndim)))));
    const [use, after] = pick(AFTER);
    const axis = integer(3);
    const run = (xs: readonly Tensor[]): Tensor[] => applyAny(primitive, xs, params).slice(0, primitive.outputs);
    const followed = primitive.constant || random() < 0.6 ? [] : [...all.keys()].filter((i) => isFloat(all[i]!));
    parts.push((given) => {
      const xs = places.map((place, i) => ways[i]![1](given[place]!));
      const ys = run(xs).flatMap((y) => (isFloat(y) ? after(y, axis) : [y]));
      if (followed.length === 0) return ys;
      const value = (zs: readonly Tensor[]): Tensor =>
        weighted(run(xs.map((x, i) => (followed.includes(i) ? zs[followed.indexOf(i)]! : x))));
      const slopes = grad(value, 0, { allowConstant: true })(followed.map((i) => xs[i]!));
      return [...ys, ...(slopes as readonly Tensor[])];
    });
    const operands = all.map((x, i) => `x${places[i]} ${x.dtype}[${x.shape}] ${ways[i]![0]}`).join(", ");
    lines.push(`${primitive.name} ${JSON.stringify(params)} of ${operands}; ${use}; ${followed.length} gradients`);
  };

  const f = (...xs: Tensor[]): Tensor[] => parts.flatMap((part) => part(xs));
  try {
    for (let k = 0, count = 1 + integer(3); k < count; k++) addPart(k);
    f(...inputs);
  } catch {
    return null;
  }
  return { f, inputs, text: lines.join("\n"), narrow: inputs.some(({ dtype }) => dtype === "float32") };
}
