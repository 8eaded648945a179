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

describe("further arguments", () => {
  const x = tensor([2, 7, 1, 8, 2, 8, 1, 8, 2, 8, 4, 5]);

  // numpy.histogram(x, rule)[0]
  test.each([
    ["auto", [5, 0, 2, 0, 5]],
    ["fd", [6, 6]],
    ["doane", [5, 0, 2, 0, 5]],
    ["scott", [6, 6]],
    ["rice", [5, 0, 2, 0, 5]],
    ["sturges", [5, 0, 2, 0, 5]],
    ["sqrt", [5, 1, 1, 5]],
  ] as const)("histogram by the rule %s", (rule, counts) => {
    const [found, edges] = np.histogram(x, rule);
    expect(found.toArray()).toEqual(counts);
    expect(edges.toArray()).toEqual(np.histogramBinEdges(x, rule).toArray());
  });

  test("histogram names the rules when there is none of that name", () => {
    expect(() => np.histogram(x, "stone" as never)).toThrow('histogram: there is no rule "stone"');
    expect(() => np.histogramBinEdges(x, 0)).toThrow("histogramBinEdges: the number of bins");
  });

  test("delete takes slices and masks", () => {
    expect(np.delete(tensor([1, 2, 3, 4]), "1:3").toArray()).toEqual([1, 4]);
    expect(np.delete(tensor([1, 2, 3]), [true, false, true]).toArray()).toEqual([2]);
    expect(() => np.delete(tensor([1, 2, 3]), [true, false])).toThrow(/^delete: /);
  });

  test("linspace puts its axis where it is asked to", () => {
    const rows = np.linspace(tensor([0, 10]), tensor([1, 20]), 3, { axis: -1 });
    expect(rows.toArray()).toEqual([
      [0, 0.5, 1],
      [10, 15, 20],
    ]);
    expect(() => np.linspace(tensor([0, 10]), 1, 3, { axis: 2 })).toThrow(/^linspace: there is no axis 2/);
  });

  test("geomspace goes between negative numbers", () => {
    expect(np.geomspace(-1, -8, 4).toArray()).toEqual(np.neg(np.geomspace(1, 8, 4)).toArray());
    expect(np.allclose(np.geomspace(-1, -8, 4), [-1, -2, -4, -8]).item()).toBe(1);
    expect(() => np.geomspace(-1, 8, 4)).toThrow("geomspace: the bounds must be numbers of one sign");
  });

  test("a triangle of a vector repeats it in rows", () => {
    expect(np.triu(tensor([1, 2, 3])).toArray()).toEqual([
      [1, 2, 3],
      [0, 2, 3],
      [0, 0, 3],
    ]);
    expect(np.tril(tensor([1, 2]), -1).toArray()).toEqual([
      [0, 0],
      [1, 0],
    ]);
  });
});

describe("what is real in Fourier transforms", () => {
  test.each([1, 2, 5, 8])("ifftshift undoes fftshift for length %d, where the frequencies rise", (n) => {
    const f = np.fft.fftfreq(n, 0.5);
    const shifted = np.fft.fftshift(f);
    expect(shifted.toArray()).toEqual(np.sort(f).toArray());
    expect(np.fft.ifftshift(shifted).toArray()).toEqual(f.toArray());
  });

  test("the frequencies of a real transform are those of the whole one up to a sign", () => {
    expect(np.fft.rfftfreq(5, 0.1).toArray()).toEqual(np.at(np.fft.fftfreq(5, 0.1), ":3").toArray());
    expect(np.fft.rfftfreq(4).toArray()).toEqual([0, 0.25, 0.5]);
    expect(() => np.fft.fftfreq(0)).toThrow("fftfreq: the number of samples must be");
  });

  test("shifts take axes, and derivatives go back", () => {
    const x = np.reshape(np.arange(6), [2, 3]);
    expect(np.fft.fftshift(x, 1).toArray()).toEqual([
      [2, 0, 1],
      [5, 3, 4],
    ]);
    const w = np.reshape(np.arange(6), [2, 3]);
    const g = np.grad((x: np.Tensor) => np.sum(np.mul(np.fft.fftshift(x), w)))(x);
    expect(g.toArray()).toEqual(np.fft.ifftshift(w).toArray());
    expect(() => np.fft.fftshift(x, 2)).toThrow(/^fftshift: /);
  });
});

describe("errors name the function that was called", () => {
  const v = tensor([1, 2, 3]);
  const mistakes: Readonly<Record<string, () => unknown>> = {
    all: () => np.all(v, 3),
    allclose: () => np.allclose(v, [1, 2]),
    any: () => np.any(v, 3),
    argmin: () => np.argmin(v, 3),
    clip: () => np.clip(v, [1, 2]),
    corrcoef: () => np.corrcoef(np.zeros([2, 2, 2])),
    countNonzero: () => np.countNonzero(v, 3),
    einsum: () => np.einsum(v as never, v),
    fliplr: () => np.fliplr(v),
    flipud: () => np.flipud(tensor(1)),
    mean: () => np.mean(v, 3),
    meshgrid: () => np.meshgrid(1 as never, 2 as never),
    nanargmax: () => np.nanargmax(v, 3),
    nancumsum: () => np.nancumsum(v, 3),
    nanmax: () => np.nanmax(v, 3),
    nanmean: () => np.nanmean(v, 3),
    nanprod: () => np.nanprod(v, 3),
    nanstd: () => np.nanstd(v, 3),
    nansum: () => np.nansum(v, 3),
    ptp: () => np.ptp(v, 3),
  };

  test.each(Object.entries(mistakes))("%s", (name, call) => {
    expect(call).toThrow(new RegExp(`^${name}: `));
  });
});

test("what stands in another's place is named, with where it belongs", () => {
  const wrong: readonly (readonly [() => unknown, string, string])[] = [
    [
      () => np.average([1, 2], null, { weights: [1, 2] } as never),
      "average: options stand in the place of the weights",
      "weights come third",
    ],
    [
      () => np.average([1, 2], { weights: [1, 2] } as never),
      "average: options stand in the place of the axis",
      "average(x, null, weights)",
    ],
    [
      () => np.trapezoid([1, 2], { dx: 2 } as never),
      "trapezoid: options stand in the place of the coordinates",
      "trapezoid(y, null, -1, { dx: 0.1 })",
    ],
    [() => np.einsum([0, 1] as never, [[1]]), "einsum: the formula comes first, as text", 'einsum("ij,jk->ik", A, B)'],
    [
      () => np.einsum(tensor([[1]]) as never, [0, 0]),
      "einsum: the formula comes first, as text",
      "a tensor of shape [1, 1]",
    ],
    [() => np.einsum(undefined as never, [1]), "einsum: the formula is text", "undefined"],
    [
      () => (np.where as (condition: unknown) => unknown)([true, false]),
      "where: a condition alone chooses nothing",
      "nonzero(condition)",
    ],
  ];
  for (const [call, problem, hint] of wrong) {
    expect(call).toThrow(problem);
    expect(call).toThrow(hint);
  }
});
