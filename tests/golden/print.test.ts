import { describe, expect, test } from "vitest";
import { type DType, newArray, type TypedArray } from "../../packages/autograd/src/dtype.ts";
import { formatArray } from "../../packages/autograd/src/print.ts";
import { loadGolden, reportSkipped } from "./golden.ts";

interface PrintCase<D extends string> {
  readonly tag: string;
  readonly dtype: D;
  readonly shape: readonly number[];
  readonly data: readonly (number | boolean)[];
  readonly str: string;
  readonly repr: string;
}

const DTYPES: readonly string[] = ["float64", "float32", "int32", "bool"] satisfies DType[];

const golden = loadGolden<{ cases: readonly PrintCase<string>[] }>("print.json");
const cases = golden?.cases ?? [];
const supported = cases.filter((one): one is PrintCase<DType> => DTYPES.includes(one.dtype));

for (const dtype of new Set(cases.map((one) => one.dtype))) {
  if (!DTYPES.includes(dtype)) {
    reportSkipped(cases.filter((one) => one.dtype === dtype).length, `dtype ${dtype}`);
  }
}

function valuesOf({ dtype, data }: PrintCase<DType>): TypedArray {
  const values = newArray(dtype, data.length);
  data.forEach((value, i) => {
    values[i] = Number(value);
  });
  return values;
}

describe.skipIf(golden === undefined)("arrays print as NumPy prints them", () => {
  test.each(supported)("$dtype $shape, $tag", (one) => {
    const values = valuesOf(one);
    expect(formatArray(values, one.shape, one.dtype, "str")).toBe(one.str);
    expect(formatArray(values, one.shape, one.dtype, "repr")).toBe(one.repr);
  });
});
