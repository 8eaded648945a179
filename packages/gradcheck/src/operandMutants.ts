import {
  div,
  greater,
  log,
  mul,
  neg,
  onesLike,
  at as pick,
  pow,
  reshape,
  sub,
  swapaxes,
  type Tensor,
} from "@wengert/autograd";
import type { CauseCode } from "./codes.ts";
import { type Context, replaced } from "./context.ts";
import { type Mutant, one, sumTo, type Variation } from "./mutant.ts";
import type { Change } from "./walk.ts";

type Line = Context["graph"]["lines"][number];

/** Variations at every line of some operations. */
function at(
  { graph }: Context,
  names: readonly string[],
  vary: (line: Line, k: number) => readonly (Variation | null)[],
): Variation[] {
  return graph.lines.flatMap((line, k) =>
    names.includes(line.primitive.name) ? vary(line, k).filter((one) => one !== null) : [],
  );
}

const lastTwoEqual = ({ shape }: Tensor): boolean =>
  shape.length >= 2 && shape.at(-1) === shape.at(-2) && shape.at(-1)! > 1;
const turned = (x: Tensor): Tensor => swapaxes(x, -1, -2);

/** What a matrix product gives to one of its operands, with g and the other operand as they are given. */
function productRule(
  { primitive, outputs, params }: Line,
  input: number,
  g: Tensor,
  a: Tensor,
  b: Tensor,
): Tensor | null {
  return (
    input === 0 ? primitive.vjpA(g, outputs[0]!, a, b, params) : primitive.vjpB(g, outputs[0]!, a, b, params)
  ) as Tensor | null;
}

/** Pairs of axes of the same length, of which one may be mistaken for the other. */
function equalAxes({ shape }: Tensor): [number, number][] {
  return shape.flatMap((n, i) =>
    shape.slice(i + 1).flatMap((m, j): [number, number][] => (n > 1 && n === m ? [[i, i + 1 + j]] : [])),
  );
}

/** What a product, a quotient or a power gives to an operand, with another rule in g, y, a and b. */
// @__NO_SIDE_EFFECTS__
function ruleMutant(
  name: string,
  code: CauseCode,
  operation: string,
  input: 0 | 1,
  what: string,
  fix: string,
  rule: (g: Tensor, y: Tensor, a: Tensor, b: Tensor) => Tensor,
): Mutant {
  return {
    name,
    code,
    on: "factor",
    faint: true,
    throughout: false,
    fix,
    vary: (context) =>
      at(context, [operation], ({ inputs, inputPlaces, outputs }, k) => {
        const [a, b] = inputs as [Tensor, Tensor];
        const other = inputs[1 - input]!;
        if (inputPlaces[input]! < 0 || (other.size <= 1 && inputPlaces[1 - input]! < 0 && operation !== "pow"))
          return [];
        return [
          {
            what: `${what}, where the gradient comes back to ${context.nameOf(inputPlaces[input]!)}`,
            changes: one(
              k,
              replaced(input, (g) => sumTo(rule(g, outputs[0]!, a, b), inputs[input]!.shape)),
            ),
          },
        ];
      }),
  };
}

const POWER = "of y = x**p the derivative by x is p x**(p - 1), that by p is y log x";
const QUOTIENT = "of a / b the derivative by a is 1 / b, that by b is -a / b**2";

/** Mistakes at operations of two operands that no layer is recognised in: products, quotients, powers, maxima. */
export const operandMutants: readonly Mutant[] = [
  {
    name: "operand of a product not transposed",
    code: "transposed",
    on: "product",
    throughout: true,
    fix: "for y = a @ b the gradients are dy @ b.T and a.T @ dy",
    vary: (context) =>
      at(context, ["matmul"], (line, k) => {
        const [a, b] = line.inputs as [Tensor, Tensor];
        const y = line.outputs[0]!;
        return [0, 1].flatMap((input): (Variation | null)[] => {
          const place = line.inputPlaces[input]!;
          if (place < 0) return [];
          const other = input === 0 ? b : a;
          const own = line.inputs[input]!;
          const of = context.nameOf(place);
          const name = line.inputPlaces[1 - input]! < 0 ? "the data" : context.nameOf(line.inputPlaces[1 - input]!);
          const variation = (
            key: string,
            what: string,
            by: (g: Tensor, right: Tensor) => Tensor | null,
          ): Variation => ({
            key,
            of,
            what,
            changes: one(k, replaced(input, by)),
          });
          const with2 = (g: Tensor, x: Tensor): Tensor | null =>
            input === 0 ? productRule(line, 0, g, a, x) : productRule(line, 1, g, x, b);
          const square = lastTwoEqual(other);
          const squareOutput = lastTwoEqual(y);
          return [
            square
              ? variation("other", `${name} is not transposed where the gradient comes back to ${of}`, (g) =>
                  with2(g, turned(other)),
                )
              : null,
            squareOutput
              ? variation(
                  "g",
                  `the derivative by ${context.nameOf(line.outputPlaces[0]!)} is transposed where it should not be, or not transposed where it should, on the way to ${of}`,
                  (g) => with2(turned(g), other),
                )
              : null,
            square && squareOutput
              ? variation("both", `the sum in the gradient of ${of} runs over the other axis of both factors`, (g) =>
                  with2(turned(g), turned(other)),
                )
              : null,
            lastTwoEqual(own) ? variation("own", `what comes to ${of} is transposed`, (_g, c) => turned(c)) : null,
          ];
        });
      }),
  },
  {
    name: "contributions exchanged",
    code: "wrong-upstream",
    on: "factor",
    throughout: true,
    fix: "each part of the gradient belongs to the operand in its place",
    vary: (context) =>
      at(context, ["concatenate", "pack", "maximum", "minimum", "sub"], ({ primitive, inputs, inputPlaces }, k) => {
        const [a, b] = inputs;
        if (inputs.length !== 2 || inputPlaces.some((p) => p < 0) || a!.shape.join() !== b!.shape.join()) return [];
        const largest = primitive.name === "maximum" || primitive.name === "minimum";
        return [
          {
            key: primitive.name,
            code: largest
              ? ("derivative-at-wrong-value" as const)
              : primitive.name === "sub"
                ? ("sign" as const)
                : ("wrong-upstream" as const),
            what: `the two parts of the gradient that come back from ${primitive.name} are exchanged${largest ? ": the one that was not taken gets it" : ""}`,
            changes: one(k, (_gs, right) => ({ inputs: [right[1]!, right[0]!] })),
          },
        ];
      }),
  },
  {
    name: "part of a concatenation cut elsewhere",
    code: "wrong-upstream",
    on: "factor",
    throughout: true,
    fix: "the gradient of a part lies where the part lies",
    vary: (context) =>
      at(context, ["concatenate"], ({ inputs, inputPlaces, outputs, params, pull }, k) => {
        const { axis } = params as { readonly axis: number };
        const whole = outputs[0]!.shape[axis]!;
        return inputs.flatMap((x, input): Variation[] => {
          const place = inputPlaces[input]!;
          const n = x.shape[axis]!;
          const start = inputs.slice(0, input).reduce((total, one) => total + one.shape[axis]!, 0);
          if (place < 0) return [];
          // The part is cut out at the front or at the end.
          return [0, whole - n]
            .filter((from) => from !== start)
            .map((from) => ({
              key: `${from - start}`,
              axis,
              what: `the gradient of ${context.nameOf(place)} is cut out of that of the concatenation at ${from}, where it lies at ${start}`,
              changes: one(
                k,
                replaced(input, (g) => pull([roll(g, start - from, axis)])[input] ?? null),
              ),
            }));
        });
      }),
  },
  {
    name: "slices laid elsewhere",
    code: "wrong-axis",
    on: "factor",
    faint: true,
    throughout: true,
    fix: "the gradient of a slice goes to the places that were sliced",
    vary: (context) =>
      at(context, ["slice"], ({ inputs, inputPlaces, params }, k) => {
        const { steps, axes, part } = params as Record<"steps" | "axes" | "part", readonly number[]>;
        const x = inputs[0]!;
        if (inputPlaces[0]! < 0 || axes.length < x.shape.length) return [];
        const name = context.nameOf(inputPlaces[0]!);
        return x.shape.flatMap((n, axis): Variation[] => {
          if (part[axis] === n) return [];
          const strided = steps[axis]! > 1 && n % steps[axis]! === 0;
          const stride = steps[axis]!;
          const order = Array.from({ length: n }, (_, i) => (i % (n / stride)) * stride + Math.floor(i / (n / stride)));
          const by = (key: string, words: string, f: (c: Tensor) => Tensor): Variation => ({
            key,
            axis,
            what: `the gradient of slices of ${name} along axis ${axis} is laid ${words}`,
            changes: one(
              k,
              replaced(0, (_g, c) => f(c)),
            ),
          });
          return [
            by(`${axis} +1`, "one place too late", (c) => roll(c, 1, axis)),
            by(`${axis} -1`, "one place too early", (c) => roll(c, -1, axis)),
            ...(strided
              ? [by(`${axis} end to end`, "end to end and not in turns", (c) => ordered(c, axis, order))]
              : []),
          ];
        });
      }),
  },
  {
    name: "mask of a maximum missing",
    code: "missing-activation-derivative",
    on: "function",
    throughout: true,
    fix: "of a maximum only the entry that was taken gets the gradient",
    vary: (context) =>
      at(context, ["maximum", "minimum", "max", "min"], ({ primitive, inputs, inputPlaces, params }, k) => {
        if (inputPlaces.every((p) => p < 0)) return [];
        const wide = primitive.name === "max" || primitive.name === "min";
        const all: Change = ([g]) => ({
          inputs: inputs.map((x, i) =>
            inputPlaces[i]! < 0 || !g ? null : wide ? spread(g, x, params) : sumTo(g, x.shape),
          ),
        });
        return [
          {
            key: primitive.name,
            what: `all entries get the gradient that comes back from ${primitive.name}, not only those that were taken`,
            changes: one(k, all),
          },
        ];
      }),
  },
  {
    name: "slopes of two branches exchanged",
    code: "derivative-at-wrong-value",
    on: "activation",
    faint: true,
    throughout: true,
    fix: "the slope 1 belongs to z > 0",
    vary: ({ steps, graph, nameOf }) =>
      steps.activations
        .filter(({ kind }) => kind === "rectifier")
        .flatMap((step) => {
          const z = graph.values[step.z]!;
          const numbers = (
            step.slope.size === 1 ? [step.slope.item()] : (step.slope.toArray() as unknown[]).flat(9)
          ) as number[];
          const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
          if (low === high) return [];
          const exchanged = sub(low + high, step.slope);
          const positive = mul(onesLike(z), greater(z, 0));
          const changeTo =
            (slope: Tensor): Change =>
            ([g], right) => ({
              inputs: right.map(() => null),
              elsewhere: g ? [{ place: step.z, adjoint: mul(g, slope) }] : [],
            });
          const line = step.lines.at(-1)!;
          return [
            {
              key: "exchanged",
              what: `the slopes for ${nameOf(step.z)} > 0 and ${nameOf(step.z)} < 0 are exchanged`,
              changes: one(line, changeTo(exchanged)),
            },
            ...(low !== 0
              ? [
                  {
                    key: "plain",
                    what: `the slope for ${nameOf(step.z)} < 0 is taken as 0, and is ${low}`,
                    changes: one(line, changeTo(positive)),
                  },
                ]
              : []),
          ];
        }),
  },
  {
    name: "repeated value summed over another axis",
    code: "wrong-axis",
    on: "repeated",
    throughout: true,
    fix: "sum over the axes along which the value was repeated",
    vary: (context) =>
      at(context, ["add", "sub", "mul", "div", "broadcastTo"], (line, k) => {
        const y = line.outputs[0]!;
        const pairs = equalAxes(y);
        return line.inputs.flatMap((x, input) => {
          const place = line.inputPlaces[input]!;
          if (place < 0 || x.size >= y.size) return [];
          const other = line.inputs[1 - input];
          return pairs.map(
            ([i, j]): Variation => ({
              key: `${i} ${j}`,
              of: context.nameOf(place),
              axis: i,
              what: `the gradient of ${context.nameOf(place)} is summed over axis ${i} in place of ${j}, or the other way round, which has the same length`,
              changes: one(
                k,
                replaced(input, (g) => {
                  if (line.primitive.name !== "mul" || other === undefined)
                    return line.pull([swapaxes(g, i, j)])[input] ?? null;
                  return sumTo(swapaxes(mul(g, other), i, j), x.shape);
                }),
              ),
            }),
          );
        });
      }),
  },
  {
    name: "sum spread along another axis",
    code: "wrong-axis",
    on: "repeated",
    faint: true,
    throughout: true,
    fix: "what comes back from a sum is repeated along the axes that were summed",
    vary: (context) =>
      at(context, ["sum"], ({ inputs, inputPlaces, outputs }, k) => {
        const x = inputs[0]!;
        if (inputPlaces[0]! < 0 || outputs[0]!.size <= 1) return [];
        return equalAxes(x).map(
          ([i, j]): Variation => ({
            key: `${i} ${j}`,
            axis: i,
            what: `what comes back from the sum is repeated along axis ${i} in place of ${j}, or the other way round`,
            changes: one(
              k,
              replaced(0, (_g, c) => swapaxes(c, i, j)),
            ),
          }),
        );
      }),
  },
  ruleMutant("a division forgotten", "missing-term", "div", 0, "the division is left out", QUOTIENT, (g) => g),
  ruleMutant("divided twice", "extra-term", "div", 0, "the division is made twice", QUOTIENT, (g, _y, _a, b) =>
    div(div(g, b), b),
  ),
  ruleMutant("divisor not squared", "missing-term", "div", 1, "the divisor is not squared", QUOTIENT, (g, _y, a, b) =>
    neg(div(mul(g, a), b)),
  ),
  ruleMutant(
    "divisor to the third power",
    "extra-term",
    "div",
    1,
    "the divisor stands to the third power",
    QUOTIENT,
    (g, _y, a, b) => neg(div(mul(g, a), mul(b, mul(b, b)))),
  ),
  ruleMutant("dividend forgotten", "missing-term", "div", 1, "the dividend is left out", QUOTIENT, (g, _y, _a, b) =>
    neg(div(g, mul(b, b))),
  ),
  {
    name: "quotient divided once more",
    code: "extra-term",
    on: "factor",
    faint: true,
    throughout: false,
    fix: QUOTIENT,
    vary: (context) =>
      at(context, ["div"], ({ inputs, inputPlaces }, k) => {
        const b = inputs[1]!;
        if (inputPlaces[0]! < 0 || inputPlaces[1]! < 0) return [];
        return [
          {
            what: `all that comes back from the division is divided by ${context.nameOf(inputPlaces[1]!)} once more`,
            changes: one(k, ([g], right) => ({
              inputs: right.map((c, i) =>
                c === null || !g ? c : i === 0 ? sumTo(div(div(g, b), b), inputs[0]!.shape) : div(c, b),
              ),
            })),
          },
        ];
      }),
  },
  ruleMutant(
    "a factor twice",
    "extra-term",
    "mul",
    0,
    "the other factor is there twice",
    "multiply by the other factor once",
    (g, _y, _a, b) => mul(mul(g, b), b),
  ),
  ruleMutant(
    "a factor twice, right",
    "extra-term",
    "mul",
    1,
    "the other factor is there twice",
    "multiply by the other factor once",
    (g, _y, a) => mul(mul(g, a), a),
  ),
  ruleMutant(
    "exponent not lowered",
    "derivative-at-wrong-value",
    "pow",
    0,
    "the exponent is not lowered by 1",
    POWER,
    (g, y, _a, b) => mul(g, mul(b, y)),
  ),
  ruleMutant("exponent not in front", "missing-term", "pow", 0, "the factor p is missing", POWER, (g, _y, a, b) =>
    mul(g, pow(a, sub(b, 1))),
  ),
  ruleMutant("logarithm of the base missing", "missing-term", "pow", 1, "the factor log x is missing", POWER, (g, y) =>
    mul(g, y),
  ),
  ruleMutant(
    "base in place of its logarithm",
    "derivative-at-wrong-value",
    "pow",
    1,
    "x stands in place of log x",
    POWER,
    (g, y, a) => mul(g, mul(y, a)),
  ),
  ruleMutant("logarithm without the power", "missing-term", "pow", 1, "the factor y is missing", POWER, (g, _y, a) =>
    mul(g, log(a)),
  ),
];

/** The slices along an axis in another order. */
function ordered(x: Tensor, axis: number, order: readonly number[]): Tensor {
  return pick(x, ...x.shape.slice(0, axis).map(() => ":" as const), order.slice());
}

/** The slices along an axis moved on by some places, around the end. */
function roll(x: Tensor, by: number, axis: number): Tensor {
  const n = x.shape[axis]!;
  return ordered(
    x,
    axis,
    Array.from({ length: n }, (_, i) => (((i - by) % n) + n) % n),
  );
}

/** What comes back from a reduction over axes, repeated for every entry. */
function spread(g: Tensor, x: Tensor, params: unknown): Tensor {
  const { axes } = params as { readonly axes: readonly number[] };
  return mul(
    onesLike(x),
    reshape(
      g,
      x.shape.map((n, d) => (axes.includes(d) ? 1 : n)),
    ),
  );
}
