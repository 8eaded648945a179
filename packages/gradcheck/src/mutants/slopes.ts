import {
  add,
  cosh,
  div,
  exp,
  greater,
  less,
  mul,
  neg,
  onesLike,
  sigmoid,
  sqrt,
  square,
  sub,
  type Tensor,
  tanh,
} from "@wengert/autograd";
import type { CauseCode } from "../codes.ts";
import { activationChange, inFormula } from "../context.ts";
import { slopeAt } from "../functions.ts";
import type { Graph } from "../graph.ts";
import type { Mutant, Variation } from "../mutant.ts";
import { flat } from "../numbers.ts";
import type { Deed } from "../readings.ts";
import { placeInTime } from "../sequence.ts";
import { SLOPE_FROM_OUTPUT } from "./activation.ts";
import { isTimesNumber } from "./function.ts";
import { standIns } from "./rules.ts";

/** What a wrong slope may be made of: the input z, the output a, the slope f = f′(z). */
interface Parts {
  readonly z: Tensor;
  readonly a: Tensor;
  readonly f: Tensor;
}

interface WrongSlope {
  readonly words: string;
  readonly slope: (parts: Parts) => Tensor;
  readonly code?: CauseCode;
  readonly does?: Deed;
}

/** Formulas that are written in place of f′(z), by mistake or from memory. */
const WRONG_SLOPES: readonly WrongSlope[] = [
  { words: "1 - a", slope: ({ a }) => sub(1, a), does: "takes a slope without one of its factors" },
  { words: "a (1 + a)", slope: ({ a }) => mul(a, add(1, a)), does: "takes a slope with another sign in it" },
  { words: "a**2 (1 - a)", slope: ({ a }) => mul(square(a), sub(1, a)), does: "takes a slope with one factor more" },
  { words: "a (1 - a)**2", slope: ({ a }) => mul(a, square(sub(1, a))), does: "takes a slope with one factor more" },
  { words: "(1 - a)**2", slope: ({ a }) => square(sub(1, a)) },
  { words: "a**2", slope: ({ a }) => square(a) },
  { words: "1 + a", slope: ({ a }) => add(1, a) },
  { words: "1 + a**2", slope: ({ a }) => add(1, square(a)), does: "takes a slope with another sign in it" },
  { words: "1 - 2 a", slope: ({ a }) => sub(1, mul(2, a)) },
  { words: "a - 1", slope: ({ a }) => sub(a, 1), does: "takes a slope with another sign in it" },
  { words: "a (1 - a**2)", slope: ({ a }) => mul(a, sub(1, square(a))), does: "takes a slope with one factor more" },
  { words: "a (1 - a)", slope: ({ a }) => mul(a, sub(1, a)), does: "takes the slope of another function" },
  { words: "1 - a**2", slope: ({ a }) => sub(1, square(a)), does: "takes the slope of another function" },
  { words: "(1 - a**2)**2", slope: ({ a }) => square(sub(1, square(a))), does: "takes a slope with one factor more" },
  { words: "1 - a**3", slope: ({ a }) => sub(1, mul(a, square(a))) },
  { words: "a f'(z)", slope: ({ a, f }) => mul(a, f), does: "takes a slope with one factor more" },
  { words: "z f'(z)", slope: ({ z, f }) => mul(z, f), does: "takes a slope with one factor more" },
  { words: "(1 - a) f'(z)", slope: ({ a, f }) => mul(sub(1, a), f), does: "takes a slope with one factor more" },
  { words: "1 - f'(z)", slope: ({ f }) => sub(1, f), does: "takes a slope with one term more" },
  { words: "f'(z) - 1", slope: ({ f }) => sub(f, 1), code: "missing-term", does: "leaves out a term of a slope" },
  { words: "1 + f'(z)", slope: ({ f }) => add(1, f), does: "takes a slope with one term more" },
  { words: "the root of f'(z)", slope: ({ f }) => sqrt(f) },
  { words: "1 / f'(z)", slope: ({ f }) => div(1, f) },
  { words: "z", slope: ({ z }) => z },
  { words: "z**2", slope: ({ z }) => square(z) },
  { words: "1 - z", slope: ({ z }) => sub(1, z) },
  { words: "z (1 - a)", slope: ({ z, a }) => mul(z, sub(1, a)) },
  { words: "a (1 - z)", slope: ({ z, a }) => mul(a, sub(1, z)) },
  { words: "z (1 - z)", slope: ({ z }) => mul(z, sub(1, z)) },
  { words: "1 - z**2", slope: ({ z }) => sub(1, square(z)) },
  { words: "1 - tanh(z)", slope: ({ z }) => sub(1, tanh(z)) },
  { words: "1 - tanh(z)**2", slope: ({ z }) => sub(1, square(tanh(z))), does: "takes the slope of another function" },
  { words: "tanh(z)", slope: ({ z }) => tanh(z) },
  { words: "sigma(z)", slope: ({ z }) => sigmoid(z), does: "takes the slope of another function" },
  { words: "1 - sigma(z)", slope: ({ z }) => sigmoid(neg(z)) },
  {
    words: "sigma(z) (1 - sigma(z))",
    slope: ({ z }) => mul(sigmoid(z), sigmoid(neg(z))),
    does: "takes the slope of another function",
  },
  { words: "exp(-z)", slope: ({ z }) => exp(neg(z)) },
  { words: "exp(z)", slope: ({ z }) => exp(z), does: "takes the slope of another function" },
  { words: "exp(-z) / (1 + exp(-z))", slope: ({ z }) => sigmoid(neg(z)) },
  { words: "1 / (1 + z**2)", slope: ({ z }) => div(1, add(1, square(z))), does: "takes the slope of another function" },
  { words: "1 / cosh(z)", slope: ({ z }) => div(1, cosh(z)) },
  { words: "1 / (1 + z)", slope: ({ z }) => div(1, add(1, z)) },
  { words: "1 / z", slope: ({ z }) => div(1, z), code: "missing-term" },
  {
    words: "the step z > 0",
    slope: ({ z }) => stepOf(z, greater(z, 0)),
    does: "takes the slope of another function",
  },
  { words: "the step z < 0", slope: ({ z }) => stepOf(z, less(z, 0)) },
];

/** 1 where a condition holds, and 0 elsewhere; no number at all where all are alike, which says nothing of a condition. */
function stepOf(z: Tensor, condition: Tensor): Tensor {
  const step = mul(onesLike(z), condition);
  return flat(step).some((x, _i, all) => x !== all[0]) ? step : div(step, 0);
}

/** Whether a slope is the right one but for a factor, which is said otherwise; a single number is a multiple of any other. */
const isScaled = (wrong: Tensor, right: Tensor): boolean =>
  (right.size > 1 || flat(wrong).join() === flat(right).join()) && isTimesNumber(wrong, right);

const DIVISION_LEFT_OUT = { code: "missing-term", does: "takes a slope without one of its factors" } as const;

/** Whether a value is another one without the data that were added to it: an offset, an exposure. */
function lacksData({ lines, producer }: Graph, whole: number, part: number): boolean {
  const line = lines[producer[whole]!];
  if (line?.primitive.name !== "add" && line?.primitive.name !== "sub") return false;
  const input = line.inputPlaces.indexOf(part);
  return part >= 0 && input >= 0 && line.inputPlaces[1 - input]! < 0 && line.inputs[1 - input]!.size > 1;
}

/** Wrong formulas for f′(z), wherever a function is passed on the way back. */
export const slopeMutants: readonly Mutant[] = [
  {
    name: "another formula for the slope",
    code: "derivative-at-wrong-value",
    on: "activation",
    faint: true,
    rare: true,
    throughout: true,
    fix: "derive f'(z) once more, or take it from the table: sigma' = a (1 - a), tanh' = 1 - a**2",
    vary: ({ graph, steps, functions, nameOf, roleOf }) =>
      [...steps.activations, ...functions].flatMap((step) => {
        const parts = { z: graph.values[step.z]!, a: graph.values[step.a]!, f: step.slope };
        return WRONG_SLOPES.flatMap(({ words, slope, code, does }): Variation[] => {
          const wrong = slope(parts);
          if (flat(wrong).some((x) => !Number.isFinite(x)) || isScaled(wrong, step.slope)) return [];
          return [
            {
              key: words,
              of: roleOf(step.z),
              ...(code !== undefined && { code }),
              ...(does !== undefined && { does }),
              // Of the root the derivative is 1 / (2 a): what is left of it is 1/2, and the division is missing.
              ...(words === "a f'(z)" && isTimesNumber(onesLike(wrong), wrong) && DIVISION_LEFT_OUT),
              what: () => `dC/d${inFormula(nameOf(step.a))} is multiplied by ${words} in place of f'(z)`,
              changes: new Map([activationChange(step, (g) => mul(g, wrong))]),
            },
          ];
        });
      }),
  },
  {
    name: "slope at another value of the net",
    code: "derivative-at-wrong-value",
    on: "activation",
    faint: true,
    rare: true,
    throughout: true,
    fix: "f'(z) is taken at what goes into the activation",
    vary: (context) => {
      const { graph, steps, functions, values, nameOf, roleOf } = context;
      return [...steps.activations, ...functions.filter(({ inner }) => !inner)].flatMap((step) => {
        const z = graph.values[step.z]!;
        const at = slopeAt(graph, step.lines, step.z, step.a);
        if (at === null) return [];
        const byOutput = SLOPE_FROM_OUTPUT[step.kind];
        return standIns(values, z, step.z).flatMap((other): Variation[] => {
          const slopes: [string, Tensor][] = [["f'", at(other.value)]];
          if (byOutput !== undefined) slopes.push(["formula", byOutput(other.value)]);
          return slopes
            .filter(([, slope]) => !isScaled(slope, step.slope))
            .map(([way, slope]) => ({
              ...(lacksData(graph, step.z, other.place) && { code: "missing-term" as const }),
              key: `${way} ${placeInTime(context, other) - step.z}`,
              of: roleOf(step.z),
              what: () =>
                way === "formula"
                  ? `the formula for the derivative by the output ${nameOf(step.a)} is fed with ${other.name}`
                  : `the derivative of ${nameOf(step.a)} is taken at ${other.name}, and not at ${nameOf(step.z)}`,
              changes: new Map([activationChange(step, (g) => mul(g, slope))]),
            }));
        });
      });
    },
  },
];
