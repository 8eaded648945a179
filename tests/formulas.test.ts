import {
  arccos,
  arccosh,
  arcsin,
  arctanh,
  astype,
  at,
  cbrt,
  digitize,
  fmod,
  grad,
  heaviside,
  interp,
  linalg,
  log1p,
  log2,
  log10,
  matmul,
  median,
  mod,
  modf,
  nanmedian,
  partition,
  quantile,
  round,
  sort,
  sum,
  type Tensor,
  type TensorLike,
  tensor,
  topk,
  unique,
  unwrap,
} from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { numbersOf, REFERENCES, WITHOUT } from "./formulaReferences.ts";
import { FORMULAS, KINKS } from "./formulas.ts";

/** Sums of some ten numbers of size 1, in another order. */
const ROUNDING = 1e-12;

describe("the formulas of the page", () => {
  test.each(Object.keys(REFERENCES))("%s gives what its formula says", (name) => {
    const [given, formula] = REFERENCES[name]!().map(numbersOf) as [number[], number[]];
    expect(given.length).toBe(formula.length);
    given.forEach((value, i) => {
      expect(Math.abs(value - formula[i]!), `${FORMULAS[name]}, number ${i}`).toBeLessThanOrEqual(
        ROUNDING * Math.max(1, Math.abs(formula[i]!)),
      );
    });
  });

  test("each is evaluated, or named with the reason why it is not", () => {
    const named = Object.values(WITHOUT).flatMap((names) => names.split(" "));
    expect([...Object.keys(REFERENCES), ...named].toSorted()).toEqual(Object.keys(FORMULAS).toSorted());
    expect(Object.keys(REFERENCES).length).toBeGreaterThan(150);
  });
});

type Function = (x: Tensor) => Tensor;

const slope = (f: Function, x: TensorLike): number[] =>
  numbersOf(grad((v: Tensor) => sum(f(v)), 0, { allowConstant: true })(tensor(x as number)));
const endless = (f: Function, ...ends: readonly number[]): boolean =>
  ends.every((x) => !Number.isFinite(slope(f, x)[0]) && !Number.isNaN(slope(f, x)[0]));
const weighted = (y: Tensor): Tensor => matmul(y, tensor([1, 10, 100])) as Tensor;

const IDENTITY = [
  [1, 0],
  [0, 1],
];
const SINGULAR = [
  [1, 2],
  [2, 4],
];
/** A direction in which the rank of SINGULAR grows. */
const along = (h: number): Tensor =>
  tensor([
    [1, 2],
    [2, 4 + h],
  ]);
/** A symmetric matrix keeps its sum of eigenvalues' gradient; single vectors have none. */
const alike = (values: Function, vectors: Function | null): boolean =>
  slope(values, IDENTITY).join() === "1,0,0,1" &&
  (vectors === null || slope(vectors, IDENTITY).some((d) => !Number.isFinite(d)));

/** What KINKS says, as what can be seen. */
const SEEN: Readonly<Record<string, () => boolean>> = {
  arccos: () => endless(arccos, -1, 1),
  arcsin: () => endless(arcsin, -1, 1),
  arccosh: () => endless(arccosh, 1),
  arctanh: () => endless(arctanh, -1, 1),
  log1p: () => endless(log1p, -1),
  log2: () => endless(log2, 0),
  log10: () => endless(log10, 0),
  cbrt: () => endless(cbrt, 0),
  eigh: () =>
    alike(
      (a) => linalg.eigh(a)[0],
      (a) => at(linalg.eigh(a)[1], 0) as Tensor,
    ),
  eigvalsh: () => alike(linalg.eigvalsh, null),
  svd: () =>
    alike(
      (a) => linalg.svd(a)[1],
      (a) => at(linalg.svd(a)[0], 0) as Tensor,
    ),
  svdvals: () => alike(linalg.svdvals, null),
  eig: () => alike((a) => linalg.eig(a)[0], null),
  eigvals: () => alike(linalg.eigvals, null),
  det: () => slope(linalg.det, SINGULAR).map(Math.round).join() === "4,-2,-2,1",
  slogdet: () => {
    expect(() => slope((a) => linalg.slogdet(a)[1], SINGULAR)).toThrow("singular");
    return true;
  },
  pinv: () =>
    Number(sum(linalg.pinv(along(0))).item()) < 1 && Math.abs(at(linalg.pinv(along(1e-8)), 1, 1).item()) > 1e7,
  lstsq: () =>
    Math.abs(at(linalg.lstsq(along(1e-8), [1, 1])[0], 1).item()) > 1e7 &&
    Math.abs(at(linalg.lstsq(along(0), [1, 1])[0], 1).item()) < 1,
  qr: () => slope((a) => at(linalg.qr(a)[0], 2, 1) as Tensor, [...SINGULAR, [0, 0]]).some((d) => !(Math.abs(d) < 1e12)),
  fmod: () => slope((x) => fmod(x, 2), 2)[0] === 1,
  mod: () => slope((x) => mod(x, 2), 2)[0] === 1,
  unwrap: () => slope((x) => weighted(unwrap(x)), [0, Math.PI, 0]).join() === "1,10,100",
  nanmedian: () => slope(nanmedian, [1, 2, 2, 3]).join() === slope(median, [1, 2, 2, 3]).join(),
  quantile: () => slope((x) => quantile(x, 0.5), [2, 2, 2]).join() === "0,1,0",
  sort: () => slope((x) => weighted(sort(x)), [2, 2, 1]).join() === "10,100,1",
  partition: () =>
    slope((x) => weighted(partition(x, 0)), [2, 2, 1])
      .toSorted((a, b) => a - b)
      .join() === "1,10,100",
  topk: () => slope((x) => topk(x, 2)[0], [2, 5, 5, 5]).join() === "0,1,1,0",
  unique: () => slope(unique as Function, [2, 5, 5]).join() === "1,1,0",
  interp: () => slope((x) => interp(x, [0, 1, 2], [0, 1, 3]), 1)[0] === 2,
  round: () => slope((x) => round(x), 0.5)[0] === 0,
  modf: () => slope((x) => modf(x)[0], 2)[0] === 1 && slope((x) => modf(x)[1], 2)[0] === 0,
  heaviside: () => slope((x) => heaviside(x, 0.5), 0)[0] === 0,
  digitize: () => slope((x) => astype(digitize(x, [0, 1]), "float64"), 0.5)[0] === 0,
};

describe("what the page says of points without a derivative", () => {
  test("is seen for every function that it names", () => {
    expect(Object.keys(SEEN).toSorted()).toEqual(Object.keys(KINKS).toSorted());
  });

  test.each(Object.keys(SEEN))("is so for %s", (name) => {
    expect(SEEN[name]!(), KINKS[name]).toBe(true);
  });
});
