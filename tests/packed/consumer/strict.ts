// Compiled against the shipped declarations with every strict option and without skipLibCheck.
import {
  add,
  grad,
  type Matrix,
  matmul,
  mean,
  square,
  type Tensor,
  tensor,
  valueAndGrad,
  zeros,
} from "@wengert/autograd";
import { math } from "@wengert/autograd/math";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function assertSame<A, B>(_: Same<A, B>): void {}

const W = zeros([10, 4]);
const x = zeros([4]);
const z = add(matmul(W, x), zeros([10]));
assertSame<typeof z, Tensor<readonly [10]>>(true);

const batch: Tensor<Matrix<3, 10>> = matmul(zeros([3, 4]), zeros([4, 10]));
// @ts-expect-error the inner sizes differ
matmul(batch, zeros([4, 10]));

interface Params {
  readonly W: Tensor;
  readonly b: Tensor;
}
const cost = ({ W, b }: Params): Tensor<readonly []> => mean(square(add(matmul(W, x), b)));
const gradient = grad(cost)({ W, b: zeros([10]) });
assertSame<(typeof gradient)["W"], typeof W>(true);
const [value, dW] = valueAndGrad((W: Tensor) => mean(square(matmul(W, x))))(W);
assertSame<typeof dW, typeof W>(true);

export const numbers: readonly number[] = [value.item(), tensor([1, 2, 3]).size, math`sum(${W})`.item()];
