import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { grad, isTensor, sum, Tensor, tensor, zeros } from "./index.ts";

describe("a tensor", () => {
  test("is read as numbers, nested arrays and JSON", () => {
    const x = tensor([
      [1, 2],
      [3, 4],
    ]);
    expect([x.ndim, x.size, x.shape]).toEqual([2, 4, [2, 2]]);
    expect(JSON.stringify({ x })).toBe('{"x":[[1,2],[3,4]]}');
    expect(tensor([[2.5]]).item()).toBe(2.5);
    expect(() => x.item()).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: item: only a tensor of one element is a number, this one has 4
        got  shape [2, 2]
        hint read one element with at(x, 0, 0).item(), all elements with x.toArray()]
    `);
    expect(tensor([true, false]).toArray()).toEqual([true, false]);
    expect(zeros([2, 0]).toArray()).toEqual([[], []]);
  });

  test("copies the data that it is made from", () => {
    const data = new Float64Array([1, 2]);
    const x = tensor(data);
    data[0] = 9;
    expect(x.toArray()).toEqual([1, 2]);
  });

  test("prints as NumPy prints it, inside other objects as its repr", () => {
    expect(`${tensor([1, 2.5])}`).toBe("[1.  2.5]");
    expect(inspect(tensor([1, 2.5]))).toBe("[1.  2.5]");
    expect(inspect({ x: tensor([1, 2.5]) })).toBe("{ x: array([1. , 2.5]) }");
  });

  test("cannot be indexed or assigned to with brackets, and says what to write", () => {
    const x = tensor([1, 2]) as Tensor & Record<string | number, unknown>;
    expect(() => x[0]).toThrowErrorMatchingInlineSnapshot(`
      [KindError: x[0]: square brackets do not index a tensor
        got  a tensor of shape [2]
        hint read with at(x, 0)]
    `);
    expect(() => x["0:1"]).toThrow(/at\(x, "0:1"\)/);
    expect(() => {
      x[0] = 5;
    }).toThrowErrorMatchingInlineSnapshot(`
      [KindError: x[0] = …: tensors are immutable
        got  a tensor of shape [2]
        hint write y = set(x, 0, value), choose with where(mask, a, b), or collect parts and stack(parts)]
    `);
    expect(() =>
      grad((y: Tensor) => {
        (y as Tensor & Record<number, unknown>)[1] = 0;
        return sum(y);
      })(tensor([1, 2])),
    ).toThrow(/traced by reverse mode/);
  });

  test("names the function for a method that NumPy, PyTorch or TensorFlow.js has", () => {
    const x = tensor([1, 2]) as Tensor & Record<string, unknown>;
    expect(() => x.T).toThrow(/transpose\(x\)/);
    expect(() => x.sum).toThrow(/sum\(x, …\)/);
    expect(() => x.dot).toThrow(/matmul\(x, y\)/);
    expect(() => x.add).toThrow(/add\(x, …\)/);
    expect(() => x.length).toThrow(/x\.size, or x\.shape\[0\]/);
    expect(() => x.backward).toThrow(/grad\(f\)\(x\)/);
    expect(() => x.dataSync).toThrow(/x\.toArray\(\)/);
    expect(() => x.map).toThrow(/x\.toArray\(\)\.map/);
    expect(() => x.forEach).toThrow(/x\.toArray\(\)\.forEach/);
    expect(() => x.data).toThrow(/x\.toArray\(\)/);
    expect(() => x.grad).toThrow(/grad\(f\)\(x\)/);
    const reshaped = tensor([1, 2, 3]) as unknown as { shape: number[] };
    reshaped.shape = [9, 1];
    expect(() => String(reshaped)).toThrow(
      /shape of this tensor of 3 numbers has been written to[\s\S]*reshape\(x, shape\)/,
    );
    expect([x.then, Object.hasOwn(x, "shape"), "T" in x]).toEqual([undefined, true, false]);
  });

  test("is equal to another of the same numbers for test runners, which look for an iterator", () => {
    expect(tensor([1, 2])).toEqual(tensor([1, 2]));
    expect(tensor([1, 2])).not.toEqual(tensor([1, 3]));
  });

  test("is a number in JavaScript's arithmetic only when it is a single, untraced one", () => {
    expect(`${Number(tensor(3)) + 1}`).toBe("4");
    expect(() => Number(tensor([1, 2]))).toThrowErrorMatchingInlineSnapshot(`
      [KindError: using a tensor as a number: JavaScript's operators work on single numbers only
        got  a tensor of shape [2]
        hint write add(x, y), mul(x, y), greater(x, y) …, and \`\${x}\` for its text]
    `);
  });

  test("is known by its brand, not by its class", () => {
    expect(isTensor(tensor(1))).toBe(true);
    expect(isTensor({ [Symbol.for("wengert.Tensor")]: true })).toBe(true);
    for (const other of [1, null, undefined, [], {}, "x"]) expect(isTensor(other)).toBe(false);
    expect(tensor(1)).toBeInstanceOf(Tensor);
  });

  test("may be awaited, compared and shown by tools that look for unknown properties", async () => {
    const x = tensor([1]);
    expect(await x).toBe(x);
    expect(Object.prototype.toString.call(x)).toBe("[object Tensor]");
  });
});

describe("tensor()", () => {
  test("refuses ragged rows and names the place", () => {
    expect(() => tensor([[1, 2], [3]])).toThrowErrorMatchingInlineSnapshot(`
      [KindError: tensor: the rows differ in length: data[0] has 2 entries, data[1] has 1 entry
        got  [3] as data[1]
        hint pad the rows to one length, or keep an array of tensors: arrays and records are pytrees]
    `);
    expect(() => tensor([1, [2]])).toThrow(/differ in length/);
    expect(() =>
      tensor([
        [[1], [2]],
        [[3], 4],
      ]),
    ).toThrow(/data\[1\]\[1\]/);
  });

  test("refuses what is not a number", () => {
    expect(() => tensor([1, "2" as never as number])).toThrowErrorMatchingInlineSnapshot(`
      [KindError: tensor: expected a number or nested arrays of numbers
        got  "2" at [1]
        hint convert it first: Number("2")]
    `);
    expect(() => tensor([1, undefined as never as number])).toThrow(/expected a number/);
    expect(() => tensor(new BigInt64Array(2) as never)).toThrow(/Float64Array.from/);
  });

  test("lays flat data out in a shape, which they must fill", () => {
    expect(tensor(new Float32Array([1, 2, 3, 4]), { shape: [2, 2] }).toArray()).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(() => tensor([1, 2, 3], { shape: [2, 2] })).toThrowErrorMatchingInlineSnapshot(`
      [ShapeError: tensor: 3 numbers do not fill a shape of 4
        got  data of shape [3] for shape [2, 2]
        hint the product of the lengths must be the number of elements]
    `);
    expect(() => tensor([1], { shape: [-1] })).toThrow(/whole number/);
  });

  test("converts to a dtype: bool by truth, int32 by cutting off", () => {
    expect(tensor([0, 2, -1], { dtype: "bool" }).toArray()).toEqual([false, true, true]);
    expect(tensor([1.7, -1.7], { dtype: "int32" }).toArray()).toEqual([1, -1]);
  });
});
