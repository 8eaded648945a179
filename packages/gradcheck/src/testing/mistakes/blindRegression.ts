import {
  abs,
  add,
  div,
  less,
  matmul,
  mean,
  mul,
  pow,
  sign,
  square,
  stack,
  sub,
  sum,
  type Tensor,
  tensor,
  where,
} from "@wengert/autograd";
import { product } from "./blindParts.ts";
import type { Case } from "./case.ts";
import { plant } from "./plant.ts";

// A parabola c0 + c1 x + c2 x², its coefficients in one vector, the mean of the squared residuals.
const parabola = plant<
  | "no 2"
  | "no mean"
  | "sign"
  | "x for x²"
  | "intercept forgotten"
  | "powers one too high"
  | "powers turned round"
  | "derivative of the power"
  | "last point alone"
  | "clipped",
  { c: Tensor },
  [Tensor, Tensor]
>("mean-square", ({ batch, normal }, has) => ({
  params: { c: normal(3) },
  data: [normal(batch), normal(batch)],
  batchAxis: 0,
  loss: ({ c }, x, y): Tensor => mean(square(sub(matmul(stack([add(1, mul(0, x)), x, square(x)], 1), c), y))),
  backward: ({ c }, x, y) => {
    const one: Tensor = add(1, mul(0, x));
    const powers: Tensor[] = [one, x, square(x)];
    const fitted: Tensor = matmul(stack(powers, 1), c);
    const r: Tensor = has("sign") ? sub(y, fitted) : sub(fitted, y);
    const e: Tensor = div(mul(has("no 2") ? 1 : 2, r), has("no mean") ? 1 : x.shape[0]!);
    let columns = powers;
    if (has("x for x²")) columns = [one, x, x];
    if (has("intercept forgotten")) columns = [mul(0, x), x, square(x)];
    if (has("powers one too high")) columns = [x, square(x), pow(x, 3)];
    if (has("powers turned round")) columns = [square(x), x, one];
    if (has("derivative of the power")) columns = [mul(0, x), one, mul(2, x)];
    let g: Tensor = stack(columns.map((column): Tensor => sum(mul(e, column))));
    if (has("last point alone")) g = stack(columns.map((column): Tensor => sum(mul(mul(e, column), isLast(x)))));
    if (has("clipped")) g = where(less(abs(g), 0.5), g, mul(0.5, sign(g)));
    return { gradients: { c: g } };
  },
}));

/** A one at the last place, zeros elsewhere. */
function isLast(x: Tensor): Tensor {
  const N = x.shape[0]!;
  return tensor(Array.from({ length: N }, (_, n) => (n === N - 1 ? 1 : 0)));
}

interface Line {
  slope: Tensor;
  offset: Tensor;
  scale: Tensor;
}

// A line of two numbers, inputs divided by a third, under the Huber loss (δ = 1) summed over the samples.
const line = plant<
  | "no bound"
  | "bound alone"
  | "absolute for the bound"
  | "offset with x"
  | "scale forgotten"
  | "scale's minus"
  | "scale not squared"
  | "mean"
  | "half"
  | "residual's target forgotten",
  Line,
  [Tensor, Tensor]
>("mean-square", ({ batch, normal }, has) => ({
  params: { slope: tensor(1.3), offset: tensor(-0.4), scale: tensor(1.7) },
  data: [normal(batch), mul(2, normal(batch)) as Tensor],
  batchAxis: 0,
  loss: ({ slope, offset, scale }, x, y): Tensor => {
    const r: Tensor = sub(add(mul(slope, div(x, scale)), offset), y);
    return sum(where(less(abs(r), 1), mul(0.5, square(r)), sub(abs(r), 0.5)));
  },
  backward: ({ slope, offset, scale }, x, y) => {
    const r: Tensor = sub(add(mul(slope, div(x, scale)), offset), has("residual's target forgotten") ? 0 : y);
    let e: Tensor = where(less(abs(r), 1), r, sign(r));
    if (has("no bound")) e = r;
    if (has("bound alone")) e = sign(r);
    if (has("absolute for the bound")) e = where(less(abs(r), 1), r, abs(r));
    if (has("half")) e = mul(0.5, e);
    if (has("mean")) e = div(e, x.shape[0]!);
    const inScale: Tensor = div(sum(product(e, mul(slope, x))), has("scale not squared") ? scale : square(scale));
    return {
      gradients: {
        slope: sum(mul(e, has("scale forgotten") ? x : div(x, scale))),
        offset: has("offset with x") ? sum(mul(e, x)) : sum(e),
        scale: has("scale's minus") ? inScale : mul(-1, inScale),
      },
    };
  },
}));
const LINE = { quantity: "slope", alsoQuantities: ["offset", "scale"] };

/** Regressions of few numbers, not seen by the checker. */
export const blindRegression: readonly Case[] = [
  parabola({
    name: "parabola: no 2",
    planted: "no 2",
    hand: "numbers",
    batch: 6,
    causes: ["factor"],
    quantity: "c",
  }),
  parabola({
    name: "parabola: the sum for the mean",
    planted: "no mean",
    batch: 6,
    causes: ["sum-for-mean", "factor"],
    quantity: "c",
  }),
  parabola({
    name: "parabola: data minus fit",
    planted: "sign",
    hand: "numbers",
    batch: 6,
    causes: ["sign"],
    quantity: "c",
  }),
  parabola({
    name: "parabola: x for x²",
    planted: "x for x²",
    batch: 6,
    causes: ["derivative-at-wrong-value", "missing-term"],
    alsoAcceptable: ["off-by-one-layer"],
    quantity: "c",
  }),
  parabola({
    name: "parabola: the intercept learns nothing",
    planted: "intercept forgotten",
    hand: "numbers",
    batch: 6,
    causes: ["missing-term", "factor"],
    quantity: "c",
  }),
  parabola({
    name: "parabola: powers one too high",
    planted: "powers one too high",
    batch: 6,
    causes: ["unknown", "derivative-at-wrong-value", "off-by-one-layer", "extra-term"],
    quantity: "c",
  }),
  parabola({
    name: "parabola: coefficients highest first",
    planted: "powers turned round",
    hand: "numbers",
    batch: 6,
    causes: ["unknown", "structure", "wrong-upstream", "wrong-axis", "derivative-at-wrong-value"],
    quantity: "c",
  }),
  parabola({
    name: "parabola: the derivative by x for that by c",
    planted: "derivative of the power",
    batch: 1,
    causes: ["unknown", "derivative-at-wrong-value", "wrong-upstream"],
    alsoAcceptable: ["missing-term"],
    quantity: "c",
  }),
  parabola({
    name: "parabola: the last point alone",
    planted: "last point alone",
    hand: "numbers",
    batch: 5,
    causes: ["one-sample"],
    quantity: "c",
  }),
  parabola({
    name: "parabola: clipped at a half",
    planted: "clipped",
    batch: 6,
    causes: ["clipped"],
    quantity: "c",
  }),
  parabola({
    name: "parabola: no 2, and x for x²",
    planted: ["no 2", "x for x²"],
    hand: "numbers",
    batch: 6,
    causes: ["factor"],
    quantity: "c",
    second: { causes: ["derivative-at-wrong-value", "missing-term"], quantity: "c" },
  }),
  line({
    name: "Huber: the residual everywhere",
    planted: "no bound",
    hand: "numbers",
    batch: 8,
    causes: ["missing-activation-derivative", "wrong-forward", "missing-term"],
    alsoAcceptable: ["derivative-at-wrong-value"],
    ...LINE,
  }),
  line({
    name: "Huber: the sign everywhere",
    planted: "bound alone",
    batch: 8,
    causes: ["wrong-forward", "derivative-at-wrong-value"],
    alsoAcceptable: ["unknown", "missing-term", "missing-activation-derivative"],
    ...LINE,
  }),
  line({
    name: "Huber: |r| for its sign",
    planted: "absolute for the bound",
    hand: "numbers",
    batch: 8,
    causes: ["wrong-forward", "missing-activation-derivative", "missing-term", "derivative-at-wrong-value"],
    alsoAcceptable: ["unknown"],
    ...LINE,
  }),
  line({
    name: "Huber: the offset with x as the slope has it",
    planted: "offset with x",
    batch: 8,
    causes: ["extra-term", "derivative-at-wrong-value"],
    alsoAcceptable: ["wrong-upstream"],
    quantity: "offset",
  }),
  line({
    name: "inputs divided by a scale: the slope's gradient is not divided",
    planted: "scale forgotten",
    hand: "numbers",
    batch: 8,
    causes: ["missing-term", "factor"],
    quantity: "slope",
  }),
  line({
    name: "inputs divided by a scale: its minus lost",
    planted: "scale's minus",
    batch: 8,
    causes: ["sign"],
    alsoAcceptable: ["factor"],
    quantity: "scale",
  }),
  line({
    name: "inputs divided by a scale: its square forgotten",
    planted: "scale not squared",
    hand: "numbers",
    batch: 8,
    causes: ["missing-term", "factor"],
    quantity: "scale",
  }),
  line({
    name: "Huber: a mean for the sum",
    planted: "mean",
    batch: 5,
    causes: ["mean-for-sum", "factor"],
    ...LINE,
  }),
  line({
    name: "Huber: a half left over",
    planted: "half",
    hand: "numbers",
    batch: 1,
    causes: ["factor"],
    ...LINE,
  }),
  line({
    name: "Huber: the target forgotten",
    planted: "residual's target forgotten",
    batch: 8,
    causes: ["missing-term", "derivative-at-wrong-value"],
    alsoAcceptable: ["wrong-forward"],
    ...LINE,
  }),
  line({
    name: "Huber: a mean for the sum, and the scale's minus lost",
    planted: ["mean", "scale's minus"],
    hand: "numbers",
    batch: 8,
    causes: ["mean-for-sum", "factor"],
    ...LINE,
    second: { causes: ["sign"], quantity: "scale" },
  }),
  parabola({
    name: "parabola: data minus fit, and no 2",
    planted: ["sign", "no 2"],
    hand: "numbers",
    batch: 6,
    causes: ["sign", "factor"],
    quantity: "c",
    second: { causes: ["factor", "sign"], quantity: "c" },
  }),
  line({
    name: "Huber: the offset with x, and the scale's square forgotten",
    planted: ["offset with x", "scale not squared"],
    hand: "numbers",
    batch: 8,
    causes: ["extra-term", "derivative-at-wrong-value"],
    alsoAcceptable: ["wrong-upstream"],
    quantity: "offset",
    second: { causes: ["missing-term", "factor"], quantity: "scale" },
  }),
  line({
    name: "inputs divided by a scale: not in the slope, and the minus lost",
    planted: ["scale forgotten", "scale's minus"],
    batch: 8,
    causes: ["missing-term", "factor"],
    quantity: "slope",
    second: { causes: ["sign"], quantity: "scale" },
  }),
];
