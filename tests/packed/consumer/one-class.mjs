// A tensor is one class, whichever entry point it comes from and however it was loaded.
import { createRequire } from "node:module";
import { random, Tensor } from "@wengert/autograd";
import { math } from "@wengert/autograd/math";

const required = createRequire(import.meta.url)("@wengert/autograd");
const tensors = [random.RandomState(42).rand(2), math`1 + 1`, required.tensor([1])];
console.log(
  required.Tensor === Tensor,
  tensors.every((x) => x.constructor === Tensor),
);
