import { tensor, WengertError, zeros } from "@wengert/autograd";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeSafetensors, encodeSafetensors } from "./safetensors.ts";
import { bytesOf, expected, expectTensor, files, placesOf } from "./testing/files.ts";
import { damagedCopies, expectCheapRefusal, readOrRefuse } from "./testing/hostile.ts";

fc.configureGlobal({ seed: 42 });

const net = {
  b: tensor([0.5, -1], { dtype: "float32" }),
  a: tensor([1.5], { dtype: "float32" }),
  W: tensor([
    [0, 1, 2],
    [3, 4, 5],
  ]),
  mask: tensor([true, false, true]),
  labels: tensor([2, 0, 1], { dtype: "int32" }),
};

/** A file with a header of our own making. */
function withHeader(header: unknown, data = 0, claimed?: number): Uint8Array {
  const text = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + data);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(claimed ?? text.length), true);
  bytes.set(text, 8);
  return bytes;
}

const entry = (begin: number, end: number, shape: unknown, dtype: unknown = "F64") => ({
  dtype,
  shape,
  data_offsets: [begin, end],
});

describe("a safetensors file", () => {
  test("of the reference implementation is read to the last bit, wherever its bytes lie", () => {
    for (const place of placesOf(bytesOf(files.safetensors.bytes))) {
      const { tensors, metadata } = decodeSafetensors(place);
      expect(Object.keys(tensors).sort()).toEqual(Object.keys(files.safetensors.tensors).sort());
      for (const [name, x] of Object.entries(tensors)) expectTensor(x, files.safetensors.tensors[name]!);
      expect(metadata).toEqual({ "made by": "safetensors", Ωμέγα: "ναι" });
    }
  });

  test("of ours is what the reference implementation writes, byte for byte", () => {
    expect(encodeSafetensors(net)).toEqual(bytesOf(files.written.plain));
    expect(encodeSafetensors(net, { epoch: "3" })).toEqual(bytesOf(files.written["with metadata"]));
    expect(encodeSafetensors({})).toEqual(bytesOf(files.written.nothing));
  });

  test("gives back the tensors and texts that were written, whatever their names", () => {
    const name = fc
      .oneof(fc.string(), fc.constantFrom("__proto__", "toString", "7", ""))
      .filter((n) => n !== "__metadata__");
    const x = fc.array(fc.double(), { maxLength: 5 }).map((values) => tensor(Float64Array.from(values)));
    // Own properties, "__proto__" too.
    const record = <T>(value: fc.Arbitrary<T>) =>
      fc
        .uniqueArray(fc.tuple(name, value), { maxLength: 5, selector: ([key]) => key })
        .map((all) => Object.fromEntries(all));
    fc.assert(
      fc.property(record(x), record(fc.string({ unit: "binary" })), (tensors, metadata) => {
        const back = decodeSafetensors(encodeSafetensors(tensors, metadata));
        expect(Object.entries(back.metadata).sort()).toEqual(Object.entries(metadata).sort());
        expect(Object.keys(back.tensors).sort()).toEqual(Object.keys(tensors).sort());
        for (const [key, value] of Object.entries(tensors)) {
          expectTensor(Object.getOwnPropertyDescriptor(back.tensors, key)?.value, expected(value));
        }
      }),
      { numRuns: 200 },
    );
  });

  test("has bfloat16 as the upper halves of float32", () => {
    const bytes = withHeader({ x: entry(0, 4, [2], "BF16") }, 4);
    bytes.set([0x80, 0x3f, 0x49, 0xc0], bytes.length - 4);
    expectTensor(decodeSafetensors(bytes).tensors.x, { shape: [2], dtype: "float32", values: [1, -3.140625] });
  });

  test("takes no tensor called __metadata__, and only tensors and texts", () => {
    expect(() => encodeSafetensors({ __metadata__: zeros([1]) })).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: encodeSafetensors: no tensor can be called __metadata__
        hint the format keeps its texts there: pass them as the second argument]
    `);
    expect(() => encodeSafetensors({ layer: { W: zeros([1]) } as never })).toThrowErrorMatchingInlineSnapshot(`
      [KindError: encodeSafetensors: the value of "layer" is not a tensor
        got  a record or an array
        hint give each tensor a name of its own: { "layer.W": W, "layer.b": b }; numbers become tensors by tensor(x)]
    `);
    expect(() => encodeSafetensors({ x: undefined as never })).toThrow(/the value of "x" is not a tensor/);
    expect(() => encodeSafetensors({}, { epoch: 3 as never })).toThrowErrorMatchingInlineSnapshot(`
      [KindError: encodeSafetensors: the metadata "epoch" are not a text
        got  number
        hint JSON.stringify(value) makes a text of anything]
    `);
  });
});

describe("a damaged safetensors file", () => {
  test("that was cut short anywhere is refused", () => {
    const whole = encodeSafetensors(net);
    for (let length = 0; length < whole.length; length++) {
      expect(() => decodeSafetensors(whole.subarray(0, length))).toThrow(WengertError);
    }
    expect(() => decodeSafetensors(whole.subarray(0, whole.length - 1))).toThrowErrorMatchingInlineSnapshot(`
      [ArgumentError: decodeSafetensors: the file ends before its last tensor
        got  74 bytes of data, tensors up to 75
        hint was the file copied completely?]
    `);
  });

  test("whose header would be huge is refused at once", () => {
    expectCheapRefusal(() => decodeSafetensors(withHeader({}, 0, 2 ** 52)), /no safetensors file/);
    expectCheapRefusal(() => decodeSafetensors(withHeader({}, 0, 90_000_000)), /the file ends before/);
  });

  test.each([
    ["[]", 0, /not a JSON object/],
    ["{", 0, /not JSON/],
    ["[".repeat(100_000), 0, /not JSON/],
    [{ x: 3 }, 0, /no shape/],
    [{ x: entry(0, 8, [-1]) }, 8, /no shape/],
    [{ x: entry(0, 8, [1.5]) }, 8, /no shape/],
    [{ x: entry(0, 8, "1") }, 8, /no shape/],
    [{ x: { dtype: "F64", shape: [1], data_offsets: [0] } }, 8, /no place/],
    [{ x: entry(-8, 0, [1]) }, 8, /no place/],
    [{ x: entry(0, 8, [1], "F8_E4M3") }, 8, /a type that is not read/],
    [{ x: entry(0, 8, [1], "toString") }, 8, /a type that is not read/],
    [{ x: entry(0, 8, [2]) }, 8, /needs 16 bytes, its place has 8/],
    [{ x: entry(8, 0, [1]) }, 8, /needs 8 bytes, its place has -8/],
    [{ x: entry(0, 2 ** 43, [2 ** 40]) }, 8, /the file ends before its last tensor/],
    [{ x: entry(0, 8, [2 ** 53 - 1, 2 ** 53 - 1]) }, 8, /needs/],
    [{ x: entry(0, 8, [1]), y: entry(0, 8, [1]) }, 8, /begins at 0, the one before it ends at 8/],
    [{ x: entry(0, 8, [1]), y: entry(16, 24, [1]) }, 24, /begins at 16, the one before it ends at 8/],
    [{ x: entry(8, 16, [1]) }, 16, /begins at 8/],
    [{ x: entry(0, 8, [1]) }, 9, /too long: 1 byte after the last tensor/],
    [{ __metadata__: [] }, 0, /__metadata__ is not a JSON object/],
    [{ __metadata__: { epoch: 3 } }, 0, /"epoch" are not a text/],
    [
      '{"x":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},"x":{"dtype":"F64","shape":[1],"data_offsets":[8,16]}}',
      16,
      /begins at 8/,
    ],
  ])("with the header %.100j is refused", (header, data, message) => {
    expectCheapRefusal(() => decodeSafetensors(withHeader(header, data)), message);
  });

  test("of any kind gives tensors or an error of ours, never another", () => {
    fc.assert(
      fc.property(
        damagedCopies([encodeSafetensors(net, { epoch: "3" }), bytesOf(files.safetensors.bytes)]),
        (bytes) => {
          readOrRefuse(decodeSafetensors, bytes);
        },
      ),
      { numRuns: 2000 },
    );
  });

  test("with any JSON for its header is refused or read", () => {
    fc.assert(
      fc.property(fc.json(), (header) => {
        readOrRefuse(decodeSafetensors, withHeader(header));
      }),
      { numRuns: 500 },
    );
  });
});
