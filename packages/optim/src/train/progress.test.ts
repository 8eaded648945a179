import { add, mean, mul, square, sub, type Tensor, tensor } from "@wengert/autograd";
import { describe, expect, test } from "vitest";
import { sgd } from "../sgd.ts";
import type { Training } from "./options.ts";
import { progressOf } from "./progress.ts";
import { train } from "./train.ts";

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

  test("of a run that goes on from another counts only its own steps for the time left", () => {
    const written: string[] = [];
    let time = 0;
    const sink = { write: (text: string) => written.push(text), isTTY: true };
    const progress = progressOf({ sink, clock: () => time }, 200, 100)!;
    time += 1000;
    progress.tell(110, "loss");
    expect(written[0]).toMatch(/55 % loss, 9 s left$/);
  });

  test("leaves the bar's line to an error, once", () => {
    const written: string[] = [];
    const progress = progressOf({ sink: { write: (text: string) => written.push(text), isTTY: true } }, 10)!;
    progress.leave();
    progress.tell(1, "loss");
    progress.leave();
    progress.leave();
    expect(written.filter((text) => text === "\n").length).toBe(1);
    expect(written.at(-1)).toBe("\n");
  });

  test("is silent when told", () => {
    expect(progressOf(false, 10)).toBeNull();
  });
});

describe("a run that is told of", () => {
  test("shows the mean loss of the epoch so far, not that of one batch", () => {
    const written: string[] = [];
    const run = train({
      params: tensor(0) as Tensor,
      loss: (p: Tensor, x: Tensor) => mean(add(x, mul(0, p))),
      optimizer: sgd({ learningRate: 1 }),
      data: tensor([1, 3, 8, 4, 100]),
      batchSize: 1,
      epochs: 2,
      progress: { sink: { write: (text) => written.push(text) } },
    });
    run.finish();
    const means = [1, 2, 4, 4, 23.2];
    expect(written).toEqual(
      [...means, ...means].map(
        (loss, i) => `${10 * (i + 1)} % epoch ${1 + Math.floor(i / 5)} of 2, loss ${loss.toPrecision(4)}\n`,
      ),
    );
  });

  function lines(act: (run: Training<Tensor>) => void): string[] {
    const written: string[] = [];
    const run = train({
      params: tensor(0) as Tensor,
      loss: (p: Tensor, x: Tensor) => mean(square(sub(p, x))),
      optimizer: sgd({ learningRate: 0.25 }),
      data: tensor([1, 3]),
      epochs: 10,
      progress: { sink: { write: (text) => written.push(text) } },
    });
    act(run);
    return written;
  }

  test("says each tenth, with epoch and loss", () => {
    const written = lines((run) => run.finish());
    expect(written.length).toBe(10);
    expect(written[0]).toBe("10 % epoch 1 of 10, loss 5.000\n");
  });

  test("on a terminal closes the bar's line before an error, and when a loop is left", () => {
    const bar = (act: (run: Training<Tensor>) => void): string => {
      const written: string[] = [];
      const run = train({
        params: tensor(0) as Tensor,
        loss: (p: Tensor, x: Tensor) => mean(square(sub(p, x))),
        optimizer: sgd({ learningRate: 0.25 }),
        data: tensor([1, 3]),
        epochs: 10,
        progress: { sink: { write: (text) => written.push(text), isTTY: true } },
        onEpoch: ({ epoch }) => {
          if (epoch === 5) throw new Error("enough");
        },
      });
      act(run);
      return written.at(-1)!;
    };
    expect(bar((run) => expect(() => run.finish()).toThrow("enough"))).toBe("\n");
    expect(
      bar((run) => {
        for (const _ of run) break;
      }),
    ).toBe("\n");
  });

  test("says once that it was stopped", () => {
    const written = lines((run) => {
      run.next();
      run.stop();
      run.stop();
    });
    expect(written).toEqual([
      "10 % epoch 1 of 10, loss 5.000\n",
      "ended at 10 % epoch 1 of 10, loss 5.000 (stopped)\n",
    ]);
  });
});
