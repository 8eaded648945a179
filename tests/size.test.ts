import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { installBundles } from "../.config/bundle.ts";
import { filesIn, packages, root } from "../.config/workspace.ts";
import { bundleProgram } from "./bench/size.ts";

/** What the smallest program that differentiates may take, minified and gzipped, in bytes. */
const BUDGET = 28_000;

const folder = join(root, "node_modules/.cache/size");
const seedrandomFile = createRequire(join(root, "packages/autograd/package.json")).resolve("seedrandom/seedrandom.js");
const minimal = readFileSync(join(root, "tests/bench/minimal.ts"), "utf8");

beforeAll(() => installBundles(folder));

/** What the irises may add to a program that has tensors, gzipped, in bytes: 600 measurements and their names. */
const IRIS_BUDGET = 2_000;

/**
 * What each package may take as a whole, with all that it imports, minified and gzipped, in bytes: what it takes, and
 * an eighth more. Whoever needs more raises the budget, and says so in the change.
 */
const PACKAGE_BUDGETS: Readonly<Record<string, number>> = {
  "@wengert/autograd": 148_500,
  "@wengert/compile": 75_500,
  "@wengert/data": 71_000,
  "@wengert/gradcheck": 190_500,
  "@wengert/nn": 246_500,
  "@wengert/notebook": 4_700,
  "@wengert/optim": 90_000,
  "@wengert/plot": 46_500,
  "@wengert/wasm": 25_000,
};

describe("the size of packages", () => {
  test("every package has a budget", () => {
    expect(Object.keys(PACKAGE_BUDGETS)).toEqual(packages().map(({ name }) => name));
  });

  test.each(Object.entries(PACKAGE_BUDGETS))("%s stays within its budget", async (name, budget) => {
    const { gzipBytes } = await bundleProgram(`export * from "${name}";`, folder);
    expect(gzipBytes).toBeLessThanOrEqual(budget);
  });
});

describe("seedrandom, which lies in the bundle of @wengert/autograd", () => {
  /** What a program prints that imports the packages as they are shipped. */
  function printed(program: string): string {
    const path = join(folder, "seeds.mjs");
    writeFileSync(path, program);
    return execFileSync(process.execPath, [path], { encoding: "utf8" });
  }

  test("gives its numbers without Node's cryptography, which it would load by itself", () => {
    const loaded = `process.moduleLoadList.filter((name) => / (internal\\/)?crypto/.test(name)).length`;
    const ours = `const { random } = await import("@wengert/autograd");
      const rng = random.generator("a");
      console.log(rng.uniform(), rng.uniform(), ${loaded});`;
    const theirs = `const { default: seedrandom } = await import(${JSON.stringify(seedrandomFile)});
      const rng = seedrandom("a");
      console.log(rng(), rng(), ${loaded});`;
    const [first, second, none] = printed(ours).trim().split(" ");
    const [expectedFirst, expectedSecond, some] = printed(theirs).trim().split(" ");
    expect([first, second]).toEqual([expectedFirst, expectedSecond]);
    expect(Number(none)).toBe(0);
    expect(Number(some)).toBeGreaterThan(0);
  });

  test("stands in the package's notice with its version and licence", () => {
    const notice = readFileSync(join(root, "packages/autograd/NOTICE"), "utf8");
    const [, licence] = readFileSync(seedrandomFile, "utf8").match(/^\/\*\n([\s\S]*?)\*\//)!;
    const manifest = JSON.parse(readFileSync(join(dirname(seedrandomFile), "package.json"), "utf8"));
    expect(notice).toContain(licence!.trim());
    expect(notice).toContain(`seedrandom ${manifest.version}`);
  });
});

describe("the size of programs", () => {
  test("a minimal gradient program stays within its budget", async () => {
    const { gzipBytes } = await bundleProgram(minimal, folder);
    expect(gzipBytes).toBeLessThanOrEqual(BUDGET);
  });

  test("what a program does not use stays out of its bundle", async () => {
    const { text } = await bundleProgram(minimal, folder);
    const found = (name: string): boolean => text.includes(`name:"${name}"`);
    expect(["add", "square", "sum"].filter(found)).toEqual(["add", "square", "sum"]);
    expect(["tanh", "matmul", "max", "sigmoid", "where"].filter(found)).toEqual([]);
    expect(["ARC4", "mixkey"].filter((word) => text.includes(word))).toEqual([]);
  });

  test("no bundle calls a function on import without saying that the call may be dropped", () => {
    const unmarked = filesIn(join(folder, "node_modules/@wengert"), ".js").flatMap((file) =>
      [...readFileSync(file, "utf8").matchAll(/^(?:var \w+ = )?[\w.]+\(.*/gm)].map(([line]) => line),
    );
    // A function that makes primitives needs the line "// @__NO_SIDE_EFFECTS__" above it.
    expect(unmarked).toEqual([]);
  });

  test("no constant is in it that nothing reads", async () => {
    const { text } = await bundleProgram(minimal, folder, { minify: false });
    const words = new Map<string, number>();
    for (const [word] of text.matchAll(/\w+/g)) words.set(word, (words.get(word) ?? 0) + 1);
    const constants = [...text.matchAll(/^var (\w+) = /gm)].map(([, name]) => name!);
    expect(constants.length).toBeGreaterThan(50);
    expect(constants.filter((name) => words.get(name) === 1)).toEqual([]);
  });

  test("a program that only makes a tensor carries no derivative", async () => {
    const { text } = await bundleProgram(`import { tensor } from "@wengert/autograd"; console.log(tensor(1));`, folder);
    expect(text).not.toContain("reverse mode");
  });

  test("the irises come without the larger data sets, files and metrics", async () => {
    const bare = await bundleProgram(
      `import { tensor } from "@wengert/autograd"; console.log(tensor(1).shape);`,
      folder,
    );
    const { text, gzipBytes } = await bundleProgram(
      `import { iris } from "@wengert/data"; console.log(iris().target.shape);`,
      folder,
    );
    expect(gzipBytes - bare.gzipBytes).toBeLessThanOrEqual(IRIS_BUDGET);
    expect(text).toContain("virginica");
    const absent = [
      "malignant",
      "pixel_",
      "malic_acid",
      "least angle regression",
      "safetensors",
      "fortran_order",
      "rocAuc",
    ];
    expect(absent.filter((word) => text.toLowerCase().includes(word.toLowerCase()))).toEqual([]);
  });

  test("a program that reads .npy files carries no zip", async () => {
    const { text } = await bundleProgram(
      `import { decodeNpy } from "@wengert/data"; console.log(decodeNpy(new Uint8Array(8)));`,
      folder,
    );
    expect(text).toContain("fortran_order");
    expect(text).not.toContain("zip archive");
  });

  test("a dense layer and one loss come without the other layers and losses, and without what checks gradients", async () => {
    const { text } = await bundleProgram(
      `import { dense, mse, sequential, tanh } from "@wengert/nn"; console.log(sequential(dense(2, 3), tanh), mse);`,
      folder,
    );
    expect(text).toContain("dense(");
    const absent = [
      "lstmCell",
      "batchNorm",
      "conv2d",
      "multiHeadAttention",
      "tripletMargin",
      "softplus",
      "verifyLayer",
    ];
    expect(absent.filter((word) => text.includes(word))).toEqual([]);
    expect(text).not.toContain("missing-activation-derivative");
  });
});
