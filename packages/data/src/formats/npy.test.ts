import { type DType, grad, ravel, sum, type Tensor, tensor, transpose, WengertError, zeros } from "@wengert/autograd";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodeIdx } from "./idx.ts";
import { decodeNpy, encodeNpy } from "./npy.ts";
import { encodeNpz } from "./npz.ts";
import { bytesOf, expected, expectTensor, files, placesOf } from "./testing/files.ts";
import { damagedCopies, expectCheapRefusal, readOrRefuse } from "./testing/hostile.ts";

fc.configureGlobal({ seed: 42 });

const DTYPES: readonly DType[] = ["float64", "float32", "int32", "bool"];

/** Tensors of every dtype with up to four axes, empty ones too, some of them views with strides. */
const anyTensor = fc
  .record({
    shape: fc.array(fc.nat(4), { maxLength: 4 }),
    dtype: fc.constantFrom(...DTYPES),
    turned: fc.boolean(),
    seed: fc.array(fc.double(), { minLength: 1, maxLength: 8 }),
  })
  .map(({ shape, dtype, turned, seed }) => {
    const size = shape.reduce((product, length) => product * length, 1);
    const values = Array.from({ length: size }, (_, i) => seed[i % seed.length]!);
    const x: Tensor = tensor(Float64Array.from(values), { dtype, shape });
    return turned ? transpose(x) : x;
  });

/** A file with a header of our own making. */
function withHeader(header: string, data: Uint8Array = new Uint8Array(0), version = 1): Uint8Array {
  const text = Buffer.from(header, "latin1");
  const length = version === 1 ? Buffer.alloc(2) : Buffer.alloc(4);
  if (version === 1) length.writeUInt16LE(text.length);
  else length.writeUInt32LE(text.length);
  return Uint8Array.from(
    Buffer.concat([Buffer.from([0x93]), Buffer.from("NUMPY"), Buffer.from([version, 0]), length, text, data]),
  );
}

describe("an .npy file of NumPy's", () => {
  test.each(files.npy)("$name is read to the last bit, wherever its bytes lie", ({ bytes, ...wanted }) => {
    for (const place of placesOf(bytesOf(bytes))) expectTensor(decodeNpy(place), wanted);
  });

  test("is what we write, byte for byte", () => {
    const ours = files.npy.filter(({ name }) => /^(<f8|<f4|<i4|\|b1|shape .*\)|version \(1, 0\))$/.test(name));
    expect(ours).toHaveLength(12);
    for (const { bytes } of ours) expect(encodeNpy(decodeNpy(bytesOf(bytes)))).toEqual(bytesOf(bytes));
  });

  test("gives a tensor that does not change with the bytes", () => {
    const bytes = bytesOf(files.npy.find(({ name }) => name === "<f8")!.bytes);
    const x = decodeNpy(bytes);
    const before = x.toArray();
    bytes.fill(0);
    expect(x.toArray()).toEqual(before);
  });

  test.each(files.refused)("with $name is refused in words", ({ bytes }) => {
    expect(() => decodeNpy(bytesOf(bytes))).toThrow(/^decodeNpy: the (elements are|int64|uint64)/);
  });

  test("of Python 2 is read: its lengths have an L", () => {
    const header = "{'descr': '<i4', 'fortran_order': False, 'shape': (2L,), }";
    expect(decodeNpy(withHeader(header, Uint8Array.of(1, 0, 0, 0, 2, 0, 0, 0))).toArray()).toEqual([1, 2]);
  });

  test("holds bools of any bits as true", () => {
    const header = "{'descr': '|b1', 'fortran_order': False, 'shape': (3,), }";
    const x = decodeNpy(withHeader(header, Uint8Array.of(0, 1, 255)));
    expect([x.toArray(), sum(x).item()]).toEqual([[false, true, true], 2]);
  });
});

describe("a tensor", () => {
  test("comes back from its bytes as it was", () => {
    fc.assert(
      fc.property(anyTensor, (x) => {
        expectTensor(decodeNpy(encodeNpy(x)), expected(x));
      }),
      { numRuns: 300 },
    );
  });

  test("that is being differentiated is written with its value", () => {
    let written: unknown;
    grad((x: Tensor) => {
      written = decodeNpy(encodeNpy(x)).toArray();
      return sum(x);
    })(tensor([1, 2]));
    expect(written).toEqual([1, 2]);
  });

  test("is what is written; arrays are refused", () => {
    expect(() => encodeNpy([1, 2] as never)).toThrow(/^encodeNpy: the argument is not a tensor\n {2}got {2}an array/);
    expect(() => encodeNpz({ x: 3 as never })).toThrow(/^encodeNpz: the value of "x" is not a tensor/);
    expect(() => encodeIdx(undefined as never)).toThrow(/^encodeIdx: the argument is not a tensor/);
  });

  test("of more axes than NumPy has is refused", () => {
    expect(() => encodeNpy(zeros(Array<number>(65).fill(1)))).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: encodeNpy: NumPy reads up to 64 axes
        got  65 axes
        hint reshape(x, [-1]) and store the shape as a second array]
    `);
  });
});

describe("a damaged .npy file", () => {
  const whole = encodeNpy(tensor([[1, 2, 3]]));

  test("that was cut short anywhere is refused", () => {
    for (let length = 0; length < whole.length; length++) {
      expect(() => decodeNpy(whole.subarray(0, length))).toThrow(WengertError);
    }
    expect(() => decodeNpy(whole.subarray(0, 140))).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: decodeNpy: the file is too short: 24 bytes of elements should follow the header, 12 do
        got  shape (1, 3) of float64
        hint was the file copied completely?]
    `);
    expect(() => decodeNpy(whole.subarray(0, 100))).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: decodeNpy: the header has 118 bytes, the file ends before
        got  100 bytes
        hint was the file copied completely?]
    `);
    expect(() => decodeNpy(new Uint8Array(0))).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: decodeNpy: this is no .npy file
        got  no bytes at all
        hint such a file begins with \\x93NUMPY; .npz files are read by decodeNpz]
    `);
  });

  test("with bytes left over is refused", () => {
    expect(() => decodeNpy(Uint8Array.from([...whole, 0]))).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: decodeNpy: the file is too long: 1 byte after the last element
        got  shape (1, 3) of float64
        hint several arrays belong in an .npz file: savez]
    `);
  });

  test("of another format is refused", () => {
    expect(() => decodeNpy(new TextEncoder().encode("PK\u0003\u0004 and so on"))).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: decodeNpy: this is no .npy file
        got  14 bytes that begin with 50 4b 03 04 20 61 6e 64
        hint such a file begins with \\x93NUMPY; .npz files are read by decodeNpz]
    `);
    expect(() => decodeNpy("x.npy" as never)).toThrowErrorMatchingInlineSnapshot(`
      [KindError: decodeNpy: the file's bytes are a Uint8Array
        got  a string
        hint read files with @wengert/data/node, or a page's with new Uint8Array(await response.arrayBuffer())]
    `);
    expect(() => decodeNpy(new ArrayBuffer(8) as never)).toThrowErrorMatchingInlineSnapshot(`
      [KindError: decodeNpy: the file's bytes are a Uint8Array
        got  an ArrayBuffer
        hint new Uint8Array(buffer) looks at them without a copy]
    `);
  });

  test("that claims more than memory holds is refused at once", () => {
    for (const shape of ["(1099511627776,)", "(9007199254740991, 9007199254740991)", "(65536, 65536, 65536)"]) {
      const header = `{'descr': '<f8', 'fortran_order': False, 'shape': ${shape}, }`;
      expectCheapRefusal(() => decodeNpy(withHeader(header, new Uint8Array(8))), /the file is too short/);
    }
    expectCheapRefusal(
      () => decodeNpy(withHeader("{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999,), }")),
      /an axis that is too long/,
    );
    // An infinite product, and nothing along the last axis.
    const empty = `{'descr': '<f8', 'fortran_order': False, 'shape': (${"9007199254740991, ".repeat(30)}0), }`;
    expect(() => decodeNpy(withHeader(empty))).toThrow(/too short: Infinity bytes of elements/);
  });

  test.each([
    ["", /lacks a "\{"/],
    ["{}", /must give descr, fortran_order and shape/],
    ["{'descr': '<f8', 'fortran_order': False, 'shape': (1,)", /ends too early|lacks a/],
    ["{'descr': '<f8', 'fortran_order': False, 'shape': (1,), 'shape': (2,)}", /names shape twice/],
    ["{'descr': '<f8', 'fortran_order': False, 'shape': (-1,)}", /cannot be read from its character/],
    ["{'descr': '<f8', 'fortran_order': False, 'shape': ('1',)}", /an axis that is too long/],
    ["{'descr': '<f8', 'fortran_order': 0, 'shape': ()}", /must give/],
    ["{'descr': <f8, 'fortran_order': False, 'shape': ()}", /cannot be read from its character/],
    ["{'descr': '<f8', 'fortran_order': False, 'shape': ()} + 1", /cannot be read from its character/],
    ["{'descr': '<f8', 'fortran_order': False, 'shape': ()} {}", /must give/],
    ["{'descr': __import__('os'), 'fortran_order': False, 'shape': ()}", /cannot be read from its character/],
    ["{'descr': '<f16', 'fortran_order': False, 'shape': ()}", /extended floats/],
    ["{'descr': '<f8x', 'fortran_order': False, 'shape': ()}", /extended floats/],
    ["{'descr': 'f8', 'fortran_order': False, 'shape': ()}", /unknown type/],
    [`{'descr': '<f8', 'fortran_order': False, 'shape': (${"1,".repeat(65)})}`, /65 axes, more than 64/],
    ["(".repeat(9000), /lacks a "\{"/],
    [`${" ".repeat(9000)}\u0000`, /cannot be read/],
  ])("with the header %.80s is refused", (header, message) => {
    expectCheapRefusal(() => decodeNpy(withHeader(header)), message);
  });

  test("with a header of megabytes, or of a version to come, is refused", () => {
    expect(() => decodeNpy(withHeader(" ".repeat(1e6), new Uint8Array(0), 2))).toThrow(
      /no header of an array of numbers/,
    );
    expect(() => decodeNpy(withHeader("{}", new Uint8Array(8), 4))).toThrow(/no version 4/);
  });

  test("of any kind gives a tensor of its size or an error of ours, never another", () => {
    const originals = files.npy.map(({ bytes }) => bytesOf(bytes));
    fc.assert(
      fc.property(damagedCopies(originals), (bytes) => {
        const x = readOrRefuse(decodeNpy, bytes);
        if (x !== null) expect((ravel(x).toArray() as unknown[]).length).toBeLessThanOrEqual(bytes.length);
      }),
      { numRuns: 2000 },
    );
  });

  test("made of a random header is refused or read", () => {
    const word = fc.constantFrom(
      "{",
      "}",
      "(",
      ")",
      "'descr'",
      "'<f8'",
      "'shape'",
      "'fortran_order'",
      "True",
      ",",
      ":",
      "1",
      "[",
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 30 }), (words) => {
        readOrRefuse(decodeNpy, withHeader(words.join(" ")));
      }),
      { numRuns: 1000 },
    );
    fc.assert(
      fc.property(fc.string({ unit: "binary-ascii", maxLength: 80 }), (header) => {
        readOrRefuse(decodeNpy, withHeader(header));
      }),
      { numRuns: 1000 },
    );
  });
});
