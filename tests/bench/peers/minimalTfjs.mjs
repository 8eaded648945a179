// The smallest program that differentiates, with TensorFlow.js on its cpu backend.
import { grad, ready, setBackend, square, sum, tensor1d } from "@tensorflow/tfjs";

await setBackend("cpu");
await ready();
console.log(grad((x) => sum(square(x)))(tensor1d([1, 2, 3])).dataSync());
