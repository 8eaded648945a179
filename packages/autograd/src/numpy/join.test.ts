import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  append,
  at,
  columnStack,
  concatenate,
  evaluate,
  grad,
  hstack,
  jvp,
  makeProgram,
  mul,
  slice,
  square,
  stack,
  sum,
  type Tensor,
  tensor,
  transpose,
  vstack,
  zeros,
} from "../index.ts";
import { sizeOf } from "../shape.ts";

const counting = (shape: readonly number[], from = 1): Tensor =>
  tensor(
    Float64Array.from({ length: sizeOf(shape) }, (_, i) => i + from),
    { shape },
  );
const flat = (x: Tensor): number[] => [x.toArray()].flat(9).map(Number);

/** Shapes that agree but along one axis. */
const joinable = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 3 }).chain((shape) =>
  fc.record({
    axis: fc.integer({ min: 0, max: shape.length - 1 }),
    lengths: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 4 }),
    shape: fc.constant(shape),
  }),
);

describe("concatenate", () => {
  test("has each entry as a slice, and sends each its slice of the derivative", () => {
    fc.assert(
      fc.property(joinable, fc.boolean(), ({ shape, axis, lengths }, turned) => {
        const xs = lengths.map((n, i) => {
          const own = shape.map((m, d) => (d === axis ? n : m));
          return turned ? transpose(counting(own.reverse(), 10 * i)) : counting(own, 10 * i);
        });
        const y = concatenate(xs, axis - shape.length);
        const total = lengths.reduce((a, b) => a + b);
        expect(y.shape).toEqual(shape.map((n, d) => (d === axis ? total : n)));
        const weights = counting(y.shape);
        const f = (xs: Tensor[]): Tensor => concatenate(xs, axis);
        const gs = grad((xs: Tensor[]) => sum(mul(f(xs), weights)))(xs);
        let before = 0;
        xs.forEach((x, i) => {
          const own = [...shape.slice(0, axis).map(() => ":"), slice(before, before + lengths[i]!)];
          expect(flat(at(y, ...own))).toEqual(flat(x));
          expect(gs[i]!.shape).toEqual(x.shape);
          expect(flat(gs[i]!)).toEqual(flat(at(weights, ...own)));
          before += lengths[i]!;
        });
        expect(flat(jvp(f, [xs], [xs.map((x) => square(x))])[1])).toEqual(flat(square(y)));
      }),
      { seed: 50, numRuns: 300 },
    );
  });

  test("takes numbers of nested arrays, the same tensor twice, and one tensor only", () => {
    const x = tensor([1, 2]);
    expect(concatenate([x, [3], x]).toArray()).toEqual([1, 2, 3, 1, 2]);
    expect(concatenate([x]).toArray()).toEqual([1, 2]);
    expect(grad((x: Tensor) => sum(mul(concatenate([x, x]), [1, 2, 3, 4])))(x).toArray()).toEqual([4, 6]);
  });

  test("flattens everything with axis null", () => {
    expect(concatenate([[[1, 2]], 3, [4]], null).toArray()).toEqual([1, 2, 3, 4]);
  });

  test("has the dtype that holds all", () => {
    const [i, f, b] = [zeros(1, "int32"), zeros(1, "float32"), zeros(1, "bool")];
    expect(concatenate([b, b]).dtype).toBe("bool");
    expect(concatenate([b, i]).dtype).toBe("int32");
    expect(concatenate([i, f]).dtype).toBe("float32");
    expect(concatenate([f, zeros(1)]).dtype).toBe("float64");
    const g = grad((x: Tensor) => sum(concatenate([x, zeros(1)])))(f);
    expect(g.dtype).toBe("float32");
  });

  test("stages", () => {
    const program = makeProgram((x: Tensor) => concatenate([x, mul(x, 2)], 1))(tensor([[1], [2]]));
    expect((evaluate(program, [tensor([[3], [4]])]) as Tensor).toArray()).toEqual([
      [3, 6],
      [4, 8],
    ]);
  });

  test("names the entry that does not fit, and the axis that would", () => {
    expect(() => concatenate([zeros([2, 3]), zeros([2, 3]), zeros([2, 4])])).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: concatenate: entry 2 has length 4 along axis 1, entry 0 has 3
        got  [2, 3] and [2, 4], joined along axis 0
        hint the entries differ in axis 1 only: join along that one, axis 1]
    `);
    expect(() => concatenate([zeros([2, 3]), zeros([4, 5])])).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: concatenate: entry 1 has length 5 along axis 1, entry 0 has 3
        got  [2, 3] and [4, 5], joined along axis 0
        hint all axes but the one that is joined must agree]
    `);
    expect(() => concatenate([zeros([2, 3]), zeros([3])])).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: concatenate: entry 1 has 1 axis, entry 0 has 2
        got  [2, 3] and [3], joined along axis 0
        hint entries must have the same number of axes; expandDims(x, 0) adds one in front]
    `);
    expect(() => concatenate([tensor(1), tensor(2)])).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: concatenate: entry 0 is a single number, it has no axis to join along
        got  shape []
        hint stack(xs) puts numbers side by side along a new axis]
    `);
    expect(() => concatenate([])).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: concatenate: the list is empty, so the shape of the result is unknown
        hint start from a tensor of the right shape, for instance zeros([0, 3])]
    `);
    expect(() => concatenate(zeros([2, 2]) as never)).toThrowErrorMatchingInlineSnapshot(`
      [KindError: concatenate: expected a list of tensors, not a tensor of shape [2, 2]
        hint put the tensors into one list: concatenate([a, b])]
    `);
    expect(() => concatenate([zeros([2])], 1)).toThrow("no axis 1");
  });
});

describe("stack", () => {
  test("has each entry at its place of the new axis", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 }),
        fc.integer({ min: 1, max: 4 }),
        fc.nat({ max: 3 }),
        (shape, n, place) => {
          const axis = Math.min(place, shape.length);
          const xs = Array.from({ length: n }, (_, i) => counting(shape, 10 * i));
          const y = stack(xs, axis);
          expect(y.shape).toEqual([...shape.slice(0, axis), n, ...shape.slice(axis)]);
          const weights = counting(y.shape);
          const gs = grad((xs: Tensor[]) => sum(mul(stack(xs, axis - shape.length - 1), weights)))(xs);
          const before = shape.slice(0, axis).map(() => ":");
          xs.forEach((x, i) => {
            expect(flat(at(y, ...before, i))).toEqual(flat(x));
            expect(flat(gs[i]!)).toEqual(flat(at(weights, ...before, i)));
          });
        },
      ),
      { seed: 51 },
    );
  });

  test("names the entry that differs", () => {
    expect(() => stack([zeros([2]), zeros([2]), zeros([3])])).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: stack: all entries must have one shape, entry 2 differs from entry 0
        got  [2] and [3]
        hint an array of tensors is stacked; concatenate(xs) joins along an axis that exists and may differ in length]
    `);
    expect(() => stack([])).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: stack: the list is empty, so the shape of the result is unknown
        hint start from a tensor of the right shape, for instance zeros([0, 3])]
    `);
    expect(() => stack([zeros([2])], 2)).toThrow("no axis 2");
  });
});

describe("vstack, hstack, columnStack, append", () => {
  test("vstack puts rows below each other", () => {
    expect(
      vstack([
        [1, 2],
        [
          [3, 4],
          [5, 6],
        ],
      ]).toArray(),
    ).toEqual([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    expect(vstack([1, 2]).toArray()).toEqual([[1], [2]]);
  });

  test("hstack puts columns or vectors side by side", () => {
    expect(hstack([[1, 2], [3]]).toArray()).toEqual([1, 2, 3]);
    expect(hstack([1, [2, 3]]).toArray()).toEqual([1, 2, 3]);
    expect(
      hstack([
        [[1], [2]],
        [[3], [4]],
      ]).toArray(),
    ).toEqual([
      [1, 3],
      [2, 4],
    ]);
  });

  test("columnStack makes columns of vectors", () => {
    expect(
      columnStack([
        [1, 2],
        [
          [3, 4],
          [5, 6],
        ],
      ]).toArray(),
    ).toEqual([
      [1, 3, 4],
      [2, 5, 6],
    ]);
  });

  test("append flattens unless an axis is given", () => {
    expect(append([[1, 2]], [3, 4]).toArray()).toEqual([1, 2, 3, 4]);
    expect(append([[1, 2]], [[3, 4]], 0).toArray()).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(append([1, 2], 3).toArray()).toEqual([1, 2, 3]);
  });

  test("their errors have their own names", () => {
    expect(() => vstack([[1, 2], [1]])).toThrow("vstack: entry 1 has length 1 along axis 1");
    expect(() => hstack([[[1]], [1]])).toThrow("hstack: entry 1 has 1 axis");
    expect(() => columnStack([])).toThrow("columnStack: the list is empty");
  });
});
