import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { tensor } from "@wengert/autograd";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { besideOf } from "./halfWritten.ts";
import {
  readCsv,
  readIdx,
  readNpy,
  readNpz,
  readSafetensors,
  writeFileAtomic,
  writeIdx,
  writeNpy,
  writeNpz,
  writeSafetensors,
} from "./index.ts";

const root = mkdtempSync(join(tmpdir(), "files-"));
afterAll(() => rmSync(root, { recursive: true }));

let folder = root;
beforeEach(() => {
  folder = mkdtempSync(join(root, "test-"));
});

const x = tensor([
  [1, 2, 3],
  [4, 5, 6],
]);

describe("a file", () => {
  test("of each format gives back what was written", () => {
    writeNpy(join(folder, "x.npy"), x);
    writeNpz(join(folder, "x.npz"), { x }, { compress: true });
    writeSafetensors(join(folder, "x.safetensors"), { x }, { epoch: "3" });
    writeIdx(join(folder, "x.idx"), x, { type: "uint8" });
    expect(readNpy(join(folder, "x.npy")).toArray()).toEqual(x.toArray());
    expect(readNpz(join(folder, "x.npz")).x?.toArray()).toEqual(x.toArray());
    expect(readSafetensors(join(folder, "x.safetensors"))).toMatchObject({ metadata: { epoch: "3" } });
    expect(readIdx(join(folder, "x.idx")).toArray()).toEqual(x.toArray());
    expect(readdirSync(folder).sort()).toEqual(["x.idx", "x.npy", "x.npz", "x.safetensors"]);
  });

  test("replaces the one before it whole, and leaves nothing beside it", () => {
    const path = join(folder, "note.txt");
    writeFileAtomic(path, "first");
    writeFileAtomic(path, Uint8Array.of(0x32));
    expect([readFileSync(path, "utf8"), readdirSync(folder)]).toEqual(["2", ["note.txt"]]);
  });

  test("is freed of what a dead process left beside it, and of nothing else", () => {
    const path = join(folder, "note.txt");
    const { pid } = spawnSync(process.execPath, ["-e", ""]);
    const living = besideOf(path);
    const dead = living.replace(`-${process.pid}-`, `-${pid}-`);
    const elsewhere = dead.replace(/[0-9a-f]{8}(?=-)/, "00000000");
    const parent = living.replace(`-${process.pid}-`, `-${process.ppid}-`);
    const old = besideOf(path);
    const other = join(folder, "other.txt.tmp");
    for (const file of [dead, living, elsewhere, parent, old, other]) writeFileSync(file, "half");
    utimesSync(old, new Date(0), new Date(0));
    writeFileAtomic(path, "whole");
    expect(readdirSync(folder).sort()).toEqual([path, living, elsewhere, parent, other].map((p) => basename(p)).sort());
  });

  test("that cannot be written leaves what was there, and nothing beside it", () => {
    mkdirSync(join(folder, "taken"));
    writeFileSync(join(folder, "taken/inside"), "kept");
    expect(() => writeNpy(join(folder, "taken"), x)).toThrow(/^writeNpy: this is a folder/);
    expect(readdirSync(folder)).toEqual(["taken"]);
    expect(() => writeFileAtomic(join(folder, "note.txt"), 3 as never)).toThrow(TypeError);
    expect(readdirSync(folder)).toEqual(["taken"]);
  });

  test("that is not there is named, and so is a folder in its place", () => {
    expect(() => readNpy(join(folder, "none.npy"))).toThrow(
      /^readNpy: there is no such file or folder \(ENOENT\)\n {2}got {2}.*none\.npy\n {2}hint a relative path/,
    );
    expect(() => readNpz(folder)).toThrow(/this is a folder \(EISDIR\)/);
    expect(() => writeNpy(join(folder, "no/x.npy"), x)).toThrow(/there is no such file or folder/);
  });

  test("that is damaged is named by the error", () => {
    const damaged = { "x.npy": readNpy, "x.npz": readNpz, "x.safetensors": readSafetensors, "x.idx": readIdx };
    for (const [name, read] of Object.entries(damaged)) {
      const path = join(folder, name);
      writeFileAtomic(path, "damaged");
      expect(() => read(path)).toThrow(`in ${path}`);
      expect(() => read(path)).toThrow(`${read.name}: `);
    }
    writeFileAtomic(join(folder, "x.csv"), "a\nnone\n");
    expect(() => readCsv(join(folder, "x.csv"), { columns: { a: "number" } })).toThrow(
      /^readCsv: line 2, column "a": expected a number\n {2}got {2}"none", in .*x\.csv/,
    );
  });
});
