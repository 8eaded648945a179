import { inflateSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { heatmap } from "./kinds/heatmap.ts";
import { line } from "./kinds/line.ts";

/** The size of a PNG file and the colours of its pixels, RGBA; only what resvg writes is read. */
function readPng(file: Uint8Array): {
  width: number;
  height: number;
  pixel: (x: number, y: number) => readonly number[];
} {
  const view = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  expect([...view.subarray(0, 8)]).toEqual([137, 80, 78, 71, 13, 10, 26, 10]);
  const parts: Buffer[] = [];
  let [width, height] = [0, 0];
  for (let at = 8; at < view.length; ) {
    const [length, type] = [view.readUInt32BE(at), view.toString("latin1", at + 4, at + 8)];
    const body = view.subarray(at + 8, at + 8 + length);
    if (type === "IHDR") {
      [width, height] = [body.readUInt32BE(0), body.readUInt32BE(4)];
      // Eight bits for each of red, green, blue and opacity, not interlaced.
      expect([...body.subarray(8)]).toEqual([8, 6, 0, 0, 0]);
    }
    if (type === "IDAT") parts.push(body);
    at += length + 12;
  }
  const pixels = unfilter(inflateSync(Buffer.concat(parts)), width, height);
  return { width, height, pixel: (x, y) => [...pixels.subarray(4 * (y * width + x), 4 * (y * width + x) + 4)] };
}

/** Undoes the prediction of each row. @see PNG (third edition), section 9: Filtering */
function unfilter(raw: Buffer, width: number, height: number): Buffer {
  const stride = 4 * width;
  const out = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y++) {
    const kind = raw[y * (stride + 1)]!;
    for (let i = 0; i < stride; i++) {
      const left = i < 4 ? 0 : out[y * stride + i - 4]!;
      const up = y === 0 ? 0 : out[(y - 1) * stride + i]!;
      const corner = y === 0 || i < 4 ? 0 : out[(y - 1) * stride + i - 4]!;
      const [a, b, c] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)];
      const paeth = a <= b && a <= c ? left : b <= c ? up : corner;
      const guess = [0, left, up, (left + up) >> 1, paeth][kind]!;
      out[y * stride + i] = raw[y * (stride + 1) + 1 + i]! + guess;
    }
  }
  return out;
}

describe("a PNG", () => {
  test("has twice the size, and the paper of its theme", async () => {
    const chart = line({ y: [1, 3, 2], title: "zigzag" });
    const [light, dark] = [await chart.toPng({ width: 300, height: 200 }), await chart.toPng({ theme: "dark" })];
    const { width, height, pixel } = readPng(light);
    expect([width, height]).toEqual([600, 400]);
    expect(pixel(1, 1)).toEqual([255, 255, 255, 255]);
    const night = readPng(dark);
    expect([night.width, night.height]).toEqual([1040, 720]);
    expect(night.pixel(1, 1)).toEqual([0x0d, 0x11, 0x17, 255]);
  });

  test("shows what the SVG shows: the colours of the ends of the ramp", async () => {
    const { width, height, pixel } = readPng(await heatmap({ values: [[0, 1]], annotated: false }).toPng());
    const seen = new Set<string>();
    for (let y = 0; y < height; y += 8) for (let x = 0; x < width; x += 8) seen.add(pixel(x, y).join());
    expect(seen).toContain("68,1,84,255");
    expect(seen).toContain("253,231,37,255");
  });

  test("refuses a size and a theme as the SVG does", async () => {
    await expect(line({ y: [1, 2] }).toPng({ width: 5 })).rejects.toThrow(/width is a whole number of pixels/);
    await expect(line({ y: [1, 2] }).toPng({ theme: "pink" as never })).rejects.toThrow(/theme/);
  });
});
