import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tensor } from "../create.ts";
import { WengertError } from "../errors.ts";
import { evaluateFormula } from "./formula.ts";
import { libraryNames, methodNames } from "./library.ts";

fc.configureGlobal({ seed: 1973 });

const scope = {
  x: tensor([
    [1, 2],
    [3, 4],
  ]),
  y: tensor([5, 6]),
  n: 2,
};

/** Any outcome is fine except an error that was not meant for the reader. */
function survives(formula: string): void {
  try {
    evaluateFormula(formula, scope);
  } catch (error) {
    if (!(error instanceof WengertError)) throw new Error(`${JSON.stringify(formula)} threw ${error}`);
  }
}

const names = [...libraryNames(), ...methodNames().map((name) => `.${name}`), ...Object.keys(scope), "x.T", "y.shape"];
const keywords = ["axis=", "keepdims=", "dtype=", "shape=", "'float32'", "None", "True", "np.", "linalg."];
const marks = [
  "(",
  ")",
  "[",
  "]",
  ",",
  ":",
  "...",
  "+",
  "-",
  "*",
  "/",
  "@",
  "**",
  "<",
  "==",
  "=",
  ".",
  " ",
  "1",
  "-1",
  "0",
];

/** Calls that can be read, so that the functions get arguments of every kind, number and order. */
const calls = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom("x", "y", "n", "1", "-2", "0.5", "None", "True", "nan", "'int32'", "exp", "x.shape", "[]"),
    fc.array(tie("value"), { maxLength: 3 }).map((items) => `[${items.join(", ")}]`),
    fc.array(tie("value"), { maxLength: 3 }).map((items) => `(${items.join(", ")},)`),
    fc
      .tuple(fc.constantFrom(...libraryNames()), fc.array(tie("value"), { maxLength: 3 }))
      .map(([name, args]) => `${name}(${args.join(", ")})`),
    fc
      .tuple(tie("value"), fc.constantFrom(...methodNames()), fc.array(tie("value"), { maxLength: 2 }))
      .map(([of, name, args]) => `(${of}).${name}(${args.join(", ")})`),
    fc
      .tuple(tie("value"), fc.array(tie("value"), { maxLength: 3 }))
      .map(([of, parts]) => `(${of})[${parts.join(", ")}]`),
    fc
      .tuple(tie("value"), fc.constantFrom("+", "@", "**", "<"), tie("value"))
      .map(([a, operator, b]) => `(${a} ${operator} ${b})`),
  ),
})).value;

describe("whatever is written, a formula has a value or an error with a hint", () => {
  test("for random text", () => {
    fc.assert(fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), survives), { numRuns: 1000 });
  });

  test("for random sequences of names and signs", () => {
    const word = fc.constantFrom(...names, ...keywords, ...marks, ...marks);
    fc.assert(
      fc.property(fc.array(word, { maxLength: 20 }), fc.constantFrom("", " "), (words, space) => {
        survives(words.join(space));
      }),
      { numRuns: 3000 },
    );
  });

  test("for calls with arguments of every kind", () => {
    fc.assert(fc.property(calls, survives), { numRuns: 3000 });
  });

  test("for formulas with a piece cut out or doubled", () => {
    const whole = "np.mean((sigmoid(x @ y + [1, 2]) - y[::-1, None])**2, axis=(0,), keepdims=True) / -n**-.5e1";
    fc.assert(
      fc.property(fc.nat(whole.length), fc.nat(12), fc.boolean(), (start, length, doubled) => {
        const piece = whole.slice(start, start + length);
        survives(whole.slice(0, start) + (doubled ? piece + piece : "") + whole.slice(start + length));
      }),
      { numRuns: 1000 },
    );
  });

  test("within two seconds at the greatest length, for signs that could make a reader go back", () => {
    const start = performance.now();
    for (const piece of ["(", "x[", "1.", "#", "'", '"', "np.", "a_", "1_0", "e1", "-", "x.T", " ", "f(a=", "..."]) {
      survives(piece.repeat(Math.floor(10_000 / piece.length)));
    }
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
