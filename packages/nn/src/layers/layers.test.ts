import { describe, expect, test } from "vitest";
import { byHand } from "../byHand.ts";
import { LAYERS } from "../testing/layers.ts";
import { verifyLayer } from "../verify/verifyLayer.ts";

describe.each(LAYERS.map((layer) => [layer.name, layer] as const))("%s", (_name, layer) => {
  test.each([1, 4])("keeps the contract of a layer with %i examples", (examples) => {
    const report = verifyLayer(layer, { examples, seed: `${examples}` });
    expect(report.ok, String(report)).toBe(true);
  });
});

describe("byHand", () => {
  test("puts backward in the place of the tape's rules, in training and not, for every layer", () => {
    for (const layer of LAYERS) {
      let calls = 0;
      const counted = {
        ...layer,
        backward: (...args: Parameters<typeof layer.backward>) => {
          calls++;
          return layer.backward(...args);
        },
      };
      const report = verifyLayer(byHand(counted), { examples: 2 });
      expect(report.ok, String(report)).toBe(true);
      expect(calls).toBeGreaterThan(0);
    }
  });
});
