import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  add,
  argmax,
  astype,
  at,
  centralDifference,
  evaluate,
  grad,
  greater,
  type Index,
  jvp,
  makeProgram,
  mul,
  newaxis,
  square,
  stack,
  sum,
  type Tensor,
  tensor,
  transpose,
  where,
  zeros,
} from "../index.ts";
import { sizeOf } from "../shape.ts";
import { problem } from "./testing/draw.ts";
import { naivePick, written } from "./testing/naive.ts";

/** One multiplication and one division by 2h on either side of a difference of numbers below 100. */
const DIFFERENCES = 1e-8;

/** 1, 2, 3, … in a shape. */
const counting = (shape: readonly number[]): Tensor =>
  tensor(
    Float64Array.from({ length: sizeOf(shape) }, (_, i) => i + 1),
    { shape },
  );
const flat = (x: Tensor): number[] => [x.toArray()].flat(9).map(Number);
const asArray = (values: readonly (number | boolean)[], shape: readonly number[]): Tensor =>
  tensor([...values], { shape, dtype: typeof values[0] === "boolean" ? "bool" : "int32" });

const x = counting([4, 5, 3]);

describe("at", () => {
  test("picks what NumPy's definition says, and sends derivatives back there", () => {
    fc.assert(
      fc.property(problem, ({ shape, index }) => {
        const { shape: expected, places } = naivePick(shape, index);
        const list = written(index, asArray);
        const y = at(counting(shape), ...list);
        expect(y.shape).toEqual(expected);
        expect(flat(y)).toEqual(places.map((place) => place + 1));

        const weighted = (x: Tensor): Tensor => sum(mul(at(x, ...list), counting(expected)));
        const g = grad(weighted, 0, { allowConstant: true })(counting(shape));
        const adjoint = new Array<number>(sizeOf(shape)).fill(0);
        places.forEach((place, j) => {
          adjoint[place]! += j + 1;
        });
        expect(g.shape).toEqual(shape);
        expect(flat(g)).toEqual(adjoint);
      }),
      { seed: 20, numRuns: 1000 },
    );
  });

  test("is linear: forward mode picks from the tangent, and the second derivative of a square is what was picked", () => {
    fc.assert(
      fc.property(problem, ({ shape, index }) => {
        const list = written(index, asArray);
        const tangent = mul(counting(shape), -2);
        expect(flat(jvp((x: Tensor) => at(x, ...list), [counting(shape)], [tangent])[1])).toEqual(
          flat(at(tangent, ...list)),
        );
        const inner = grad((x: Tensor) => sum(square(at(x, ...list))), 0, { allowConstant: true });
        const outer = grad((x: Tensor) => sum(inner(x)), 0, { allowConstant: true })(counting(shape));
        const twice = new Array<number>(sizeOf(shape)).fill(0);
        for (const place of naivePick(shape, index).places) twice[place]! += 2;
        expect(flat(outer)).toEqual(twice);
      }),
      { seed: 21, numRuns: 200 },
    );
  });

  test("reads any layout of the storage alike", () => {
    fc.assert(
      fc.property(problem, ({ shape, index }) => {
        const turned = transpose(counting([...shape].reverse()));
        const { places } = naivePick(shape, index);
        const values = flat(turned);
        expect(flat(at(turned, ...written(index, asArray)))).toEqual(places.map((place) => values[place]));
      }),
      { seed: 22, numRuns: 200 },
    );
  });

  test("staged, gives what it gives at once", () => {
    fc.assert(
      fc.property(problem, ({ shape, index }) => {
        const list = written(index, asArray);
        const program = makeProgram((x: Tensor) => at(x, ...list))(zeros(shape));
        expect(flat(evaluate(program, [counting(shape)]) as Tensor)).toEqual(flat(at(counting(shape), ...list)));
      }),
      { seed: 23, numRuns: 200 },
    );
  });

  test.each<[string, readonly Index[], readonly number[]]>([
    ["an integer takes its axis away", [1], [5, 3]],
    ["a negative integer counts from the end", [-2, -1], [3]],
    ["all integers leave a single number", [3, 4, 2], []],
    ["a slice keeps its axis", ["1:3"], [2, 5, 3]],
    ["a slice may be empty", ["3:1"], [0, 5, 3]],
    ["the dots stand for the axes between", ["...", 0], [4, 5]],
    ["newaxis puts an axis of length 1", [":", newaxis, 1], [4, 1, 3]],
    ["no index at all is the tensor itself", [], [4, 5, 3]],
    [
      "an array's axes stand for the axis that it indexes",
      [
        ":",
        [
          [0, 1],
          [1, 4],
        ],
      ],
      [4, 2, 2, 3],
    ],
    ["arrays beside each other stay in place", [":", [0, 1], [2, 2]], [4, 2]],
    ["arrays with a slice between them go to the front", [[0, 1], ":", [2, 2]], [2, 5]],
    ["an integer counts as an array", [0, ":", [2, 2]], [2, 5]],
    ["dots between arrays part them even when they stand for nothing", [":", [0, 1], "...", [2, 2]], [2, 4]],
    [
      "rows and columns of arrays make a block",
      [
        [[0], [2]],
        [1, 3, 3],
      ],
      [2, 3, 3],
    ],
    ["an empty array picks nothing", [[]], [0, 5, 3]],
    ["true is an axis of length 1, false one of length 0", [true], [1, 4, 5, 3]],
    ["booleans between slices", [":", false], [4, 0, 5, 3]],
  ])("%s", (_sentence, index, shape) => {
    expect(at(x, ...index).shape).toEqual(shape);
  });

  test("picks by a mask in row-major order", () => {
    const m = tensor([
      [1, -2, 3],
      [-4, 5, -6],
    ]);
    expect(at(m, greater(m, 0)).toArray()).toEqual([1, 3, 5]);
    expect(at(m, [false, true]).toArray()).toEqual([[-4, 5, -6]]);
    expect(at(m, ":", [true, false, true]).toArray()).toEqual([
      [1, 3],
      [-4, -6],
    ]);
  });

  test("takes whole numbers of any dtype, also a traced integer", () => {
    const rows = tensor([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    expect(at(rows, tensor([2, 0])).toArray()).toEqual([
      [5, 6],
      [1, 2],
    ]);
    expect(at(rows, new Int32Array([1])).toArray()).toEqual([[3, 4]]);
    expect(at(rows, [argmax(tensor([0, 1, 0])), 0]).toArray()).toEqual([
      [3, 4],
      [1, 2],
    ]);
    const program = makeProgram((x: Tensor, i: Tensor) => at(x, astype(i, "int32")))(rows, 0);
    expect((evaluate(program, [rows, 2]) as Tensor).toArray()).toEqual([5, 6]);
  });

  test("keeps dtypes, and indexes nested arrays that hold traced values", () => {
    expect(at(tensor([true, false]), 0).toArray()).toBe(true);
    expect(at(tensor([1, 2], { dtype: "int32" }), [1, 1]).dtype).toBe("int32");
    const g = grad((a: Tensor, b: Tensor) => at([a, b, add(a, b)], 2), [0, 1])(tensor(1), tensor(2));
    expect(g.map((d) => d.item())).toEqual([1, 1]);
  });

  test("adds up the derivatives of an element that is picked twice", () => {
    expect(grad((x: Tensor) => sum(at(x, [0, 2, 2])))(tensor([1, 2, 3])).toArray()).toEqual([1, 0, 2]);
  });

  test("agrees with central differences through a product of picks", () => {
    const f = (x: Tensor): Tensor => sum(mul(at(x, [0, 2, 2], 1), at(x, "::-1", 0)));
    const point = tensor([
      [0.3, -1.2],
      [0.7, 2.1],
      [-0.4, 0.9],
    ]);
    const direction = tensor([
      [1, -0.5],
      [0.2, 0.3],
      [-1, 0.8],
    ]);
    const along = sum(mul(grad(f)(point), direction)).item();
    expect(Math.abs(along - centralDifference(f, [point], [direction]).item())).toBeLessThan(DIFFERENCES);
  });

  test("slices share storage, at any length", () => {
    const long = zeros([1000, 1000]);
    expect(at(long, "::-2", 3).storage).toBe(long.storage);
  });

  test("a stack of all entries is the tensor again", () => {
    const m = counting([3, 2]);
    expect(stack([at(m, 0), at(m, 1), at(m, 2)]).toArray()).toEqual(m.toArray());
  });
});

describe("at, errors", () => {
  const message = (f: () => unknown): string => {
    try {
      f();
    } catch (error) {
      return String(error);
    }
    return "no error";
  };
  const m = zeros([3, 4]);

  test("an index out of range comes with the axis, its length and its range", () => {
    expect(message(() => at(m, 1, 4))).toMatchInlineSnapshot(`
      "ArgumentError: at: there is no index 4 along axis 1, which has length 4
        got  shape [3, 4]
        hint indices along this axis are 0 to 3, or -1 to -4 counted from the end"
    `);
    expect(message(() => at(m, [0, -4]))).toMatchInlineSnapshot(`
      "ArgumentError: at: there is no index -4 along axis 0, which has length 3
        got  shape [3, 4]
        hint indices along this axis are 0 to 2, or -1 to -3 counted from the end"
    `);
    expect(message(() => at(zeros([0]), 0))).toMatchInlineSnapshot(`
      "ArgumentError: at: there is no index 0 along axis 0, which has length 0
        got  shape [0]
        hint the axis is empty; was nothing selected before?"
    `);
  });

  test("a fraction is not an index", () => {
    expect(message(() => at(m, 1.5))).toMatchInlineSnapshot(`
      "ArgumentError: at: an index must be a whole number, not 1.5
        hint round it, Math.floor(i); to choose by value use a mask, greater(x, 0)"
    `);
    expect(message(() => at(m, ":", tensor([0.5])))).toMatchInlineSnapshot(`
      "ArgumentError: at: an index must be a whole number, not 0.5
        got  shape [3, 4]
        hint round it, Math.floor(i); to choose by value use a mask, greater(x, 0)"
    `);
    expect(message(() => at(m, Number.NaN))).toMatchInlineSnapshot(`
      "ArgumentError: at: an index must be a whole number, not NaN
        hint round it, Math.floor(i); to choose by value use a mask, greater(x, 0)"
    `);
  });

  test("more indices than axes", () => {
    expect(message(() => at(m, 0, 1, 2))).toMatchInlineSnapshot(`
      "ArgumentError: at: 3 axes are indexed, the tensor has only 2
        got  shape [3, 4]
        hint one integer, slice or integer array per axis; a mask takes as many axes as it has itself"
    `);
    expect(message(() => at(tensor(1), 0))).toMatchInlineSnapshot(`
      "ArgumentError: at: an axis is indexed, the tensor has none
        got  shape []
        hint a tensor without axes is a single number: read it with x.item()"
    `);
    expect(message(() => at(m, "...", 0, "..."))).toMatchInlineSnapshot(`
      "ArgumentError: at: an index can hold "..." only once
        hint the dots stand for all axes that are not named; for a single whole axis write ":""
    `);
  });

  test("text that is not a slice comes with what was probably meant", () => {
    expect(message(() => at(m, "0, 1:3"))).toMatchInlineSnapshot(`
      "ArgumentError: at: "0, 1:3" is not a slice
        hint give each axis its own argument: 0, "1:3""
    `);
    expect(message(() => at(m, "1"))).toMatchInlineSnapshot(`
      "ArgumentError: at: "1" is not a slice
        hint write an integer without quotes: 1"
    `);
    expect(message(() => at(m, "a:b"))).toMatchInlineSnapshot(`
      "ArgumentError: at: "a:b" is not a slice
        hint slices are written "start:stop:step", each of the three may be missing: "1:5", ":3", "::-1""
    `);
    expect(message(() => at(m, "::0"))).toMatchInlineSnapshot(`
      "ArgumentError: at: the step of a slice must not be 0
        got  "::0"
        hint leave it out for a step of 1, "1:5"; -1 goes backwards, "::-1""
    `);
    expect(message(() => at(m, ".."))).toMatchInlineSnapshot(`
      "ArgumentError: at: ".." is not a slice
        hint all remaining axes are "...", with three dots"
    `);
    expect(message(() => at(m, "newaxis"))).toMatchInlineSnapshot(`
      "ArgumentError: at: "newaxis" is not a slice
        hint a new axis is newaxis (or null), without quotes"
    `);
  });

  test("a list of indices in one argument, and things that are no index", () => {
    expect(message(() => at(m, ["1:", 0] as never))).toMatchInlineSnapshot(`
      "KindError: at: an index array holds whole numbers or booleans, this one holds "1:"
        hint at takes one argument per axis, at(x, "1:", 0); set takes them in one list, set(x, ["1:", 0], value)"
    `);
    expect(message(() => at(m, undefined as never))).toMatchInlineSnapshot(`
      "KindError: at: index 0 is undefined
        hint an index is an integer, a slice ("1:5" or slice(1, 5)), "...", newaxis, a mask, or an array of integers"
    `);
    expect(message(() => at(m, {} as never))).toMatchInlineSnapshot(`
      "KindError: at: index 0 is an empty record
        hint an index is an integer, a slice ("1:5" or slice(1, 5)), "...", newaxis, a mask, or an array of integers"
    `);
  });

  test("masks and arrays that do not fit", () => {
    expect(message(() => at(m, [true, false]))).toMatchInlineSnapshot(`
      "ShapeError: at: the mask has length 2 where the tensor has 3, along axis 0
        got  a mask of shape [2] for shape [3, 4]
        hint a mask does not broadcast: it has the lengths of the axes that it picks from, which may come after ":""
    `);
    expect(message(() => at(m, [0, 1], [0, 1, 2]))).toMatchInlineSnapshot(`
      "ShapeError: at: index arrays pick element by element, so their shapes must broadcast
        got  [2], [3]
        hint for every combination of rows and columns make the rows a column: at(x, [[0], [1]], [0, 2, 3])"
    `);
  });

  test("a mask without values says that where chooses instead", () => {
    const staged = (): unknown => makeProgram((x: Tensor) => at(x, greater(x, 0)))(m);
    expect(message(staged)).toMatchInlineSnapshot(`
      "TraceError: at: how many elements a mask picks depends on its values, and while staging there are none
        got  an abstract bool tensor of shape [3, 4]
        hint keep all elements and choose: where(mask, x, 0) instead of at(x, mask), where(mask, value, x) instead of set(x, mask, value)"
    `);
    const instead = makeProgram((x: Tensor) => where(greater(x, 0), x, 0))(m);
    expect((evaluate(instead, [m]) as Tensor).shape).toEqual([3, 4]);
  });

  test("an index of a running program is checked when it runs", () => {
    const program = makeProgram((x: Tensor, i: Tensor) => at(x, i))(m, tensor([0], { dtype: "int32" }));
    expect(message(() => evaluate(program, [m, tensor([3], { dtype: "int32" })]))).toMatch(/no index 3 along axis 0/);
  });
});
