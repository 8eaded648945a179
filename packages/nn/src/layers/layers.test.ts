import { describe, expect, test } from "vitest";
import { LAYERS } from "../testing/layers.ts";
import { verifyLayer } from "../verify/verifyLayer.ts";

describe.each(LAYERS.map((layer) => [layer.name, layer] as const))("%s", (_name, layer) => {
  test.each([1, 2, 5])("keeps the contract of a layer with %i examples", (examples) => {
    const report = verifyLayer(layer, { examples, seed: `${examples}` });
    expect(report.ok, String(report)).toBe(true);
  });
});
