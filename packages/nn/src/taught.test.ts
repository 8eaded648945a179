import { ones, random, tensor, WengertError } from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { conv2d, dense, heNormal, lstm, multiHeadAttention, relu, sequential } from "./index.ts";
import { LAYERS } from "./testing/layers.ts";

const rng = () => random.RandomState(0);
const context = { training: true, key: random.key(1) };

/** What is no input, no parameters and no generator, as untyped code may have it. */
const OTHERS: Readonly<Record<string, unknown>> = {
  undefined,
  null: null,
  "nested arrays": [
    [1, 2],
    [3, 4],
  ],
  "a number": 3,
  "a word": "x",
  "an empty record": {},
  "an empty list": [],
  "a function": () => 1,
  "a promise": Promise.resolve(1),
};

/** The error of a call; undefined when there is none, as an activation takes arrays. */
function errorOf(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe.each(Object.entries(OTHERS))("%s", (_what, other) => {
  test.each(LAYERS.map((layer) => [layer.name, layer] as const))("is answered by %s", (_name, layer) => {
    const params = layer.init(rng());
    const x = layer.sample?.(rng(), 2);
    for (const run of ["apply", "forward"] as const) {
      for (const call of [() => layer[run](params, other, context), () => layer[run](other, x, context)]) {
        const error = errorOf(call);
        if (error !== undefined) expect(error).toBeInstanceOf(WengertError);
      }
    }
    expect(() => layer.init(other as never)).toThrow(/drawn from a generator/);
  });
});

describe("the error says what belongs there", () => {
  const net = sequential(dense(4, 2), relu);
  const params = net.init(rng());
  test.each<[string, () => unknown, string]>([
    [
      "arrays for the input",
      () => net.apply(params, [[1, 2, 3, 4]] as never),
      "dense(4, 2): the input, the second argument, is a tensor\n  got  [[1, 2, 3, 4]]\n  hint tensor(x) makes one of arrays",
    ],
    [
      "one tensor for three",
      () => multiHeadAttention(4, 2).apply(multiHeadAttention(4, 2).init(rng()), ones([2, 3, 4]) as never),
      "multiHeadAttention(4, 2): the input, the second argument, is { query, key, value }\n  got  a tensor of shape [2, 3, 4]",
    ],
    [
      "parameters that were left out",
      () => dense(4, 2).apply(ones([1, 4]) as never, undefined as never),
      "dense(4, 2): the input, the second argument, is a tensor\n  got  undefined",
    ],
    [
      "parameters that were read from JSON",
      () => net.apply(JSON.parse(JSON.stringify(params)), ones([1, 4])),
      "dense(4, 2): the parameters, the first argument, are { W, b }\n  got  { W: an array of numbers, b: an array of numbers }",
    ],
    [
      "those of another layer",
      () => lstm(4, 2).apply({ W: tensor(1) } as never, ones([1, 3, 4])),
      "lstmCell(4, 2): the parameters, the first argument, are { Wx, Wh, b }\n  got  { W }",
    ],
    ["a seed for a generator", () => net.init(42 as never), "got  42\n  hint random.RandomState(42)"],
    ["no shape", () => heNormal(rng(), undefined as never), "heNormal: the second argument is the shape"],
  ])("for %s", (_what, call, message) => expect(call).toThrow(message));

  test("and an error of the layer's own stays as it is", () => {
    const layer = conv2d(1, 2, 3);
    expect(() => layer.apply(layer.init(rng()), ones([1, 2, 5, 5]))).toThrow(/the layer takes \[N, 1, H, W\]/);
  });
});
