import { expect, test } from "vitest";
import { divmod, floorDivide, fmod, mod, tensor } from "../index.ts";

/** Both operands run through these. */
const VALUES = [0, -0, 1, -1, 2.5, -2.5, 7, 0.1, 1e300, 5e-324, Infinity, -Infinity, NaN];

/** What NumPy 1.24 gives, a row for each first operand. */
const EXPECTED = {
  floorDivide: [
    "NaN NaN 0 -0 0 -0 0 0 0 0 0 -0 NaN",
    "NaN NaN -0 0 -0 0 -0 -0 -0 -0 -0 0 NaN",
    "Infinity -Infinity 1 -1 0 -1 0 9 0 Infinity 0 -1 NaN",
    "-Infinity Infinity -1 1 -1 0 -1 -10 -1 -Infinity -1 0 NaN",
    "Infinity -Infinity 2 -3 1 -1 0 24 0 Infinity 0 -1 NaN",
    "-Infinity Infinity -3 2 -1 1 -1 -25 -1 -Infinity -1 0 NaN",
    "Infinity -Infinity 7 -7 2 -3 1 69 0 Infinity 0 -1 NaN",
    "Infinity -Infinity 0 -1 0 -1 0 1 0 Infinity 0 -1 NaN",
    "Infinity -Infinity 1e+300 -1e+300 4e+299 -4e+299 1.4285714285714286e+299 1e+301 1 Infinity 0 -1 NaN",
    "Infinity -Infinity 0 -1 0 -1 0 0 0 1 0 -1 NaN",
    "Infinity -Infinity NaN NaN NaN NaN NaN NaN NaN NaN NaN NaN NaN",
    "-Infinity Infinity NaN NaN NaN NaN NaN NaN NaN NaN NaN NaN NaN",
    "NaN NaN NaN NaN NaN NaN NaN NaN NaN NaN NaN NaN NaN",
  ],
  mod: [
    "NaN NaN 0 -0 0 -0 0 0 0 0 0 -0 NaN",
    "NaN NaN 0 -0 0 -0 0 0 0 0 0 -0 NaN",
    "NaN NaN 0 -0 1 -1.5 1 0.09999999999999995 1 0 1 -Infinity NaN",
    "NaN NaN 0 -0 1.5 -1 6 5.551115123125783e-17 1e+300 0 Infinity -1 NaN",
    "NaN NaN 0.5 -0.5 0 -0 2.5 0.09999999999999987 2.5 0 2.5 -Infinity NaN",
    "NaN NaN 0.5 -0.5 0 -0 4.5 1.3877787807814457e-16 1e+300 0 Infinity -2.5 NaN",
    "NaN NaN 0 -0 2 -0.5 0 0.09999999999999962 7 0 7 -Infinity NaN",
    "NaN NaN 0.1 -0.9 0.1 -2.4 0.1 0 0.1 0 0.1 -Infinity NaN",
    "NaN NaN 0 -0 0 -0 1 0.00011215964963492975 0 0 1e+300 -Infinity NaN",
    "NaN NaN 5e-324 -1 5e-324 -2.5 5e-324 5e-324 5e-324 0 5e-324 -Infinity NaN",
    "NaN NaN NaN NaN NaN NaN NaN NaN NaN NaN NaN NaN NaN",
    "NaN NaN NaN NaN NaN NaN NaN NaN NaN NaN NaN NaN NaN",
    "NaN NaN NaN NaN NaN NaN NaN NaN NaN NaN NaN NaN NaN",
  ],
  fmod: [
    "NaN NaN 0 0 0 0 0 0 0 0 0 0 NaN",
    "NaN NaN -0 -0 -0 -0 -0 -0 -0 -0 -0 -0 NaN",
    "NaN NaN 0 0 1 1 1 0.09999999999999995 1 0 1 1 NaN",
    "NaN NaN -0 -0 -1 -1 -1 -0.09999999999999995 -1 -0 -1 -1 NaN",
    "NaN NaN 0.5 0.5 0 0 2.5 0.09999999999999987 2.5 0 2.5 2.5 NaN",
    "NaN NaN -0.5 -0.5 -0 -0 -2.5 -0.09999999999999987 -2.5 -0 -2.5 -2.5 NaN",
    "NaN NaN 0 0 2 2 0 0.09999999999999962 7 0 7 7 NaN",
    "NaN NaN 0.1 0.1 0.1 0.1 0.1 0 0.1 0 0.1 0.1 NaN",
    "NaN NaN 0 0 0 0 1 0.00011215964963492975 0 0 1e+300 1e+300 NaN",
    "NaN NaN 5e-324 5e-324 5e-324 5e-324 5e-324 5e-324 5e-324 0 5e-324 5e-324 NaN",
    "NaN NaN NaN NaN NaN NaN NaN NaN NaN NaN NaN NaN NaN",
    "NaN NaN NaN NaN NaN NaN NaN NaN NaN NaN NaN NaN NaN",
    "NaN NaN NaN NaN NaN NaN NaN NaN NaN NaN NaN NaN NaN",
  ],
};

const functions = { floorDivide, mod, fmod };

test.each(["floorDivide", "mod", "fmod"] as const)("%s is NumPy's at zeros, infinities and NaN", (name) => {
  const expected = EXPECTED[name].map((row) => row.split(" ").map(Number));
  VALUES.forEach((a, i) => {
    const row = functions[name](tensor(VALUES.map(() => a)), tensor(VALUES));
    expect(row.toArray(), `${name}(${a}, …)`).toEqual(expected[i]);
  });
});

test("divmod gives both", () => {
  for (const a of VALUES) {
    const [quotient, rest] = divmod(tensor(a), tensor(VALUES));
    expect(quotient.toArray()).toEqual(floorDivide(tensor(a), tensor(VALUES)).toArray());
    expect(rest.toArray()).toEqual(mod(tensor(a), tensor(VALUES)).toArray());
  }
});
