import { describe, expect, test } from "vitest";
import { progressOf } from "./progress.ts";

/** A run of 200 steps of 20 ms each, and what is written. */
function told(isTTY: boolean, options: { after?: number; steps?: number; columns?: number } = {}): string[] {
  const written: string[] = [];
  let time = 0;
  const sink = { write: (text: string) => written.push(text), isTTY, columns: options.columns };
  const progress = progressOf(
    { sink, clock: () => time, ...(options.after !== undefined && { after: options.after }) },
    200,
  )!;
  const { steps = 200 } = options;
  for (let step = 1; step <= steps; step++) {
    time += 20;
    progress.tell(step, `loss ${step}`);
  }
  progress.end(steps, `loss ${steps}`);
  return written;
}

describe("progress", () => {
  test("is a line for each 10 % where lines cannot be written over", () => {
    expect(told(false)).toEqual(Array.from({ length: 10 }, (_, k) => `${10 * (k + 1)} % loss ${20 * (k + 1)}\n`));
  });

  test("is a bar on a terminal, drawn at most ten times a second, with the time left", () => {
    const written = told(true);
    expect(written.length).toBe(200 / 5 + 2);
    expect(written[20]).toBe("\r\u001b[2K████████████░░░░░░░░░░░░ 50 % loss 101, 2 s left");
    expect(written.at(-2)).toBe("\r\u001b[2K████████████████████████ 100 % loss 200");
    expect(written.at(-1)).toBe("\n");
  });

  test("fits into the terminal", () => {
    for (const text of told(true, { columns: 40 })) expect(text.replace("\r\u001b[2K", "").length).toBeLessThan(40);
  });

  test("of a run that takes less than it is to take is not told", () => {
    expect(told(false, { after: 5 })).toEqual([]);
    expect(told(true, { after: 5 })).toEqual([]);
    expect(told(false, { after: 3 })[0]).toBe("70 % loss 150\n");
  });

  test("says where a run ended before its end", () => {
    expect(told(false, { steps: 50 })).toEqual(["10 % loss 20\n", "20 % loss 40\n", "ended at 25 % loss 50\n"]);
  });

  test("is silent when told", () => {
    expect(progressOf(false, 10)).toBeNull();
  });
});
