import { add, neg, reshape, sub, type Tensor, transpose } from "@wengert/autograd";
import type { CauseCode } from "../codes.ts";
import { type Context, type NamedValue, operandName, replaced, sampleAxis } from "../context.ts";
import { type Mutant, one } from "../mutant.ts";
import { flat, largest, near } from "../numbers.ts";
import { once } from "../once.ts";
import { placeInTime, statesOf } from "../sequence.ts";
import { arrangedFrom, carriedValues, joinedOtherwise, putTogetherOtherwise } from "./carried.ts";
import {
  activationAfter,
  beforeActivation,
  codeOfShift,
  deedOfShift,
  factorLeftOut,
  inputsWith,
  layerOf,
  layerOfWeights,
  operand,
  productRule,
  reordered,
  sameRole,
  sourceOf,
  standIns,
} from "./rules.ts";

/** Data as they are given, in the same shape, where what meets weights was made of them, or put in another order first. */
function readOtherwise({ graph, values }: Context, x: Tensor): NamedValue[] {
  if (graph.dataNames.has(x)) return [];
  return [...graph.dataNames].flatMap(([value, name]) => {
    const known = values.find((one) => one.value === value);
    if (value.size !== x.size || value.dtype !== x.dtype || (known !== undefined && !known.unprepared)) return [];
    return String(value.shape) === String(x.shape)
      ? known === undefined
        ? [{ name, value, place: -1 }]
        : []
      : [{ name: `${name}, only reshaped,`, value: reshape(value, x.shape as number[]), place: -1 }];
  });
}

/** What is left of data that are a sum or a difference of others, or what they become with another sign. */
interface PartOfData {
  readonly key: string;
  readonly code: "missing-term" | "sign";
  readonly words: string;
  readonly value: Tensor;
}

/** Data that are the sum or the difference of two others: one of the two alone, and the two with another sign. */
function partsOfData({ graph }: Context, x: Tensor): PartOfData[] {
  if (graph.dataNames.has(x)) return [];
  const given = [...graph.dataNames].filter(
    ([data]) => data.dtype === x.dtype && String(data.shape) === String(x.shape) && data !== x,
  );
  const size = largest(flat(x));
  return given.flatMap(([u, first], i) =>
    given.flatMap(([v, second], j): PartOfData[] => {
      if (i === j) return [];
      const isSum = i < j && near(flat(add(u, v)), flat(x), 1e-12 * size);
      const isDifference = near(flat(sub(u, v)), flat(x), 1e-12 * size);
      if (!isSum && !isDifference) return [];
      const other = isSum ? v : neg(v);
      const whole = `${first} ${isSum ? "+" : "-"} ${second}`;
      return [
        { key: "first", code: "missing-term", words: `${first}: the ${second} of ${whole} is left out`, value: u },
        {
          key: "second",
          code: "missing-term",
          words: `${second} alone: the ${first} of ${whole} is left out`,
          value: other,
        },
        { key: "sign", code: "sign", words: `${second} with the other sign than in ${whole}`, value: sub(u, other) },
        {
          key: "first sign",
          code: "sign",
          words: `${first} with the other sign than in ${whole}`,
          value: sub(other, u),
        },
      ];
    }),
  );
}

/** Mistakes in the gradient of weights and in the way back through them. */
export const weightMutants: readonly Mutant[] = [
  {
    name: "weights not transposed on the way back",
    code: "transposed",
    on: "product",
    throughout: true,
    vary: (context) =>
      context.products.flatMap((step) => {
        const W = operand(context, step.line, step.weights);
        if (step.inputPlace < 0 || W.shape.length !== 2 || W.shape[0] !== W.shape[1]) return [];
        return [
          {
            of: context.nameOf(step.weightPlace),
            what: () => `${context.nameOf(step.weightPlace)} is not transposed where the gradient goes back through it`,
            changes: one(step.line, productRule(context, step, 1 - step.weights, { other: transpose(W) })),
          },
        ];
      }),
    fix: "backwards the weights are transposed: dC/dx = dz @ W.T for x @ W, W.T @ dz for W @ x",
  },
  {
    name: "gradient of weights transposed",
    code: "transposed",
    on: "product",
    throughout: true,
    vary: (context) =>
      context.products.flatMap((step) => {
        const W = operand(context, step.line, step.weights);
        if (W.shape.length !== 2 || W.shape[0] !== W.shape[1] || W.size <= 1) return [];
        return [
          {
            what: () => `the gradient of ${context.nameOf(step.weightPlace)} is transposed`,
            changes: one(
              step.line,
              replaced(step.weights, (_g, c) => transpose(c)),
            ),
          },
        ];
      }),
    fix: "for z = x @ W the gradient is x.T @ dz, for z = W @ x it is outer(dz, x)",
  },
  {
    name: "weights of another layer on the way back",
    code: "wrong-layer",
    on: "product",
    throughout: true,
    codeThroughout: (key) => (/^-?1( |$)/.test(key) ? "off-by-one-layer" : undefined),
    vary: (context) =>
      context.products.flatMap((step) => {
        const W = operand(context, step.line, step.weights);
        if (step.inputPlace < 0) return [];
        const own = context.nameOf(step.weightPlace);
        const upright = standIns(context.weights, W, sourceOf(context, step.weightPlace)).map((other) => ({
          other,
          value: other.value,
          way: "",
        }));
        const turned = context.weights
          .filter(
            ({ value, place }) =>
              W.shape.length === 2 &&
              place !== sourceOf(context, step.weightPlace) &&
              String(value.shape) === String(W.shape.toReversed()),
          )
          .map((other) => ({ other, value: transpose(other.value), way: " turned" }));
        return [...upright, ...turned].map(({ other, value, way }) => ({
          key: [`${layerOfWeights(context, other.place) - step.number}${way}`, `always ${other.name}${way}`],
          of: own,
          ...(Math.abs(layerOfWeights(context, other.place) - step.number) === 1 && {
            does: "goes back through a neighbour's weights" as const,
          }),
          what: () => `the gradient goes back through ${other.name} where it should go through ${own}`,
          fix: () => `use ${own}, the weights between this layer and the next`,
          changes: one(step.line, productRule(context, step, 1 - step.weights, { other: value })),
        }));
      }),
    fix: "the gradient goes back through the weights that the values came through",
  },
  {
    name: "gradient of weights with another layer's input",
    code: "off-by-one-layer",
    on: "product",
    throughout: true,
    codeThroughout: (key) => (key.startsWith("own output") ? "off-by-one-layer" : undefined),
    vary: (context) => {
      const states = statesOf(context);
      return context.products.flatMap((step) => {
        const x = operand(context, step.line, 1 - step.weights);
        const own = operandName(context, step.line, 1 - step.weights);
        const from = arrangedFrom(context.graph, step.inputPlace).from;
        const z = from < 0 ? undefined : beforeActivation(context, from);
        const ownOutput = activationAfter(context, step.line);
        const of = context.nameOf(step.weightPlace);
        const ownPlace = placeInTime(context, { place: step.inputPlace, value: x });
        const inputs = inputsWith(context, step);
        const at = inputs.indexOf(x);
        const given = step.inputPlace < 0 ? readOtherwise(context, x) : [];
        const carried = [
          ...carriedValues(context, step.inputPlace),
          ...(step.inputPlace < 0 ? [] : putTogetherOtherwise(context, step.inputPlace)),
        ];
        const parts = step.inputPlace < 0 ? partsOfData(context, x).map(({ value }) => value) : [];
        const others = [...standIns(context.values, x, step.inputPlace), ...given];
        return [...others.filter(({ value }) => !parts.includes(value)), ...carried].map((other) => {
          const base = "origin" in other ? { ...other, value: other.origin as Tensor } : other;
          const place = base === other ? step.inputPlace : from;
          const keys = [`${layerOf(context, other.place) - layerOf(context, place)}`];
          if (other.place === ownOutput) keys.push("own output");
          keys.push(`always ${other.place < 0 ? other.name : other.place}`);
          keys.push(`places ${placeInTime(context, other) - ownPlace}`);
          const isBefore = states.get(step.inputPlace) === other.value;
          if (isBefore) keys.push("the state before");
          const k = inputs.indexOf(other.value);
          if (k >= 0)
            keys.push(
              `step ${k - at}`,
              ...(k === inputs.length - 1 - at ? ["mirrored"] : []),
              ...(k === 0 ? ["first step"] : []),
              ...(k === inputs.length - 1 ? ["last step"] : []),
            );
          const left = once(() => factorLeftOut(context, place, base.value));
          const code = once(
            (): CauseCode =>
              left() !== null
                ? "missing-term"
                : isBefore
                  ? "off-by-one-layer"
                  : other.place === z || (other.place < 0 && (step.inputPlace < 0 || "origin" in other))
                    ? "derivative-at-wrong-value"
                    : codeOfShift(context, base, place),
          );
          return {
            key: other.place === z ? "z" : keys,
            of,
            code,
            does: () =>
              left() !== null
                ? "takes a value without one of its factors"
                : isBefore || (k >= 0 && code() !== "wrong-layer")
                  ? "takes the value of another step of time"
                  : deedOfShift(code()),
            what: () =>
              left() !== null
                ? `the gradient of ${of} is made with ${other.name}: ${left()} of the layer's input is left out`
                : `the gradient of ${of} is made with ${other.name}${other.name === own ? " of another step" : ""} for the layer's input, which is ${own}`,
            fix: () => `multiply dz by ${own}`,
            changes: one(step.line, productRule(context, step, step.weights, { other: other.value })),
          };
        });
      });
    },
    fix: "the gradient of W is the layer's input times dz",
  },
  {
    name: "gradient of weights with an input joined otherwise",
    code: "derivative-at-wrong-value",
    does: "takes another value of the net",
    on: "product",
    faint: true,
    rare: true,
    throughout: true,
    vary: (context) =>
      context.products.flatMap((step) => {
        const of = context.nameOf(step.weightPlace);
        return joinedOtherwise(context, step).map(({ name, value, part, taken }) => ({
          key: `places ${placeInTime(context, taken) - part}`,
          of,
          ...(sameRole(context, taken.place, part) && { does: "takes the value of another step of time" as const }),
          what: () => `the gradient of ${of} is made with ${name}`,
          changes: one(step.line, productRule(context, step, step.weights, { other: value })),
        }));
      }),
    fix: "the gradient of W is made with the layer's input as it was: [x, h] with the state before",
  },
  {
    name: "gradient of weights with a part of the input",
    code: "missing-term",
    on: "product",
    faint: true,
    throughout: true,
    vary: (context) =>
      context.products.flatMap((step) => {
        const x = operand(context, step.line, 1 - step.weights);
        if (step.inputPlace >= 0) return [];
        const of = context.nameOf(step.weightPlace);
        return partsOfData(context, x).map(({ key, code, words, value }) => ({
          key,
          of,
          code,
          what: () => `the gradient of ${of} is made with ${words}`,
          changes: one(step.line, productRule(context, step, step.weights, { other: value })),
        }));
      }),
    fix: "of (a - p) @ W the gradient is (a - p).T @ dz: every way through W counts, with its own sign",
  },
  {
    name: "gradient of weights with the inputs of other samples",
    code: "derivative-at-wrong-value",
    on: "product",
    faint: true,
    throughout: false,
    vary: (context) =>
      context.products.flatMap((step) => {
        const x = operand(context, step.line, 1 - step.weights);
        const axis = context.batch === null ? -1 : sampleAxis(context.batch, x.shape);
        if (axis < 0 || x.shape[axis]! < 2 || x.shape.length < 2) return [];
        const n = x.shape[axis]!;
        const orders: [string, (i: number) => number][] = [
          ["the next sample", (i) => (i + 1) % n],
          ["the sample before", (i) => (i + n - 1) % n],
          ["the first sample", () => 0],
          ["the last sample", () => n - 1],
        ];
        return orders.map(([name, from]) => ({
          axis,
          what: () =>
            `the gradient of ${context.nameOf(step.weightPlace)} multiplies each sample's dz with the input of ${name}`,
          changes: one(step.line, productRule(context, step, step.weights, { other: reordered(x, axis, from) })),
        }));
      }),
    fix: "each sample's dz belongs to its own input",
  },
];
