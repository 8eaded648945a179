/** Appends an unsigned whole number in LEB128: seven bits a byte, the lowest first. */
export function pushUnsigned(out: number[], value: number): void {
  let rest = value;
  while (rest >= 0x80) {
    out.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  out.push(rest);
}

/** Appends a signed whole number of up to 64 bits in LEB128; the last byte's bit 6 is the sign. */
export function pushSigned(out: number[], value: bigint): void {
  let rest = value;
  for (;;) {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    const done = (rest === 0n && low < 0x40) || (rest === -1n && low >= 0x40);
    out.push(done ? low : low | 0x80);
    if (done) return;
  }
}

/** The same for a whole number of 32 bits. */
export function pushSigned32(out: number[], value: number): void {
  let rest = value;
  for (;;) {
    const low = rest & 0x7f;
    rest >>= 7;
    const done = (rest === 0 && low < 0x40) || (rest === -1 && low >= 0x40);
    out.push(done ? low : low | 0x80);
    if (done) return;
  }
}

const float = new DataView(new ArrayBuffer(8));
const [short, long] = [new Uint8Array(float.buffer, 0, 4), new Uint8Array(float.buffer)];

/** The bytes of a float in little-endian order, until the next are asked for. */
export function floatBytes(value: number, bits: 32 | 64): Uint8Array {
  if (bits === 32) float.setFloat32(0, value, true);
  else float.setFloat64(0, value, true);
  return bits === 32 ? short : long;
}

/** Appends a length and then the bytes. */
export function pushVector(out: number[], bytes: readonly number[]): void {
  pushUnsigned(out, bytes.length);
  for (const byte of bytes) out.push(byte);
}

/** Appends a name: the length of its UTF-8 bytes and they themselves; names are plain ASCII here. */
export function pushName(out: number[], name: string): void {
  pushUnsigned(out, name.length);
  for (let i = 0; i < name.length; i++) out.push(name.charCodeAt(i));
}
