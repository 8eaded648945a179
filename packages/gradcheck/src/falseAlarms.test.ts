import { describe, expect, test } from "vitest";
import { compareGradients } from "./index.ts";
import { rightNet } from "./testing/rightNets.ts";

describe("no false alarm", () => {
  test("on 1000 right nets, written in different ways, as numbers and as functions", () => {
    const alarms: string[] = [];
    let [seed, nets] = [0, 0];
    while (nets < 1000) {
      const { words, loss, params, data, hand } = rightNet(++seed);
      // log(1 - p) of a saturated unit: then there is nothing to compare with.
      if (!Number.isFinite(loss(params, ...data).item())) continue;
      nets++;
      const given = seed % 2 === 0 ? hand : hand(params, ...data);
      const result = compareGradients({ loss, params, data, hand: given });
      if (!result.ok) alarms.push(`${words}\n${result}`);
      else if (result.probe !== null && !result.probe.startsWith("agrees")) alarms.push(`${words}: ${result.probe}`);
    }
    expect(alarms).toEqual([]);
  });
});
