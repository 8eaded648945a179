import { readFileSync } from "node:fs";
import { join } from "node:path";
import { at, exp, mul, readTape, sin, type Tensor } from "@wengert/autograd";
import { iris } from "@wengert/data";
import { graph, scatter } from "@wengert/plot";
import { describe, expect, test } from "vitest";
import { root } from "../.config/workspace.ts";
import { graphKind } from "../packages/plot/src/kinds/graph.ts";
import { kinds } from "../packages/plot/src/kinds/index.ts";

const folder = join(root, "packages/plot");

describe("the README of plot", () => {
  test("shows the irises as the snippet above the picture draws them", async () => {
    const { data, target, targetNames } = iris();
    const chart = scatter({
      x: at(data, ":", 2),
      y: at(data, ":", 3),
      classes: target,
      classNames: targetNames,
      title: "Petals of 150 irises",
      xLabel: "length",
      xUnit: "cm",
      yLabel: "width",
      yUnit: "cm",
    });
    await expect(await chart.toSvg()).toMatchFileSnapshot(join(folder, "images/irises.svg"));
  });

  test("shows the tape as the snippet above the picture draws it", async () => {
    const chart = graph({ tape: readTape((x: Tensor) => mul(exp(x), sin(x)))(0.5), title: "eˣ sin x at 0.5" });
    await expect(await chart.toSvg()).toMatchFileSnapshot(join(folder, "images/tape.svg"));
  });

  test("has a row for each kind, in the words of the table of kinds", () => {
    const text = readFileSync(join(folder, "README.md"), "utf8").replaceAll(/ +/g, " ");
    const rows = [...Object.values(kinds), graphKind].map(({ name, summary }) => `| \`${name}\` | ${summary} |`);
    expect(rows.filter((row) => !text.includes(row))).toEqual([]);
  });
});
