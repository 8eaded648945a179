import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { beforeAll, describe, expect, test } from "vitest";

const NOTEBOOKS = new URL("../../docs/notebooks/", import.meta.url);
/** What each script may take on one core, in seconds. */
const PATIENCE = 60;

const SCRIPTS = ["backprop-by-hand", "runge", "breast-cancer", "differential-equations", "iris-optimizers"];

describe.each(SCRIPTS)("the script %s", (name) => {
  let [text, errors] = ["", ""];

  beforeAll(async () => {
    const script = fileURLToPath(new URL(`${name}.ts`, NOTEBOOKS));
    const command = ["--conditions=@wengert/source", "--import", "tsx", script];
    // Rejects when the exit code is not 0: when one of the script's own checks fails.
    const { stdout, stderr } = await promisify(execFile)(process.execPath, command, { timeout: 1000 * PATIENCE });
    [text, errors] = [stdout, stderr];
  }, 1000 * PATIENCE);

  test("finds all its statements true, and says nothing on stderr", () => {
    expect(errors).toBe("");
    expect(text).not.toMatch(/FAILED/);
    const [, held, all] = /^checks: (\d+) of (\d+)$/m.exec(text)!;
    expect(Number(all)).toBeGreaterThan(5);
    expect(held).toBe(all);
  });

  test("prints what is committed beside it, but for the time", async () => {
    const steady = text.replace(/^time: [\d.]+ s$/m, "time: (not compared)");
    await expect(steady).toMatchFileSnapshot(fileURLToPath(new URL(`output/${name}.txt`, NOTEBOOKS)));
  });

  test("has no line that a terminal would break", () => {
    expect(text.split("\n").filter((line) => line.length > 120)).toEqual([]);
  });
});
