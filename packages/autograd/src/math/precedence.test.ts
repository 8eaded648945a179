import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { evaluateFormula } from "./formula.ts";

fc.configureGlobal({ seed: 1973 });

const scope = { x: 1.25, y: -0.75, z: 3 };

/** Each with the value that CPython 3.11 gives it for x = 1.25, y = −0.75, z = 3. */
const PYTHON: readonly (readonly [formula: string, value: number])[] = [
  ["-x**2", -1.5625],
  ["-2**2", -4],
  ["(-2)**2", 4],
  ["2**-1", 0.5],
  ["2**-2**2", 0.0625],
  ["2**3**2", 512],
  ["(2**3)**2", 64],
  ["-2**-2", -0.25],
  ["- -x", 1.25],
  ["-+-x", 1.25],
  ["--x**2", 1.5625],
  ["2*-x", -2.5],
  ["2 - -x", 3.25],
  ["2--x", 3.25],
  ["2-+x", 0.75],
  ["x/y/z", -0.5555555555555556],
  ["x/(y/z)", -5],
  ["x*y/z*2", -0.625],
  ["x-y-z", -1],
  ["x-(y-z)", 5],
  ["x+y*z", -1],
  ["(x+y)*z", 1.5],
  ["x*y**2", 0.703125],
  ["(x*y)**2", 0.87890625],
  ["-x*y", 0.9375],
  ["-x/y**2", -2.2222222222222223],
  ["2/-z**2", -0.2222222222222222],
  ["x**2*y", -1.171875],
  ["x**2+y**2", 2.125],
  ["1/x**2", 0.64],
  ["1-x**2", -0.5625],
  ["4**.5", 2],
  ["4**-.5", 0.5],
  ["z**-1*2", 0.6666666666666666],
  ["1_000/1e3", 1],
  [".5*2.", 1],
  ["1e-3*1E+3", 1],
  ["1.e1+1_0.0_1", 20.009999999999998],
  ["x<y", 0],
  ["x>y", 1],
  ["x<=x", 1],
  ["x>=y", 1],
  ["x==1.25", 1],
  ["x!=1.25", 0],
  ["x+1>y*2", 1],
  ["-x<y", 1],
  ["-1<-x+2", 1],
  ["2**z>7", 1],
  ["(x>y)+1", 2],
  ["(x>y)*(y>z)", 0],
  ["(x<y)-(y<z)", -1],
  ["(x==x)**2", 1],
  ["-(x>y)", -1],
  ["True+True", 2],
  ["+True", 1],
  ["2*pi", 6.283185307179586],
  ["inf", Infinity],
  ["-inf", -Infinity],
  ["1/inf", 0],
];

/** JavaScript's `**` and C's `pow` may round differently; these values are below 600. */
const ROUNDING = 1e-13;

describe("operators have Python's precedence", () => {
  test.each(PYTHON)("%s is %d", (formula, value) => {
    const result = evaluateFormula(formula, scope).item();
    if (Number.isInteger(value) || !Number.isFinite(value)) expect(result).toBe(value);
    else expect(Math.abs(result - value)).toBeLessThanOrEqual(ROUNDING);
  });
});

/** A formula with only the brackets that Python needs, the same with all brackets, and its value. */
interface Written {
  readonly least: string;
  readonly most: string;
  readonly value: number;
  /** How tightly its outermost operator binds. */
  readonly power: number;
}

const COMPARISON = 1;
const SUM = 2;
const PRODUCT = 3;
const SIGN = 4;
const POWER = 5;
const ATOM = 6;

const BINARY: readonly (readonly [string, number, (a: number, b: number) => number])[] = [
  ["<", COMPARISON, (a, b) => (a < b ? 1 : 0)],
  [">=", COMPARISON, (a, b) => (a >= b ? 1 : 0)],
  ["+", SUM, (a, b) => a + b],
  ["-", SUM, (a, b) => a - b],
  ["*", PRODUCT, (a, b) => a * b],
  ["/", PRODUCT, (a, b) => a / b],
];

function inBrackets(part: Written, needed: boolean): string {
  return needed ? `(${part.least})` : part.least;
}

function infix([operator, power, f]: (typeof BINARY)[number], a: Written, b: Written): Written {
  const left = inBrackets(a, power === COMPARISON ? a.power <= power : a.power < power);
  return {
    least: `${left} ${operator} ${inBrackets(b, b.power <= power)}`,
    most: `((${a.most}) ${operator} (${b.most}))`,
    value: f(a.value, b.value),
    power,
  };
}

function negative(a: Written): Written {
  return { least: `-${inBrackets(a, a.power < SIGN)}`, most: `(-(${a.most}))`, value: -a.value, power: SIGN };
}

/** Squares only: rounding is then the same on both sides. */
function squared(a: Written): Written {
  return {
    least: `${inBrackets(a, a.power <= POWER)}**2`,
    most: `((${a.most})**(2))`,
    value: a.value * a.value,
    power: POWER,
  };
}

const written = fc.letrec<{ formula: Written }>((tie) => ({
  formula: fc.oneof(
    { maxDepth: 6, withCrossShrink: true },
    fc.constantFrom("x", "y", "z").map((name): Written => {
      return { least: name, most: name, value: scope[name as keyof typeof scope], power: ATOM };
    }),
    fc.tuple(fc.constantFrom(...BINARY), tie("formula"), tie("formula")).map(([f, a, b]) => infix(f, a, b)),
    tie("formula").map(negative),
    tie("formula").map(squared),
  ),
})).formula;

describe("brackets", () => {
  test("a formula with the fewest brackets, one with all of them and the arithmetic itself agree", () => {
    fc.assert(
      fc.property(written, ({ least, most, value }) => {
        expect(evaluateFormula(least, scope).item()).toBe(value);
        expect(evaluateFormula(most, scope).item()).toBe(value);
      }),
      { numRuns: 500 },
    );
  });

  test("spaces, line breaks and comments change nothing", () => {
    const value = evaluateFormula("x*(y-z)**2", scope).item();
    expect(evaluateFormula(" x * ( y\n\t - z ) # the distance\n ** 2 ", scope).item()).toBe(value);
  });
});
