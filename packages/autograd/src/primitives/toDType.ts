import type { DType } from "../dtype.ts";
import { cast } from "../kernels/elementwise.ts";
import { linear } from "../kinds.ts";
import { apply1, type Primitive } from "../primitive.ts";

type Target = { readonly dtype: DType };

export const convertPrimitive: Primitive = linear<Target>({
  name: "astype",
  formula: String.raw`x \text{ in another dtype}`,
  reverse: ["astype(g, dtype of x)"],
  abstract: (x, { dtype }) => ({ shape: x.shape, dtype }),
  view: (x, { dtype }) => cast(x, dtype),
  transpose: (g, _params, x) => apply1(convertPrimitive, g, { dtype: x.dtype }),
});
