import {
  abs,
  add,
  at,
  div,
  exp,
  matmul,
  maximum,
  mean,
  minimum,
  mul,
  neg,
  pow,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  tensor,
  transpose,
} from "@wengert/autograd";
import type { Case } from "./case.ts";
import { plant } from "./plant.ts";

interface Three {
  enc: { kernel: Tensor; bias: Tensor };
  mid: { kernel: Tensor; bias: Tensor };
  dec: { kernel: Tensor; bias: Tensor };
}
type Name = keyof Three;

// Softsign z/(1 + |z|), then a Gaussian e^(-z²), linear at the end; the mean over samples of the sum over outputs.
const softsign = plant<
  | "half of the batch"
  | "every second sample"
  | "last sample times n"
  | "sample of the means"
  | "softsign's slope once"
  | "softsign's slope four times"
  | "Gaussian's slope twice"
  | "Gaussian's slope without its 2"
  | "Gaussian's slope at its own value"
  | "Gaussian without -2z"
  | "global norm of a half"
  | "each row clipped"
  | "biases clipped at zero"
  | "bias summed with keepdims"
  | "bias for each sample in the middle"
  | "middle transposed"
  | "middle's gradient transposed"
  | "encoder gets the middle's bias gradient"
  | "rate and minus"
  | "targets' sign"
  | "one error for the whole batch",
  Three,
  [Tensor, Tensor]
>("dense", ({ batch, normal }, has) => {
  const layer = (n: number, m: number) => ({ kernel: normal(n, m), bias: normal(m) });
  return {
    params: { enc: layer(2, 3), mid: layer(3, 3), dec: layer(3, 2) },
    data: [normal(batch, 2), normal(batch, 2)],
    batchAxis: 0,
    loss: ({ enc, mid, dec }, x, t): Tensor => {
      const z = add(matmul(x, enc.kernel), enc.bias);
      const u = add(matmul(div(z, add(1, abs(z))), mid.kernel), mid.bias);
      return mean(sum(square(sub(add(matmul(exp(neg(square(u))), dec.kernel), dec.bias), t)), 1));
    },
    backward: ({ enc, mid, dec }, inputs, targets) => {
      let [x, t]: [Tensor, Tensor] = [inputs, targets];
      const n = inputs.shape[0]!;
      let samples = n;
      const pick = (index: string): void => {
        [x, t] = [at(inputs, index), at(targets, index)];
      };
      if (has("half of the batch")) pick(`:${Math.ceil(n / 2)}`);
      if (has("every second sample")) pick("::2");
      if (has("last sample times n")) {
        pick("-1:");
        samples = 1;
      }
      if (has("sample of the means")) {
        [x, t] = [mean(inputs, 0, { keepdims: true }), mean(targets, 0, { keepdims: true })];
        samples = 1;
      }
      const z: Tensor = add(matmul(x, enc.kernel), enc.bias);
      const a: Tensor = div(z, add(1, abs(z)));
      const u: Tensor = add(matmul(a, mid.kernel), mid.bias);
      const g: Tensor = exp(neg(square(u)));
      const y: Tensor = add(matmul(g, dec.kernel), dec.bias);
      let dy: Tensor = mul(2 / samples, has("targets' sign") ? add(y, t) : sub(y, t));
      if (has("one error for the whole batch")) dy = add(mul(0, dy), mean(dy, 0));
      const dg: Tensor = matmul(dy, transpose(dec.kernel));
      let slope: Tensor = mul(-2, mul(u, g));
      if (has("Gaussian's slope twice")) slope = mul(slope, slope);
      if (has("Gaussian's slope without its 2")) slope = neg(mul(u, g));
      if (has("Gaussian's slope at its own value")) slope = mul(-2, mul(g, exp(neg(square(g)))));
      if (has("Gaussian without -2z")) slope = g;
      const du: Tensor = mul(dg, slope);
      const da: Tensor = matmul(du, has("middle transposed") ? mid.kernel : transpose(mid.kernel));
      const power = has("softsign's slope once") ? -1 : has("softsign's slope four times") ? -4 : -2;
      const dz: Tensor = mul(da, pow(add(1, abs(z)), power));
      const into = (h: Tensor, d: Tensor) => ({ kernel: matmul(transpose(h), d) as Tensor, bias: sum(d, 0) as Tensor });
      const grads: Three = { enc: into(x, dz), mid: into(a, du), dec: into(g, dy) };
      if (has("bias summed with keepdims")) grads.dec.bias = sum(dy, 0, { keepdims: true });
      if (has("bias for each sample in the middle")) grads.mid.bias = du;
      if (has("middle's gradient transposed")) grads.mid.kernel = transpose(grads.mid.kernel);
      if (has("encoder gets the middle's bias gradient")) grads.enc.bias = grads.mid.bias;
      if (has("rate and minus")) {
        for (const name of Object.keys(grads) as Name[]) {
          grads[name] = { kernel: mul(-0.01, grads[name].kernel), bias: mul(-0.01, grads[name].bias) };
        }
      }
      if (has("global norm of a half")) {
        let total: Tensor = tensor(0);
        for (const { kernel, bias } of Object.values(grads))
          total = add(total, add(sum(square(kernel)), sum(square(bias))));
        const scale: Tensor = minimum(1, div(0.5, sqrt(total)));
        for (const name of Object.keys(grads) as Name[]) {
          grads[name] = { kernel: mul(scale, grads[name].kernel), bias: mul(scale, grads[name].bias) };
        }
      }
      if (has("each row clipped")) {
        for (const layerGradient of Object.values(grads)) {
          const lengths: Tensor = sqrt(sum(square(layerGradient.kernel), 1, { keepdims: true }));
          layerGradient.kernel = mul(layerGradient.kernel, minimum(1, div(0.2, lengths)));
        }
      }
      if (has("biases clipped at zero")) for (const one of Object.values(grads)) one.bias = maximum(one.bias, 0);
      return { gradients: grads, intermediates: { z, a, u, g, y, dy, dg, du, da, dz } };
    },
  };
});

/** Which samples enter, which slopes, what is clipped, summed and transposed, on nets a checker has not seen. */
export const heldSamples: readonly Case[] = [
  softsign({
    name: "softsign: the first half of the batch, divided by the whole",
    planted: "half of the batch",
    hand: "numbers",
    causes: ["one-sample", "missing-term"],
    alsoAcceptable: ["unknown"],
    quantity: "dec.kernel",
    alsoQuantities: ["dec.bias"],
    batch: 6,
  }),
  softsign({
    name: "softsign: every second sample",
    planted: "every second sample",
    causes: ["one-sample", "missing-term"],
    alsoAcceptable: ["unknown"],
    quantity: "dec.kernel",
    alsoQuantities: ["dec.bias"],
    batch: 6,
  }),
  softsign({
    name: "softsign: the last sample alone, undivided",
    planted: "last sample times n",
    hand: "numbers",
    causes: ["one-sample"],
    quantity: "dec.kernel",
    alsoQuantities: ["dec.bias"],
  }),
  softsign({
    name: "softsign: the gradient at the mean of the samples",
    planted: "sample of the means",
    causes: ["unknown", "wrong-forward"],
    quantity: "dec.kernel",
    alsoQuantities: ["enc.kernel"],
  }),
  softsign({
    name: "softsign: the middle's bias for one sample at a time",
    planted: "bias for each sample in the middle",
    batch: 3,
    hand: "numbers",
    causes: ["not-summed"],
    alsoAcceptable: ["structure"],
    quantity: "mid.bias",
  }),
  softsign({
    name: "softsign: the output's bias as a row [1, 2]",
    planted: "bias summed with keepdims",
    causes: ["structure"],
    quantity: "dec.bias",
  }),
  softsign({
    name: "softsign: 1/(1 + |z|) for its square",
    planted: "softsign's slope once",
    hand: "numbers",
    causes: ["derivative-at-wrong-value", "missing-term"],
    alsoAcceptable: ["unknown", "missing-activation-derivative"],
    quantity: "enc.kernel",
    alsoQuantities: ["enc.bias"],
  }),
  softsign({
    name: "softsign: its slope twice",
    planted: "softsign's slope four times",
    causes: ["doubled-activation-derivative"],
    quantity: "enc.kernel",
    alsoQuantities: ["enc.bias"],
  }),
  softsign({
    name: "Gaussian: its slope twice",
    planted: "Gaussian's slope twice",
    hand: "numbers",
    causes: ["doubled-activation-derivative"],
    quantity: "mid.kernel",
    alsoQuantities: ["mid.bias"],
  }),
  softsign({
    name: "Gaussian: -u g for -2 u g",
    planted: "Gaussian's slope without its 2",
    causes: ["factor"],
    quantity: "mid.kernel",
    alsoQuantities: ["mid.bias"],
  }),
  softsign({
    name: "Gaussian: its slope at its own value",
    planted: "Gaussian's slope at its own value",
    hand: "numbers",
    causes: ["derivative-at-wrong-value"],
    quantity: "mid.kernel",
    alsoQuantities: ["mid.bias"],
    intermediates: true,
  }),
  softsign({
    name: "Gaussian: the derivative of an exponential, the inner -2u forgotten",
    planted: "Gaussian without -2z",
    causes: ["missing-activation-derivative", "missing-term"],
    quantity: "mid.kernel",
    alsoQuantities: ["mid.bias"],
  }),
  softsign({
    name: "clipping: all gradients together to a length of one half",
    planted: "global norm of a half",
    hand: "numbers",
    causes: ["clipped", "factor"],
    quantity: "dec.kernel",
    alsoQuantities: ["dec.bias"],
  }),
  softsign({
    name: "clipping: each row of a matrix to 0.2",
    planted: "each row clipped",
    causes: ["clipped"],
    alsoAcceptable: ["unknown"],
    quantity: "dec.kernel",
  }),
  softsign({
    name: "clipping: negative bias gradients are zero",
    planted: "biases clipped at zero",
    hand: "numbers",
    causes: ["clipped"],
    alsoAcceptable: ["missing-term", "unknown"],
    quantity: "dec.bias",
    seed: 2,
  }),
  softsign({
    name: "softsign: the square middle is not transposed on the way back, float32",
    planted: "middle transposed",
    causes: ["transposed"],
    quantity: "enc.kernel",
    alsoQuantities: ["enc.bias"],
    dtype: "float32",
  }),
  softsign({
    name: "softsign: the middle's gradient is transposed and its bias not summed",
    planted: ["middle's gradient transposed", "bias for each sample in the middle"],
    hand: "numbers",
    causes: ["transposed"],
    quantity: "mid.kernel",
    second: { causes: ["not-summed"], quantity: "mid.bias" },
  }),
  softsign({
    name: "softsign: the encoder's bias gets the gradient of the middle's",
    planted: "encoder gets the middle's bias gradient",
    causes: ["wrong-layer", "off-by-one-layer"],
    alsoAcceptable: ["wrong-upstream"],
    quantity: "enc.bias",
  }),
  softsign({
    name: "softsign: the step -0.01 g for g",
    planted: "rate and minus",
    hand: "numbers",
    causes: ["factor"],
    alsoAcceptable: ["sign"],
    quantity: "dec.kernel",
    alsoQuantities: ["dec.bias"],
  }),
  softsign({
    name: "softsign: y + t",
    planted: "targets' sign",
    causes: ["sign"],
    alsoAcceptable: ["unknown", "wrong-forward"],
    quantity: "dec.kernel",
    alsoQuantities: ["dec.bias"],
  }),
  softsign({
    name: "softsign: the mean error of the batch for every sample",
    planted: "one error for the whole batch",
    hand: "numbers",
    causes: ["unknown", "wrong-axis", "wrong-upstream"],
    alsoAcceptable: ["mean-for-sum"],
    quantity: "dec.kernel",
  }),
  softsign({
    name: "softsign and Gaussian: both slopes twice",
    planted: ["softsign's slope four times", "Gaussian's slope twice"],
    causes: ["doubled-activation-derivative"],
    quantity: "mid.kernel",
    alsoQuantities: ["mid.bias"],
    second: { causes: ["doubled-activation-derivative"], quantity: "enc.kernel", alsoQuantities: ["enc.bias"] },
  }),
];
