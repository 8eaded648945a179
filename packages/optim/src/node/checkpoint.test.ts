import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isTensor, random, tensor, zeros } from "@wengert/autograd";
import { encodeSafetensors } from "@wengert/data";
import { build } from "esbuild";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decodeCheckpoint, encodeCheckpoint } from "../checkpoint/checkpoint.ts";
import type { Snapshot } from "../train/options.ts";
import { loadCheckpoint, saveCheckpoint } from "./files.ts";
import { type Params, runOf } from "./testing/run.ts";

fc.configureGlobal({ seed: 42 });

const KILLS = 20;
/** At most so many steps between two deaths: 20 lives are fewer steps than the run has. */
const LONGEST_LIFE = 12;

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "checkpoints-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** All bits of a snapshot, as bytes of a file. */
const bits = (snapshot: Snapshot<Params>): string => Buffer.from(encodeCheckpoint(snapshot)).toString("base64");

/** A tree as text in which −0, NaN, undefined and dtypes are seen. */
function exact(node: unknown): string {
  if (isTensor(node)) return `${node.dtype}[${node.shape}](${exact(node.toArray())})`;
  if (Array.isArray(node)) return `[${node.map(exact).join()}]`;
  if (typeof node === "object" && node !== null) {
    return `{${Object.entries(node)
      .map(([key, value]) => `${JSON.stringify(key)}:${exact(value)}`)
      .join()}}`;
  }
  return typeof node === "string" ? JSON.stringify(node) : Object.is(node, -0) ? "-0" : String(node);
}

describe("a checkpoint", () => {
  test("gives back what was stored, to the last bit", () => {
    const value = fc.letrec((tie) => ({
      tree: fc.oneof(
        { depthSize: "small" },
        fc.double(),
        fc.constantFrom(null, true, undefined, -0, "text", "$tensor"),
        fc.array(fc.double(), { maxLength: 40 }),
        fc.array(fc.double(), { maxLength: 5 }).map((data) => tensor(data)),
        fc.array(fc.integer({ min: -9, max: 9 })).map((data) => tensor(data, { dtype: "int32" })),
        fc.array(tie("tree"), { maxLength: 4 }),
        fc.dictionary(fc.oneof(fc.string(), fc.constantFrom("$tensor", "__proto__", "a.b")), tie("tree"), {
          maxKeys: 4,
        }),
      ),
    })).tree;
    fc.assert(
      fc.property(value, (tree) => {
        expect(exact(decodeCheckpoint<unknown>(encodeCheckpoint(tree)))).toBe(exact(tree));
      }),
      { numRuns: 300 },
    );
  });

  test("keeps dtypes, shapes and empty tensors", () => {
    const tree = { a: zeros([0, 3]), b: tensor([1.5], { dtype: "float32" }), c: tensor(true), d: tensor(-0) };
    const again = decodeCheckpoint<typeof tree>(encodeCheckpoint(tree));
    expect(again.a.shape).toEqual([0, 3]);
    expect([again.b.dtype, again.c.dtype, Object.is(again.d.item(), -0)]).toEqual(["float32", "bool", true]);
  });

  test("keeps tensors apart whose paths read alike", () => {
    const tree = { "a.b": tensor(1), a: { b: tensor(2) } };
    expect(JSON.stringify(decodeCheckpoint(encodeCheckpoint(tree)))).toBe(JSON.stringify(tree));
  });

  test("refuses what is not data, and files that are none", () => {
    expect(() => encodeCheckpoint({ f: () => 1 })).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: encodeCheckpoint: what is at f cannot be stored
        got  a function
        hint a checkpoint holds tensors, numbers, texts, and arrays and records of them]
    `);
    expect(() => encodeCheckpoint({ list: [new Map()] })).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: encodeCheckpoint: what is at list[0] cannot be stored
        got  "Map"
        hint a checkpoint holds tensors, numbers, texts, and arrays and records of them]
    `);
    expect(() => decodeCheckpoint(encodeSafetensors({ W: tensor([1]) }))).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: decodeCheckpoint: this is no checkpoint that can be read: it is a safetensors file, but nothing says how it was built
        hint saveCheckpoint writes them; files of tensors alone are read by readSafetensors of @wengert/data/node]
    `);
    const newer = encodeSafetensors({}, { "wengert.checkpoint": "2", "wengert.tree": "{}" });
    expect(() => decodeCheckpoint(newer)).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: decodeCheckpoint: this is no checkpoint that can be read: it is of version 2, and this library writes 1
        hint saveCheckpoint writes them; files of tensors alone are read by readSafetensors of @wengert/data/node]
    `);
    const missing = encodeSafetensors({}, { "wengert.checkpoint": "1", "wengert.tree": '{"$tensor":"W"}' });
    expect(() => decodeCheckpoint(missing)).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: decodeCheckpoint: this is no checkpoint that can be read: the tensor "W" is missing
        hint saveCheckpoint writes them; files of tensors alone are read by readSafetensors of @wengert/data/node]
    `);
    expect(() => decodeCheckpoint(new Uint8Array(5))).toThrow(/the file ends before its header/);
  });

  test("in a file is read again, and a file that is not there is said to be missing", () => {
    const path = join(folder, "file.safetensors");
    saveCheckpoint(path, { epoch: 3, W: tensor([1, 2]) });
    expect(loadCheckpoint<{ epoch: number }>(path).epoch).toBe(3);
    expect(() => loadCheckpoint(join(folder, "none"))).toThrow(/there is no such file/);
    writeFileSync(path, "nonsense");
    expect(() => loadCheckpoint(path)).toThrow();
  });

  test("of a run resumes it to a bit-identical end", () => {
    const run = runOf(null);
    while (run.step < 100) run.next();
    const resumed = runOf(decodeCheckpoint<Snapshot<Params>>(encodeCheckpoint(run.snapshot())));
    expect(bits(resumed.finish().snapshot())).toBe(bits(run.finish().snapshot()));
  });
});

describe("a run that is killed", () => {
  /** The child, bundled: it starts in a tenth of the time. */
  let child = "";
  beforeAll(async () => {
    child = join(folder, "child.mjs");
    await build({
      entryPoints: [join(import.meta.dirname, "testing", "child.ts")],
      outfile: child,
      bundle: true,
      platform: "node",
      format: "esm",
      conditions: ["@wengert/source"],
      logLevel: "error",
    });
  }, 60_000);

  /** Lets the child live for some steps and milliseconds, then kills it; the last step that it said is safe. */
  function live(path: string, steps: number, milliseconds: number): Promise<{ last: number; killed: boolean }> {
    return new Promise((resolve, reject) => {
      const life = spawn(process.execPath, [child, path], { stdio: ["ignore", "pipe", "inherit"] });
      let [said, killing] = ["", false];
      life.stdout.on("data", (data: Buffer) => {
        said += data.toString();
        if (killing || said.split("\n").length <= steps) return;
        killing = true;
        setTimeout(() => life.kill("SIGKILL"), milliseconds);
      });
      life.on("error", reject);
      life.on("close", (code, signal) => {
        if (signal !== "SIGKILL" && code !== 0) reject(new Error(`the child ended with ${code ?? signal}`));
        resolve({ last: Number(said.trimEnd().split("\n").at(-1)), killed: signal === "SIGKILL" });
      });
    });
  }

  test(`at ${KILLS} random moments and resumed each time ends bit-identical to one that never was`, async () => {
    const rng = random.RandomState(2024);
    const path = join(folder, "run.safetensors");
    const deaths: number[] = [];
    for (let kill = 0; kill < KILLS; kill++) {
      const { last, killed } = await live(path, rng.randint(1, LONGEST_LIFE), rng.uniform(0, 4));
      expect(killed, "it ended before it was killed").toBe(true);
      // What was said to be safe is safe, and at most one step more.
      const { step } = loadCheckpoint<Snapshot>(path);
      expect(step - 1 - last === 0 || step - 1 - last === 1, `said ${last}, stored ${step - 1}`).toBe(true);
      deaths.push(step - 1);
    }
    const { killed } = await live(path, Number.POSITIVE_INFINITY, 0);
    expect(killed).toBe(false);
    const whole = runOf(null).finish();
    const ended = loadCheckpoint<Snapshot<Params>>(path);
    console.log(
      `killed ${KILLS} times, after steps ${deaths.join(", ")} of ${whole.step}; ` +
        `${readdirSync(folder).filter((name) => name.endsWith(".tmp")).length} half-written files left`,
    );
    // The life that was not cut short cleared up after the others.
    expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
    expect(ended.ended).toBe("epochs");
    expect(ended.step).toBe(whole.step);
    expect(bits(ended)).toBe(bits(whole.snapshot()));
  });
});
