import { grad, Tensor, tensor } from "@wengert/autograd";
import { math } from "@wengert/autograd/math";

const gradient = grad((x) => math`sum(${x}**2)`)(tensor([1, 2, 3]));
console.log(String(gradient));
console.log(gradient instanceof Tensor, math`1 + 1` instanceof Tensor);
