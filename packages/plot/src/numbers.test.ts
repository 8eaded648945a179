import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { axisOf, place, tickLabel } from "./axis.ts";
import { bar } from "./kinds/bar.ts";
import { heatmap } from "./kinds/heatmap.ts";
import { histogram } from "./kinds/histogram.ts";
import { line } from "./kinds/line.ts";
import { contrast, palette, swaps, themes } from "./look.ts";
import { brailleCanvas } from "./text/canvas.ts";

/** Any double, NaN, infinities, subnormals and both zeros among them. */
const anything = fc.array(fc.double(), { minLength: 1, maxLength: 30 });
const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
const range = fc.tuple(finite, finite).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);

describe("an axis", () => {
  test("holds the values, and its ticks lie on it in order and are few", () => {
    fc.assert(
      fc.property(range, ([low, high]) => {
        const axis = axisOf("", "linear", [low, high], 0.05);
        expect(axis.domain[0]).toBeLessThanOrEqual(low);
        expect(axis.domain[1]).toBeGreaterThanOrEqual(high);
        expect(place(axis, low)).toBeGreaterThanOrEqual(0);
        expect(place(axis, high)).toBeLessThanOrEqual(1);
        expect(axis.ticks.length).toBeLessThan(25);
        expect(axis.ticks).toEqual([...axis.ticks].sort((a, b) => a - b));
        expect(axis.ticks.every(Number.isFinite)).toBe(true);
      }),
    );
  });

  test.each([
    [0, 1, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]],
    [-3, 12, ["-2", "0", "2", "4", "6", "8", "10", "12"]],
    [0, 3e7, ["0", "5e6", "1e7", "1.5e7", "2e7", "2.5e7", "3e7"]],
  ])("from %d to %d has round labels", (low, high, labels) => {
    const axis = axisOf("", "linear", [low, high]);
    expect(axis.ticks.map((tick) => tickLabel(axis, tick)).map((label) => label.replace(".0e", "e"))).toEqual(labels);
  });

  test("on a log scale goes in powers of ten, and of a single value too", () => {
    const axis = axisOf("", "log", [0.001, 1000]);
    expect(axis.ticks.map((tick) => tickLabel(axis, tick))).toEqual(["0.001", "0.01", "0.1", "1", "10", "100", "1000"]);
    expect(axisOf("", "log", [3, 3]).ticks.length).toBeGreaterThan(1);
  });
});

describe("a log axis", () => {
  test("of less than a factor of two has ticks in equal steps", () => {
    const { ticks, domain, format } = axisOf("", "log", [1, 1.2], 0.05);
    expect(ticks).toEqual([1, 1.05, 1.1, 1.15, 1.2]);
    expect([format, ticks.every((tick) => tick >= domain[0] && tick <= domain[1])]).toEqual([".2f", true]);
  });

  test.each([
    [1e-300, 1e300],
    [Number.MIN_VALUE, 1],
    [1, Number.MAX_VALUE],
    [Number.MIN_VALUE, Number.MAX_VALUE],
  ])("from %d to %d has both on it", (low, high) => {
    const axis = axisOf("", "log", [low, high], 0.05);
    const [first, last] = [place(axis, low), place(axis, high)];
    expect([first >= 0, first < 0.1, last > 0.9, last <= 1]).toEqual([true, true, true, true]);
    expect(axis.ticks.length).toBeGreaterThan(2);
    expect(axis.ticks.every((tick) => String(tick).length < 9)).toBe(true);
  });
});

describe("any numbers", () => {
  test("are drawn as text, or refused by an error that says that nothing is finite", () => {
    fc.assert(
      fc.property(anything, (values) => {
        const there = values.filter(Number.isFinite).length;
        const draws = [
          () => line({ y: values }),
          () => bar({ values }),
          () => histogram({ values }),
          () => heatmap({ values: [values] }),
        ];
        for (const draw of draws) {
          if (there === 0) expect(draw).toThrow(/nothing to draw/);
          else {
            const chart = draw();
            expect(chart.toText()).not.toContain("undefined");
            expect(chart.notes.some((note) => note.includes("left out"))).toBe(there < values.length);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  test("are each in one bin of a histogram", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.integer({ min: -1000, max: 1000 }).map((i) => i / 8),
          { minLength: 1 },
        ),
        fc.option(fc.integer({ min: 1, max: 40 })),
        (values, bins) => {
          const spec = histogram({ values, ...(bins === null ? {} : { bins }) }).toVegaLite();
          const rows = (spec as unknown as { data: { values: { from: number; to: number; count: number }[] } }).data
            .values;
          const last = Math.max(...rows.map(({ to }) => to));
          for (const { from, to, count } of rows) {
            expect(values.filter((v) => v >= from && (v < to || (v === to && to === last))).length).toBe(count);
          }
          expect(rows.reduce((sum, { count }) => sum + count, 0)).toBe(values.length);
        },
      ),
    );
  });
});

describe("large data", () => {
  test("a line of a million points keeps its spike and stays small", async () => {
    const y = new Float64Array(1_000_000).map((_, i) => Math.sin(i / 1e5));
    y[654_321] = 50;
    const chart = line({ y });
    expect(chart.notes).toEqual(["1004 of 1000000 points drawn, lows and highs kept"]);
    expect((await chart.toSvg()).length).toBeLessThan(60_000);
    expect(JSON.stringify(chart.toVegaLite())).toContain('"y":50');
  });

  test("a matrix of 1000 × 100 is shown by the means of blocks", () => {
    const chart = heatmap({ values: Array.from({ length: 1000 }, () => Array<number>(100).fill(2)) });
    expect(chart.notes).toEqual(["each cell is the mean of 16 × 2 values of 1000 × 100"]);
    expect(
      (chart.toVegaLite() as unknown as { data: { values: { value: number }[] } }).data.values.every(
        ({ value }) => value === 2,
      ),
    ).toBe(true);
  });
});

test("braille has the dots where the points are", () => {
  const canvas = brailleCanvas(1, 1);
  canvas.point(0, 1);
  canvas.point(1, 0);
  canvas.point(2, 2);
  expect(canvas.lines()).toEqual(["⢁"]);
});

describe("colours", () => {
  test("ink is read on paper, soft ink too, and the first four series are seen on both papers", () => {
    for (const { paper, ink, soft } of Object.values(themes)) {
      expect(contrast(ink, paper)).toBeGreaterThan(12);
      expect(contrast(soft, paper)).toBeGreaterThan(4.5);
      for (const colour of palette.slice(0, 4)) expect(contrast(colour, paper)).toBeGreaterThan(3);
    }
    expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 10);
  });

  test("of the light theme are each replaced by one of the dark theme", () => {
    expect(new Set(swaps.map(([light]) => light)).size).toBe(swaps.length);
    expect(new Set(swaps.map(([, dark]) => dark)).size).toBe(swaps.length);
  });
});

test("the smallest double has a shade", () => {
  expect(heatmap({ values: [[5e-324]] }).toText()).not.toContain("undefined");
});
