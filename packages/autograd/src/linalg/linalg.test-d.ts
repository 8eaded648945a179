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

  test("factors have the shapes that follow from the matrix, where these do not depend on which side is longer", () => {
    expectTypeOf(linalg.cholesky(a).shape).toEqualTypeOf<readonly [3, 3]>();
    expectTypeOf(linalg.eigh(a)[0].shape).toEqualTypeOf<readonly [3]>();
    expectTypeOf(linalg.eigh(a)[1].shape).toEqualTypeOf<readonly [3, 3]>();
    expectTypeOf(linalg.eigvalsh(a).shape).toEqualTypeOf<readonly [3]>();
    expectTypeOf(linalg.eigvals(a).shape).toEqualTypeOf<readonly [3]>();
    expectTypeOf(linalg.eigh(dynamic)[0].shape).toEqualTypeOf<Shape>();
    expectTypeOf(linalg.eigh([[1]])[0].shape).toEqualTypeOf<Shape>();
    expectTypeOf(linalg.pinv(zeros([3, 2])).shape).toEqualTypeOf<readonly [2, 3]>();
    expectTypeOf(linalg.qr(a)[0].shape).toEqualTypeOf<Shape>();
    expectTypeOf(linalg.qr(a, "r").shape).toEqualTypeOf<Shape>();
    expectTypeOf(linalg.svd(a, { computeUv: false }).shape).toEqualTypeOf<Shape>();
    expectTypeOf(linalg.svd(a)).toEqualTypeOf<[u: Tensor, s: Tensor, vt: Tensor]>();
  });

  test("functions of matrices keep the shape, norms are numbers", () => {
    expectTypeOf(linalg.expm(a).shape).toEqualTypeOf<readonly [3, 3]>();
    expectTypeOf(linalg.sqrtm(a).shape).toEqualTypeOf<readonly [3, 3]>();
    expectTypeOf(linalg.matrixPower(a, -1).shape).toEqualTypeOf<readonly [3, 3]>();
    expectTypeOf(linalg.norm(a).shape).toEqualTypeOf<readonly []>();
    expectTypeOf(linalg.norm(a, "nuc").shape).toEqualTypeOf<readonly []>();
    expectTypeOf(linalg.norm(a, 2, 0).shape).toEqualTypeOf<Shape>();
    expectTypeOf(linalg.solveTriangular(a, zeros([3, 2])).shape).toEqualTypeOf<readonly [3, 2]>();
    // @ts-expect-error the matrix has 3 rows, the right-hand side 4
    linalg.solveTriangular(a, zeros([4]));
    // @ts-expect-error there is no such order
    linalg.norm(a, "frobenius");
  });
});
