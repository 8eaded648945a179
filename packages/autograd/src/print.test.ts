import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { TypedArray } from "./dtype.ts";
import { ArgumentError } from "./errors.ts";
import { completeOptions, type PrintOptions } from "./print/options.ts";
import { formatArray } from "./print.ts";

// The expected texts are NumPy 1.24's.

fc.configureGlobal({ seed: 1996 });

function str(values: readonly number[], options?: PrintOptions, shape: readonly number[] = [values.length]): string {
  return formatArray(new Float64Array(values), shape, "float64", "str", completeOptions(options));
}

function str32(values: readonly number[], options?: PrintOptions): string {
  return formatArray(new Float32Array(values), [values.length], "float32", "str", completeOptions(options));
}

function counting(size: number): Float64Array {
  return Float64Array.from({ length: size }, (_, i) => i);
}

/** The words of a text without its brackets. */
function wordsOf(text: string): string[] {
  return text.replace(/[[\]]/g, "").trim().split(/\s+/);
}

/** Any finite float64, so that every exponent is as likely as any other. */
const anyFinite = fc.double({ noNaN: true, noDefaultInfinity: true });
const anyFinite32 = fc.float({ noNaN: true, noDefaultInfinity: true });

describe("the digits of floats", () => {
  test("with all digits every float64 reads back as the same number, in an array and alone", () => {
    fc.assert(
      fc.property(fc.array(anyFinite, { minLength: 1, maxLength: 20 }), (values) => {
        expect(wordsOf(str(values, { floatmode: "unique" })).map(Number)).toEqual(values);
        expect(Number(str([values[0]!], undefined, []))).toBe(values[0]);
      }),
    );
  });

  test("with all digits every float32 reads back as the same float32, in an array and alone", () => {
    fc.assert(
      fc.property(fc.array(anyFinite32, { minLength: 1, maxLength: 20 }), (values) => {
        const read = (word: string): number => Math.fround(Number(word));
        expect(wordsOf(str32(values, { floatmode: "unique" })).map(read)).toEqual(values);
        expect(read(formatArray(new Float32Array(values), [], "float32", "str"))).toBe(values[0]);
      }),
    );
  });

  test("a float32 alone never has more digits than reading it back needs", () => {
    fc.assert(
      fc.property(anyFinite32, (x) => {
        const text = formatArray(new Float32Array([x]), [], "float32", "str");
        const mantissa = text.replace(/e.*/, "").replace(/^-?[0.]*/, "");
        const digits = mantissa.replace(".", "").replace(/0+$/, "");
        fc.pre(digits.length > 1);
        expect(Math.fround(Number(x.toExponential(digits.length - 2)))).not.toBe(x);
      }),
    );
  });

  test("with n digits after the point the number is at most half a unit of the last place away", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1000, max: 1000, noNaN: true }),
        fc.integer({ min: 0, max: 12 }),
        (x, precision) => {
          const [word] = wordsOf(str([x], { precision, floatmode: "fixed", suppress: true }));
          expect(word!.split(".")[1]).toHaveLength(precision);
          // The comparison itself rounds: numbers below 1000 by less than 2^−43.
          expect(Math.abs(Number(word) - x)).toBeLessThanOrEqual(0.5 * 10 ** -precision + 2 ** -43);
        },
      ),
    );
  });

  test("a number half-way between two roundings goes to the even digit", () => {
    expect(str([0.5, 1.5, 2.5, -0.5], { precision: 0 })).toBe("[ 0.  2.  2. -0.]");
    expect(str([2 ** -9, 3 * 2 ** -9])).toBe("[0.00195312 0.00585938]");
  });

  test("a power of two has its shortest digits when they are free, its nearest when their number is fixed", () => {
    const x = [2 ** -44]; // 5.68434188608080148…e-14, and the floats below it are twice as dense as those above
    expect(str(x, { precision: 15 })).toBe("[5.684341886080802e-14]");
    expect(str(x, { precision: 15, floatmode: "fixed" })).toBe("[5.684341886080801e-14]");
    expect(str(x, { precision: 29, floatmode: "unique", suppress: true })).toBe("[0.00000000000005684341886080802]");
    expect(str(x, { precision: 29, floatmode: "fixed", suppress: true })).toBe("[0.00000000000005684341886080801]");
  });

  test("float32 powers of two print from the smallest subnormal to the largest", () => {
    const powers = [-149, -126, -24, 0, 24, 100, 127].map((exponent) => 2 ** exponent);
    expect(wordsOf(str32(powers))).toEqual([
      "1.4012985e-45",
      "1.1754944e-38",
      "5.9604645e-08",
      "1.0000000e+00",
      "1.6777216e+07",
      "1.2676506e+30",
      "1.7014118e+38",
    ]);
    expect(formatArray(new Float32Array([2 ** -149]), [], "float32", "str")).toBe("1e-45");
  });

  test("a float32 beside longer ones gets digits of its exact value, not zeros", () => {
    expect(str32([1e-5, 1.2345678e-5])).toBe("[9.9999997e-06 1.2345678e-05]");
  });

  test("a large float32 has all whole digits in an array, the shortest alone", () => {
    expect(str32([67108872])).toBe("[67108872.]");
    expect(formatArray(new Float32Array([67108872]), [], "float32", "str")).toBe("67108870.0");
  });
});

describe("the notation of floats", () => {
  test("has an exponent from 1e8 on, below 1e-4, and when the largest is over 1000 times the smallest", () => {
    expect(str([99999999])).toBe("[99999999.]");
    expect(str([1e8, 1e8])).toBe("[1.e+08 1.e+08]");
    expect(str([1e-4])).toBe("[0.0001]");
    expect(str([9e-5])).toBe("[9.e-05]");
    expect(str([1, 0, -1000])).toBe("[    1.     0. -1000.]");
    expect(str([1, 1000.1])).toBe("[1.0000e+00 1.0001e+03]");
  });

  test("compares float32 with 1e-4 exactly, and takes the ratio in float32", () => {
    expect(str32([1e-4])).toBe("[1.e-04]"); // the nearest float32 lies below 1e-4
    const almost = [0.323613703250885, 323.61370849609375]; // 1000.00000000…: a little more than 1000
    expect(str32(almost)).toBe("[  0.3236137 323.6137   ]");
    expect(str(almost)).toBe("[3.23613703e-01 3.23613708e+02]");
  });

  test("of a scalar has an exponent only outside [1e-4, 1e16)", () => {
    const scalars = [1e15, 1e16, 1e-4, 1e-5, -2.5e-7, 1e23, 5e-324, 3, -0, Number.NaN, Number.NEGATIVE_INFINITY];
    expect(scalars.map((x) => str([x], undefined, []))).toEqual([
      "1000000000000000.0",
      "1e+16",
      "0.0001",
      "1e-05",
      "-2.5e-07",
      "1e+23",
      "5e-324",
      "3.0",
      "-0.0",
      "nan",
      "-inf",
    ]);
  });

  test("keeps nan, infinities and the sign of zero, aligned to the right", () => {
    expect(str([1, Number.NaN, Number.NEGATIVE_INFINITY])).toBe("[  1.  nan -inf]");
    expect(str([Number.POSITIVE_INFINITY, Number.NaN])).toBe("[inf nan]");
    expect(str([-0, 0])).toBe("[-0.  0.]");
  });
});

describe("the layout of arrays", () => {
  test("separates matrices by an empty line, and blocks of them by more", () => {
    const values = Int32Array.from({ length: 32 }, (_, i) => i);
    expect(formatArray(values, [2, 2, 2, 2, 2], "int32", "repr")).toBe(`array([[[[[ 0,  1],
          [ 2,  3]],

         [[ 4,  5],
          [ 6,  7]]],


        [[[ 8,  9],
          [10, 11]],

         [[12, 13],
          [14, 15]]]],



       [[[[16, 17],
          [18, 19]],

         [[20, 21],
          [22, 23]]],


        [[[24, 25],
          [26, 27]],

         [[28, 29],
          [30, 31]]]]], dtype=int32)`);
  });

  test("puts the dtype on a line of its own when it does not fit", () => {
    const values = Int32Array.from({ length: 12 }, (_, i) => i);
    expect(formatArray(values, [3, 4], "int32", "repr", completeOptions({ linewidth: 20 }))).toBe(`array([[ 0,  1,
         2,  3],
       [ 4,  5,
         6,  7],
       [ 8,  9,
        10, 11]],
      dtype=int32)`);
  });

  test("leaves no line longer than the line width, unless a single word is", () => {
    const values = fc.array(anyFinite, { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 100 }), fc.constantFrom("str", "repr"), (xs, linewidth, style) => {
        const text = formatArray(new Float64Array(xs), [xs.length], "float64", style, completeOptions({ linewidth }));
        for (const line of text.split("\n")) {
          if (line.length > linewidth) expect(wordsOf(line.replace("array(", ""))).toHaveLength(1);
        }
      }),
    );
  });

  test("prints shapes without elements, whose dtype repr always tells", () => {
    const none = new Float64Array(0);
    expect(formatArray(none, [0], "float64", "str")).toBe("[]");
    expect(formatArray(none, [2, 0, 3], "float64", "str")).toBe("[]");
    expect(formatArray(none, [0], "float64", "repr")).toBe("array([], dtype=float64)");
    expect(formatArray(none, [2, 0], "float64", "repr")).toBe("array([], shape=(2, 0), dtype=float64)");
    expect(formatArray(new Uint8Array(0), [0, 3], "bool", "repr")).toBe("array([], shape=(0, 3), dtype=bool)");
  });

  test("prints booleans as words, padded only among others", () => {
    expect(formatArray(new Uint8Array([1, 0]), [2], "bool", "repr")).toBe("array([ True, False])");
    expect(formatArray(new Uint8Array([1]), [], "bool", "str")).toBe("True");
  });
});

describe("the summary of a large array", () => {
  const MILLION = 1_000_000;

  test("shows three at each end of every axis", () => {
    expect(
      formatArray(counting(MILLION), [1000, 1000], "float64", "str"),
    ).toBe(`[[0.00000e+00 1.00000e+00 2.00000e+00 ... 9.97000e+02 9.98000e+02
  9.99000e+02]
 [1.00000e+03 1.00100e+03 1.00200e+03 ... 1.99700e+03 1.99800e+03
  1.99900e+03]
 [2.00000e+03 2.00100e+03 2.00200e+03 ... 2.99700e+03 2.99800e+03
  2.99900e+03]
 ...
 [9.97000e+05 9.97001e+05 9.97002e+05 ... 9.97997e+05 9.97998e+05
  9.97999e+05]
 [9.98000e+05 9.98001e+05 9.98002e+05 ... 9.98997e+05 9.98998e+05
  9.98999e+05]
 [9.99000e+05 9.99001e+05 9.99002e+05 ... 9.99997e+05 9.99998e+05
  9.99999e+05]]`);
  });

  test("reads nothing but what it shows", () => {
    const read: number[] = [];
    const values: TypedArray = new Proxy(counting(MILLION), {
      get(target, key) {
        if (typeof key === "string" && /^\d+$/.test(key)) read.push(Number(key));
        return Reflect.get(target, key, target);
      },
    });
    expect(formatArray(values, [MILLION], "float64", "repr")).toBe(
      "array([0.00000e+00, 1.00000e+00, 2.00000e+00, ..., 9.99997e+05,\n       9.99998e+05, 9.99999e+05])",
    );
    expect(read).toEqual([0, 1, 2, MILLION - 3, MILLION - 2, MILLION - 1]);
  });

  test("leaves short axes whole, and begins above the threshold", () => {
    expect(formatArray(new Uint8Array(1002), [501, 2], "bool", "str").split("\n")).toHaveLength(7);
    expect(formatArray(new Uint8Array(1000), [500, 2], "bool", "str").split("\n")).toHaveLength(500);
    expect(formatArray(new Int32Array(2048), new Array(11).fill(2), "int32", "str")).not.toContain("...");
  });
});

describe("print options", () => {
  test("precision and floatmode choose the digits", () => {
    expect(str([1 / 3, 12.5], { precision: 2 })).toBe("[ 0.33 12.5 ]");
    expect(str([1 / 3, 12.5], { precision: 2, floatmode: "fixed" })).toBe("[ 0.33 12.50]");
    expect(str([0.1, 0.25, 3], { floatmode: "maxprec_equal" })).toBe("[0.10 0.25 3.00]");
    expect(str([1 / 3, 0.5], { floatmode: "unique" })).toBe("[0.3333333333333333 0.5               ]");
  });

  test("suppress prints what rounds to zero as zero", () => {
    const squares = [-4.930380657631324e-32, -4.440892098500626e-16, 0, 0];
    expect(str(squares)).toBe("[-4.93038066e-32 -4.44089210e-16  0.00000000e+00  0.00000000e+00]");
    expect(str(squares, { suppress: true })).toBe("[-0. -0.  0.  0.]");
  });

  test("threshold and edgeitems choose what is shown", () => {
    const ten = [...counting(10)];
    expect(str(ten, { threshold: 5 })).toBe("[0. 1. 2. ... 7. 8. 9.]");
    expect(str(ten, { threshold: 5, edgeitems: 1 })).toBe("[0. ... 9.]");
    expect(str([...counting(2000)], { threshold: Number.POSITIVE_INFINITY })).not.toContain("...");
  });

  test("linewidth breaks lines, but never leaves one empty", () => {
    const sevenths = [0, 1 / 7, 2 / 7];
    expect(str(sevenths, { linewidth: 5 })).toBe("[0.\n 0.14285714\n 0.28571429]");
    expect(str([...counting(100)], { linewidth: Number.POSITIVE_INFINITY })).not.toContain("\n");
  });

  test("an option that is undefined is as if left out", () => {
    expect(str([1 / 3], { precision: undefined })).toBe("[0.33333333]");
  });

  test.each<[keyof PrintOptions, readonly unknown[]]>([
    ["precision", [-1, 2.5, 1075, Number.NaN, "3", null]],
    ["threshold", [-1, Number.NaN, "10"]],
    ["edgeitems", [0, 1.5, Number.POSITIVE_INFINITY]],
    ["linewidth", [0, 7.5, Number.NaN]],
    ["suppress", [1, "yes"]],
    ["floatmode", ["exact", 2]],
  ])("a bad %s is an error that says so", (name, values) => {
    for (const value of values) {
      const call = (): string => str([1], { [name]: value });
      expect(call).toThrow(ArgumentError);
      expect(call).toThrow(`print options: ${name} must be `);
    }
  });

  test("errors say what is allowed and what to do", () => {
    expect(() => str([1], { precision: -1 })).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: print options: precision must be a whole number from 0 to 1074
        got  precision: -1
        hint for all digits of every number write floatmode: "unique"]
    `);
    expect(() => str([1], { edgeitems: 0 })).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: print options: edgeitems must be a whole number ≥ 1
        got  edgeitems: 0
        hint leave it out for NumPy's default, 3]
    `);
    const misspelled = { lineWidth: 80 };
    expect(() => str([1], { precision: 3, ...misspelled })).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: print options: there is no option "lineWidth"
        got  lineWidth: 80
        hint the options are precision, threshold, edgeitems, linewidth, suppress, floatmode]
    `);
  });
});
