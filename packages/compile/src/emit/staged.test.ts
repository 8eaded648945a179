import { add, exp, log, mul, sigmoid, sum, type Tensor, tanh, tensor } from "@wengert/autograd";
import { FLOATS, Lanes, type Local, ModuleBuilder } from "@wengert/wasm";
import { describe, expect, test } from "vitest";
import { compile } from "../compile.ts";
import { stagesOf } from "./scalar.ts";

const functions = { exp, log, sigmoid, tanh };

/** Ordinary numbers, with every rare one among them: each takes a way of its own in some function. */
function numbers(size: number): number[] {
  const rare = [0, -0, Infinity, -Infinity, Number.NaN, 5e-324, -5e-324, 1e-310, 709.9, -745.2, -708.5, 1e300, -1e300];
  return Array.from({ length: size }, (_, i) => (i % 7 === 3 ? rare[i % rare.length]! : Math.sin(i) * 5));
}

const bitsOf = (x: Tensor): unknown[] => (x.toArray() as unknown[]).flat();

/** Few rounds, a whole block and a bit, rows of two to four vectors, rows that fill none. */
const SHAPES = [[32], [64], [131], [1000], [1207], [150, 8], [9, 4], [70, 16], [40, 5], [3, 300], [2, 3, 50]];

describe("loops that are cut in the middle of their functions", () => {
  for (const dtype of ["float64", "float32"] as const) {
    for (const shape of SHAPES) {
      const size = shape.reduce((product, n) => product * n, 1);
      const x = tensor(numbers(size), { shape, dtype });
      const bias = tensor(numbers(shape.at(-1)!), { dtype });
      test.each(Object.entries(functions))(
        `%s of ${dtype}[${shape}] has the bits of the function alone`,
        (_name, f) => {
          expect(bitsOf(compile((x: Tensor) => f(x))(x))).toEqual(bitsOf(f(x)));
        },
      );

      test(`two of them one after the other, with arguments that are used again, ${dtype}[${shape}]`, () => {
        const f = (x: Tensor): Tensor => mul(add(x, bias), sigmoid(tanh(add(x, bias))));
        expect(bitsOf(compile(f)(x))).toEqual(bitsOf(f(x)));
      });
    }

    test(`two that have nothing in common, ${dtype}`, () => {
      const [x, y] = [tensor(numbers(1000), { dtype }), tensor(numbers(1000).reverse(), { dtype })];
      const f = (x: Tensor, y: Tensor) => [sigmoid(x), tanh(y)] as const;
      expect(compile(f)(x, y).map(bitsOf)).toEqual(f(x, y).map(bitsOf));
    });

    test(`rows side by side, three columns at once, ${dtype}`, () => {
      for (const rows of [4, 17, 33, 300]) {
        const x = tensor(numbers(3 * rows), { shape: [rows, 3], dtype });
        const f = (x: Tensor): Tensor => log(sum(exp(x), 1));
        const [ours, theirs] = [bitsOf(compile(f)(x)), bitsOf(f(x))] as [number[], number[]];
        const unit = dtype === "float64" ? 2 ** -52 : 2 ** -23;
        ours.forEach((value, i) => {
          if (Number.isFinite(value))
            expect(Math.abs(value - theirs[i]!)).toBeLessThanOrEqual(4 * unit * Math.max(1, Math.abs(value)));
          else expect(value).toEqual(theirs[i]);
        });
      }
    });
  }

  test("say with how many values each piece goes on", () => {
    for (const name of Object.keys(functions)) {
      new ModuleBuilder().function(name, [], null, (f) => {
        const n = new Lanes(f, FLOATS.float64, true);
        const x = f.local("v128");
        let given: readonly Local[] = [];
        for (const { gives, run } of stagesOf(name)!.pieces) {
          given = run(n, x, given).map((value) => n.keep(value));
          expect(given).toHaveLength(gives);
        }
      });
    }
  });
});
