// The smallest program that differentiates, with TensorFlow.js on its cpu backend.
import { grad, ready, square, sum, tensor1d } from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-core/dist/register_all_gradients.js";

await ready();
console.log(grad((x) => sum(square(x)))(tensor1d([1, 2, 3])).dataSync());
