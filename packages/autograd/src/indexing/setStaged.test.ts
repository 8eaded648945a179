import { describe, expect, test } from "vitest";
import { evaluate, grad, greater, makeProgram, mul, set, sum, type Tensor, type TensorLike, tensor } from "../index.ts";

const x = tensor([
  [1, -2, 3],
  [-4, 5, -6],
]);
const some = greater(x, 0);
const rows = tensor([false, true]);
const columns = tensor([true, false, true]);

/** The same call with values at once and with the mask and the tensor staged. */
function both(call: (x: Tensor, mask: Tensor, value: Tensor) => Tensor, mask: Tensor, value: TensorLike): void {
  const v = tensor(value as number[]);
  const program = makeProgram(call)(x, mask, v);
  const staged = evaluate(program, [x, mask, v]) as Tensor;
  const eager = call(x, mask, v);
  expect(staged.toArray()).toEqual(eager.toArray());
  expect(eager.toArray()).not.toEqual(x.toArray());
}

describe("a mask without values chooses", () => {
  test("elements, for one number", () => {
    both((t, mask, v) => set(t, mask, v), some, 7);
    both((t, mask, v) => set(t, mask, v), some, [7]);
  });

  test("rows, for a number, a row, or one row of its own", () => {
    for (const value of [7, [7, 8, 9], [7], [[7, 8, 9]]]) both((t, mask, v) => set(t, mask, v), rows, value);
  });

  test("columns, behind whole or cut axes and beside an integer", () => {
    for (const value of [7, [7], [[7], [8]]]) both((t, mask, v) => set(t, [":", mask], v), columns, value);
    both((t, mask, v) => set(t, ["1:", mask], v), columns, 7);
    both((t, mask, v) => set(t, ["...", mask], v), columns, 7);
    both((t, mask, v) => set(t, [0, mask], v), columns, 7);
  });

  test("for numbers that take the dtype of the tensor", () => {
    const whole = tensor([1, -2], { dtype: "int32" });
    const program = makeProgram((t: Tensor) => set(t, greater(t, 0), 9.7))(whole);
    const y = evaluate(program, [whole]) as Tensor;
    expect([y.dtype, y.toArray()]).toEqual(["int32", set(whole, greater(whole, 0), 9.7).toArray()]);
  });

  test("derivatives pass to the value where it was put and to the tensor elsewhere", () => {
    const loss = (t: Tensor, v: Tensor): Tensor => sum(mul(set(t, greater(t, 0), v), [1, 2, 3]));
    const of = grad(loss, [0, 1]);
    const v = tensor(7);
    const staged = evaluate(makeProgram((t: Tensor, u: Tensor) => of(t, u))(x, v), [x, v]) as [Tensor, Tensor];
    expect(staged.map(({ toArray }, i) => toArray.call(staged[i]))).toEqual(of(x, v).map((g) => g.toArray()));
    expect(staged[1]!.item()).toBe(1 + 3 + 2);
  });

  test("not among as many values as there may be places", () => {
    const refused = (index: (mask: Tensor) => Parameters<typeof set>[1], mask: Tensor, value: TensorLike) => () =>
      makeProgram((t: Tensor, m: Tensor) => set(t, index(m), value))(x, mask);
    const problem = "set: how many elements a mask picks depends on its values";
    expect(refused((m) => m, some, [7, 8, 9])).toThrow(problem);
    expect(
      refused((m) => m, rows, [
        [7, 8, 9],
        [1, 2, 3],
      ]),
    ).toThrow(problem);
    expect(refused((m) => [m, [0]], rows, 7)).toThrow(problem);
    expect(refused((m) => m, rows, [7, 8])).toThrow("set: the value does not broadcast");
    expect(refused((m) => m, columns, 7)).toThrow("set: the mask has length 3 where the tensor has 2");
  });
});
