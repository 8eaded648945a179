import { describe, expect, test } from "vitest";
import { add, at, grad, matmul, max, mean, mul, sigmoid, square, sub, sum, type Tensor, tensor } from "../index.ts";
import { readTape, type TapeReading } from "./readTape.ts";

/** The plain walk backwards over the list. */
function walk({ lines, leaves, outputPlace, places }: TapeReading): (Tensor | null)[] {
  const adjoints: (Tensor | null)[] = new Array<null>(places).fill(null);
  adjoints[outputPlace] = tensor(1);
  for (const line of lines.toReversed()) {
    line.pull(line.outputPlaces.map((place) => adjoints[place]!)).forEach((g, i) => {
      const place = line.inputPlaces[i]!;
      if (g !== null) adjoints[place] = adjoints[place] === null ? g : add(adjoints[place]!, g);
    });
  }
  return leaves.map(({ place }) => adjoints[place]!);
}

const params = {
  W: tensor([
    [1, 2],
    [3, -4],
  ]),
  layers: [{ b: tensor([0.5, -0.25]) }],
};
const x = tensor([
  [1, 0.5],
  [2, -1],
  [0.25, 3],
]);
const loss = ({ W, layers }: typeof params, x: Tensor) => {
  const a = sigmoid(add(matmul(x, W), layers[0]!.b));
  return add(mean(square(sub(a, max(x, 0)))), sum(mul(at(W, 0), 0.1)));
};

describe("the tape as data", () => {
  test("names its leaves by their paths", () => {
    expect(readTape(loss)(params, x).leaves.map(({ path }) => path)).toEqual([".W", ".layers[0].b"]);
  });

  test("walked backwards gives the gradient that grad gives", () => {
    const gradient = grad(loss)(params, x);
    const [dW, db] = walk(readTape(loss)(params, x));
    expect(dW!.toArray()).toEqual(gradient.W.toArray());
    expect(db!.toArray()).toEqual(gradient.layers[0]!.b.toArray());
  });

  test("keeps the places of operations only when asked", () => {
    expect(readTape(loss)(params, x).lines[0]!.site).toBeUndefined();
    // Files of this folder count as the library, so the place itself is that of whoever runs the test.
    expect(readTape(loss, { sites: true })(params, x).lines[0]!.site).toMatch(/:\d+:\d+$/);
  });

  test("a result that does not depend on the leaves has no place", () => {
    expect(readTape(() => tensor(2))(tensor([1])).outputPlace).toBe(-1);
  });

  test("its values are plain, also after the recording", () => {
    const { lines, output } = readTape(loss)(params, x);
    expect(add(lines[0]!.outputs[0]!, 1).trace).toBeNull();
    expect(output.item()).toBe(loss(params, x).item());
  });
});
