import { random, type Tensor, tensor } from "@wengert/autograd";
import { describe, expectTypeOf, test } from "vitest";
import { parseCsv } from "./csv/csv.ts";
import { digits } from "./digits/index.ts";
import type { EncodedLabels } from "./encode/labels.ts";
import { iris } from "./iris/iris.ts";
import { samplesOf } from "./split/samples.ts";
import { takeSamples, trainTestSplit } from "./split/split.ts";
import { wine } from "./wine/index.ts";

describe("data sets", () => {
  test("have their shapes in their types", () => {
    expectTypeOf(iris().data).toEqualTypeOf<Tensor<readonly [150, 4]>>();
    expectTypeOf(wine().target).toEqualTypeOf<Tensor<readonly [178]>>();
    expectTypeOf(digits().images).toEqualTypeOf<Tensor<readonly [1797, 8, 8]>>();
  });
});

describe("a split", () => {
  test("keeps the structure, and all lengths but the number of samples", () => {
    const [train, held] = trainTestSplit({ x: wine().data, names: ["a"] }, { rng: random.RandomState(0) });
    expectTypeOf(train.x).toEqualTypeOf<Tensor<readonly [number, 13]>>();
    expectTypeOf(held.names).toEqualTypeOf<string[]>();
    expectTypeOf(samplesOf({ x: wine().data, unit: "cm" }).take([0, 2])).toEqualTypeOf<{
      x: Tensor<readonly [number, 13]>;
      unit: string;
    }>();
    const [a] = trainTestSplit([tensor([[1], [2]]), tensor([0, 1])] as const);
    expectTypeOf(a[1]).toEqualTypeOf<Tensor>();
    expectTypeOf(takeSamples(wine().target, tensor([0]))).toEqualTypeOf<Tensor<readonly [number]>>();
  });

  test("takes labels as numbers, texts or a tensor, and nothing else", () => {
    const rng = random.RandomState(0);
    trainTestSplit(wine(), { rng, stratify: ["a", "b"] });
    // @ts-expect-error: a record is no list of labels
    trainTestSplit(wine(), { rng, stratify: {} });
    // @ts-expect-error: a seed is not a generator
    trainTestSplit(wine(), { rng: 42 });
  });
});

describe("a CSV text", () => {
  test("has the columns that were asked for, as their kinds say", () => {
    const table = parseCsv("", { columns: { x: "number", flag: "boolean", kind: "class", note: "string" } });
    expectTypeOf(table.x).toEqualTypeOf<Tensor>();
    expectTypeOf(table.flag).toEqualTypeOf<Tensor>();
    expectTypeOf(table.kind).toEqualTypeOf<EncodedLabels<string>>();
    expectTypeOf(table.note).toEqualTypeOf<readonly string[]>();
    // @ts-expect-error: nobody asked for it
    table.other;
    // @ts-expect-error: there is no such kind
    parseCsv("", { columns: { x: "float" } });
  });
});
