import { expect, test } from "vitest";
import { conv1d, conv2d } from "./conv.ts";
import { convTranspose2d } from "./convTranspose.ts";
import { dense } from "./dense.ts";
import { averagePool2d, maxPool2d } from "./pool.ts";

test.each<[string, () => unknown, RegExp]>([
  ["dense", () => dense(4, 3, { initialiser: 1 } as never), /no option initialiser[\s\S]*weights, biases, bias/],
  ["conv1d", () => conv1d(2, 3, 3, { pading: 1 } as never), /no option pading[\s\S]*padding/],
  ["conv2d", () => conv2d(2, 3, 3, { strides: 2 } as never), /no option strides/],
  ["convTranspose2d", () => convTranspose2d(2, 3, 3, { output: 1 } as never), /no option output\n[\s\S]*outputPadding/],
  ["maxPool2d", () => maxPool2d(2, { countPadding: true } as never), /no option countPadding/],
  ["averagePool2d", () => averagePool2d(2, { dilation: 2 } as never), /no option dilation/],
])("%s says that a misspelt option does not exist", (_name, call, message) => expect(call).toThrow(message));

test.each<[string, () => unknown, RegExp]>([
  ["one is missing", () => dense(4, undefined as never), /outputs must be a whole number above 0\n.*undefined/],
  ["one is a text", () => dense("4" as never, 3), /inputs must be a whole number above 0\n.*"4"/],
  ["one is no whole number", () => conv2d(2.5, 3, 3), /inputs must be .*\n.*2\.5/],
])("sizes: %s", (_name, call, message) => expect(call).toThrow(message));
