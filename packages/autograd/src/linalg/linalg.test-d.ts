import { describe, expectTypeOf, test } from "vitest";
import { linalg, type Shape, type Tensor, zeros } from "../index.ts";

const a = zeros([3, 3]);
declare const dynamic: Tensor;

describe("shapes of linear algebra in types", () => {
  test("a solution has the shape of the right-hand side", () => {
    expectTypeOf(linalg.solve(a, zeros([3])).shape).toEqualTypeOf<readonly [3]>();
    expectTypeOf(linalg.solve(a, zeros([3, 2])).shape).toEqualTypeOf<readonly [3, 2]>();
    expectTypeOf(linalg.solve(dynamic, zeros([3])).shape).toEqualTypeOf<Shape>();
    expectTypeOf(linalg.solve([[1]], [1]).shape).toEqualTypeOf<Shape>();
    // @ts-expect-error the matrix has 3 rows, the right-hand side 4
    linalg.solve(a, zeros([4]));
  });

  test("an inverse has the shape of its matrix, a determinant of one matrix is a number", () => {
    expectTypeOf(linalg.inv(a).shape).toEqualTypeOf<readonly [3, 3]>();
    expectTypeOf(linalg.det(a).shape).toEqualTypeOf<readonly []>();
    expectTypeOf(linalg.slogdet(a)[1].shape).toEqualTypeOf<readonly []>();
    expectTypeOf(linalg.det(dynamic).shape).toEqualTypeOf<Shape>();
    expectTypeOf(linalg.det(zeros([2, 3, 3])).shape).toEqualTypeOf<Shape>();
  });
});
