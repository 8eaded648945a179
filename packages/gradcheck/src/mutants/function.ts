import { mul, neg, onesLike, square, type Tensor } from "@wengert/autograd";
import { activationChange, type Context } from "../context.ts";
import type { Mutant, Variation } from "../mutant.ts";
import { areSigns, flat, isMultiple, ratio } from "../numbers.ts";

/** Mistakes in the derivative f′ of any function, element by element, that is no activation of a layer. */
export const functionMutants: readonly Mutant[] = [
  {
    name: "derivative of a function missing",
    code: "missing-activation-derivative",
    does: "leaves out the slope of a step of the loss",
    on: "function",
    throughout: true,
    vary: (context) => missing(context, false),
    fix: "multiply by f'(z): every function on the way has a derivative, sigma(z) that of log(1 + exp(z))",
  },
  {
    name: "derivative of a function doubled",
    code: "doubled-activation-derivative",
    does: "has a slope twice",
    on: "function",
    faint: true,
    throughout: true,
    vary: ({ functions, graph, nameOf }) =>
      functions
        .filter(
          ({ kind, slope }) => kind !== "rectifier" && !isTimesNumber(onesLike(slope), slope) && !areSigns(flat(slope)),
        )
        .map((step) => ({
          key: graph.lines[step.lines.at(-1)!]!.primitive.name,
          what: () =>
            `what comes back to ${nameOf(step.z)} has the derivative of ${wordsOf(step.lines, graph.lines)} twice`,
          changes: new Map([activationChange(step, (g) => mul(g, square(step.slope)))]),
        })),
    fix: "multiply by f'(z) once",
  },
  {
    name: "derivative of a function at another value",
    code: "derivative-at-wrong-value",
    on: "function",
    faint: true,
    throughout: true,
    vary: ({ functions, graph }) =>
      functions.flatMap((step) => {
        const at = step.slopeAt;
        if (at === null || step.kind === "rectifier" || areSigns(flat(step.slope))) return [];
        const [z, a] = [graph.values[step.z]!, graph.values[step.a]!];
        const name = wordsOf(step.lines, graph.lines);
        const others: [string, string, () => Tensor][] = [
          ["f'(a)", "is taken at its output", () => at(a)],
          ["f'(-z)", "is taken at minus its argument", () => at(neg(z))],
          ["a for f'", "is replaced by its value", () => a],
          ["z for f'", "is replaced by its argument", () => z],
        ];
        return others.flatMap(([key, words, slope]) => {
          const other = slope();
          // A multiple of the right slope is a factor, or a sign.
          if (isFactorOf(other, step.slope)) return [];
          // Of f = exp(z) the derivative is f: z in its place is what is left when the exponential is forgotten.
          const isExp = step.lines.length === 1 && graph.lines[step.lines[0]!]!.primitive.name === "exp";
          return [
            {
              ...(isExp && key === "z for f'" && { code: "missing-activation-derivative" as const }),
              ...(isExp && key === "z for f'" && { does: "leaves out the slope of the output" as const }),
              ...(key === "f'(-z)" && { does: "takes a slope with another sign in it" as const }),
              key,
              what: () => `the derivative of ${name} ${words}`,
              changes: new Map([activationChange(step, (g) => mul(g, other))]),
            },
          ];
        });
      }),
    fix: "f'(z) is taken at what goes in",
  },
  {
    name: "derivative of an operation missing",
    code: "missing-activation-derivative",
    does: "leaves out the slope of a step of the loss",
    on: "function",
    faint: true,
    throughout: true,
    vary: (context) => missing(context, true),
    fix: "multiply by f'(z): every operation on the way has a derivative",
  },
];

function missing({ functions, graph, nameOf }: Context, inner: boolean): Variation[] {
  // Of a single number any slope is a factor: it is a rule only where the same function comes in step after step.
  const single = functions.filter(({ slope, lines }) => slope.size === 1 && lines.length === 1);
  const kinds = single.map(({ lines }) => graph.lines[lines[0]!]!.primitive.name);
  const inSteps = (step: (typeof functions)[number]): boolean => {
    const at = single.indexOf(step);
    return at >= 0 && kinds.filter((kind) => kind === kinds[at]).length > 2;
  };
  return functions
    .filter((step) =>
      step.slope.size === 1 && inSteps(step)
        ? !inner && !isFactorOf(onesLike(step.slope), step.slope)
        : step.inner === inner && !isTimesNumber(onesLike(step.slope), step.slope),
    )
    .map((step) => ({
      key: graph.lines[step.lines.at(-1)!]!.primitive.name,
      ...namedBySlope(flat(step.slope), step.kind === "rectifier"),
      what: () => `what comes back to ${nameOf(step.z)} lacks the derivative of ${wordsOf(step.lines, graph.lines)}`,
      changes: new Map([activationChange(step, (g) => g)]),
    }));
}

/**
 * What a missing derivative is called by its numbers: that of |z| is a sign, without which the gradient points the other way
 * in places; that of a maximum a choice.
 */
function namedBySlope(slope: Float64Array, isRectifier: boolean): Partial<Pick<Variation, "code" | "does">> {
  if (isRectifier || !areSigns(slope)) return {};
  return slope.includes(-1) ? { code: "sign", does: undefined } : { does: "leaves out the choice of a maximum" };
}

/** By what a single number is said to be a multiple of another: any two are multiples of each other. */
const PLAIN = [1, -1, 2, 0.5];

/** Whether one slope in the place of another is a factor, or a sign, and no other function. */
function isFactorOf(a: Tensor, b: Tensor): boolean {
  if (!isTimesNumber(a, b)) return false;
  return a.size > 1 || b.size > 1 || PLAIN.some((k) => Math.abs(a.item() - k * b.item()) <= 1e-9 * Math.abs(b.item()));
}

/** Whether one is the other times a number. */
export function isTimesNumber(a: Tensor, b: Tensor): boolean {
  const [x, y] = [flat(a), flat(b)];
  return x.length !== y.length || !Number.isFinite(ratio(x, y).factor) || isMultiple(x, y);
}

function wordsOf(lines: readonly number[], all: readonly { readonly primitive: { readonly name: string } }[]): string {
  return lines.map((k) => all[k]!.primitive.name).join(", ");
}
