import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { chart } from "../chart.ts";
import { checkXml, textsOf } from "../testing/xml.ts";
import { kinds } from "./index.ts";

/** The largest picture of the samples takes less; a page of a dozen stays below a megabyte. */
const MOST_BYTES = 100_000;

const SNAPSHOTS = join(import.meta.dirname, "../testing/snapshots");

const samples = Object.entries(kinds).flatMap(([name, kind]) =>
  Object.entries(kind.samples).map(([sample, make]) => [`${name}-${sample}`, () => chart(kind, make())] as const),
);

describe.each(samples)("%s", (name, make) => {
  test("reads in a terminal as it did", async () => {
    await expect(`${make().toText()}\n`).toMatchFileSnapshot(join(SNAPSHOTS, `${name}.txt`));
  });

  test("has no line of text that breaks in 80 columns, nor one that ends in spaces", () => {
    for (const text of [make().toText(), make().toText({ columns: 40, rows: 8 })]) {
      expect(text).not.toMatch(/ $/m);
      expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThan(80);
    }
  });

  test("is drawn as it was, small, and as XML that a strict reader takes", async () => {
    const svg = await make().toSvg();
    expect(svg.length).toBeLessThan(MOST_BYTES);
    checkXml(svg);
    await expect(svg).toMatchFileSnapshot(join(SNAPSHOTS, `${name}.svg`));
  });

  test("is drawn the same a second time, whatever was drawn in between", async () => {
    const first = await make().toSvg({ theme: "dark" });
    await chart(kinds.line, { y: [1, 2] }).toSvg();
    expect(await make().toSvg({ theme: "dark" })).toBe(first);
  });

  test("shows its title and notes in the picture and in the text", async () => {
    const picture = make();
    const shown = textsOf(await picture.toSvg()).join("\n");
    for (const part of [picture.title, ...picture.notes].filter((text) => text !== "")) {
      expect(shown).toContain(part);
      expect(picture.toText()).toContain(part);
    }
  });

  test("has a spec that is JSON", () => {
    const spec = make().toVegaLite({ theme: "dark" });
    expect(JSON.parse(JSON.stringify(spec))).toEqual(spec);
  });
});
