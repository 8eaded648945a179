import { explain, mul, random, sin, type Tensor, tensor, zeros } from "@wengert/autograd";
import { compareGradients } from "@wengert/gradcheck";
import { line } from "@wengert/plot";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { check, checkClose } from "./check.ts";
import { brief } from "./describe.ts";
import { exercise, todo } from "./exercise.ts";
import { digits, say, section, table } from "./say.ts";
import { session } from "./session.ts";
import { show } from "./show.ts";

let printed: string[] = [];
const { exitCode } = process;

beforeEach(() => {
  printed = [];
  const own = session();
  own.last = "nothing";
  own.checks.length = 0;
  own.exercises.length = 0;
  vi.spyOn(console, "log").mockImplementation((text: string) => void printed.push(text));
});

afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = exitCode;
});

const shown = (value: unknown, options = {}): string => {
  session().last = "nothing";
  printed = [];
  show(value, options);
  return printed.join("\n");
};

describe("show prints", () => {
  test("a tensor as NumPy does, and with a title above", () => {
    expect(
      shown(
        tensor([
          [1, 2.5],
          [-3, 4],
        ]),
      ),
    ).toBe("[[ 1.   2.5]\n [-3.   4. ]]");
    expect(shown(tensor([1, 2]), { title: "a" })).toBe("a\n[1. 2.]");
    expect(shown(zeros([0]))).toBe("[]");
  });

  test("the first and the last of a long or wide table", () => {
    const rows = shown(
      Array.from({ length: 1e5 }, (_, i) => ({ i, square: i * i })),
      {},
    ).split("\n");
    expect([rows.length, rows[1], rows[101], rows.at(-1)]).toEqual([
      202,
      "0               0",
      "…               …",
      "99999  9999800001",
    ]);
    const wide = shown(zeros([300, 1000]), { as: "table" }).split("\n");
    expect(wide.length).toBe(202);
    expect(wide[0]).toMatch(/ 19 {2}… {2}980 .* 999$/);
    expect(wide.at(-1)).toMatch(/^299 /);
  });

  test("a tensor as a table, with the numbers of rows and columns", () => {
    expect(
      shown(
        tensor([
          [1, 20],
          [3, 4],
        ]),
        { as: "table" },
      ),
    ).toBe("   0   1\n0  1  20\n1  3   4");
    expect(shown([5, 6], { as: "table" })).toBe("   0\n0  5\n1  6");
    expect(shown(tensor(7), { as: "table" })).toBe("   0\n0  7");
    expect(shown(zeros([0, 3]), { as: "table" })).toBe("");
  });

  test("no table of three axes", () => {
    expect(() => show(zeros([2, 2, 2]), { as: "table" })).toThrow(/a table has one or two axes/);
    expect(() => show([[1], [2, 3]], { as: "table" })).toThrow(/rows of one length/);
  });

  test("records as a table with all their columns", () => {
    expect(
      shown([
        { a: 1, b: "x" },
        { b: "a longer one", c: [1, 2] },
      ]),
    ).toBe("a             b       c\n1             x\n   a longer one  [1, 2]");
  });

  test("a record as names and values, those of several lines below each other", () => {
    expect(
      shown({
        loss: 0.5,
        W: tensor([
          [1, 2],
          [3, 4],
        ]),
      }),
    ).toBe("loss  0.5\nW     [[1. 2.]\n       [3. 4.]]");
  });

  test("an explanation and a gradient report as their texts", () => {
    const explanation = explain((x: Tensor) => mul(x, sin(x)))(2);
    expect(shown(explanation)).toBe(String(explanation));
    const report = compareGradients({ loss: (x: Tensor) => mul(x, x), params: tensor(3), hand: tensor(5) });
    expect(shown(report)).toBe(String(report));
  });

  test("a chart as text", () => {
    const chart = line({ y: [1, 3, 2] });
    expect(shown(chart)).toBe(chart.toText());
  });

  test.each([
    [undefined, "undefined"],
    [null, "null"],
    [-0, "-0"],
    [12n, "12n"],
    ["plain text", "plain text"],
    [[1, "a", [true]], '[1, "a", [true]]'],
    [new Map([["a", 1]]), 'Map {"a": 1}'],
    [new Set([1]), "Set {1}"],
    [new Float64Array([1, 2]), "Float64Array [1, 2]"],
    [() => 1, "function (no name)"],
    [{}, "{  }"],
    [Object.create(null), "{  }"],
  ])("%o", (value, text) => {
    expect(shown(value)).toBe(text);
  });

  test("anything without a throw or an end", () => {
    fc.assert(fc.property(fc.anything(), (value) => void expect(typeof brief(value)).toBe("string")));
    const round: Record<string, unknown> = {};
    round.self = round;
    expect(brief(round).length).toBeLessThan(100);
    expect(brief(Array.from({ length: 1000 }, (_, i) => i))).toMatch(/199, … 800 more\]$/);
  });
});

describe("check", () => {
  test("prints verdicts below each other, counts them, and makes the process fail", () => {
    process.exitCode = 0;
    check("one", true);
    check("two", false);
    check("three", () => ({ ok: true }));
    say("and then");
    expect(printed.join("\n")).toBe("    ok  one\nFAILED  two\n    ok  three\n\nand then");
    expect(session().checks.map(({ ok }) => ok)).toEqual([true, false, true]);
    expect(process.exitCode).toBe(1);
  });

  test("takes a gradient report, and prints it when it is not ok", () => {
    const report = (hand: number) =>
      compareGradients({ loss: (x: Tensor) => mul(x, x), params: tensor(3), hand: tensor(hand) });
    check("right", report(6));
    check("wrong", report(12));
    expect(printed[0]).toBe("    ok  right");
    expect(printed[1]).toMatch(/^FAILED {2}wrong\n {8}gradient check[\s\S]*factor/);
  });

  test("that throws has failed, with the error as the reason", () => {
    check("inner", () => {
      throw new RangeError("out of range");
    });
    expect(printed).toEqual(["FAILED  inner\n        RangeError: out of range"]);
  });

  test("prints nothing when it is quiet and holds", () => {
    check("a", true, { quiet: true });
    check("b", false, { quiet: true });
    expect(printed).toEqual(["FAILED  b"]);
    expect(session().checks.length).toBe(2);
  });

  test.each([
    [undefined, "undefined"],
    [1, "1"],
    [null, "null"],
    [Promise.resolve(true), "await it first"],
  ])("is not given %o", (value, word) => {
    expect(() => check("x", value as never)).toThrow(word);
  });

  test("knows its line", () => {
    check("here", true);
    expect(session().checks[0]!.at).toMatch(/script\.test\.ts:\d+:\d+$/);
  });
});

describe("checkClose", () => {
  test.each([
    [1, 1 + 1e-10, true],
    [1, 1.1, false],
    [Number.NaN, Number.NaN, true],
    [Number.NaN, 1, false],
    [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, true],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, false],
    [0, -0, true],
    [[1, 2], [1, 2], true],
    [[1, 2], [1, 2, 3], false],
    [{ W: [1] }, { W: [1] }, true],
    [{ W: [1] }, { b: [1] }, false],
    [[1], 1, false],
    [[], [], true],
    ["a", "a", false],
  ] as const)("%j and %j: %s", (got, expected, holds) => {
    checkClose("x", got as never, expected as never);
    expect(session().checks[0]!.ok).toBe(holds);
  });

  test("names the place of the largest difference", () => {
    checkClose(
      "W",
      {
        W: tensor([
          [1, 2],
          [3, 4],
        ]),
      },
      {
        W: [
          [1, 2.5],
          [3, 9],
        ],
      },
    );
    expect(printed[0]).toBe("FAILED  W\n        got 4, expected 9 at W[1][1]: the difference 5.00 is above 1e-9");
  });

  test("refuses a tolerance below 0", () => {
    expect(() => checkClose("x", 1, 1, { tolerance: -1 })).toThrow(/a tolerance is 0 or more/);
    expect(() => checkClose("x", 1, 1, { tolerance: Number.NaN })).toThrow(RangeError);
  });

  test("agrees with itself on any numbers", () => {
    fc.assert(
      fc.property(fc.array(fc.double()), (numbers) => {
        checkClose("x", numbers, [...numbers]);
        expect(session().checks.at(-1)!.ok).toBe(true);
      }),
    );
  });
});

describe("exercise", () => {
  /** What became of an exercise. */
  const tried = (...given: Parameters<typeof exercise>) => {
    exercise(...given);
    return session().exercises.at(-1)!;
  };

  test("is solved when all its checks hold, and its checks count for it alone", () => {
    const { state, points } = tried("1", { points: 3 }, ({ check, checkClose }) => {
      check("a", true);
      checkClose("b", 1, 1);
    });
    expect([state, points]).toEqual(["passed", 3]);
    expect(session().checks).toEqual([]);
    expect(printed.join("\n")).toBe("exercise 1: solved, 3 of 3 points\n    ok  a\n    ok  b");
  });

  test("is open at a todo, in its body or in a check, which is no failure", () => {
    process.exitCode = 0;
    const derivative = (): Tensor => todo("dW");
    expect(tried("1", {}, () => void derivative()).state).toBe("open");
    expect(tried("2", {}, ({ check }) => check("a", () => derivative().size === 1)).state).toBe("open");
    expect(process.exitCode).toBe(0);
  });

  test("fails at a check or an error, and the script goes on", () => {
    process.exitCode = 0;
    expect(tried("1", {}, ({ check }) => check("a", false)).state).toBe("failed");
    const broken = tried("2", { points: 2 }, () => {
      throw new TypeError("no");
    });
    expect(broken).toMatchObject({ state: "error", points: 0, of: 2, message: "TypeError: no" });
    expect(process.exitCode).toBe(1);
  });

  test("must check something", () => {
    expect(() => exercise("1", {}, () => undefined)).toThrow(/checks nothing/);
    expect(() => exercise("1", { points: -1 }, () => undefined)).toThrow(/points are a number from 0/);
  });

  test("a todo outside of one is an error that says what is to be done", () => {
    expect(() => todo("derive it")).toThrow("todo: derive it");
  });
});

describe("text", () => {
  test("sections, blocks and tables stand apart", () => {
    say("Title");
    section("One");
    table(["a", "bb"], [["xxx", "1"]]);
    expect(printed.join("\n")).toBe("Title\n\n\nOne\n===\n\na    bb\nxxx   1");
    expect(() => table(["a"], [["1", "2"]])).toThrow(/another number of cells/);
  });

  test("numbers have the digits that count", () => {
    expect([0, 1.23456, 0.00012345, 123456, -5e-7].map((x) => digits(x))).toEqual([
      "0.00",
      "1.23",
      "1.23e-4",
      "1.23e+5",
      "-5.00e-7",
    ]);
  });
});

test("tensors of random numbers are shown without being changed", () => {
  const x = random.RandomState(1).randn(3);
  const before = String(x);
  shown(x);
  expect(String(x)).toBe(before);
});
