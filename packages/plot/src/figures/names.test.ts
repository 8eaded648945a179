import { readTape } from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { bar } from "../kinds/bar.ts";
import { graph } from "../kinds/graph.ts";
import { heatmap } from "../kinds/heatmap.ts";
import { line } from "../kinds/line.ts";
import { dashOf, letters, palette, shapeOf } from "../look.ts";
import { textsOf } from "../testing/xml.ts";
import { namesBelow, namesBeside } from "./names.ts";
import { MOST_SERIES } from "./xy.ts";

const counted = (n: number, name = ""): string[] => Array.from({ length: n }, (_, i) => `${name}${i}`);

describe("names below an axis", () => {
  test("stand level where they fit", () => {
    expect(namesBelow(["setosa", "versicolor"], 300)).toEqual({ values: ["setosa", "versicolor"], labelAngle: 0 });
  });

  test("are slanted where they do not, and of too many every n-th is left", () => {
    expect(namesBelow(counted(13, "feature "), 370)).toEqual({ values: counted(13, "feature "), labelAngle: -40 });
    const { values, labelAngle } = namesBelow(counted(100, "word "), 440);
    expect([values.length, values[1], labelAngle]).toEqual([25, "word 4", -40]);
  });

  test("stay level when they are numbers, with room between them", () => {
    const { values, labelAngle } = namesBelow(counted(63), 370);
    expect([labelAngle, values.length * (2 * 7 + 10) <= 370]).toEqual([0, true]);
  });

  test("beside one, every n-th is left of too many", () => {
    expect(namesBeside(counted(20), 320).values).toHaveLength(20);
    expect(namesBeside(counted(64), 270).values).toHaveLength(16);
  });

  test("are those of the pictures", async () => {
    const values = Array.from({ length: 20 }, (_, i) => Array.from({ length: 20 }, (_, j) => i * j));
    const grid = await heatmap({ values, columnNames: counted(20, "column ") }).toSvg({ theme: "light" });
    expect(grid).toMatch(/rotate\(320\)[^>]*>column 0</);
    const bars = textsOf(await bar({ values: counted(100).map(Number), labels: counted(100, "bar ") }).toSvg());
    expect(bars.filter((text) => text.startsWith("bar ") && text !== "bar")).toHaveLength(25);
  });
});

test("the cells of a heatmap lie on whole pixels, so that nothing shows between them", async () => {
  const svg = await heatmap({ values: [[1, 2, 3, 4, 5, 6, 7]] }).toSvg({ theme: "light" });
  const cells = [...svg.matchAll(/<path[^>]* d="M([\d.]+),([\d.]+)h([\d.]+)v([\d.]+)/g)].slice(-7);
  expect(cells.flatMap((cell) => cell.slice(1).map(Number)).every(Number.isInteger)).toBe(true);
});

test("twenty series differ in colour or dash, in colour or shape, and by their letters", () => {
  const series = counted(MOST_SERIES).map(Number);
  const colour = (i: number): string => palette[i % palette.length]!;
  for (const look of [(i: number) => dashOf(i).join(), shapeOf]) {
    expect(new Set(series.map((i) => `${colour(i)} ${look(i)}`)).size).toBe(MOST_SERIES);
  }
  expect(new Set(letters).size).toBe(MOST_SERIES);
});

test("a long title is broken into lines that fit, above a chart and above a graph", async () => {
  const title = "A title of many words ".repeat(5).trim();
  const chart = textsOf(await line({ y: [1, 2], title }).toSvg()).filter((text) => text.includes("words"));
  const drawn = textsOf(await graph({ tape: readTape((x) => x)(1), title }).toSvg());
  for (const lines of [chart.slice(1), drawn.slice(1).filter((text) => text.includes("words"))]) {
    expect(lines.length).toBeGreaterThan(1);
    expect(Math.max(...lines.map((text) => text.trim().length))).toBeLessThanOrEqual(54);
  }
});
