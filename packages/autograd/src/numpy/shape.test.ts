import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  at,
  broadcastTo,
  expandDims,
  grad,
  jvp,
  moveaxis,
  mul,
  ravel,
  reshape,
  rollaxis,
  square,
  squeeze,
  sum,
  swapaxes,
  type Tensor,
  tensor,
  transpose,
  zeros,
} from "../index.ts";
import { everyIndex } from "../indexing/testing/naive.ts";
import { sizeOf } from "../shape.ts";

const counting = (shape: readonly number[]): Tensor =>
  tensor(
    Float64Array.from({ length: sizeOf(shape) }, (_, i) => i + 1),
    { shape },
  );
const flat = (x: Tensor): number[] => [x.toArray()].flat(9).map(Number);
const entry = (x: Tensor, index: readonly number[]): number => at(x, ...index).item();

const shapes = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 4 });
const withOrder = shapes.chain((shape) =>
  fc.record({
    shape: fc.constant(shape),
    order: fc.shuffledSubarray(
      shape.map((_, d) => d),
      { minLength: shape.length },
    ),
  }),
);
/** Two shapes of one size: the second joins and splits axes of the first. */
const reshaped = fc
  .tuple(fc.array(fc.constantFrom(1, 2, 3), { maxLength: 5 }), fc.array(fc.nat({ max: 3 }), { maxLength: 5 }))
  .map(([factors, cuts]) => {
    const target: number[] = [];
    let rest = factors;
    for (const cut of cuts) {
      target.push(sizeOf(rest.slice(0, cut)));
      rest = rest.slice(cut);
    }
    return { shape: factors, target: rest.length > 0 ? [...target, sizeOf(rest)] : target };
  });

/** Whether reverse and forward mode of a linear function are each other's transpose: ⟨L u, w⟩ = ⟨u, Lᵀ w⟩. */
function checkTranspose(f: (x: Tensor) => Tensor, x: Tensor): void {
  const w = counting(f(x).shape);
  const u = square(x);
  const g = grad((x: Tensor) => sum(mul(f(x), w)), 0, { allowConstant: true })(x);
  expect(g.shape).toEqual(x.shape);
  expect(sum(mul(jvp(f, [x], [u])[1], w)).item()).toBe(sum(mul(u, g)).item());
}

describe("reshape", () => {
  test("keeps the row-major order of any layout, shared or copied", () => {
    fc.assert(
      fc.property(reshaped, fc.constantFrom("as it is", "transposed", "every second", "repeated"), (pair, layout) => {
        const { shape, target } = pair;
        const size = sizeOf(shape);
        const x = {
          "as it is": () => counting(shape),
          transposed: () => transpose(counting([...shape].reverse())),
          "every second": () => reshape(at(counting([size, 2]), "::-1", 1), shape),
          repeated: () => broadcastTo(counting(shape.slice(1)), shape),
        }[layout]();
        expect(reshape(x, target).shape).toEqual(target);
        expect(flat(reshape(x, target))).toEqual(flat(x));
        checkTranspose((x) => reshape(x, target), x);
      }),
      { seed: 40, numRuns: 500 },
    );
  });

  test("works out one length", () => {
    expect(reshape(zeros([2, 6]), [3, -1]).shape).toEqual([3, 4]);
    expect(reshape(zeros([0, 3]), [-1, 3]).shape).toEqual([0, 3]);
    expect(reshape(5, [1, 1]).toArray()).toEqual([[5]]);
    expect(reshape(zeros([2, 3]), 6).shape).toEqual([6]);
  });

  test("shares storage where steps allow it", () => {
    // Long enough for a storage of its own.
    const x = zeros([60, 75]);
    const columns = at(x, ":", "::2");
    expect(reshape(columns, [2, 30, 38]).storage).toBe(x.storage);
    expect(reshape(columns, [38, 60]).storage).not.toBe(x.storage);
    expect(reshape(transpose(x), [1, 75, 60, 1]).storage).toBe(x.storage);
  });

  test("in column-major order puts the element with flat place p, first index fastest, at flat place p", () => {
    fc.assert(
      fc.property(reshaped, ({ shape, target }) => {
        const x = counting(shape);
        const y = reshape(x, target, { order: "F" });
        const columnMajor = (z: Tensor): number[] =>
          everyIndex([...z.shape].reverse()).map((index) => entry(z, [...index].reverse()));
        expect(y.shape).toEqual(target);
        expect(columnMajor(y)).toEqual(columnMajor(x));
        expect(flat(ravel(x, { order: "F" }))).toEqual(columnMajor(x));
        checkTranspose((x) => reshape(x, target, { order: "F" }), x);
      }),
      { seed: 41 },
    );
  });

  test("says which length would fit", () => {
    expect(() => reshape(zeros([2, 6]), [5, 2])).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: reshape: 12 elements do not fill a shape of 10
        got  [2, 6] to [5, 2]
        hint a length of -1 follows from the others: [-1, 2] would become [6, 2]]
    `);
    expect(() => reshape(zeros([2, 6]), [5, -1])).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: reshape: 12 elements cannot be divided into groups of 5
        got  [2, 6] to [5, -1]
        hint the product of the other lengths must divide 12]
    `);
    expect(() => reshape(zeros([2, 6]), [-1, -1])).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: reshape: only one length can be -1
        got  shape [-1, -1]
        hint the others must be known for it to follow]
    `);
    expect(() => reshape(zeros([0, 6]), [-1, 0])).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: reshape: 0 elements cannot be divided into groups of 0
        got  [0, 6] to [-1, 0]
        hint beside a length of 0 the -1 can be anything: write its length]
    `);
    expect(() => reshape(zeros([6]), [-2, -3])).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: reshape: a length must be a whole number, 0 or more, not -2
        got  shape [-2, -3]
        hint a length counts elements: Math.floor(n), if it was computed]
    `);
  });
});

describe("transpose and its relatives", () => {
  test("axis d of the result is axis axes[d]", () => {
    fc.assert(
      fc.property(withOrder, ({ shape, order }) => {
        const x = counting(shape);
        const y = transpose(x, order);
        expect(y.shape).toEqual(order.map((d) => shape[d]));
        for (const index of everyIndex(y.shape)) {
          const from = shape.map((_, d) => index[order.indexOf(d)]!);
          expect(entry(y, index)).toBe(entry(x, from));
        }
        checkTranspose((x) => transpose(x, order), x);
      }),
      { seed: 42 },
    );
  });

  test("reverses the axes when none are named, and leaves a vector as it is", () => {
    expect(transpose(zeros([2, 3, 4])).shape).toEqual([4, 3, 2]);
    expect(transpose([1, 2]).toArray()).toEqual([1, 2]);
    expect(transpose(3).toArray()).toBe(3);
    expect(transpose([[1, 2]]).toArray()).toEqual([[1], [2]]);
    expect(transpose(zeros([2, 3, 4]), [-1, 0, 1]).shape).toEqual([4, 2, 3]);
  });

  test("swapaxes exchanges two", () => {
    expect(swapaxes(zeros([2, 3, 4]), 0, -1).shape).toEqual([4, 3, 2]);
    expect(swapaxes([[1, 2]], 1, 0).toArray()).toEqual([[1], [2]]);
    checkTranspose((x) => swapaxes(x, 0, 2), counting([2, 3, 4]));
  });

  test("moveaxis undoes itself with the lists exchanged, and keeps the order of the rest", () => {
    fc.assert(
      fc.property(withOrder, fc.nat({ max: 4 }), ({ shape, order }, count) => {
        const x = counting(shape);
        const source = order.slice(0, count);
        const destination = [...order].reverse().slice(0, source.length);
        const y = moveaxis(x, source, destination);
        source.forEach((axis, i) => {
          expect(y.shape[destination[i]!]).toBe(shape[axis]);
        });
        expect(y.shape.filter((_, d) => !destination.includes(d))).toEqual(shape.filter((_, d) => !source.includes(d)));
        expect(moveaxis(y, destination, source).toArray()).toEqual(x.toArray());
      }),
      { seed: 43 },
    );
    expect(moveaxis(zeros([2, 3, 4]), [0, 1], [-1, 0]).shape).toEqual([3, 4, 2]);
  });

  test("rollaxis moves one axis to before another", () => {
    const x = zeros([2, 3, 4]);
    expect(rollaxis(x, 2).shape).toEqual([4, 2, 3]);
    expect(rollaxis(x, 0, 3).shape).toEqual([3, 4, 2]);
    expect(rollaxis(x, -1, 1).shape).toEqual([2, 4, 3]);
    expect(rollaxis(x, 0, -1).shape).toEqual([3, 2, 4]);
    expect(() => rollaxis(x, 0, 4)).toThrow("no axis 4");
  });

  test("axes that do not exist, come twice or are left out are errors", () => {
    const x = zeros([2, 3]);
    expect(() => transpose(x, [0, 2])).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: transpose: there is no axis 2 in a tensor with 2 axes
        got  shape [2, 3]
        hint axes are 0 to 1, or -1 to -2 counted from the end]
    `);
    expect(() => transpose(x, [0])).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: transpose: the order names 1 of 2 axes
        got  axes [0] for shape [2, 3]
        hint name every axis once; swapaxes and moveaxis leave the others in place]
    `);
    expect(() => transpose(x, [0, -2])).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: transpose: axis 0 is named twice
        got  axes [0, -2] of shape [2, 3]
        hint a negative axis counts from the end and may be one already named]
    `);
    expect(() => transpose(x, 1 as never)).toThrow("the order of the axes is a list, not 1");
    expect(() => swapaxes(x, 0, 2)).toThrow("no axis 2");
    expect(() => moveaxis(x, [0, 1], 0)).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: moveaxis: 2 axes cannot go to 1 place
        got  [0, 1] to [0]
        hint name one place for each axis]
    `);
  });
});

describe("expandDims and squeeze", () => {
  test("axes of length 1 come and go", () => {
    const x = zeros([2, 3]);
    expect(expandDims(x, 0).shape).toEqual([1, 2, 3]);
    expect(expandDims(x, -1).shape).toEqual([2, 3, 1]);
    expect(expandDims(x, [0, -1]).shape).toEqual([1, 2, 3, 1]);
    expect(expandDims(x, [1, 3]).shape).toEqual([2, 1, 3, 1]);
    expect(expandDims(4, 0).toArray()).toEqual([4]);
    expect(squeeze(zeros([1, 2, 1])).shape).toEqual([2]);
    expect(squeeze(zeros([1, 2, 1]), -1).shape).toEqual([1, 2]);
    expect(squeeze(zeros([1, 2, 1]), [0, 2]).shape).toEqual([2]);
    expect(squeeze([[7]]).toArray()).toBe(7);
    checkTranspose((x) => expandDims(squeeze(x, 1), [0, 3]), counting([2, 1, 3]));
  });

  test("only axes of length 1 can go, and new ones have a place in the result", () => {
    expect(() => squeeze(zeros([1, 2]), 1)).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: squeeze: axis 1 has length 2, only axes of length 1 can go
        got  shape [1, 2]
        hint choose an entry with at, or reduce the axis: mean(x, 1)]
    `);
    expect(() => squeeze(zeros([1, 2]), 2)).toThrow("no axis 2");
    expect(() => expandDims(zeros([2]), 2)).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: expandDims: axis 2 of the result, which has 2 axes, does not exist
        got  shape [2]
        hint the places of new axes are 0 to 1, or -1 to -2 counted from the end]
    `);
    expect(() => expandDims(zeros([2]), [0, -3])).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: expandDims: axis 0 of the result, which has 3 axes, is named twice
        got  shape [2]
        hint the places of new axes are 0 to 2, or -1 to -3 counted from the end]
    `);
  });
});

describe("broadcastTo", () => {
  test("repeats along new axes and those of length 1; the derivative sums over them", () => {
    const x = tensor([[1], [2]]);
    expect(broadcastTo(x, [2, 3]).toArray()).toEqual([
      [1, 1, 1],
      [2, 2, 2],
    ]);
    expect(broadcastTo(3, [2]).toArray()).toEqual([3, 3]);
    expect(broadcastTo([1, 2], 2).toArray()).toEqual([1, 2]);
    expect(broadcastTo(x, [0, 2, 5]).shape).toEqual([0, 2, 5]);
    expect(broadcastTo([1], 0).toArray()).toEqual([]);
    checkTranspose((x) => broadcastTo(x, [3, 2, 4]), counting([2, 1]));
  });

  test("does not repeat anything else", () => {
    expect(() => broadcastTo([1, 2], [2, 3])).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: broadcastTo: only axes of length 1 and new axes in front can be repeated
        got  [2] to [2, 3]
        hint give x an axis at the end, expandDims(x, -1), to make it [2, 1]]
    `);
    expect(() => broadcastTo(zeros([2, 3]), [3])).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: broadcastTo: only axes of length 1 and new axes in front can be repeated
        got  [2, 3] to [3]
        hint lengths are compared from the last axis backwards]
    `);
    expect(() => broadcastTo(zeros([2]), [-1])).toThrow("whole number");
  });
});

test("lengths that are written one by one are no options of reshape", () => {
  const lengths = reshape as (...args: readonly unknown[]) => unknown;
  expect(() => lengths(counting([6]), 3, 2)).toThrowErrorMatchingInlineSnapshot(`
    [ArgumentError: reshape: a shape is a list of lengths
      got  3, 2
      hint write the lengths in one list: reshape(x, [3, 2])]
  `);
});
