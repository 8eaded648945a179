import { grad, tensor, WengertError, zeros } from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import * as plot from "./index.ts";

/** The text of the error that a call throws; each has a problem, what was got, and a hint. */
function errorOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    expect(error).toBeInstanceOf(WengertError);
    const { message, got, hint } = error as WengertError;
    expect(got).toBeTruthy();
    expect(hint).toBeTruthy();
    return message;
  }
  throw new Error("nothing was thrown");
}

const NaNs = [Number.NaN, Number.NaN];
const nothing = undefined as never;

describe("a chart says what is wrong with", () => {
  test.each<[string, () => unknown, RegExp]>([
    ["no options", () => plot.line(nothing), /^line: takes a record of options\n {2}got {2}undefined/],
    ["an array instead of options", () => plot.heatmap([[1]] as never), /heatmap\(\{ … \}\)/],
    ["an empty column", () => plot.line({ y: [] }), /^line: y is empty/],
    ["an empty tensor", () => plot.scatter({ x: zeros([0]), y: zeros([0]) }), /^scatter: x is empty/],
    ["an empty table", () => plot.heatmap({ values: zeros([0, 3]) }), /0 rows of 0 columns/],
    [
      "a missing column",
      () => plot.scatter({ x: [1], y: nothing }),
      /^scatter: y is a column of numbers\n {2}got {2}undefined/,
    ],
    [
      "a table for a column",
      () => plot.line({ y: zeros([2, 2]) }),
      /must have one axis\n {2}got {2}shape \[2, 2\]\n {2}hint pick a column with at\(/,
    ],
    ["text for numbers", () => plot.line({ y: ["1"] as never }), /y\[0\] is a number\n {2}got {2}"1"/],
    [
      "nothing finite",
      () => plot.line({ y: NaNs }),
      /nothing to draw\n {2}got {2}2 points, none to draw: not finite\n {2}hint .*debugNaN/,
    ],
    ["nothing finite in a matrix", () => plot.heatmap({ values: [NaNs] }), /2 values, none of them finite/],
    ["nothing finite in bars", () => plot.bar({ values: NaNs }), /2 values, none of them finite/],
    ["nothing finite in a histogram", () => plot.histogram({ values: NaNs }), /2 values, none of them finite/],
    [
      "nothing positive on a log axis",
      () => plot.line({ y: [-1, 0], yScale: "log" }),
      /not positive on a log axis\n {2}hint a "log" axis has room for positive numbers only/,
    ],
    [
      "different lengths",
      () => plot.line({ x: [1, 2], y: { loss: [1, 2, 3] } }),
      /x and y of "loss" differ in length\n {2}got {2}2 x and 3 y/,
    ],
    ["edges for middles", () => plot.scatter({ x: [0, 1, 2], y: [1, 2] }), /edges of intervals/],
    ["ragged rows", () => plot.heatmap({ values: [[1, 2], [3]] }), /row 0 of 2 and row 1 of 1/],
    [
      "an unknown scale",
      () => plot.line({ y: [1], xScale: "ln" as never }),
      /xScale is "linear" or "log"\n {2}got {2}"ln"/,
    ],
    [
      "too many series",
      () => plot.line({ y: Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`s${i}`, [i]])) }),
      /up to 20 series/,
    ],
    ["a fractional class", () => plot.scatter({ x: [1], y: [1], classes: [0.5] }), /classes\[0\] = 0.5/],
    [
      "too few names",
      () => plot.scatter({ x: [1], y: [1], classes: [2], classNames: ["a"] }),
      /classes up to 2\n {2}got {2}1 name/,
    ],
    ["classes for other points", () => plot.scatter({ x: [1, 2], y: [1, 2], classes: [0] }), /2 points and 1 class/],
    ["equal names", () => plot.bar({ values: [1, 2], labels: ["a", "a"] }), /labels must differ\n {2}got {2}"a" twice/],
    ["too few labels", () => plot.bar({ values: [1, 2], labels: ["a"] }), /labels needs 2 names\n {2}got {2}1 name/],
    ["too many bars", () => plot.bar({ values: Array<number>(201).fill(1) }), /up to 200 bars/],
    ["half a bin", () => plot.histogram({ values: [1, 2], bins: 0.5 }), /from 1 to 200\n {2}got {2}0.5/],
    ["a matrix that is not square", () => plot.confusionMatrix({ counts: [[1, 2]] }), /1 row and 2 columns/],
    ["negative counts", () => plot.confusionMatrix({ counts: [[-1]] }), /not negative\n {2}got {2}-1/],
    ["no samples at all", () => plot.confusionMatrix({ counts: [[0]] }), /no sample was counted/],
    [
      "rates above 1",
      () => plot.roc({ curves: { falsePositiveRate: [0, 2], truePositiveRate: [0, 1] } }),
      /between 0 and 1\n {2}got {2}2/,
    ],
    ["half a curve", () => plot.roc({ curves: { net: { scores: [1] } as never } }), /rocCurve\(scores, targets\)/],
    ["neither tape nor program", () => plot.graph({}), /takes a tape or a program\n {2}got {2}neither/],
    ["something else for a tape", () => plot.graph({ tape: {} as never }), /readTape\(f\)/],
    ["a title that is no text", () => plot.line({ y: [1], title: { expr: "1" } as never }), /the title is a text/],
    ["a narrow terminal", () => plot.line({ y: [1] }).toText({ columns: 3 }), /columns is a whole number from 20/],
    [
      "an unknown theme",
      () => plot.line({ y: [1] }).toVegaLite({ theme: "pink" as never }),
      /"light", "dark" or "auto"/,
    ],
    ["a tiny picture", () => plot.line({ y: [1] }).toVegaLite({ width: 9 }), /pixels from 100 to 4000/],
  ])("%s", (_what, call, expected) => {
    expect(errorOf(call)).toMatch(expected);
  });

  test("a model that answers in another shape, or with a class that has no name", () => {
    const data = {
      points: [
        [0, 0],
        [1, 1],
      ],
      classes: [0, 1],
    };
    expect(errorOf(() => plot.decisionBoundary({ ...data, predict: () => zeros([3]) }))).toMatch(/one answer for each/);
    expect(errorOf(() => plot.decisionBoundary({ ...data, predict: (x) => zeros([x.shape[0]!, 3, 1]) }))).toMatch(
      /shape \[9600, 3, 1\]/,
    );
    const third = (x: { shape: readonly number[] }) => tensor(Array<number>(x.shape[0]!).fill(2));
    expect(errorOf(() => plot.decisionBoundary({ ...data, predict: third }))).toMatch(/class 2, and 2 classes/);
    const half = (x: { shape: readonly number[] }) => tensor(Array<number>(x.shape[0]!).fill(0.5));
    expect(errorOf(() => plot.decisionBoundary({ ...data, predict: half }))).toMatch(/greater\(p, 0.5\)/);
  });

  test("series of bars that differ in length", () => {
    expect(errorOf(() => plot.bar({ values: { a: [1, 2], b: [1] } }))).toBe(
      'bar: the series differ in length\n  got  2 values in "a" and 1 in "b"\n  hint fill what is missing with NaN: it has no bar',
    );
  });
});

test("losses collected as tensors are read, and so are values that are being differentiated", () => {
  expect(plot.lossCurve({ losses: [tensor(3), tensor([2]), 1] }).notes).toEqual(["lowest: 1 at 3"]);
  let text = "";
  grad((x) => {
    text = String(plot.line({ y: [x as never, 2] }));
    return x;
  })(1);
  expect(text).toBe(String(plot.line({ y: [1, 2] })));
});
