export { isTensor, Tensor } from "./tensor.ts";
