import { describe, expect, test } from "vitest";
import { plus } from "../kinds.ts";
import { sum } from "../numpy/reduce.ts";
import { applyAny, type Derivative } from "../primitive.ts";
import { evaluate, makeProgram } from "../program.ts";
import { sameShape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { expectAgreement, ORDERS } from "../testing/agree.ts";
import { type Case, casesOf, directions, entryOf } from "../testing/cases.ts";
import { along, dot, type ListFunction, pull, push, type ScalarFunction } from "../testing/derive.ts";
import { bits, expectAllClose, expectClose } from "../testing/expect.ts";
import { samplesOf } from "../testing/samples.ts";
import { abs } from "./absolute.ts";
import { mul } from "./arithmetic.ts";
import { primitives } from "./index.ts";

// The rules of every primitive, without a line per primitive: what to try them on stands in testing/samples.ts.

/** Two ways to the same number, each of some hundred operations on numbers up to 100. */
const ROUNDING = 1e-11;
/** Some ten operations in single precision, each with an error of 6·10⁻⁸, on numbers up to 100. */
const SINGLE = 2e-5;

/**
 * Σₖ ⟨yₖ, wₖ⟩ as a function of the inputs and of the weights w. As the weights are the rules' cotangents, second and
 * third derivatives also hold the derivatives of the rules by these.
 */
function weighted({ xs, gs, call }: Case): ScalarFunction {
  return (vs) => {
    let k = xs.length;
    const weights = gs.map((g) => g && vs[k++]!);
    return dot(call(vs.slice(0, xs.length)), weights);
  };
}

/** The point at which `weighted` is differentiated. */
const pointOf = ({ xs, gs }: Case): Tensor[] => [...xs, ...gs.filter((g) => g !== null)];

/** That derivatives have the shape and dtype of what they belong to, and belong to no trace that has ended. */
function expectLike(derivatives: readonly Derivative[], values: readonly Tensor[], what: string): void {
  derivatives.forEach((derivative, i) => {
    if (derivative === null) return;
    const { shape, dtype } = values[i]!;
    const { shape: ownShape, dtype: ownDType, trace } = derivative;
    expect({ shape: ownShape, dtype: ownDType, trace }, what).toEqual({ shape, dtype, trace: null });
  });
}

/** Those without samples fail in index.test.ts. */
const differentiable = Object.values(primitives).filter(({ name, constant }) => !constant && name in samplesOf);

describe.each(differentiable)("the rules of $name", (primitive) => {
  const cases = casesOf(primitive);

  test("agree with each other and with central differences, to third order", () => {
    for (const c of cases) expectAgreement(weighted(c), pointOf(c), ORDERS, c.text);
  });

  test("hold when one tensor is given for several inputs", () => {
    for (const { call, xs, gs, text } of cases) {
      const x = xs[0]!;
      const same = xs.map((other) => sameShape(x.shape, other.shape));
      if (same.filter(Boolean).length < 2) continue;
      const repeated: ScalarFunction = ([v]) => dot(call(xs.map((other, i) => (same[i] ? v! : other))), gs);
      expectAgreement(repeated, [x], 2, `the same input twice, ${text}`);
    }
  });

  test("give adjoints and tangents in the shape and dtype of what they belong to, outside any trace", () => {
    for (const dtype of ["float64", "float32"] as const) {
      for (const { call, xs, gs, text } of casesOf(primitive, dtype)) {
        expectLike(pull(call, xs, [gs])[0]!, xs, text);
        expectLike(push(call, xs, directions(xs, "tangent")), call(xs), text);
      }
    }
  });

  test("give in float32 what they give in float64", () => {
    const singles = casesOf(primitive, "float32");
    cases.forEach(({ call, xs, gs, text }, i) => {
      const single = singles[i]!;
      const us = directions(single.xs, "tangent");
      expectAllClose(pull(single.call, single.xs, [single.gs])[0]!, pull(call, xs, [gs])[0]!, SINGLE, text);
      expectAllClose(push(single.call, single.xs, us), push(call, xs, directions(xs, "tangent")), SINGLE, text);
    });
  });

  test("take inputs one by one: adjoints do not depend on what else is asked, tangents add up", () => {
    for (const { call, xs, gs, text } of cases) {
      const us = directions(xs, "tangent");
      const alone = xs.map((x, i) => {
        const one: ListFunction = ([v]) => call(xs.map((other, j) => (i === j ? v! : other)));
        return { adjoint: pull(one, [x], [gs])[0]![0]!, tangents: push(one, [x], [us[i]!]) };
      });
      const together = pull(call, xs, [gs])[0]!;
      expectAllClose(
        alone.map(({ adjoint }) => adjoint),
        together,
        ROUNDING,
        text,
      );
      const total = alone.map(({ tangents }) => tangents).reduce((a, b) => a.map((t, k) => plus(t, b[k] ?? null)));
      expectAllClose(total, push(call, xs, us), ROUNDING, text);
    }
  });

  test("take cotangents one by one, twice, and again", () => {
    for (const { call, xs, gs, text } of cases) {
      const single = gs.map((_, k) => gs.map((g, j) => (j === k ? g : null)));
      const [all, again, ...each] = pull(call, xs, [gs, gs, ...single]);
      expect(bits(again!), text).toEqual(bits(all!));
      const total = each.reduce((a, b) => a.map((g, i) => plus(g, b[i]!)));
      expectAllClose(total, all!, ROUNDING, text);
      const repeated: ListFunction = (vs) => {
        const ys = call(vs);
        return [...ys, ...ys];
      };
      const doubled = pull(repeated, xs, [[...gs, ...gs]])[0]!;
      expectAllClose(
        doubled,
        all!.map((g) => g && mul(2, g)),
        ROUNDING,
        text,
      );
      expect(
        pull(call, xs, [gs.map(() => null)])[0]!.every((g) => g === null),
        text,
      ).toBe(true);
    }
  });

  test("change neither inputs, outputs, cotangents nor tangents", () => {
    for (const { inputs, xs, gs, sample, text } of cases) {
      const us = directions(xs, "tangent");
      const all = inputs(xs);
      let ys: readonly Tensor[] = [];
      const before = bits([...all, ...gs, ...us]);
      const call: ListFunction = (vs) => {
        ys = applyAny(
          primitive,
          all.map((x) => vs[xs.indexOf(x)] ?? x),
          sample.params,
        );
        return ys.slice(0, primitive.outputs);
      };
      call(xs);
      const outputs = bits(ys);
      pull(call, xs, [gs, gs]);
      expect(bits(ys), text).toEqual(outputs);
      push(call, xs, us);
      expect(bits(ys), text).toEqual(outputs);
      expect(bits([...all, ...gs, ...us]), text).toEqual(before);
    }
  });

  const { linear } = entryOf(primitive);
  if (linear === "together")
    test("are transposes of each other: ⟨g, L x⟩ = ⟨Lᵀ g, x⟩", () => {
      for (const { call, xs, gs, text } of cases) {
        const value = dot(call(xs), gs).item();
        expectClose(dot(pull(call, xs, [gs])[0]!, xs).item(), value, ROUNDING, text);
        expectAllClose(push(call, xs, xs), call(xs), ROUNDING, text);
      }
    });

  if (linear === "each")
    test("are transposes of each other in every input", () => {
      for (const { call, xs, gs, text } of cases) {
        const value = dot(call(xs), gs).item();
        pull(call, xs, [gs])[0]!.forEach((g, i) => {
          expectClose(dot([g], [xs[i]!]).item(), value, ROUNDING, text);
        });
      }
    });

  test("give in a program what they give at once, to the last bit", () => {
    for (const { call, xs, gs, text } of cases) {
      const us = directions(xs, "tangent");
      const all = (...[vs, ws, ts]: readonly (readonly Tensor[])[]): Derivative[] => {
        let k = 0;
        const cotangents = gs.map((g) => g && ws![k++]!);
        return [...call(vs!), ...pull(call, vs!, [cotangents])[0]!, ...push(call, vs!, ts!)];
      };
      const args = [xs, gs.filter((g) => g !== null), us];
      const program = makeProgram(all)(...args);
      expect(bits(evaluate(program, args) as Derivative[]), text).toEqual(bits(all(...args)));
    }
  });

  test("hold for a program that was made of a derivative", () => {
    for (const c of cases) {
      const [f, point] = [weighted(c), pointOf(c)];
      const [u, v] = [directions(point, "first"), directions(point, "second")];
      const derivative = along(f, u, "reverse");
      const program = makeProgram(derivative)(point);
      const again: ScalarFunction = (vs) => evaluate(program, [vs]) as Tensor;
      for (const mode of ["reverse", "forward"] as const) {
        const expected = along(derivative, v, mode)(point).item();
        expectClose(along(again, v, mode)(point).item(), expected, ROUNDING, `${mode}, ${c.text}`);
      }
    }
  });
});

const constants = Object.values(primitives).filter(({ name, constant }) => constant && name in samplesOf);

test.each(constants)("$name lets no derivative pass, backwards or forwards", (primitive) => {
  expect(constants.length).toBeGreaterThan(15);
  const isZero = (x: Derivative): boolean => x === null || Number(sum(abs(x)).item()) === 0;
  for (const { call, xs, gs, text } of casesOf(primitive)) {
    expect(pull(call, xs, [gs])[0]!.every(isZero), text).toBe(true);
    expect(push(call, xs, directions(xs, "tangent")).every(isZero), text).toBe(true);
  }
});
