import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "../../..");

interface Report {
  readonly header: { readonly glibcVersionRuntime?: string };
}

/** Of 780 pages of an array of 3.2 MB, how many the system has to give anew: ten are made and freed, round after round. */
function faultsPerArray(make: string): number {
  const script = `
    const { add, zeros } = await import("@wengert/autograd");
    const round = () => {
      let all = Array.from({ length: 10 }, () => ${make});
      all = null;
      gc();
    };
    for (let i = 0; i < 5; i++) round();
    const before = process.resourceUsage().minorPageFault;
    for (let i = 0; i < 10; i++) round();
    console.log((process.resourceUsage().minorPageFault - before) / 100);
  `;
  const options = ["--expose-gc", "--conditions=@wengert/source", "--import", "tsx", "--input-type=module"];
  return Number(execFileSync(process.execPath, [...options, "-e", script], { cwd: ROOT, encoding: "utf8" }));
}

describe("the memory of freed arrays", () => {
  const { glibcVersionRuntime } = (process.report.getReport() as unknown as Report).header;

  test.skipIf(glibcVersionRuntime === undefined)("stays in the process where it would go back page by page", () => {
    expect(faultsPerArray('add(zeros([400_000], "float64"), 1)')).toBeLessThan(200);
  });
});
