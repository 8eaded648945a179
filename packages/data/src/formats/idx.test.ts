import { gzipSync } from "node:zlib";
import { tensor, WengertError, zeros } from "@wengert/autograd";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeIdx, encodeIdx, type IdxType } from "./idx.ts";
import { bytesOf, expected, expectTensor, files, placesOf } from "./testing/files.ts";
import { damagedCopies, expectCheapRefusal, readOrRefuse } from "./testing/hostile.ts";

fc.configureGlobal({ seed: 42 });

const NAMES: Readonly<Record<string, IdxType>> = {
  u1: "uint8",
  i1: "int8",
  i2: "int16",
  i4: "int32",
  f4: "float32",
  f8: "float64",
};

describe("an IDX file", () => {
  test.each(files.idx)("of type $name is read to the last bit, wherever its bytes lie", ({ bytes, ...wanted }) => {
    for (const place of placesOf(bytesOf(bytes))) expectTensor(decodeIdx(place), wanted);
  });

  test.each(files.idx)("of type $name is written byte for byte", ({ name, bytes }) => {
    const x = decodeIdx(bytesOf(bytes));
    expect(encodeIdx(x, { type: NAMES[name]! })).toEqual(bytesOf(bytes));
  });

  test("that is gzipped, as MNIST is, is unpacked", () => {
    const images = tensor(
      Int32Array.from({ length: 20 * 28 * 28 }, (_, i) => (i * i) % 256),
      { shape: [20, 28, 28] },
    );
    const packed = gzipSync(encodeIdx(images, { type: "uint8" }));
    for (const place of placesOf(Uint8Array.from(packed))) expectTensor(decodeIdx(place), expected(images));
  });

  test("gives back tensors of every dtype", () => {
    for (const dtype of ["float64", "float32", "int32"] as const) {
      const x = tensor([[1, 2, 3]], { dtype });
      expectTensor(decodeIdx(encodeIdx(x)), expected(x));
    }
    expectTensor(decodeIdx(encodeIdx(tensor([true, false]))), { shape: [2], dtype: "int32", values: [1, 0] });
    expectTensor(decodeIdx(encodeIdx(zeros([0, 28, 28]))), expected(zeros([0, 28, 28])));
  });

  test("takes only numbers of its type", () => {
    expect(() => encodeIdx(tensor([0, 256]), { type: "uint8" })).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: encodeIdx: 256 is not of type uint8, a whole number from 0 to 255
        got  element 1 in row-major order
        hint choose a wider type]
    `);
    expect(() => encodeIdx(tensor([0.5]), { type: "int32" })).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: encodeIdx: 0.5 is not of type int32, a whole number from -2147483648 to 2147483647
        got  element 0 in row-major order
        hint write it as "float64", or round and scale it first]
    `);
    expect(() => encodeIdx(tensor([Number.NaN]), { type: "int8" })).toThrow(/NaN is not of type int8/);
    expect(() => encodeIdx(tensor(1))).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: encodeIdx: an IDX file has 1 to 255 axes
        got  0 axes
        hint for a single number write an array of one]
    `);
    expect(() => encodeIdx(tensor([1]), { type: "int64" as never })).toThrowErrorMatchingInlineSnapshot(`
      [KindError: encodeIdx: IDX files have no "int64"
        hint their types are uint8, int8, int16, int32, float32, float64]
    `);
  });
});

describe("a damaged IDX file", () => {
  const whole = encodeIdx(tensor([[1, 2, 3]]));

  test("that was cut short anywhere is refused, gzipped too", () => {
    const packed = Uint8Array.from(gzipSync(whole));
    for (const file of [whole, packed]) {
      for (let length = 0; length < file.length; length++) {
        expect(() => decodeIdx(file.subarray(0, length))).toThrow(WengertError);
      }
    }
    expect(() => decodeIdx(whole.subarray(0, 20))).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: decodeIdx: the file is too short: 24 bytes of elements should follow the header, 8 do
        got  shape [1, 3] of float64
        hint was the file copied completely?]
    `);
    expect(() => decodeIdx(whole.subarray(0, 9))).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: decodeIdx: the lengths of 2 axes take 12 bytes, the file ends before
        got  9 bytes]
    `);
  });

  test("with bytes left over, or of another format, is refused", () => {
    expect(() => decodeIdx(Uint8Array.from([...whole, 0]))).toThrow(/too long: 1 byte after the last element/);
    expect(() => decodeIdx(new TextEncoder().encode("label,pixel"))).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: decodeIdx: this is no IDX file
        got  11 bytes: 6c 61 62 65
        hint such a file begins with 00 00, a byte for the type (08 to 0e) and one for the number of axes]
    `);
  });

  test("that claims more than memory holds is refused at once", () => {
    const huge = Uint8Array.of(0, 0, 0x0e, 3, ...Array<number>(12).fill(0xff), 0);
    expectCheapRefusal(() => decodeIdx(huge), /the file is too short/);
    expectCheapRefusal(() => decodeIdx(Uint8Array.of(0, 0, 8, 255, 0, 0, 0, 1)), /255 axes take 1024 bytes/);
    const empty = Uint8Array.of(0, 0, 0x0e, 61, ...Array<number>(240).fill(0xff), 0, 0, 0, 0);
    expect(() => decodeIdx(empty)).toThrow(/too short: Infinity bytes of elements/);
  });

  test("whose gzipped content is larger than allowed or promised is refused", () => {
    const packed = Uint8Array.from(gzipSync(encodeIdx(zeros([1_000_000]))));
    expectCheapRefusal(() => decodeIdx(packed, { maxBytes: 1e6 }), /would become 8000008 bytes, more than the 1000000/);
    new DataView(packed.buffer).setUint32(packed.length - 4, 100, true);
    expectCheapRefusal(() => decodeIdx(packed), /holds more than the 100 bytes promised/);
    new DataView(packed.buffer).setUint32(packed.length - 4, 0x3fffffff, true);
    expectCheapRefusal(() => decodeIdx(packed), /cannot become/);
    const wrong = Uint8Array.from(gzipSync(whole));
    wrong[wrong.length - 5] = wrong[wrong.length - 5]! ^ 1;
    expect(() => decodeIdx(wrong)).toThrow(/its checksum is wrong/);
  });

  test("of any kind gives a tensor or an error of ours, never another", () => {
    const originals = files.idx.map(({ bytes }) => bytesOf(bytes));
    const packed = originals.map((bytes) => Uint8Array.from(gzipSync(bytes)));
    fc.assert(
      fc.property(damagedCopies([...originals, ...packed]), (bytes) => {
        readOrRefuse((file) => decodeIdx(file, { maxBytes: 1e6 }), bytes);
      }),
      { numRuns: 2000 },
    );
  });
});
