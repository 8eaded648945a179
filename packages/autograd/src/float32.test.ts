import { describe, expect, test } from "vitest";
import { isFloating } from "./dtype.ts";
import { astype, onesLike, type Tensor } from "./index.ts";
import { flatten, unflatten } from "./pytree.ts";
import { pull, push } from "./testing/derive.ts";
import { CALLS, LENGTHS, OTHERS, publicFunctions } from "./testing/publicCalls.ts";

const functions = publicFunctions();
const calls = Object.entries(CALLS).flatMap(([name, all]) =>
  all.map((args, i) => [all.length === 1 ? name : `${name}, call ${i + 1}`, name, args] as const),
);

test("the table of calls has every public function", () => {
  expect(Object.keys({ ...CALLS, ...LENGTHS, ...OTHERS }).sort()).toEqual([...functions.keys()].sort());
});

describe("float32 in gives float32 out, adjoints and tangents included", () => {
  test.each(calls)("%s", (_title, name, args) => {
    const { leaves, structure } = flatten(args, name, "static");
    const xs = leaves.filter(({ dtype }) => isFloating(dtype)).map((x) => astype(x, "float32"));
    const f = (vs: readonly Tensor[]): Tensor[] => {
      let k = 0;
      const given = unflatten(
        structure,
        leaves.map((leaf) => (isFloating(leaf.dtype) ? vs[k++] : leaf)),
      );
      const result = functions.get(name)!(...(given as readonly unknown[]));
      return flatten(result, name, "static").leaves.filter(({ dtype }) => isFloating(dtype));
    };
    const ys = f(xs);
    for (const y of ys) expect(y.dtype).toBe("float32");
    const gs = ys.map((y) => onesLike(y));
    for (const g of pull(f, xs, [gs])[0]!) if (g !== null) expect(g.dtype).toBe("float32");
    const ts = xs.map((x) => onesLike(x));
    for (const t of push(f, xs, ts)) if (t !== null) expect(t.dtype).toBe("float32");
  });
});
