import {
  abs,
  add,
  div,
  exp,
  greater,
  greaterEqual,
  log,
  max,
  mean,
  mul,
  onesLike,
  sigmoid,
  sign,
  sqrt,
  square,
  sub,
  type Tensor,
  tanh,
} from "@wengert/autograd";
import { arrange } from "../arrange.ts";
import type { CauseCode } from "../codes.ts";
import { type Context, sampleAxis } from "../context.ts";
import { constantOf } from "../counts.ts";
import type { Deed } from "../readings.ts";
import type { Edit, Replacement } from "../replay.ts";
import { dataSteps } from "./dataSteps.ts";
import { standIns } from "./rules.ts";

/** Another loss that a hand may have differentiated, right in itself. */
export interface OtherLoss {
  /** The same on another tape of the same loss. */
  readonly id: string;
  readonly code: CauseCode;
  readonly does?: Deed;
  readonly what: string;
  readonly fix: string;
  readonly line: number;
  readonly edit: Edit;
}

const FIX = "compare the forward passes first: the same formula, the same parameters, the same data on both sides";

interface Named {
  readonly name: string;
  readonly f: (z: Tensor) => Tensor;
  readonly slope: (z: Tensor) => Tensor;
}

/** Functions that stand for each other in nets. */
const FUNCTIONS: readonly Named[] = [
  { name: "the sigmoid", f: sigmoid, slope: (z) => mul(sigmoid(z), sub(1, sigmoid(z))) },
  { name: "tanh", f: tanh, slope: (z) => sub(1, square(tanh(z))) },
  { name: "ReLU", f: (z) => mul(z, greater(z, 0)), slope: (z) => mul(onesLike(z), greater(z, 0)) },
  { name: "no function", f: (z) => z, slope: onesLike },
  { name: "softplus", f: (z) => log(add(1, exp(z))), slope: sigmoid },
  { name: "the square", f: square, slope: (z) => mul(2, z) },
  { name: "half the square", f: (z) => mul(0.5, square(z)), slope: (z) => z },
  { name: "the absolute value", f: abs, slope: sign },
  { name: "exp", f: exp, slope: exp },
];

/** One function of the net for another. */
function otherFunctions({ graph, steps, functions, nameOf, roleOf }: Context): OtherLoss[] {
  const groups = new Map<string, Map<number, Replacement>>();
  const found = [...steps.activations, ...functions].flatMap((step) => {
    const line = step.lines.at(-1)!;
    return FUNCTIONS.map((other): OtherLoss => {
      const replacement: Replacement = {
        run: (valueOf) => {
          const z = valueOf(step.z);
          return { output: other.f(z), pull: (g) => [{ place: step.z, adjoint: mul(g, other.slope(z)) }] };
        },
      };
      for (const key of [other.name, `${other.name} of ${roleOf(step.z)}`]) {
        groups.set(key, (groups.get(key) ?? new Map<number, Replacement>()).set(line, replacement));
      }
      return {
        id: `${other.name} at ${line} from ${step.z}`,
        code: graph.lines[line]!.primitive.name === "abs" && other.name === "no function" ? "sign" : "wrong-forward",
        ...(other.name !== "no function" && { does: "takes the slope of another function" as const }),
        what:
          other.name === "no function"
            ? `the hand computes without the function that makes ${nameOf(step.a)}`
            : `the hand makes ${nameOf(step.a)} with ${other.name}, and the loss with another function`,
        fix: FIX,
        line,
        edit: { lines: new Map([[line, replacement]]) },
      };
    });
  });
  const throughout = [...groups].flatMap(([key, lines]): OtherLoss[] => {
    if (lines.size < 2) return [];
    const name = key.split(" of ")[0];
    const what =
      name === "no function"
        ? `the hand computes without a function in ${lines.size} places where the loss has one`
        : `the hand computes with ${name} in ${lines.size} places where the loss has another function`;
    return [
      {
        id: `${key} throughout`,
        code: "wrong-forward",
        what,
        fix: FIX,
        line: Math.max(...lines.keys()),
        edit: { lines },
      },
    ];
  });
  return [...found, ...throughout];
}

/** Whether a step belongs to a penalty: to parameters and numbers, or data that meet parameters with nothing between. */
function penalty(graph: Context["graph"], line: number): boolean {
  const { inputs, inputPlaces, outputPlaces } = graph.lines[line]!;
  if (graph.withoutData[outputPlaces[0]!]) return true;
  return inputPlaces.every((place, i) =>
    place < 0 ? inputs[i]!.size > 0 : graph.leaves.some((one) => one.place === place),
  );
}

const BINARY = new Set("add sub mul div maximum minimum".split(" "));

/** A step left out on the way forward: a bias, a mask, a weight; or the other of two operands. */
function stepsLeftOut({ graph, nameOf, roleOf }: Context): OtherLoss[] {
  const groups = new Map<string, Map<number, Replacement>>();
  const found = graph.lines.flatMap(({ primitive, inputs, inputPlaces, outputs, pull }, line): OtherLoss[] => {
    if (!BINARY.has(primitive.name)) return [];
    return [0, 1].flatMap((input): OtherLoss[] => {
      const place = inputPlaces[input]!;
      const x = inputs[input]!;
      if (place < 0 || String(x.shape) !== String(outputs[0]!.shape) || inputs[1 - input]!.dtype === "bool") return [];
      const other = inputPlaces[1 - input]!;
      const named =
        other < 0 ? (inputs[1 - input]!.size > 1 ? "data" : String(inputs[1 - input]!.item())) : nameOf(other);
      const replacement: Replacement = {
        run: (valueOf) => ({ output: valueOf(place), pull: (g) => [{ place, adjoint: g }] }),
      };
      const key = `${primitive.name} ${input} ${other < 0 ? "data" : roleOf(other)}`;
      groups.set(key, (groups.get(key) ?? new Map<number, Replacement>()).set(line, replacement));
      // Left out of the values alone: the way back knows of it.
      const valueOnly: Replacement = {
        run: (valueOf) => ({
          output: valueOf(place),
          pull: (g) => pull([g]).map((adjoint, i) => ({ place: inputPlaces[i]!, adjoint })),
        }),
      };
      return [
        {
          id: `left out of the values at ${line}.${input}`,
          code: penalty(graph, line) ? "regulariser" : "wrong-forward",
          does: penalty(graph, line) ? "computes another penalty" : "leaves out a step of the loss",
          what: `the values that the hand computes with lack the ${primitive.name} of ${nameOf(place)} and ${named}`,
          fix: FIX,
          line,
          edit: { lines: new Map([[line, valueOnly]]) },
        },
        {
          id: `left out at ${line}.${input}`,
          code: penalty(graph, line)
            ? "regulariser"
            : constantOf(graph, { line, input }) !== null
              ? "factor"
              : "wrong-forward",
          does: penalty(graph, line)
            ? "computes another penalty"
            : constantOf(graph, { line, input }) !== null
              ? "leaves out a number"
              : "leaves out a step of the loss",
          what: `the hand computes without the ${primitive.name} of ${nameOf(place)} and ${named}`,
          fix: FIX,
          line,
          edit: { lines: new Map([[line, replacement]]) },
        },
      ];
    });
  });
  const throughout = [...groups].flatMap(([key, lines]): OtherLoss[] =>
    lines.size < 2
      ? []
      : [
          {
            id: `left out throughout ${key}`,
            code: "wrong-forward",
            does: "leaves out a step of the loss",
            what: `the hand computes without the ${key.split(" ")[0]} in ${lines.size} places`,
            fix: FIX,
            line: Math.max(...lines.keys()),
            edit: { lines },
          },
        ],
  );
  return [...found, ...throughout];
}

/** Data in another order, shifted, exchanged with other data, or with another number in their place. */
function otherData(context: Context): OtherLoss[] {
  const { graph, batch, values } = context;
  const byTensor = new Map<Tensor, [number, number][]>();
  graph.lines.forEach(({ inputs, inputPlaces }, line) => {
    inputs.forEach((x, input) => {
      if (inputPlaces[input]! < 0 && x.dtype !== "bool" && x.dtype !== "int32")
        byTensor.set(x, [...(byTensor.get(x) ?? []), [line, input]]);
    });
  });
  return [...byTensor].flatMap(([x, uses], n) => {
    // A number right in front of a kink only says where the slope changes.
    const beforeKink = uses.every(([line]) => isBeforeKink(graph, line));
    const codeAt = (places: readonly [number, number][]): CauseCode =>
      beforeKink && x.size === 1
        ? "derivative-at-wrong-value"
        : places.every(([line]) => graph.withoutData[graph.lines[line]!.outputPlaces[0]!])
          ? "regulariser"
          : x.size === 1 && places.every(([line, input]) => constantOf(graph, { line, input: 1 - input }) !== null)
            ? "factor"
            : "wrong-forward";
    const editTo = (y: Tensor): Edit => {
      const inputs = new Map<number, Map<number, Tensor>>();
      for (const [line, input] of uses) inputs.set(line, (inputs.get(line) ?? new Map<number, Tensor>()).set(input, y));
      return { inputs };
    };
    const make = (id: string, what: string, y: () => Tensor): OtherLoss[] => {
      try {
        const code = codeAt(uses);
        const does =
          code === "regulariser"
            ? "computes another penalty"
            : x.size === 1
              ? "computes with another number"
              : "computes with other data";
        return [{ id: `data ${n} ${id}`, code, does, what, fix: FIX, line: uses[0]![0], edit: editTo(y()) }];
      } catch {
        return [];
      }
    };
    if (x.size === 1) {
      const c = x.item();
      const others = [
        ...new Set([0, 1, 2 * c, c / 2, -c, 1 - c, 1 / c, c + 1, c - 1, c * c, Math.sqrt(Math.abs(c)), 10 * c, c / 10]),
      ];
      return others
        .filter((other) => Number.isFinite(other) && other !== c)
        .flatMap((other) =>
          make(`${others.indexOf(other)}`, `the hand computes with ${other} where the loss has ${c}`, () =>
            add(mul(0, x), other),
          ),
        );
    }
    const axis = batch === null ? -1 : sampleAxis(batch, x.shape);
    const axes = x.shape.flatMap((length, d) => (length > 1 ? [d] : []));
    return [
      ...axes.flatMap((d) =>
        [1, -1].flatMap((by) =>
          make(
            `rolled ${by} along ${d}`,
            `the hand's data are shifted by one ${d === axis ? "sample" : `place along axis ${d}`}, around the end`,
            () => rolled(x, by, d),
          ),
        ),
      ),
      ...axes.flatMap((d) =>
        make(`reversed along ${d}`, `the hand's data are in reverse order along axis ${d}`, () =>
          ordered(x, d, (i) => x.shape[d]! - 1 - i),
        ),
      ),
      ...axes.flatMap((d) =>
        make(
          `first along ${d}`,
          `the hand takes the first ${d === axis ? "sample's data for all samples" : `entry along axis ${d} for all`}`,
          () => ordered(x, d, () => 0),
        ),
      ),
      ...make("zero", "the hand computes with zeros where the loss has data", () => mul(0, x)),
      ...make("ones", "the hand computes without the data by which the loss multiplies", () => onesLike(x)),
      ...make("negative", "the hand's data have the other sign", () => mul(-1, x)),
      ...make("complement", "the hand computes with 1 - t where the loss has t", () => sub(1, x)),
      ...make("inverse", "the hand divides by the data that the loss multiplies by, or the other way round", () =>
        div(1, x),
      ),
      ...make("squared", "the hand computes with the squares of the data", () => square(x)),
      ...make("root", "the hand computes with the roots of the data", () => sqrt(x)),
      ...make("from signs", "the hand computes with (t + 1) / 2 where the loss has t", () => mul(0.5, add(x, 1))),
      ...make("to signs", "the hand computes with 2 t - 1 where the loss has t", () => sub(mul(2, x), 1)),
      ...make("largest", "the hand takes 1 where the data are above 1/2, and 0 elsewhere", () =>
        mul(onesLike(x), greater(x, 0.5)),
      ),
      ...make("weights left out", "the hand takes 1 wherever the loss's data are above 0, without their weights", () =>
        mul(onesLike(x), greater(x, 0)),
      ),
      ...(x.shape.length < 2
        ? []
        : make("hard", "the hand takes 1 for the largest of each row and 0 for the others", () =>
            mul(onesLike(x), greaterEqual(x, max(x, -1, { keepdims: true }))),
          )),
      ...standIns(values, x, -2)
        .filter(({ place }) => place < 0)
        .flatMap(({ value, name }) => make(name, "the hand takes other data in their place", () => value))
        .map((one) => ({ ...one, edit: { ...one.edit, exchanged: true as const } })),
    ];
  });
}

const KINKS = new Set("maximum minimum relu abs where clip".split(" "));

/** Whether what a line makes goes into a function with a kink. */
const isBeforeKink = ({ uses, lines }: Context["graph"], line: number): boolean =>
  uses[lines[line]!.outputPlaces[0]!]!.some((use) => KINKS.has(lines[use.line]!.primitive.name));

function ordered(x: Tensor, axis: number, from: (i: number) => number): Tensor {
  return arrange(x, axis, from);
}

const rolled = (x: Tensor, by: number, axis: number): Tensor => {
  const n = x.shape[axis]!;
  return ordered(x, axis, (i) => (((i - by) % n) + n) % n);
};

/** Two numbers of the loss exchanged, and all samples replaced by their mean. */
function exchangedNumbers({ graph, batch }: Context): OtherLoss[] {
  const uses = new Map<number, [number, number, Tensor][]>();
  const data: [number, number, Tensor][] = [];
  graph.lines.forEach(({ inputs, inputPlaces }, line) => {
    inputs.forEach((x, input) => {
      if (inputPlaces[input]! >= 0 || x.dtype === "bool" || x.dtype === "int32") return;
      if (x.size === 1) uses.set(x.item(), [...(uses.get(x.item()) ?? []), [line, input, x]]);
      else data.push([line, input, x]);
    });
  });
  const edit = (entries: readonly [number, number, Tensor][]): Edit => {
    const inputs = new Map<number, Map<number, Tensor>>();
    for (const [line, input, x] of entries)
      inputs.set(line, (inputs.get(line) ?? new Map<number, Tensor>()).set(input, x));
    return { inputs };
  };
  const numbers = [...uses.keys()].slice(0, 8);
  const swaps = numbers.flatMap((a, i) =>
    numbers.slice(i + 1).flatMap((b, j): OtherLoss[] => {
      const to = (from: number, x: number): [number, number, Tensor][] =>
        uses.get(from)!.map(([line, input, t]) => [line, input, add(mul(0, t), x)]);
      const lines = [...uses.get(a)!, ...uses.get(b)!].map(([line]) => line);
      const swap = (id: string, words: string, edited: Edit): OtherLoss => ({
        id,
        code: lines.every((line) => graph.withoutData[graph.lines[line]!.outputPlaces[0]!])
          ? "regulariser"
          : lines.every((line) => isBeforeKink(graph, line))
            ? "derivative-at-wrong-value"
            : "wrong-forward",
        does: lines.every((line) => graph.withoutData[graph.lines[line]!.outputPlaces[0]!])
          ? "computes another penalty"
          : "computes with another number",
        what: `the numbers ${a} and ${b} are exchanged${words} in what the hand differentiates`,
        fix: FIX,
        line: lines[0]!,
        edit: edited,
      });
      const plain = swap(`numbers ${i} and ${i + 1 + j} exchanged`, "", edit([...to(a, b), ...to(b, a)]));
      if (Math.sign(a) === Math.sign(b)) return [plain];
      // 0.8 and -0.2, the slopes of a quantile's two sides.
      const [s, t] = [Math.sign(a) * Math.abs(b), Math.sign(b) * Math.abs(a)];
      return [
        plain,
        swap(
          `sizes of numbers ${i} and ${i + 1 + j} exchanged`,
          " but for their signs",
          edit([...to(a, s), ...to(b, t)]),
        ),
      ];
    }),
  );
  if (batch === null || batch.size < 2) return swaps;
  const averaged = data.flatMap(([line, input, x]): [number, number, Tensor][] => {
    const axis = sampleAxis(batch, x.shape);
    return axis < 0 ? [] : [[line, input, mul(onesLike(x), mean(x, axis, { keepdims: true }))]];
  });
  if (averaged.length === 0) return swaps;
  return [
    ...swaps,
    {
      id: "all data averaged",
      code: "wrong-forward",
      what: "the gradient is that of the mean of the samples, not the mean of the samples' gradients",
      fix: "average gradients, not inputs: the net is not linear",
      line: -1,
      edit: edit(averaged),
    },
  ];
}

/** All of them. */
export function otherLosses(context: Context): OtherLoss[] {
  return [
    ...dataSteps(context),
    ...otherFunctions(context),
    ...stepsLeftOut(context),
    ...otherData(context),
    ...exchangedNumbers(context),
  ];
}
