// The smallest program that differentiates; its size and its start are measured.
import { grad, square, sum, type Tensor, tensor } from "@wengert/autograd";

console.log(String(grad((x: Tensor) => sum(square(x)))(tensor([1, 2, 3]))));
