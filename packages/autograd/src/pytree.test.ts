import { describe, expect, test } from "vitest";
import { add, grad, mapTree, mul, sub, sum, type Tensor, tensor } from "./index.ts";
import { flatten, unflatten } from "./pytree.ts";

describe("pytrees", () => {
  const tree = { W: tensor([1, 2]), layers: [[tensor(3), 4], null, "relu"], rate: 0.5 };

  test("come apart and back together", () => {
    const { leaves, structure } = flatten(tree, "test");
    expect(leaves.length).toBe(4);
    expect(unflatten(structure, leaves)).toEqual(tree);
  });

  test("keep numbers in the structure when asked", () => {
    expect(flatten(tree, "test", "static").leaves.length).toBe(2);
  });

  test("mapTree keeps the structure and takes several trees", () => {
    const doubled = mapTree((x) => mul(x, 2), { a: tensor([1]), b: [2] });
    expect(doubled.a.toArray()).toEqual([2]);
    expect(doubled.b[0]!.toArray()).toBe(4);
    const total = mapTree((x, y, z) => add(add(x, y), z), { a: tensor(1) }, { a: tensor(2) }, { a: tensor(3) });
    expect(total.a.toArray()).toBe(6);
  });

  test("are the same in whatever order a record names its entries", () => {
    const total = mapTree((x, y) => sub(x, y), { a: tensor(5), b: tensor(3) }, { b: tensor(1), a: tensor(2) });
    expect([total.a.item(), total.b.item()]).toEqual([3, 2]);
  });

  test("built differently are refused with both structures", () => {
    expect(() => mapTree((x) => x, { a: 1, b: [2] }, { a: 1, b: 2 })).toThrowErrorMatchingInlineSnapshot(`
      [KindError: mapTree: a further argument is not built like what it belongs to
        got  {a: *, b: *} instead of {a: *, b: [*]}
        hint use the same arrays and record keys, with a tensor for every tensor (each * is one)]
    `);
  });

  test("refuse objects that are neither arrays nor plain records, and say where", () => {
    expect(() => flatten({ p: [1, new Map()] }, "grad")).toThrowErrorMatchingInlineSnapshot(`
      [KindError: grad: arguments and results are tensors, numbers, or arrays and plain records of them
        got  a Map at .p[1]
        hint parameters are tensors in arrays and records, for instance { W, b } or [[W1, b1], [W2, b2]]]
    `);
    expect(() => grad((x: { w: Tensor }) => sum(x.w))({ w: new Float64Array(2) as never as Tensor })).toThrow(
      /tensor\(data\)/,
    );
  });

  test("do not hold themselves, and do not lie without end in each other", () => {
    const whole = { a: tensor(1), parts: [{}] as unknown[] };
    (whole.parts[0] as Record<string, unknown>).above = whole.parts;
    expect(() => grad((p: typeof whole) => sum(p.a))(whole)).toThrowErrorMatchingInlineSnapshot(`
      [KindError: grad: arrays or records lie in each other more than 1000 deep
        got  a record with the keys a, parts
        hint does one hold itself? Many parts come side by side, in one list]
    `);
    let deep: unknown = tensor(1);
    for (let i = 0; i < 5000; i++) deep = { deep };
    expect(() => flatten(deep, "grad")).toThrowErrorMatchingInlineSnapshot(`
      [KindError: grad: arrays or records lie in each other more than 1000 deep
        got  a record with the keys deep
        hint does one hold itself? Many parts come side by side, in one list]
    `);
    let most: unknown = tensor(1);
    for (let i = 0; i < 1000; i++) most = [most];
    expect(flatten(most, "grad").leaves.length).toBe(1);
    const result = (x: Tensor): Tensor => {
      const list: unknown[] = [x];
      list.push(list);
      return list as never as Tensor;
    };
    expect(() => grad(result)(1)).toThrow("got  [a tensor of shape [], [a tensor of shape [], [a");
  });

  test("carry a key called __proto__ without touching prototypes", () => {
    const odd = JSON.parse('{"__proto__": 1}') as unknown;
    const { leaves, structure } = flatten(odd, "test");
    const again = unflatten(structure, leaves) as object;
    expect(Object.keys(again)).toEqual(["__proto__"]);
    expect(Object.getPrototypeOf(again)).toBe(Object.prototype);
  });
});
