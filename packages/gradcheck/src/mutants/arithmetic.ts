import { div, log, mul, neg, pow, sub, type Tensor } from "@wengert/autograd";
import type { CauseCode } from "../codes.ts";
import { operandName, replaced } from "../context.ts";
import { type Mutant, one, sumTo } from "../mutant.ts";
import type { Deed } from "../readings.ts";
import { variedAt } from "./lines.ts";

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
      variedAt(context, [operation], ({ inputs, inputPlaces, outputs }, k) => {
        const [a, b] = inputs as [Tensor, Tensor];
        const other = inputs[1 - input]!;
        // What is left out, or there once more.
        const factor = operation === "div" && name !== "dividend forgotten" ? b : other;
        if (inputPlaces[input]! < 0 || (other.size <= 1 && inputPlaces[1 - input]! < 0 && operation !== "pow"))
          return [];
        return [
          {
            ...(name === "divided twice" && { does: "divides by a square" as const }),
            ...(code === "missing-term" && { does: factor.size === 1 ? LEFT_OUT : FACTOR_LEFT_OUT }),
            ...(factor.size === 1 && code === "extra-term" && { does: ONCE_MORE }),
            what: () =>
              `${what.replace("the other factor", `the factor ${operandName(context, k, 1 - input)}`)}, where the gradient comes back to ${context.nameOf(inputPlaces[input]!)}`,
            changes: one(
              k,
              replaced(input, (g) => sumTo(rule(g, outputs[0]!, a, b), inputs[input]!.shape)),
            ),
          },
        ];
      }),
  };
}

const LEFT_OUT: Deed = "leaves out a number by which all is multiplied";
const FACTOR_LEFT_OUT: Deed = "takes a value without one of its factors";
const ONCE_MORE: Deed = "has a number by which all is multiplied once more";

const POWER = "of y = x**p the derivative by x is p x**(p - 1), that by p is y log x";
const QUOTIENT = "of a / b the derivative by a is 1 / b, that by b is -a / b**2";

/** Wrong rules for quotients, powers and products element by element. */
export const arithmeticMutants: readonly Mutant[] = [
  {
    name: "factors meet themselves",
    code: "derivative-at-wrong-value",
    on: "factor",
    faint: true,
    throughout: true,
    fix: "of y = a b the derivative by a is b, and that by b is a",
    vary: (context) =>
      variedAt(context, ["mul"], ({ inputs, inputPlaces }, k) => {
        const [a, b] = inputs as [Tensor, Tensor];
        if (inputPlaces.some((p) => p < 0) || inputPlaces[0] === inputPlaces[1]) return [];
        if (String(a.shape) !== String(b.shape)) return [];
        return [
          {
            key: inputPlaces.map((p) => context.roleOf(p)).join(" by "),
            what: () =>
              `in the product of ${context.nameOf(inputPlaces[0]!)} and ${context.nameOf(inputPlaces[1]!)} each factor is multiplied by itself and not by the other`,
            changes: one(k, ([g], right) => ({
              inputs: right.map((c, i) => (c === null || !g ? c : mul(g, i === 0 ? a : b))),
            })),
          },
        ];
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
  ruleMutant("exponent not in front", "factor", "pow", 0, "the exponent p is missing in front", POWER, (g, _y, a, b) =>
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
