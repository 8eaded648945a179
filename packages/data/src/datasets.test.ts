import { createHash } from "node:crypto";
import { ravel, sum, type Tensor } from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { breastCancer } from "./breast-cancer/index.ts";
import type { Dataset } from "./dataset.ts";
import { diabetes } from "./diabetes/index.ts";
import { digits } from "./digits/index.ts";
import { iris } from "./iris/iris.ts";
import { wine } from "./wine/index.ts";

interface Published {
  readonly load: () => Dataset;
  /** Rows, columns, classes (0 for regression). */
  readonly size: readonly [number, number, number];
  /** SHA-256 of scikit-learn 1.2.1's `data` and `target`, both as little-endian float64. */
  readonly data: string;
  readonly target: string;
}

const DATASETS: Readonly<Record<string, Published>> = {
  iris: {
    load: iris,
    size: [150, 4, 3],
    data: "012f498fe9c8b3b34212c3c5d98e1f03f2f79931cd49349beb1bad64dcf164a7",
    target: "49a02ef431bdf386a4ec234a34e2bf494274e466a3a1c1133c820fdae5c565e8",
  },
  wine: {
    load: wine,
    size: [178, 13, 3],
    data: "8edcf3903afd97c64d51e0212eb10b213f7943da650574d1c055b836c5c35d37",
    target: "28570293bbf6f313e8d190dcfbf248222abeaf61e8c7741a933516fc93507102",
  },
  "breast cancer": {
    load: breastCancer,
    size: [569, 30, 2],
    data: "6b202a2072f9a0385f405a8f8605b1b06f6f36ae6d23d9cd6cbbc0974a416bc7",
    target: "bad6d9428eff14b52b3cc46c7d720fbc92f92a1118f65487ae67d5cd6a3fa399",
  },
  digits: {
    load: digits,
    size: [1797, 64, 10],
    data: "20def7f70a702f0af9732fbba4375e147a7d54fe70d8c45569b8e7c1c7010c10",
    target: "061ad6ef55db43219297185e36e289bb03a3645efcf351c452b19739ecdfb900",
  },
  diabetes: {
    load: diabetes,
    size: [442, 10, 0],
    data: "d7ce525d9a280a2b956efd1c5efb5af1d3db313ac4b04f6f6c6619835c51d7c7",
    target: "4911e8747aff95aa1cd523fea86dd91cfd1cd14c1a8ead274f1913b14fa853c4",
  },
};

function hash(x: Tensor): string {
  const bytes = new Uint8Array(Float64Array.from(ravel(x).toArray() as number[]).buffer);
  return createHash("sha256").update(bytes).digest("hex");
}

describe.each(Object.entries(DATASETS))("the data set %s", (_name, { load, size, ...published }) => {
  const { data, target, featureNames, targetNames, citation, licence } = load();
  const [samples, features, classes] = size;

  test("has scikit-learn's numbers to the last bit", () => {
    expect([data.shape, target.shape]).toEqual([[samples, features], [samples]]);
    expect([hash(data), hash(target)]).toEqual([published.data, published.target]);
  });

  test("names its columns and classes, whom to cite and the licence", () => {
    expect([featureNames.length, targetNames.length]).toEqual([features, classes]);
    expect(new Set([...featureNames, ...targetNames]).size).toBe(features + classes);
    expect([data.dtype, target.dtype]).toEqual(["float64", classes > 0 ? "int32" : "float64"]);
    expect(citation.length).toBeGreaterThan(40);
    expect(licence).toMatch(classes > 0 ? /^CC BY 4\.0$/ : /without a licence of its own/);
  });
});

test("the digits are images, too: the first shows a 0, with paper in its middle", () => {
  const { images, target } = digits();
  expect(images.shape).toEqual([1797, 8, 8]);
  const [first] = images.toArray() as number[][][];
  expect(first![3]!.slice(3, 5)).toEqual([0, 0]);
  expect((target.toArray() as number[])[0]).toBe(0);
  expect(sum(images).item()).toBe(561718);
});
