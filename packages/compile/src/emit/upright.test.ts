import {
  add,
  astype,
  exp,
  greater,
  log,
  max,
  mean,
  min,
  mul,
  random,
  sub,
  sum,
  type Tensor,
  tensor,
  transpose,
  valueAndGrad,
  where,
} from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { compile } from "../compile.ts";
import { expectClose } from "../testing/close.ts";

const rng = random.generator("rows side by side");
const draw = (shape: readonly number[], dtype: "float64" | "float32" = "float64"): Tensor =>
  astype(rng.normal(0, 2, [...shape]), dtype);

/** −mean Σ target log softmax(z), as it is written everywhere. */
function crossEntropy(z: Tensor, target: Tensor): Tensor {
  const shifted = sub(z, max(z, 1, { keepdims: true }));
  const logs = sub(shifted, log(sum(exp(shifted), 1, { keepdims: true })));
  return mul(-1, mean(sum(mul(target, logs), 1)));
}

/** Whole and ragged numbers of rows beside the lanes of either type. */
const ROWS = [2, 3, 4, 5, 7, 8, 9, 16, 17];

describe.each(["float64", "float32"] as const)("rows of narrow matrices in %s", (dtype) => {
  test.each(ROWS)("give softmax cross-entropy and its gradient, %i rows of 2 to 5", (rows) => {
    for (const columns of [2, 3, 4, 5]) {
      const f = valueAndGrad(crossEntropy);
      const args = [draw([rows, columns], dtype), draw([rows, columns], dtype)] as const;
      expectClose(compile(f)(...args), f(...args), `${rows} × ${columns}`);
    }
  });

  test("may be combined along rows, along columns, and altogether, from one loop", () => {
    const f = (x: Tensor, row: Tensor, column: Tensor) => {
      const y = mul(add(x, row), column);
      return [max(y, 1), min(y, 0), sum(y), sum(y, 0), max(sum(y, 1)), sum(mul(y, max(y, 1, { keepdims: true })), 0)];
    };
    for (const rows of ROWS) {
      const args = [draw([rows, 3], dtype), draw([3], dtype), draw([rows, 1], dtype)] as const;
      expectClose(compile(f)(...args), f(...args), `${rows} rows`);
    }
  });

  test("that are also columns of a square matrix are not taken for rows", () => {
    const f = (x: Tensor) => {
      const most = max(x, 1);
      return [sub(x, most), sub(transpose(x), max(x, 1, { keepdims: true })), sum(sub(x, most), 1)];
    };
    const x = draw([3, 3], dtype);
    expectClose(compile(f)(x), f(x), "square");
  });

  test("hold masks, numbers for each row, and looks at other tensors backwards", () => {
    const f = (x: Tensor, w: Tensor) => {
      const most = max(x, 1, { keepdims: true });
      const chosen = where(greater(x, mul(0.5, most)), x, w);
      return [sum(chosen, 1), astype(greater(x, most), dtype), add(max(chosen, 1), sum(x, 1))];
    };
    const args = [draw([7, 3], dtype), transpose(draw([3, 7], dtype))] as const;
    expectClose(compile(f)(...args), f(...args), "masks");
  });
});

describe("a NaN", () => {
  const f = (x: Tensor) => max(x, 1);
  test.each([0, 1, 2])("in column %i makes the largest of its row NaN, and no other", (column) => {
    const numbers = [3, 1, 2, 6, 5, 4, 7, 9, 8, 1, 1, 1];
    numbers[3 + column] = Number.NaN;
    expect(String(compile(f)(tensor(numbers, { shape: [4, 3] })))).toBe("[ 3. nan  9.  1.]");
  });
});

test("softmax cross-entropy over three classes is one group, apart from the mean", () => {
  const step = compile(valueAndGrad(crossEntropy));
  const { groups } = step.inspect(draw([150, 3]), draw([150, 3]));
  expect(groups.map(({ kind, shape }) => `${kind} ${shape.join("×")}`)).toEqual(["map 150×3", "map "]);
});

test("a group has at most two of the functions that take long", () => {
  const f = compile((x: Tensor) => exp(log(exp(log(exp(x))))));
  const dear = f
    .inspect(draw([8]))
    .groups.map(({ operations }) => operations.filter((name) => name === "exp" || name === "log").length);
  expect(dear).toEqual([2, 2, 1]);
});
