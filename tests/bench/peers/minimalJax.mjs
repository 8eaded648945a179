// The smallest program that differentiates, with jax-js.
import { defaultDevice, grad, init, numpy as np } from "@jax-js/jax";

await init("wasm");
defaultDevice("wasm");
console.log(grad((x) => np.sum(x.ref.mul(x)))(np.array([1, 2, 3])).dataSync());
