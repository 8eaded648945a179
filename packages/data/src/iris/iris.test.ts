import { sum } from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { iris } from "./iris.ts";

describe("the iris data", () => {
  const { data, target, featureNames, targetNames, citation, licence } = iris();
  const rows = data.toArray() as number[][];

  test("are 150 flowers with four measurements, 50 flowers of each class", () => {
    expect([data.shape, data.dtype]).toEqual([[150, 4], "float64"]);
    expect([target.shape, target.dtype]).toEqual([[150], "int32"]);
    const classes = target.toArray() as number[];
    expect([0, 1, 2].map((label) => classes.filter((c) => c === label).length)).toEqual([50, 50, 50]);
    expect(classes.toSorted()).toEqual(classes);
    expect(featureNames).toHaveLength(4);
    expect(targetNames).toEqual(["setosa", "versicolor", "virginica"]);
  });

  test("sum to 2078.7 cm, each column to scikit-learn's total", () => {
    expect(sum(data).item()).toBeCloseTo(2078.7, 9);
    const columns = (sum(data, 0).toArray() as number[]).map((total) => total.toFixed(1));
    expect(columns).toEqual(["876.5", "458.6", "563.7", "179.9"]);
  });

  test("have the two rows of Fisher's paper that the UCI file has wrong", () => {
    expect(rows[34]).toEqual([4.9, 3.1, 1.5, 0.2]);
    expect(rows[37]).toEqual([4.9, 3.6, 1.4, 0.1]);
  });

  test("start and end with the flowers of the published table", () => {
    expect(rows[0]).toEqual([5.1, 3.5, 1.4, 0.2]);
    expect(rows[50]).toEqual([7.0, 3.2, 4.7, 1.4]);
    expect(rows[149]).toEqual([5.9, 3.0, 5.1, 1.8]);
  });

  test("say whom to cite and under which licence", () => {
    expect(citation).toMatch(/Fisher \(1936\)/);
    expect(licence).toBe("CC BY 4.0");
  });
});
