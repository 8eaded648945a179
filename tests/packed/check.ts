// Packs every package, installs the tarballs with plain npm in an empty folder far from the workspace, and uses them
// there as a stranger would. Run it with `npm run packed`.
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Package, packages, root } from "../../.config/workspace.ts";

const PNPM = "pnpm@10.34.9";
const strict = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
  noEmit: true,
  target: "es2022",
  lib: ["es2022"],
  types: [],
};

const counts = { passed: 0, failed: 0 };

function check(what: string, holds: () => void): void {
  try {
    holds();
    counts.passed++;
    console.log(`ok     ${what}`);
  } catch (error) {
    counts.failed++;
    const { stdout, message } = error as Error & { readonly stdout?: string };
    console.log(`FAILED ${what}\n${message}\n${stdout ?? ""}`);
  }
}

function run(command: string, args: readonly string[], cwd: string): string {
  return execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

function expectText(got: string, expected: string): void {
  if (got !== expected) throw new Error(`expected ${JSON.stringify(expected)}, got ${JSON.stringify(got)}`);
}

/** Exactly what a user should get: bundles, declarations, licence, README, manifest. */
function checkFiles(installed: string, { entries, folder }: Package): void {
  const files = readdirSync(installed, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(installed.length + 1));
  const strays = files.filter(
    (file) => !/^(LICENSE|NOTICE|README\.md|package\.json|dist\/.*(?<!\.test)\.(js|d\.ts))$/.test(file),
  );
  if (strays.length > 0) throw new Error(`should not be packed: ${strays.join(", ")}`);
  const needed = entries.flatMap(({ bundle, types }) => [bundle, types]).map((path) => path.slice(folder.length + 1));
  const missing = ["LICENSE", "README.md", "package.json", ...needed].filter((file) => !files.includes(file));
  if (missing.length > 0) throw new Error(`missing: ${missing.join(", ")}`);
}

function checkManifest(installed: string): void {
  const manifest = readFileSync(join(installed, "package.json"), "utf8");
  if (manifest.includes("workspace:")) throw new Error("a dependency still has the workspace: protocol");
}

function compile(folder: string, file: string, module: string, moduleResolution: string): void {
  const project = join(folder, `tsconfig.${moduleResolution}.json`);
  writeFileSync(project, JSON.stringify({ compilerOptions: { ...strict, module, moduleResolution }, files: [file] }));
  run(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", project], folder);
}

const all = packages();
const folder = mkdtempSync(join(tmpdir(), "wengert-packed-"));
const consumer = join(folder, "consumer");
try {
  const shell = process.platform === "win32";
  execFileSync("npx", ["-y", PNPM, "-r", "--filter", "./packages/*", "pack", "--pack-destination", folder], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
    shell,
  });
  const tarballs = readdirSync(folder).map((file) => join(folder, file));
  cpSync(join(root, "tests/packed/consumer"), consumer, { recursive: true });
  writeFileSync(join(consumer, "package.json"), JSON.stringify({ name: "consumer", private: true, type: "module" }));
  check("npm installs the tarballs", () => {
    run("npm", ["install", "--no-audit", "--no-fund", ...tarballs], consumer);
  });
  const installed = ({ name }: Package): string => join(consumer, "node_modules", name);
  for (const each of all) {
    check(`${each.name} holds what is shipped and nothing else`, () => checkFiles(installed(each), each));
    check(`${each.name} depends on versions`, () => checkManifest(installed(each)));
    for (const { specifier } of each.entries) {
      check(`${specifier} is imported`, () => {
        run(process.execPath, ["--input-type=module", "-e", `await import(${JSON.stringify(specifier)})`], consumer);
      });
    }
  }
  check("an ES module differentiates", () => {
    expectText(run(process.execPath, ["esm.mjs"], consumer), "[2. 4. 6.]\ntrue true\n");
  });
  check("a CommonJS script differentiates", () => {
    expectText(run(process.execPath, ["require.cjs"], consumer), "[2. 4. 6.]\ntrue true\n");
  });
  check("there is one Tensor class", () => {
    expectText(run(process.execPath, ["one-class.mjs"], consumer), "true true\n");
  });
  const wengert = (...args: readonly string[]): string => run("npx", ["wengert", ...args], consumer);
  check("the command writes a notebook, runs it, and exports it there and back", () => {
    wengert("new", "first");
    expectText(
      wengert("run", "first.ts", "--plain").replace(/^time: .*$/m, "time"),
      "byHand  -4\nbyTape  -4.0\n\n    ok  by hand is by the tape\n\nchecks: 1 of 1\ntime\n",
    );
    wengert("export", "first.ts", "--to", "html");
    wengert("export", "first.ts", "--to", "ipynb");
    wengert("export", "first.ipynb", "--to", "ts", "--output", "back.ts");
    expectText(readFileSync(join(consumer, "back.ts"), "utf8"), readFileSync(join(consumer, "first.ts"), "utf8"));
    if (!readFileSync(join(consumer, "first.html"), "utf8").includes("<math"))
      throw new Error("no formula in the page");
  });
  check("strict TypeScript compiles with moduleResolution nodenext", () => {
    compile(consumer, "strict.ts", "nodenext", "nodenext");
  });
  check("strict TypeScript compiles with moduleResolution bundler", () => {
    compile(consumer, "strict.ts", "esnext", "bundler");
  });
  check("a CommonJS TypeScript file compiles", () => compile(consumer, "strict.cts", "nodenext", "nodenext"));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`packed, Node ${process.version}: ${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed === 0 ? 0 : 1;
