import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isTensor, type NestedNumbers, ravel, type Tensor } from "@wengert/autograd";
import { expect } from "vitest";

/** What a tensor should be. */
export interface Expected {
  readonly shape: readonly number[];
  readonly dtype: string;
  /** Nested lists; NaN and the infinities are texts. */
  readonly values: unknown;
}

/** A file, in base64. */
export interface File {
  readonly name: string;
  readonly bytes: string;
}

/** The files that `generate.py` made with NumPy and safetensors. */
export interface Files {
  readonly npy: readonly (File & Expected)[];
  readonly refused: readonly File[];
  readonly npz: readonly File[];
  readonly positional: string;
  readonly safetensors: { readonly bytes: string; readonly tensors: Readonly<Record<string, Expected>> };
  readonly written: Readonly<Record<"plain" | "with metadata" | "nothing", string>>;
  readonly idx: readonly (File & Expected)[];
}

export const files: Files = JSON.parse(readFileSync(join(import.meta.dirname, "files.json"), "utf8")) as Files;

export function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(Buffer.from(base64, "base64"));
}

/** The same bytes as they may lie in memory: alone, at every odd place in a larger buffer, in one of Node's buffers. */
export function placesOf(bytes: Uint8Array): Uint8Array[] {
  const shifted = Array.from({ length: 8 }, (_, offset) => {
    const whole = new Uint8Array(bytes.length + 16).fill(0xff);
    whole.set(bytes, offset);
    return whole.subarray(offset, offset + bytes.length);
  });
  return [bytes, ...shifted, Buffer.concat([Buffer.from([1, 2, 3]), bytes]).subarray(3)];
}

function flatten(nested: unknown): unknown[] {
  return Array.isArray(nested) ? nested.flatMap(flatten) : [nested];
}

/** Compares bit for bit: −0 is not 0, NaN is NaN. */
export function expectTensor(x: Tensor | undefined, { shape, dtype, values }: Expected): void {
  expect(isTensor(x)).toBe(true);
  expect([x!.shape, x!.dtype]).toEqual([shape, dtype]);
  const wanted = flatten(values).map((v) => (typeof v === "string" ? Number(v) : v));
  const narrowed = dtype === "float32" ? wanted.map((v) => Math.fround(v as number)) : wanted;
  expect(ravel(x!).toArray()).toEqual(narrowed);
}

/** A tensor as `expectTensor` takes it. */
export function expected(x: Tensor): Expected {
  return { shape: x.shape, dtype: x.dtype, values: x.toArray() as NestedNumbers };
}
