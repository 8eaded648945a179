import { describe, expect, test } from "vitest";
import { scalar } from "../lift.ts";
import { applyAny, type Derivative } from "../primitive.ts";
import type { Tensor } from "../tensor.ts";
import { type Case, casesOf, directions, entryOf } from "../testing/cases.ts";
import { along, differences, dot, type Mode, pull, push, type ScalarFunction } from "../testing/derive.ts";
import { bits, expectAllClose, expectClose } from "../testing/expect.ts";
import { mul } from "./arithmetic.ts";
import { primitives } from "./index.ts";

// The rules of every primitive, without a line per primitive: what to try them on stands in testing/samples.ts.

/** Two ways to the same number, each of some hundred operations on numbers up to 100. */
const ROUNDING = 1e-11;
/** The error of `differences` for fifth derivatives up to 10⁵ and values up to 10⁴. */
const DIFFERENCES = 1e-8;
/** Some ten operations in single precision, each with an error of 6·10⁻⁸, on numbers up to 100. */
const SINGLE = 2e-5;

/**
 * Σₖ ⟨yₖ, wₖ⟩ as a function of the inputs and of the weights w. As the weights are the rules' cotangents, second and
 * third derivatives also hold the derivatives of the rules by these.
 */
function weighted({ xs, call }: Case): ScalarFunction {
  return (vs) => dot(call(vs.slice(0, xs.length)), vs.slice(xs.length));
}

/** The point at which `weighted` is differentiated. */
const pointOf = ({ xs, gs }: Case): Tensor[] => [...xs, ...gs.filter((g) => g !== null)];

/** The adjoints for the cotangents of the case. */
const adjointsOf = ({ call, xs, gs }: Case): Derivative[] => pull(call, xs, [gs])[0]!;

/** Compares all ways to the first, second and third derivative of a function along directions. */
function expectAgreement(f: ScalarFunction, xs: readonly Tensor[], orders: readonly (readonly Mode[])[], what: string) {
  const us = [0, 1, 2].map((order) => directions(xs, `direction ${order}`));
  const expected: number[] = [];
  for (const modes of orders) {
    const order = modes.length;
    const lower = modes.slice(0, -1).reduce((g, mode, k) => along(g, us[k]!, mode), f);
    const value = along(lower, us[order - 1]!, modes[order - 1]!)(xs).item();
    expected[order] ??= differences(lower, xs, us[order - 1]!);
    expectClose(value, expected[order]!, DIFFERENCES, `${modes.join(", then ")} against differences, ${what}`);
  }
}

const FIRST: readonly (readonly Mode[])[] = [["reverse"], ["forward"]];
const SECOND: readonly (readonly Mode[])[] = FIRST.flatMap((modes) => [
  [...modes, "reverse"],
  [...modes, "forward"],
]);
const THIRD: readonly (readonly Mode[])[] = SECOND.flatMap((modes) => [
  [...modes, "reverse"],
  [...modes, "forward"],
]);

const differentiable = Object.values(primitives).filter((primitive) => !primitive.constant);

describe.each(differentiable)("the rules of $name", (primitive) => {
  const cases = casesOf(primitive);

  test("agree with each other and with central differences, to third order", () => {
    for (const c of cases) expectAgreement(weighted(c), pointOf(c), [...FIRST, ...SECOND, ...THIRD], c.text);
  });
});
