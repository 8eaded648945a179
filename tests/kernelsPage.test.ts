import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ERROR_BOUNDS } from "@wengert/wasm";
import { expect, test } from "vitest";
import { root } from "../.config/workspace.ts";
import { kernelsPage } from "./kernelsPage.ts";

test("docs/kernels.md says what the kernels' tables say: npm run generate writes it", () => {
  expect(readFileSync(join(root, "docs/kernels.md"), "utf8")).toBe(kernelsPage());
});

test("the README of @wengert/wasm states the bounds to which the kernels are held", () => {
  const text = readFileSync(join(root, "packages/wasm/README.md"), "utf8");
  const stated: Record<string, readonly number[]> = {};
  for (const [, names, float64, float32] of text.matchAll(/^\|((?: `\w+`)+) +\| ([\d.]+) +\| ([\d.]+) +\|$/gm)) {
    for (const name of names!.trim().split(" ")) stated[name.slice(1, -1)] = [Number(float64), Number(float32)];
  }
  expect(stated).toEqual(ERROR_BOUNDS);
});
