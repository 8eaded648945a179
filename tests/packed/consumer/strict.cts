import { grad, square, type Tensor, tensor } from "@wengert/autograd";

export const slope: number = grad((x: Tensor) => square(x))(tensor(3)).item();
