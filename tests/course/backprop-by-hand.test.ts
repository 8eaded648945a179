import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const NOTEBOOKS = new URL("../../docs/notebooks/", import.meta.url);
const SCRIPT = fileURLToPath(new URL("backprop-by-hand.ts", NOTEBOOKS));

test("the derivations of backprop-by-hand.ts hold, and it prints what is committed beside it", async () => {
  const command = ["--conditions=@wengert/source", "--import", "tsx", SCRIPT];
  // Rejects when the exit code is not 0: when one of the script's own checks fails.
  const { stdout, stderr } = await promisify(execFile)(process.execPath, command);
  expect(stderr).toBe("");
  expect(stdout).not.toMatch(/FAILED/);
  await expect(stdout).toMatchFileSnapshot(fileURLToPath(new URL("output/backprop-by-hand.txt", NOTEBOOKS)));
});
