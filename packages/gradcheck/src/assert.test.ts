import { execFile } from "node:child_process";
import { rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { mul, square, sum, type Tensor, tensor } from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { assertMatchesTape, compareGradients, GradientMismatch } from "./index.ts";
import { toMatchTape } from "./vitest.ts";

expect.extend({ toMatchTape });

const loss = (x: Tensor) => sum(square(x));
const params = tensor([1, 2, 3]);
const right = (x: Tensor) => mul(2, x);

describe("in tests", () => {
  test("the matcher passes on a right gradient, as numbers and as a function", () => {
    expect(right).toMatchTape({ loss, params });
    expect(right(params)).toMatchTape({ loss, params });
    expect(params).not.toMatchTape({ loss, params });
  });

  test("the matcher fails with the report", () => {
    expect(() => expect(params).toMatchTape({ loss, params })).toThrow(/gradient check[\s\S]*factor/);
  });

  test("assertMatchesTape throws the report, and holds the data", () => {
    expect(() => assertMatchesTape(right, { loss, params })).not.toThrow();
    try {
      assertMatchesTape(params, { loss, params });
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(GradientMismatch);
      expect((error as GradientMismatch).comparison.causes[0]!.code).toBe("factor");
    }
  });

  test("assert() of a result throws when something is wrong", () => {
    expect(() => compareGradients({ loss, params, hand: right }).assert()).not.toThrow();
    expect(() => compareGradients({ loss, params, hand: params }).assert()).toThrow(GradientMismatch);
  });

  test("a result is data: JSON has no methods", () => {
    const data = JSON.parse(JSON.stringify(compareGradients({ loss, params, hand: params }))) as object;
    expect(Object.keys(data)).toContain("causes");
    expect(Object.keys(data)).not.toContain("assert");
  });
});

describe("in a script", () => {
  const script = fileURLToPath(new URL("./assert.script.ts", import.meta.url));
  const run = async (factor: number) => {
    await writeFile(
      script,
      `import { mul, square, sum, type Tensor, tensor } from "@wengert/autograd";
import { compareGradients } from "./index.ts";
const hand = (x: Tensor) => mul(${factor}, x);
compareGradients({ loss: (x: Tensor) => sum(square(x)), params: tensor([1, 2]), hand }).check();
console.log("the rest of the script");`,
    );
    try {
      return await promisify(execFile)(process.execPath, ["--conditions=@wengert/source", "--import", "tsx", script]);
    } finally {
      await rm(script);
    }
  };

  test("check() prints the report, and the exit code is 0 when all is right", async () => {
    const { stdout } = await run(2);
    expect(stdout).toMatch(/ok: 1 quantity agrees[\s\S]*the rest of the script/);
  });

  test("and 1 when something is wrong, after the rest of the script", async () => {
    await expect(run(3)).rejects.toMatchObject({ code: 1, stdout: expect.stringContaining("the rest of the script") });
  });
});
