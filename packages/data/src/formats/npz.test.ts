import { tensor, zeros } from "@wengert/autograd";
import fc from "fast-check";
import { strToU8, unzipSync, zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { encodeNpy } from "./npy.ts";
import { decodeNpz, encodeNpz } from "./npz.ts";
import { bytesOf, expected, expectTensor, files, placesOf } from "./testing/files.ts";
import { damagedCopies, expectCheapRefusal, readOrRefuse } from "./testing/hostile.ts";

fc.configureGlobal({ seed: 42 });

const W = tensor([
  [0, 1, 2],
  [3, 4, 5],
]);
const b = tensor([true, false]);

/** The directory's first entry of an archive, to be changed in place. */
function directoryOf(archive: Uint8Array): DataView {
  const at = Buffer.from(archive).indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
  return new DataView(archive.buffer, archive.byteOffset + at);
}

/** An archive of one compressed array of zeros whose directory is changed. */
function changed(change: (directory: DataView) => void): Uint8Array {
  const archive = encodeNpz({ x: zeros([1000]) }, { compress: true });
  change(directoryOf(archive));
  return archive;
}

/** The same archive of one entry with its sizes and places in 64 bits (APPNOTE.TXT, sections 4.3.14 and 4.5.3). */
function in64Bits(archive: Uint8Array): Uint8Array {
  const end = archive.length - 22;
  const old = new DataView(archive.buffer, archive.byteOffset);
  const at = old.getUint32(end + 16, true);
  const entry = Buffer.from(archive.subarray(at, end));
  const nameEnd = 46 + entry.readUInt16LE(28);
  const extra = Buffer.alloc(28);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(24, 2);
  for (const [i, from] of [24, 20, 42].entries()) {
    extra.writeBigUInt64LE(BigInt(entry.readUInt32LE(from)), 4 + 8 * i);
    entry.writeUInt32LE(0xffffffff, from);
  }
  entry.writeUInt16LE(extra.length, 30);
  const directory = Buffer.concat([entry.subarray(0, nameEnd), extra]);
  const wide = Buffer.alloc(56);
  wide.writeUInt32LE(0x06064b50, 0);
  wide.writeBigUInt64LE(44n, 4);
  wide.writeBigUInt64LE(1n, 32);
  wide.writeBigUInt64LE(BigInt(at), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(at + directory.length), 8);
  const narrow = Buffer.from(archive.subarray(end));
  narrow.writeUInt16LE(0xffff, 10);
  narrow.writeUInt32LE(0xffffffff, 16);
  return Uint8Array.from(Buffer.concat([archive.subarray(0, at), directory, wide, locator, narrow]));
}

describe("an .npz file", () => {
  test.each(files.npz)("of NumPy's $name is read, wherever its bytes lie", ({ bytes }) => {
    for (const place of placesOf(bytesOf(bytes))) {
      const arrays = decodeNpz(place);
      expect(Object.keys(arrays)).toEqual(["W", "b"]);
      expectTensor(arrays.W, expected(W));
      expectTensor(arrays.b, expected(b));
    }
  });

  test("of positional arrays gives NumPy's names", () => {
    expect(Object.keys(decodeNpz(bytesOf(files.positional)))).toEqual(["arr_0", "arr_1"]);
  });

  test.each([{ compress: false }, { compress: true }])("of ours is read back with %o", (options) => {
    const arrays = decodeNpz(encodeNpz({ W, b, "nested/name": tensor(7), Ωμέγα: zeros([0, 3]) }, options));
    expect(Object.keys(arrays)).toEqual(["W", "b", "nested/name", "Ωμέγα"]);
    expectTensor(arrays.W, expected(W));
    expectTensor(arrays.Ωμέγα, expected(zeros([0, 3])));
  });

  test("is a zip archive of .npy files, the same for the same tensors", () => {
    const bytes = encodeNpz({ W, b });
    expect(unzipSync(bytes)).toEqual({ "W.npy": encodeNpy(W), "b.npy": encodeNpy(b) });
    expect(encodeNpz({ W, b })).toEqual(bytes);
  });

  test("with 64-bit records is read, as archives of many or large arrays are written", () => {
    const arrays = decodeNpz(in64Bits(encodeNpz({ W })));
    expectTensor(arrays.W, expected(W));
    const damaged = in64Bits(encodeNpz({ W }));
    damaged[damaged.length - 22 - 20 - 56] = 0;
    expect(() => decodeNpz(damaged)).toThrow(/the archive's directory is damaged/);
  });

  test("that would need them is not written", () => {
    const many = Object.fromEntries(Array.from({ length: 65_536 }, (_, i) => [`x${i}`, b]));
    expect(() => encodeNpz(many)).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: encodeNpz: an archive holds up to 65535 arrays and 4 GiB
        got  65536 arrays of 131072 bytes
        hint write several files, or one safetensors file]
    `);
  });

  test("of nothing is read", () => {
    expect(decodeNpz(encodeNpz({}))).toEqual({});
  });

  test("with an array called __proto__ has that array, and changes no other object", () => {
    const arrays = decodeNpz(encodeNpz(JSON.parse('{ "__proto__": 0 }', (key, value) => (key === "" ? value : b))));
    expect(Object.hasOwn(arrays, "__proto__")).toBe(true);
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  });

  test("needs names", () => {
    expect(() => encodeNpz({ "": b })).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: encodeNpz: an array needs a name
        got  the key ""
        hint NumPy calls arrays without one arr_0, arr_1, …]
    `);
  });
});

describe("a hostile .npz file", () => {
  test("that would fill the memory is refused before it is unpacked", () => {
    const many = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`${i}.npy`, new Uint8Array(1e6)]));
    const bomb = zipSync(many, { level: 9 });
    expect(bomb.length).toBeLessThan(100_000);
    expectCheapRefusal(
      () => decodeNpz(bomb, { maxBytes: 2e6 }),
      /would become 40000000 bytes, more than the 2000000 allowed/,
    );
  });

  test("that promises less than it holds is stopped", () => {
    expectCheapRefusal(
      () => decodeNpz(changed((entry) => entry.setUint32(24, 10, true))),
      /more than the 10 bytes promised/,
    );
  });

  test("that promises more than it holds is refused", () => {
    expectCheapRefusal(
      () => decodeNpz(changed((entry) => entry.setUint32(24, 9000, true))),
      /holds 8128 bytes, 9000 were promised/,
    );
    expectCheapRefusal(
      () => decodeNpz(changed((entry) => entry.setUint32(24, 900_000_000, true))),
      /cannot become the 900000000 that are promised/,
    );
    expectCheapRefusal(
      () => decodeNpz(changed((entry) => entry.setUint32(24, 0xfffffffe, true))),
      /would become 4294967294 bytes, more than the 1073741824 allowed/,
    );
  });

  test("whose entries share their bytes is refused", () => {
    const archive = encodeNpz({ x: zeros([1000]), y: zeros([1000]) });
    const [first, second] = [directoryOf(archive), Buffer.from(archive).lastIndexOf(Buffer.from([0x50, 0x4b, 1, 2]))];
    const both = [first, new DataView(archive.buffer, second)];
    for (const entry of both) {
      entry.setUint32(20, archive.length - 100, true);
      entry.setUint32(24, archive.length - 100, true);
      entry.setUint32(42, 0, true);
    }
    expect(() => decodeNpz(archive)).toThrow(/entries of the archive overlap/);
  });

  test("with a wrong checksum, an encrypted entry or another packing is refused", () => {
    expect(() => decodeNpz(changed((entry) => entry.setUint32(16, 1, true)))).toThrow(/its checksum is wrong/);
    expect(() => decodeNpz(changed((entry) => entry.setUint16(8, 1, true)))).toThrow(/is encrypted/);
    expect(() => decodeNpz(changed((entry) => entry.setUint16(10, 12, true)))).toThrow(/packed by method 12/);
    expect(() => decodeNpz(changed((entry) => entry.setUint32(42, 5, true)))).toThrow(/header of "x.npy" is damaged/);
    const stored = encodeNpz({ b });
    stored[60] = stored[60]! ^ 1;
    expect(() => decodeNpz(stored)).toThrow(/its checksum is wrong/);
  });

  test("with two arrays of one name, or something that is no array, is refused", () => {
    const twice = encodeNpz({ a: b, b });
    const text = Buffer.from(twice);
    for (let at = text.indexOf("a.npy"); at >= 0; at = text.indexOf("a.npy", at + 1)) twice[at] = 0x62;
    expect(() => decodeNpz(twice)).toThrow(/two entries "b.npy"/);
    expect(() => decodeNpz(zipSync({ "read.me": strToU8("hello") }))).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: decodeNpz, "read.me": this is no .npy file
        got  5 bytes that begin with 68 65 6c 6c 6f
        hint an .npz archive holds .npy files, which begin with \\x93NUMPY, and nothing else]
    `);
  });

  test("that is no archive is refused", () => {
    expect(() => decodeNpz(encodeNpy(W))).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: decodeNpz: this is no zip archive, or its end is missing
        got  176 bytes
        hint was the file copied completely? Single .npy files are read by decodeNpy]
    `);
    expect(() => decodeNpz(new Uint8Array(0))).toThrow(/no zip archive/);
  });

  test("of any damage gives arrays or an error of ours, never another", () => {
    const originals = [
      ...files.npz.map(({ bytes }) => bytesOf(bytes)),
      encodeNpz({ W, b }),
      encodeNpz({ W }, { compress: true }),
    ];
    fc.assert(
      fc.property(damagedCopies(originals), (bytes) => {
        readOrRefuse(decodeNpz, bytes);
      }),
      { numRuns: 1500 },
    );
  });

  test("with damage in its directory gives arrays or an error of ours, never another", () => {
    const original = encodeNpz({ W, b }, { compress: true });
    const start = Buffer.from(original).indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: start, max: original.length - 1 }), fc.nat(255)), {
          minLength: 1,
          maxLength: 4,
        }),
        (changes) => {
          const copy = Uint8Array.from(original);
          for (const [at, value] of changes) copy[at] = value;
          readOrRefuse((bytes) => decodeNpz(bytes, { maxBytes: 1e6 }), copy);
        },
      ),
      { numRuns: 1500 },
    );
  });
});
