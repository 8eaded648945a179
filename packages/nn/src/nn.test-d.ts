import { random, type Tensor, tensor } from "@wengert/autograd";
import { expectTypeOf, test } from "vitest";
import { type DenseParams, dense, type NoParams, relu, sequential, sigmoid, softmax } from "./index.ts";

const rng = random.generator(0);

test("the parameters of a chain are those of its steps", () => {
  const params = sequential(dense(4, 8), relu, dense(8, 3, { bias: false })).init(rng);
  expectTypeOf(params[0]).toEqualTypeOf<DenseParams>();
  expectTypeOf(params[1]).toEqualTypeOf<NoParams>();
  expectTypeOf(params[2]).toEqualTypeOf<Pick<DenseParams, "W">>();
});

test("an activation keeps the shape in the type", () => {
  const z = tensor([1, 2, 3, 4, 5, 6], { shape: [2, 3] });
  expectTypeOf(sigmoid(z)).toEqualTypeOf<Tensor<readonly [2, 3]>>();
  expectTypeOf(softmax(z)).toEqualTypeOf<Tensor<readonly [2, 3]>>();
});
