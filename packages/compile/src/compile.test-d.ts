import type { Tensor } from "@wengert/autograd";
import { describe, expectTypeOf, test } from "vitest";
import { compile } from "./compile.ts";

type Params = { readonly W: Tensor; readonly b: Tensor };
declare const step: (params: Params, state: Tensor, x: Tensor, n: number) => readonly [Params, Tensor, Tensor];
declare const params: Params;
declare const x: Tensor;

describe("a compiled function", () => {
  test("takes and gives what the function does", () => {
    expectTypeOf(compile(step)(params, x, x, 2)).toEqualTypeOf<readonly [Params, Tensor, Tensor]>();
    // @ts-expect-error a batch is missing
    compile(step)(params, x);
  });

  test("has sessions whose step takes the batch and gives what comes after parameters and state", () => {
    const session = compile(step).session(params, x);
    expectTypeOf(session.step).parameters.toEqualTypeOf<[x: Tensor, n: number]>();
    expectTypeOf(session.step(x, 1)).toEqualTypeOf<Tensor>();
    expectTypeOf(session.params).toEqualTypeOf<Params>();
    expectTypeOf(session.state).toEqualTypeOf<Tensor>();
  });
});
