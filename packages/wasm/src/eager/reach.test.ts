import { describe, expect, test } from "vitest";
import { addKernel, expKernel } from "../math/elementwise.ts";
import { setExecution } from "../settings.ts";
import { convolveWindows } from "./convolution.ts";
import type { FloatArray } from "./floats.ts";
import { indexRows } from "./gather.ts";
import { multiplyMatrices } from "./gemm.ts";
import { mapArray, mapArrays } from "./map.ts";
import { fillNormal } from "./normal.ts";
import { passThroughMax, poolWindows } from "./pooling.ts";
import { reduceColumns, reduceRows, sumKernel } from "./reduce.ts";
import { softmaxRows } from "./softmax.ts";
import { fillUniform } from "./uniform.ts";

setExecution({ kernels: true });

const TABLE = new Int32Array([0, 1, 2, 3]);
const SIZES = { examples: 2, groups: 1, inputs: 3, outputs: 2, places: 4, count: 2 };

/** A call with arrays that begin at place 2, and how many numbers it touches of each. */
interface Call {
  readonly run: (...arrays: FloatArray[]) => boolean;
  readonly sizes: readonly number[];
}

const CALLS: Readonly<Record<string, Call>> = {
  mapArray: { sizes: [5, 5], run: (out, x) => mapArray(expKernel, out!, 2, x!, 2, 5) },
  "mapArray of many": { sizes: [3000, 3000], run: (out, x) => mapArray(expKernel, out!, 2, x!, 2, 3000) },
  mapArrays: { sizes: [6, 6, 3], run: (out, x, y) => mapArrays(addKernel, out!, 2, x!, 2, 1, 3, y!, 2, 1, 0, 2, 3) },
  "mapArrays with a column": {
    sizes: [6, 6, 2],
    run: (out, x, y) => mapArrays(addKernel, out!, 2, x!, 2, 1, 3, y!, 2, 0, 1, 2, 3),
  },
  "mapArrays with one number": {
    sizes: [3000, 3000, 1],
    run: (out, x, y) => mapArrays(addKernel, out!, 2, x!, 2, 1, 0, y!, 2, 0, 0, 1, 3000),
  },
  multiplyMatrices: {
    sizes: [6, 8, 12],
    run: (out, a, b) => multiplyMatrices(out!, 2, 2, 3, 4, a!, 2, 4, 1, b!, 2, 3, 1),
  },
  "multiplyMatrices of columns": {
    sizes: [6, 8, 12],
    run: (out, a, b) => multiplyMatrices(out!, 2, 2, 3, 4, a!, 2, 1, 2, b!, 2, 1, 4),
  },
  reduceRows: { sizes: [3, 12], run: (out, x) => reduceRows(sumKernel, out!, 2, x!, 2, 4, 3) },
  reduceColumns: { sizes: [4, 12], run: (out, x) => reduceColumns(sumKernel, out!, 2, x!, 2, 3, 4) },
  softmaxRows: { sizes: [12, 3, 12], run: (shares, logs, x) => softmaxRows(shares!, 2, logs!, 2, x!, 2, 4, 3) },
  fillUniform: { sizes: [7], run: (out) => fillUniform(out!, 2, 7, 1, 2) },
  fillNormal: { sizes: [7], run: (out) => fillNormal(out!, 2, 7, 1, 2) },
  gather: { sizes: [8, 12], run: (out, x) => indexRows("gather", out!, 2, x!, 2, TABLE, 6, 2) },
  scatterAdd: { sizes: [12, 8], run: (out, x) => indexRows("scatterAdd", out!, 2, x!, 2, TABLE, 6, 2) },
  poolWindows: { sizes: [6, 12], run: (out, x) => poolWindows("max", out!, 2, x!, 2, 3, 4, 2, TABLE) },
  spreadMax: {
    sizes: [12, 6, 12],
    run: (out, v, x) => passThroughMax("spread", out!, 2, v!, 2, x!, 2, 3, 4, 2, TABLE),
  },
  pickMax: { sizes: [6, 12, 12], run: (out, v, x) => passThroughMax("pick", out!, 2, v!, 2, x!, 2, 3, 4, 2, TABLE) },
  convolveWindows: {
    sizes: [8, 24, 12],
    run: (out, x, kernel) => convolveWindows(out!, 2, x!, 2, kernel!, 2, SIZES, TABLE),
  },
};

describe.each([Float32Array, Float64Array])("%o", (Type) => {
  test.each(Object.entries(CALLS))(
    "%s takes arrays that are just long enough, and refuses shorter ones",
    (_name, { run, sizes }) => {
      const arrays = (short = -1): FloatArray[] => sizes.map((size, i) => new Type(2 + size - (i === short ? 1 : 0)));
      expect(run(...arrays())).toBe(true);
      sizes.forEach((size, i) => {
        const refused = expect(() => run(...arrays(i)));
        refused.toThrow(RangeError);
        refused.toThrow(new RegExp(`places outside of an array\\n  got  arrays of .*\\b${size + 1}\\b`));
      });
    },
  );
});

test("a place before the array is refused, also where steps lead there", () => {
  const [out, x] = [new Float64Array(4), new Float64Array(4)];
  expect(() => mapArray(expKernel, out, 0, x, -1, 3)).toThrowErrorMatchingInlineSnapshot(`
    [RangeError: mapArray: places outside of an array
      got  arrays of 4, 4 numbers]
  `);
  expect(() => multiplyMatrices(out, 0, 2, 2, 2, x, 1, -2, 1, x, 0, 2, 1)).toThrowErrorMatchingInlineSnapshot(`
    [RangeError: multiplyMatrices: places outside of an array
      got  arrays of 4, 4 numbers]
  `);
});
