import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { grad, sum, type Tensor, tensor, zeros } from "../index.ts";
import { flatData } from "../storage.ts";
import { windowMax, windowSum } from "./window.ts";

/** Whole numbers, so that ties are frequent and sums exact. */
const setting = fc
  .record({
    values: fc.array(fc.integer({ min: -2, max: 2 }), { minLength: 1, maxLength: 8 }),
    size: fc.integer({ min: 1, max: 4 }),
    stride: fc.integer({ min: 1, max: 3 }),
    dilation: fc.integer({ min: 1, max: 2 }),
    before: fc.integer({ min: -1, max: 2 }),
    behind: fc.integer({ min: 0, max: 2 }),
  })
  .filter(({ values, size, dilation, before, behind }) => values.length + before + behind >= (size - 1) * dilation + 1);

type Setting = typeof setting extends fc.Arbitrary<infer T> ? T : never;

/** The places that each window sees, those in the padding left out. */
function windowsOf({ values, size, stride, dilation, before, behind }: Setting): number[][] {
  const windows: number[][] = [];
  const reach = (size - 1) * dilation + 1;
  for (let start = -before; start + reach <= values.length + behind; start += stride) {
    const places = Array.from({ length: size }, (_, t) => start + t * dilation);
    windows.push(places.filter((place) => place >= 0 && place < values.length));
  }
  return windows;
}

const optionsOf = ({ stride, dilation, before, behind }: Setting) => ({
  stride,
  dilation,
  padding: [[before, behind]] as const,
});

describe("windows", () => {
  test("are summed as the definition says, with nothing from the padding", () => {
    fc.assert(
      fc.property(setting, (s) => {
        const expected = windowsOf(s).map((places) => places.reduce((total, i) => total + s.values[i]!, 0));
        expect([...flatData(windowSum(tensor(s.values), [s.size], optionsOf(s)))]).toEqual(expected);
      }),
    );
  });

  test("have the largest of their entries, and the derivative is shared by all that are it", () => {
    fc.assert(
      fc.property(setting, (s) => {
        const pool = (x: Tensor): Tensor => windowMax(x, [s.size], optionsOf(s));
        const x = tensor(s.values);
        const windows = windowsOf(s);
        expect([...flatData(pool(x))]).toEqual(windows.map((places) => Math.max(...places.map((i) => s.values[i]!))));
        const expected = s.values.map(() => 0);
        for (const places of windows) {
          const largest = Math.max(...places.map((i) => s.values[i]!));
          const ties = places.filter((i) => s.values[i] === largest);
          for (const i of ties) expected[i]! += 1 / ties.length;
        }
        const gradient = flatData(grad((v: Tensor) => sum(pool(v)))(x));
        gradient.forEach((value, i) => {
          expect(value).toBeCloseTo(expected[i]!, 12);
        });
      }),
    );
  });

  test("of nothing but padding sum to 0 and have −∞ as their largest", () => {
    const options = { padding: 2, stride: 2 };
    expect([...flatData(windowSum(tensor([1, 2]), [2], options))]).toEqual([0, 3, 0]);
    expect([...flatData(windowMax(tensor([1, 2]), [2], options))]).toEqual([-Infinity, 2, -Infinity]);
    expect([...flatData(grad((v: Tensor) => sum(windowMax(v, [2], options)))(tensor([1, 2])))]).toEqual([0, 1]);
  });

  test("with a NaN have NaN as their largest, and the derivative goes there", () => {
    const x = tensor([1, Number.NaN, 3, 4]);
    expect([...flatData(windowMax(x, [2], { stride: 2 }))]).toEqual([Number.NaN, 4]);
    expect([...flatData(grad((v: Tensor) => sum(windowMax(v, [2], { stride: 2 })))(x))]).toEqual([0, 1, 0, 1]);
  });
});

test("errors say what a window is", () => {
  expect(() => windowMax(zeros([4, 4]), [5, 1])).toThrowErrorMatchingInlineSnapshot(`
    [ShapeError: windowMax: a window that reaches over 5 entries does not fit into 4
      got  spatial axis 0 of shape [4, 4] with padding 0 and 0
      hint padding: "same" pads so much that the windows fit]
  `);
  expect(() => windowMax(zeros([4]), [2, 2])).toThrowErrorMatchingInlineSnapshot(`
    [ShapeError: windowMax: a window of 2 axes cannot go over 1
      got  shape [4]
      hint the window goes over the last axes: [2, 2] for an image, [2] for a signal]
  `);
  expect(() => windowSum(zeros([4]), 2 as never)).toThrowErrorMatchingInlineSnapshot(`
    [ShapeError: windowSum: the size of a window is a list of lengths, not 2
      got  shape [4]
      hint the window goes over the last axes: [2, 2] for an image, [2] for a signal]
  `);
  expect(() => windowSum(zeros([4]), [0])).toThrowErrorMatchingInlineSnapshot(`
    [ArgumentError: windowSum: size must be whole numbers above 0, one for all or one for each of 1 spatial axes
      got  [0]
      hint size: 2, or one number for each axis: size: [2, 1]]
  `);
});
