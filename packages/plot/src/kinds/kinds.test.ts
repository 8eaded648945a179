import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Chart, chart, type Picture } from "../chart.ts";
import { checkXml, textsOf } from "../testing/xml.ts";
import { graph, graphKind } from "./graph.ts";
import { everyKind, kinds } from "./index.ts";
import { line } from "./line.ts";

/** The largest picture of the samples takes less; a page of a dozen stays below a megabyte. */
const MOST_BYTES = 100_000;

const SNAPSHOTS = join(import.meta.dirname, "../testing/snapshots");

const charts = everyKind.flatMap(([name, kind]) =>
  Object.entries(kind.samples).map(
    ([sample, make]) => [`${name}-${sample}`, (): Chart => chart(kind, make())] as const,
  ),
);
const graphs = Object.entries(graphKind.samples).map(
  ([sample, make]) => [`graph-${sample}`, () => graph(make())] as const,
);
const samples: (readonly [string, () => Picture])[] = [...charts, ...graphs];

describe.each(samples)("%s", (name, make) => {
  let drawn: Promise<string> | undefined;
  const svg = (): Promise<string> => {
    drawn ??= make().toSvg();
    return drawn;
  };

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
    const document = await svg();
    expect(document.length).toBeLessThan(MOST_BYTES);
    checkXml(document);
    await expect(document).toMatchFileSnapshot(join(SNAPSHOTS, `${name}.svg`));
  });

  test("shows its title and notes in the picture and in the text", async () => {
    const picture = make();
    const shown = textsOf(await svg()).join("\n");
    for (const part of [picture.title, ...picture.notes].filter((text) => text !== "")) {
      expect(shown).toContain(part);
      expect(picture.toText()).toContain(part);
    }
  });
});

test.each(charts)("%s has a spec that is JSON", (_name, make) => {
  const spec = make().toVegaLite({ theme: "dark" });
  expect(JSON.parse(JSON.stringify(spec))).toEqual(spec);
});

test("the same chart is the same picture, whatever was drawn in between", async () => {
  const make = () => chart(kinds.scatter, kinds.scatter.samples.classes!());
  const first = await make().toSvg({ theme: "dark" });
  await line({ y: [1, 2] }).toSvg();
  expect(await make().toSvg({ theme: "dark" })).toBe(first);
});
