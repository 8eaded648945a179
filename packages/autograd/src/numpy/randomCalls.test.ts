import { describe, expect, test } from "vitest";
import {
  argmin,
  beta,
  betaln,
  bincount,
  clip,
  copysign,
  cov,
  delete as deleteEntries,
  diff,
  digitize,
  einsum,
  fillDiagonal,
  gammaincc,
  geomspace,
  grad,
  heaviside,
  i0,
  insert,
  interp,
  isclose,
  ive,
  j1,
  nanmax,
  nanmin,
  nanstd,
  nanvar,
  polyadd,
  polydiv,
  polymul,
  polysub,
  roll,
  round,
  stats,
  sum,
  type Tensor,
  tensor,
  vsplit,
  y0,
  zeros,
} from "../index.ts";

// What calls with random arguments have found that no table of ours had; the values are NumPy's and SciPy's
// (that of 1e-300 is E₁(1)e-300 by mpmath; SciPy has 12 digits of it).

const [INF, NAN] = [Number.POSITIVE_INFINITY, Number.NaN];
const single = (...values: number[]): Tensor => tensor(Float32Array.from(values));
const whole = (...values: number[]): Tensor => tensor(Int32Array.from(values));
/** The last digits of a few roundings. */
const DIGITS = 13;

describe("a bound or a tolerance that is no ordinary number", () => {
  test("a bound that is NaN makes NaN", () => {
    expect(clip([-2, 0.5, 3], NAN, 1).toArray()).toEqual([NAN, NAN, NAN]);
    expect(clip([-2, 0.5, 3], [0, NAN, 0], [1, 1, NAN]).toArray()).toEqual([0, NAN, NAN]);
    expect(grad((x: Tensor) => sum(clip(x, [0, 0], [1, 1])))(tensor([0.5, 3])).toArray()).toEqual([1, 0]);
  });

  test("an infinity in single precision is near nothing but itself", () => {
    expect(isclose([1, 2], single(-INF, 2)).toArray()).toEqual([false, true]);
    expect(isclose(single(INF, 1), [INF, -INF]).toArray()).toEqual([true, false]);
  });
});

describe("dtypes", () => {
  test("a number beside float32 leaves it so", () => {
    expect(copysign(single(1, 2), -INF).dtype).toBe("float32");
    expect(copysign(single(1, 2), -INF).toArray()).toEqual([-1, -2]);
    expect(heaviside(single(0, 1), 0.5).dtype).toBe("float32");
    expect(copysign(single(1), whole(-1)).dtype).toBe("float32");
  });

  test("the beta function of two dtypes counts in the wider one", () => {
    expect(beta(single(1.25), 1.5).item()).toBeCloseTo(0.4994395341508799, 6);
    expect(beta(single(1.25), tensor([1.5])).item()).toBeCloseTo(0.4994395341508799, DIGITS);
    expect(betaln(tensor([0.375]), single(1.5)).item()).toBeCloseTo(0.7899644300345902, DIGITS);
    expect(betaln(whole(1), single(1.5)).dtype).toBe("float32");
  });

  test("integers and booleans have nothing to leave out, and stay what they are", () => {
    expect(nanmax(tensor([true, false])).dtype).toBe("bool");
    expect(nanmin(whole(3, 2)).dtype).toBe("int32");
    expect(round(whole(14, 25, -7), -1).toArray()).toEqual([10, 20, -10]);
    expect(round(whole(14, 25), 2).dtype).toBe("int32");
  });
});

describe("reductions", () => {
  test("the smallest integer of all is found", () => {
    expect(argmin(whole(1, -(2 ** 31), 7)).item()).toBe(1);
    expect(argmin(tensor([true, false])).item()).toBe(1);
  });

  test("a variance without NaN is none once as many are taken off as there are", () => {
    expect(nanvar([1, 2, NAN], null, { ddof: 2 }).item()).toBeNaN();
    expect(nanstd([1, 2, NAN], null, { ddof: 5 }).item()).toBeNaN();
    const half = nanvar(single(1, 2, 4), null, { ddof: 0.5 });
    expect([half.dtype, half.item()]).toEqual(["float32", expect.closeTo(1.8666668, 6)]);
  });

  test("a covariance is infinite where more is taken off than the weights add up to", () => {
    expect(cov([1, 2, 4], null, { aweights: [1, 2, 3], ddof: 4 }).item()).toBe(INF);
    expect(cov([1, 2, 4], null, { fweights: [1, 1, 2], ddof: 9 }).item()).toBe(INF);
  });
});

describe("shapes and places", () => {
  test("nothing rolls along no axes", () => {
    expect(roll([1, 2, 3], 1, []).toArray()).toEqual([1, 2, 3]);
  });

  test("entries are deleted and put in by tensors of places, and deleted by masks", () => {
    expect(deleteEntries([1, 2, 3], tensor([true, false, true])).toArray()).toEqual([2]);
    expect(deleteEntries([1, 2, 3], whole(0, -1)).toArray()).toEqual([2]);
    expect(insert([1, 2], whole(0, 2), [8, 9]).toArray()).toEqual([8, 1, 2, 9]);
    expect(() => deleteEntries([1, 2, 3], whole(5))).toThrow("delete: there is no index 5 along axis 0");
  });

  test("values that do not fit are refused, where some once were 0", () => {
    expect(() => fillDiagonal(zeros([3, 4]), [1, 2])).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: fillDiagonal: only axes of length 1 and new axes in front can be repeated
        got  [2] to [3]
        hint lengths are compared from the last axis backwards]
    `);
    expect(() => insert([1, 2, 3], [0, 1, 2], [1, 2])).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: insert: only axes of length 1 and new axes in front can be repeated
        got  [2] to [3]
        hint lengths are compared from the last axis backwards]
    `);
  });

  test("rows are not taken from a vector", () => {
    expect(() => vsplit([1, 2], 2)).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: vsplit: rows are taken from a matrix, of 2 axes or more
        got  shape [2]
        hint split(x, parts) cuts a vector]
    `);
  });

  test("no differences leave everything out that would be put beside", () => {
    expect(diff([1, 4], 0, -1, { prepend: 0 }).toArray()).toEqual([1, 4]);
  });

  test("edges that go up and down have no intervals", () => {
    expect(() => digitize([1], [0, 2, 1])).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: digitize: the edges go up and down, so that there are no intervals between them
        got  0, 2 at 0 and 2, 1 at 1
        hint sort(edges) puts them in order]
    `);
    expect(digitize([1], [0, 0, 2]).toArray()).toEqual([2]);
  });

  test("axes behind the dots are not lost in a result that has no place for them", () => {
    expect(() => einsum("...i->i", zeros([2, 3]))).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: einsum: the result has no place for the axes behind "..."
        got  "...i->i" for shapes [2, 3]
        hint write "..." behind "->", too; sum(y, axes) sums over them]
    `);
    expect(einsum("...i->i", zeros([3])).shape).toEqual([3]);
  });

  test("what is counted is a list, and there are not fewer than no bins", () => {
    expect(() => bincount(tensor([[1, 1]]))).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: bincount: what is counted is a list of whole numbers
        got  shape [1, 2]
        hint bincount(ravel(x)) counts them all]
    `);
    expect(() => bincount([1, 1], { minlength: -1 })).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: bincount: minlength must be a whole number, 0 or more, not -1
        got  -1
        hint count entries, from 0 on]
    `);
  });
});

describe("series", () => {
  test("a geometric series goes from one end of the numbers to the other", () => {
    const found = geomspace(1e-300, 1e300, 4).toArray() as number[];
    for (const [i, y] of [1e-300, 1e-100, 1e100, 1e300].entries()) expect(found[i]! / y).toBeCloseTo(1, 12);
  });

  test("a period counts by its length, and is none when it is 0", () => {
    expect(interp([0.5, 3], [0, 1], [10, 20], { period: -2 }).toArray()).toEqual([15, 20]);
    expect(() => interp([0.5], [0, 1], [10, 20], { period: 0 })).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: interp: a period is a number other than 0
        got  0
        hint leave it out where nothing repeats]
    `);
  });

  test("a number is a constant polynomial", () => {
    expect(polymul([1, 2], 3).toArray()).toEqual([3, 6]);
    expect(polyadd(2, [1, 0, 0]).toArray()).toEqual([1, 0, 2]);
    expect(polysub([1, 2], 2).toArray()).toEqual([1, 0]);
    expect(polydiv([2, 4], 2).map((x) => x.toArray())).toEqual([[1, 2], [0]]);
  });
});

describe("special functions at the ends of the numbers", () => {
  test("Bessel functions of the largest and the smallest number", () => {
    expect(i0(1.7e308).item()).toBe(INF);
    expect(ive(0, 1e300).item() / 3.989422804014327e-151).toBeCloseTo(1, DIGITS);
    expect(y0(5e-324).item()).toBeCloseTo(-473.9990734230043, 10);
    expect(j1(-0).item()).toBe(-0);
  });

  test("the upper incomplete gamma function keeps its digits where the order is tiny", () => {
    const [a, x] = [
      [1e-10, 1e-15, 1e-300, 0.19],
      [0.5, 0.5, 1, 1e-3],
    ];
    const expected = [5.597735948055005e-11, 5.597735947761616e-16, 2.1938393439552025e-301, 0.7077696920582395];
    const found = gammaincc(a, x).toArray() as number[];
    for (const [i, y] of expected.entries()) expect(found[i]! / y).toBeCloseTo(1, DIGITS);
  });
});

describe("distributions outside of what can happen", () => {
  test.each([
    ["gamma.pdf", stats.gamma.pdf([-1, 0, 1], 1), [0, 1, 0.36787944117144233]],
    ["gamma.logpdf", stats.gamma.logpdf([-1, 1], 2), [-INF, -1]],
    ["gamma.cdf", stats.gamma.cdf([-1, 1], 2), [0, 0.26424111765711533]],
    ["beta.pdf", stats.beta.pdf([-1, 2, 0.5], 2, 3), [0, 0, 1.5]],
    ["beta.logpdf", stats.beta.logpdf([-1, 1.5, 0.5], 2, 1), [-INF, -INF, 0]],
    ["beta.cdf", stats.beta.cdf([-1, 0.5, 2], 2, 3), [0, 0.6875, 1]],
    ["chi2.pdf", stats.chi2.pdf([-1, 1], 3), [0, 0.24197072451914337]],
    ["chi2.logpdf", stats.chi2.logpdf([-1, 1], 3), [-INF, -1.4189385332046727]],
    ["chi2.cdf", stats.chi2.cdf([-1, 1], 3), [0, 0.19874804309879915]],
    ["poisson.pmf", stats.poisson.pmf([-1, 0.5, 2], 1.5), [0, 0, 0.25102143016698353]],
    ["poisson.logpmf", stats.poisson.logpmf([-1, 0.5, 2], 1.5), [-INF, -INF, -1.3822169643436164]],
    ["poisson.cdf", stats.poisson.cdf([-1, 0.5, 2], 1.5), [0, 0.22313016014842982, 0.8088468305380581]],
  ] as const)("%s", (_name, found, expected) => {
    const values = found.toArray() as number[];
    for (const [i, y] of expected.entries()) {
      if (Number.isFinite(y)) expect(values[i]).toBeCloseTo(y, DIGITS);
      else expect(values[i]).toBe(y);
    }
  });

  test("their derivative there is 0", () => {
    const slope = grad((x: Tensor) => sum(stats.gamma.pdf(x, 2)));
    expect(slope(tensor([-1, 0.5])).toArray()).toEqual([0, expect.closeTo(0.5 * Math.exp(-0.5), DIGITS)]);
    const slopeOfBeta = grad((x: Tensor) => sum(stats.beta.logpdf(x, 2, 3)));
    expect(slopeOfBeta(tensor([-1, 2])).toArray()).toEqual([0, 0]);
  });
});
