import { div, mul, onesLike, type Tensor } from "@wengert/autograd";
import type { CauseCode } from "../codes.ts";
import { type Context, inFormula, type NamedValue, type RepeatedStep, replaced } from "../context.ts";
import { type Mutant, one } from "../mutant.ts";
import { flat, largest, near } from "../numbers.ts";
import type { Deed } from "../readings.ts";
import { ELEMENTWISE } from "../steps.ts";
import { carriedDerivatives } from "./carried.ts";
import { replacedAt } from "./cost.ts";
import type { Line } from "./lines.ts";
import { activationAfter, comesFrom, layerOf, productRule, standIns } from "./rules.ts";

/** Derivatives of another step in the place of a layer's own dC/dz. */
export const upstreamMutants: readonly Mutant[] = [
  {
    name: "gradient of weights with another derivative",
    code: "wrong-upstream",
    on: "product",
    throughout: true,
    vary: (context) =>
      context.products.flatMap((step) => {
        const y = context.graph.lines[step.line]!;
        const a = activationAfter(context, step.line);
        return derivativesFor(context, y).map((other) => ({
          key: [other.place === a ? "a" : "other", `${other.place - y.outputPlaces[0]!}`],
          of: context.nameOf(step.weightPlace),
          code: () => codeBefore(context, y.outputPlaces[0]!, other.place),
          does: () => deedBefore(context, y.outputPlaces[0]!, other.place),
          what: () =>
            `the gradient of ${context.nameOf(step.weightPlace)} is made with ${other.name}, not with the derivative by the layer's own z`,
          changes: one(step.line, productRule(context, step, step.weights, { g: other.value })),
        }));
      }),
    fix: "the gradient of W takes dC/dz of its own layer",
  },
  {
    name: "gradient of weights with the prediction",
    code: "missing-term",
    does: "takes the prediction for the error",
    on: "product",
    faint: true,
    rare: true,
    throughout: false,
    vary: (context) =>
      context.products.flatMap((step) => {
        const y = context.graph.lines[step.line]!;
        return predictionsFor(context, y).map(({ words, value }) => ({
          of: context.nameOf(step.weightPlace),
          what: () =>
            `the gradient of ${context.nameOf(step.weightPlace)} is made with ${words}: the target is not subtracted`,
          changes: one(step.line, productRule(context, step, step.weights, { g: value })),
        }));
      }),
    fix: "the gradient of W takes the error, prediction minus target, as all others do",
  },
  {
    name: "gradient of weights without what comes back",
    code: "missing-term",
    on: "product",
    faint: true,
    rare: true,
    throughout: false,
    vary: (context) =>
      context.products.flatMap((step) => {
        const g = context.graph.adjoints[context.graph.lines[step.line]!.outputPlaces[0]!];
        // Where all that comes back is one number, what is left out is a factor.
        if (!g || flat(g).every((x, _i, all) => x === all[0])) return [];
        return [1, ...(context.batch === null ? [] : [context.batch.size])].map((n) => ({
          of: context.nameOf(step.weightPlace),
          what: () =>
            `the gradient of ${context.nameOf(step.weightPlace)} is that of a sum of the layer's outputs${n === 1 ? "" : `, divided by ${n}`}: what comes back to them is left out`,
          changes: one(step.line, productRule(context, step, step.weights, { g: mul(1 / n, onesLike(g)) })),
        }));
      }),
    fix: "the gradient of W takes the layer's input and dC/dz, what comes back to its outputs",
  },
  {
    name: "another derivative handed back",
    code: "wrong-upstream",
    on: "product",
    throughout: true,
    vary: (context) =>
      context.products.flatMap((step) => {
        if (step.inputPlace < 0) return [];
        const y = context.graph.lines[step.line]!;
        const a = activationAfter(context, step.line);
        return derivativesFor(context, y).map((other) => ({
          key: [other.place === a ? "a" : "other", `${other.place - y.outputPlaces[0]!}`],
          of: context.nameOf(step.weightPlace),
          code: () => codeBefore(context, y.outputPlaces[0]!, other.place),
          does: () => deedBefore(context, y.outputPlaces[0]!, other.place),
          what: () =>
            `what goes back through ${context.nameOf(step.weightPlace)} is ${other.name}, not the derivative by the layer's own z`,
          changes: one(step.line, productRule(context, step, 1 - step.weights, { g: other.value })),
        }));
      }),
    fix: "what goes back through W is dC/dz of its own layer",
  },
  {
    name: "another derivative for the layer's own",
    code: "wrong-upstream",
    on: "product",
    faint: true,
    rare: true,
    throughout: true,
    vary: (context) =>
      context.steps.activations.flatMap(({ z, a, slope }) =>
        standIns(context.derivatives, context.graph.values[z]!, z).flatMap((other) =>
          [false, true].map((sloped) => ({
            // Handed on past factors and functions, with the layer's own derivative or as it is.
            ...(sloped && comesFrom(context.graph, other.place, a)
              ? { code: () => codeBefore(context, a, other.place), does: () => deedBefore(context, a, other.place) }
              : { does: "takes the derivative of another layer" as const }),
            key: `always ${other.place} ${sloped}`,
            what: () =>
              `dC/d${inFormula(context.nameOf(z))} is taken as ${other.name}${sloped ? ` times f'(${context.nameOf(z)})` : ""}`,
            changes: replacedAt(context, z, sloped ? mul(other.value, slope) : other.value),
          })),
        ),
      ),
    fix: "each layer has a derivative of its own: dz[l] = (dz[l + 1] @ W[l + 1].T) * f'(z[l])",
  },
  {
    name: "bias with another derivative",
    code: "wrong-upstream",
    on: "repeated",
    throughout: true,
    vary: (context) =>
      biasesOf(context).flatMap(({ line, input, place }) => {
        const y = context.graph.lines[line]!;
        const a = context.steps.activations.find(({ z }) => z === y.outputPlaces[0])?.a;
        const here = y.outputPlaces[0]!;
        // A derivative on another branch of the net is nobody's mistake here, though it may come to the same.
        const near = standIns(context.derivatives, y.outputs[0]!, here).filter(
          (other) => y.outputs[0]!.shape.length > 1 || isOnTheWay(context, here, other.place),
        );
        return near.map((other) => ({
          key: [other.place === a ? "a" : "other", `${other.place - here}`],
          of: context.nameOf(place),
          code: () => upstreamCode(context, y.outputPlaces[0]!, other.place),
          does: () => deedBefore(context, y.outputPlaces[0]!, other.place),
          what: () =>
            `the gradient of ${context.nameOf(place)} is made with ${other.name}, not with the derivative by the layer's own z`,
          changes: one(
            line,
            replaced(input, () => y.pull([other.value])[input] ?? null),
          ),
        }));
      }),
    fix: "the gradient of b is dC/dz of its own layer, summed over the batch",
  },
];

/** Parameters that are repeated over samples, and those that are added to a single one. */
const biasesOf = ({ graph, repeated, entries }: Context): readonly RepeatedStep[] => [
  ...repeated,
  ...entries.filter(({ line, input, place }) => {
    const { primitive, inputs, outputs } = graph.lines[line]!;
    return (
      primitive.name === "add" &&
      graph.producer[place] === -1 &&
      inputs[input]!.shape.length <= 1 &&
      inputs[input]!.size === outputs[0]!.size
    );
  }),
];

/** Probabilities made of what a line makes, as they are and divided by the batch. */
function predictionsFor({ graph, steps, batch }: Context, { outputs }: Line): { words: string; value: Tensor }[] {
  const all = [
    ...steps.softmaxes.map(({ p }) => graph.values[p]!),
    ...[...steps.logSoftmaxes, ...steps.logSums].map(({ p }) => p),
    ...steps.activations.filter(({ kind }) => kind === "sigmoid").map(({ a }) => graph.values[a]!),
  ].filter(({ shape }) => String(shape) === String(outputs[0]!.shape));
  return all.flatMap((value, i) => {
    const words = `the prediction${i === 0 ? "" : ` ${i + 1}`}`;
    const whole = { words, value };
    return batch === null ? [whole] : [whole, { words: `${words} / ${batch.size}`, value: div(value, batch.size) }];
  });
}

/** What may stand for the derivative by what a line makes. */
const derivativesFor = (context: Context, { outputs, outputPlaces }: Line): NamedValue[] => [
  ...standIns(context.derivatives, outputs[0]!, outputPlaces[0]!),
  ...carriedDerivatives(context, outputPlaces[0]!),
];

/** Whether one of two values is made of the other. */
const isOnTheWay = (context: Context, a: number, b: number): boolean =>
  comesFrom(context.graph, Math.max(a, b), Math.min(a, b));

/** What is left out when the derivative by one value stands for that by another: steps between, or what comes from other uses. */
function codeBefore(context: Context, own: number, other: number): CauseCode {
  const left = leftOutBefore(context, own, other);
  if (left !== "wrong-upstream") return left;
  if (isOneUse(context, own, other)) return "missing-term";
  return leftOutBefore(context, other, own) === "wrong-upstream" ? left : "extra-term";
}

/** The same for a bias, which may take the derivative of a neighbouring layer. */
function upstreamCode(context: Context, own: number, other: number): CauseCode {
  const left = codeBefore(context, own, other);
  if (left !== "wrong-upstream") return left;
  const isLayer = context.products.some(({ line }) => context.graph.lines[line]!.outputPlaces[0] === other);
  const hops = Math.abs(layerOf(context, other) - layerOf(context, own));
  return isLayer && hops === 1 ? "off-by-one-layer" : left;
}

/** Whether the derivative by another value is what comes back to the own one from one of its uses alone. */
function isOneUse({ graph }: Context, own: number, other: number): boolean {
  const uses = graph.uses[own]!;
  const derivative = graph.adjoints[other];
  if (uses.length < 2 || !derivative) return false;
  const numbers = flat(derivative);
  return uses.some(({ line, input }) => {
    const c = graph.contributions[line]![input];
    return !!c && c.size === numbers.length && near(flat(c), numbers, 1e-12 * largest(numbers));
  });
}

/** What it does to take the derivative by one value for that by another. */
function deedBefore(context: Context, own: number, other: number): Deed | undefined {
  const left = leftOutBefore(context, own, other);
  if (left === "missing-activation-derivative") return "takes the derivative by a later value";
  if (left === "factor") return "leaves out a number";
  if (left !== "wrong-upstream") return undefined;
  if (isOneUse(context, own, other)) return "keeps one use of several";
  // The derivative by what comes before has the rules of the steps between in it, once too often.
  const more = leftOutBefore(context, other, own);
  if (more === "factor") return "takes the derivative by a value that a number divides";
  if (more !== "wrong-upstream") return "takes the derivative by an earlier value";
  const isLayer = context.products.some(({ line }) => context.graph.lines[line]!.outputPlaces[0] === other);
  const hops = Math.abs(layerOf(context, other) - layerOf(context, own));
  return isLayer && hops === 1
    ? "takes the derivative of a neighbouring layer"
    : "takes the derivative of another layer";
}

/**
 * What is left out when the derivative behind some steps is taken for the one before them: a function's derivative
 * where all of them are functions of the one value, a factor where they multiply or divide by others, and neither
 * where they are no steps element by element.
 */
function leftOutBefore({ graph, steps }: Context, from: number, to: number): CauseCode {
  const softmaxes = new Set(steps.softmaxes.map(({ line }) => line));
  const passed = new Map<number, keyof typeof LEFT_OUT>([[from, "same"]]);
  for (let k = graph.producer[from]! + 1; k < graph.lines.length && !passed.has(to); k++) {
    const { primitive, inputs, inputPlaces, outputPlaces, outputs } = graph.lines[k]!;
    // A product with data, or with values of the net, is a factor; one with weights is a layer.
    const isFactor = primitive.name === "matmul" && !inputPlaces.some((p) => p >= 0 && graph.withoutData[p]!);
    if (!ELEMENTWISE.has(primitive.name) && !isFactor) continue;
    const known = inputPlaces.filter((p) => passed.has(p));
    if (known.length === 0 || outputs[0]!.size !== graph.values[from]!.size) continue;
    const kinds = known.map((p) => passed.get(p)!);
    const others = inputs.some((x, i) => x.dtype !== "bool" && !passed.has(inputPlaces[i]!));
    const plain = primitive.name === "add" || primitive.name === "sub" || primitive.name === "neg";
    const scaled = primitive.name === "mul" || primitive.name === "div";
    const number = inputs.every((x, i) => x.size === 1 || passed.has(inputPlaces[i]!));
    const own = softmaxes.has(k)
      ? "function"
      : plain
        ? "same"
        : isFactor || (scaled && others)
          ? number
            ? "number"
            : "factor"
          : "function";
    const all = [...kinds, own] as const;
    passed.set(
      outputPlaces[0]!,
      (["factor", "function", "number"] as const).find((kind) => all.includes(kind)) ?? "same",
    );
  }
  return LEFT_OUT[passed.get(to) ?? "same"];
}

/** What is left out is called by the steps that are passed over: numbers alone, a function, other values. */
const LEFT_OUT: Readonly<Record<"same" | "number" | "function" | "factor", CauseCode>> = {
  same: "wrong-upstream",
  number: "factor",
  function: "missing-activation-derivative",
  factor: "missing-term",
};
