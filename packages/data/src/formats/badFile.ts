import { ArgumentError, KindError } from "@wengert/autograd";

/** The error for bytes that do not hold what their format promises. */
export function badFile(op: string, problem: string, got?: string, hint?: string): ArgumentError {
  return new ArgumentError({ code: "bad-file", op, problem, got, hint });
}

/** The bytes themselves. @throws KindError when they are anything else than a Uint8Array. */
export function expectBytes(op: string, bytes: unknown): Uint8Array {
  // A Uint8Array of another realm, a worker's or a test's, counts as well.
  if (ArrayBuffer.isView(bytes) && Object.prototype.toString.call(bytes) === "[object Uint8Array]") {
    return bytes as Uint8Array;
  }
  const buffer = Object.prototype.toString.call(bytes) === "[object ArrayBuffer]";
  throw new KindError({
    code: "bad-argument",
    op,
    problem: "the file's bytes are a Uint8Array",
    got: buffer ? "an ArrayBuffer" : typeof bytes === "string" ? "a string" : String(bytes),
    hint: buffer
      ? "new Uint8Array(buffer) looks at them without a copy"
      : "read files with @wengert/data/node, or a page's with new Uint8Array(await response.arrayBuffer())",
  });
}

/** A number of bytes as messages write it: `1 byte`, `24 bytes`. */
export function countBytes(n: number): string {
  return `${n} ${n === 1 ? "byte" : "bytes"}`;
}
