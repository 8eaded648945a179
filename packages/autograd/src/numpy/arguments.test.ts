import { describe, expect, test } from "vitest";
import * as np from "../index.ts";

const { tensor } = np;

// Arguments as NumPy takes them; the values are NumPy 1.24's.
describe("lists and null in place of one axis or entry", () => {
  test("takeAlongAxis without an axis takes from the flattened tensor", () => {
    const x = tensor([
      [3, 1],
      [2, 4],
    ]);
    expect(np.takeAlongAxis(x, np.argsort(x, null), null).toArray()).toEqual([1, 2, 3, 4]);
  });

  test("partition takes several places", () => {
    expect(np.partition(tensor([3, 1, 2, 0]), [0, -1]).toArray()).toEqual([0, 1, 2, 3]);
    expect(np.argpartition(tensor([3, 1, 2, 0]), [1, 2]).toArray()).toEqual([3, 1, 2, 0]);
    expect(() => np.partition(tensor([3, 1]), [0, 2])).toThrow("partition: there is no such thing as an entry 2");
  });
});

describe("unique and nonzero without boxed numbers", () => {
  test("unique counts NaN as one value and keeps the first places", () => {
    const [values, index, inverse, counts] = np.unique(tensor([2, Number.NaN, 1, 2, Number.NaN]), {
      returnIndex: true,
      returnInverse: true,
      returnCounts: true,
    }) as np.Tensor[];
    expect(values!.toArray()).toEqual([1, 2, Number.NaN]);
    expect(index!.toArray()).toEqual([2, 0, 1]);
    expect(inverse!.toArray()).toEqual([1, 2, 0, 1, 2]);
    expect(counts!.toArray()).toEqual([1, 2, 2]);
  });

  test("nonzero and argwhere agree on a tensor of three axes", () => {
    const x = np.reshape(np.mod(np.arange(24), 3), [2, 3, 4]);
    const rows = np.argwhere(x).toArray() as number[][];
    expect(rows).toEqual(np.transpose(np.stack(np.nonzero(x))).toArray());
    for (const place of rows) expect(np.at(x, ...place).item()).not.toBe(0);
    expect(rows.length).toBe(np.countNonzero(x).item());
  });
});
