import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { loadGolden, reportSkipped } from "./golden.ts";

describe("reading golden data", () => {
  let folder = "";
  let printed: string[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "golden-"));
    printed = [];
    vi.spyOn(console, "log").mockImplementation((line: string) => void printed.push(line));
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });

  test("comes from the folder in GOLDEN_DIR, with strings for the numbers that JSON lacks", () => {
    vi.stubEnv("GOLDEN_DIR", folder);
    writeFileSync(join(folder, "some.json"), '{"data": [1.5, "NaN", ["-Infinity"], -0.0], "text": "Infinity pool"}');
    expect(loadGolden("some.json")).toEqual({
      data: [1.5, Number.NaN, [Number.NEGATIVE_INFINITY], -0],
      text: "Infinity pool",
    });
    expect(printed).toEqual([]);
  });

  test("comes from the folder beside the tests otherwise", () => {
    vi.stubEnv("GOLDEN_DIR", undefined);
    expect(loadGolden<{ numpy: string }>("print.json")?.numpy).toMatch(/^1\.24/);
  });

  test("that is not there is a skip, printed by name", () => {
    vi.stubEnv("GOLDEN_DIR", folder);
    expect(loadGolden("other.json")).toBeUndefined();
    expect(printed).toEqual([`skipped other.json: no such file in ${folder}`]);
  });

  test("reports the cases that are left out, if any", () => {
    reportSkipped(0, "dtype uint8");
    reportSkipped(3, "dtype uint8");
    expect(printed).toEqual(["skipped 3 cases: dtype uint8"]);
  });
});
