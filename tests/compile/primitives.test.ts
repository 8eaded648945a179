import type { DType, Tensor } from "@wengert/autograd";
import { applyAny } from "@wengert/autograd/engine";
import { compile } from "@wengert/compile";
import { describe, test } from "vitest";
import { primitives } from "../../packages/autograd/src/primitives/index.ts";
import { entryOf } from "../../packages/autograd/src/testing/cases.ts";
import { draw } from "../../packages/autograd/src/testing/draw.ts";
import { expectClose } from "../../packages/compile/src/testing/close.ts";

describe.each(Object.values(primitives))("$name, compiled", (primitive) => {
  const { domains, samples, integers, complete } = entryOf(primitive);
  const dtypes: DType[] = ["float64", "float32", ...(integers === false ? [] : (["int32", "bool"] as const))];
  test.each(dtypes)("gives what it gives without, on all samples in %s", (dtype) => {
    for (const sample of samples) {
      const drawn = draw(sample.shapes, domains, dtype);
      const inputs = complete?.(drawn, sample.params) ?? drawn;
      const f = (...xs: Tensor[]) => applyAny(primitive, xs, sample.params).slice(0, primitive.outputs);
      let expected: Tensor[];
      try {
        expected = f(...inputs);
      } catch {
        continue;
      }
      const what = `${inputs.map((x) => `${x.dtype}[${x.shape}]`)} ${JSON.stringify(sample.params)}`;
      const compiled = compile(f);
      expectClose(compiled(...inputs), expected, what);
      expectClose(compiled(...inputs), expected, `${what}, again`);
    }
  });
});
