import { expectTypeOf, test } from "vitest";
import type { Tensor } from "../tensor.ts";
import * as random from "./index.ts";

const rng = random.RandomState(42);
const everyday = random.generator("types");
const k = random.key(1);
declare const size: random.Size;
declare const anyShape: readonly number[];

test("literal lengths flow into the shape", () => {
  expectTypeOf(rng.rand(4)).toEqualTypeOf<Tensor<readonly [4]>>();
  expectTypeOf(rng.randn(10, 4)).toEqualTypeOf<Tensor<readonly [10, 4]>>();
  expectTypeOf(rng.random_sample([2, 3])).toEqualTypeOf<Tensor<readonly [2, 3]>>();
  expectTypeOf(rng.standard_normal(5)).toEqualTypeOf<Tensor<readonly [5]>>();
  expectTypeOf(rng.randint(0, 10, 20)).toEqualTypeOf<Tensor<readonly [20]>>();
  expectTypeOf(rng.randint(5, null, [2, 3])).toEqualTypeOf<Tensor<readonly [2, 3]>>();
  expectTypeOf(rng.uniform(-1, 1, [3])).toEqualTypeOf<Tensor<readonly [3]>>();
  expectTypeOf(everyday.normal(0, 0.1, [784, 128])).toEqualTypeOf<Tensor<readonly [784, 128]>>();
  expectTypeOf(everyday.integers(0, 2, 8)).toEqualTypeOf<Tensor<readonly [8]>>();
  expectTypeOf(everyday.bernoulli(0.5, [8, 2])).toEqualTypeOf<Tensor<readonly [8, 2]>>();
  expectTypeOf(rng.permutation(10)).toEqualTypeOf<Tensor<readonly [10]>>();
  expectTypeOf(rng.choice(10, 3)).toEqualTypeOf<Tensor<readonly [3]>>();
  expectTypeOf(random.uniform(k, [2, 3])).toEqualTypeOf<Tensor<readonly [2, 3]>>();
  expectTypeOf(random.normal(k, 3)).toEqualTypeOf<Tensor<readonly [3]>>();
});

test("without a size a draw is a number", () => {
  expectTypeOf(rng.rand()).toEqualTypeOf<number>();
  expectTypeOf(rng.randn()).toEqualTypeOf<number>();
  expectTypeOf(rng.random_sample()).toEqualTypeOf<number>();
  expectTypeOf(rng.randint(0, 10)).toEqualTypeOf<number>();
  expectTypeOf(rng.uniform()).toEqualTypeOf<number>();
  expectTypeOf(rng.normal(2, 3)).toEqualTypeOf<number>();
  expectTypeOf(rng.choice(10)).toEqualTypeOf<number>();
  expectTypeOf(everyday.integers(0, 10)).toEqualTypeOf<number>();
});

test("a size known at run time gives a dynamic shape", () => {
  expectTypeOf(rng.rand(...anyShape)).toExtend<Tensor>();
  expectTypeOf(rng.random_sample(size)).toEqualTypeOf<Tensor>();
  expectTypeOf(rng.uniform(0, 1, size)).toEqualTypeOf<Tensor>();
  expectTypeOf(rng.randint(0, 2, size)).toEqualTypeOf<Tensor>();
  expectTypeOf(random.normal(k, size)).toEqualTypeOf<Tensor>();
  expectTypeOf(rng.normal([0, 1], [1, 2])).toEqualTypeOf<Tensor>();
  expectTypeOf(rng.randint([0, 1], [5, 6])).toEqualTypeOf<Tensor>();
  expectTypeOf(rng.randint(0, [5, 6])).toEqualTypeOf<Tensor>();
  expectTypeOf(rng.randint([0, 1], 6, size)).toEqualTypeOf<Tensor>();
  expectTypeOf(rng.random_integers(1, 6, [2, 3])).toEqualTypeOf<Tensor<readonly [2, 3]>>();
});

test("sizes stay themselves inside generic layers", () => {
  function init<I extends number, O extends number>(inputs: I, outputs: O): Tensor<readonly [I, O]> {
    return everyday.normal(0, 1, [inputs, outputs]);
  }
  expectTypeOf(init(4, 3)).toEqualTypeOf<Tensor<readonly [4, 3]>>();
  function legacy<I extends number, O extends number>(inputs: I, outputs: O): Tensor<readonly [I, O]> {
    return rng.randn(inputs, outputs);
  }
  expectTypeOf(legacy(4, 3)).toEqualTypeOf<Tensor<readonly [4, 3]>>();
});

test("arrays stay arrays of their entries, tensors keep their shape", () => {
  expectTypeOf(rng.choice(["red", "green"], 2)).toEqualTypeOf<string[]>();
  expectTypeOf(rng.choice(["red", "green"])).toEqualTypeOf<string>();
  expectTypeOf(rng.permutation([{ x: 1 }])).toEqualTypeOf<{ x: number }[]>();
  expectTypeOf(rng.shuffle(["a"])).toEqualTypeOf<string[]>();
  expectTypeOf(rng.shuffle(rng.rand(3, 2))).toEqualTypeOf<Tensor<readonly [3, 2]>>();
  // @ts-expect-error a readonly array cannot be shuffled in place
  rng.shuffle(anyShape);
});

test("split gives as many keys as it is told", () => {
  expectTypeOf(random.split(k)).toEqualTypeOf<[random.Key, random.Key]>();
  expectTypeOf(random.split(k, 3)).toEqualTypeOf<[random.Key, random.Key, random.Key]>();
  expectTypeOf(random.split(k, size as number)).toEqualTypeOf<random.Key[]>();
});

test("both generators are Draws", () => {
  const init = (draws: random.Draws): Tensor => draws.normal(0, 1, [2, 2]);
  init(rng);
  init(everyday);
});
