import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../.config/workspace.ts";
import { kernelsPage } from "./kernelsPage.ts";

test("docs/kernels.md says what the kernels' tables say: npm run generate writes it", () => {
  expect(readFileSync(join(root, "docs/kernels.md"), "utf8")).toBe(kernelsPage());
});
