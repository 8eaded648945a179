// What the programs of other libraries share: reading the task, and answering as `side.ts` does.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

/** The task of a file: settings, and arrays with `shape` and `data` as a Float64Array. */
export function readTask(path) {
  const task = JSON.parse(readFileSync(`${path}.json`, "utf8"));
  const bytes = readFileSync(`${path}.f64`);
  const all = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  for (const array of Object.values(task.arrays)) {
    array.size = array.shape.reduce((a, b) => a * b, 1);
    array.data = all.slice(array.offset, array.offset + array.size);
  }
  return task;
}

/** Entry `i` along the first axis. */
export function entry({ shape, data }, i) {
  const size = data.length / shape[0];
  return { shape: shape.slice(1), data: data.slice(i * size, (i + 1) * size) };
}

/** Up to 16 numbers of an array and their mean, as `values.ts` takes them. */
export function sample(values) {
  const step = Math.max(1, Math.floor(values.length / 16));
  const some = Array.from({ length: Math.min(16, values.length) }, (_, i) => values[i * step]);
  return [...some, values.reduce((sum, x) => sum + x, 0) / values.length];
}

export const sumOfSquares = (values) => values.reduce((sum, x) => sum + x * x, 0);

const say = (message) => console.log(JSON.stringify(message));

async function secondsPerCall(call, milliseconds) {
  let calls = 0;
  let between = 1;
  const start = performance.now();
  let now = start;
  do {
    for (let i = 0; i < between; i++) {
      const pending = call();
      if (pending instanceof Promise) await pending;
    }
    calls += between;
    now = performance.now();
    if (((now - start) / calls) * between < 0.25) between *= 2;
  } while (now < start + milliseconds);
  return (now - start) / 1000 / calls;
}

const MIB = 2 ** 20;

/** Runs the steps of a naive training, keeps every loss, and says after every 1000 how much memory is resident. */
function remember({ steps, seconds }, next) {
  const kept = [];
  const end = performance.now() + seconds * 1000;
  for (let i = 1; i <= steps && performance.now() < end; i++) {
    kept.push(next(i));
    if (i % 1000 === 0) say({ resident: process.memoryUsage.rss() / MIB });
  }
}

/** Makes a side of the task by `kinds[task.kind]`, and answers for it: `{ results(), call() }`. */
export async function serve(kinds) {
  try {
    const task = readTask(process.argv[2]);
    const make = kinds[task.kind];
    if (make === undefined) throw new Error(`it does not take part in ${task.kind}`);
    if (task.kind === "naive") {
      remember(task, make(task));
      process.exit();
    }
    const { results, call } = await make(task);
    say({ results: await results() });
    for await (const line of createInterface({ input: process.stdin })) {
      say({ seconds: await secondsPerCall(call, Number(line)) });
    }
  } catch (error) {
    say({ absent: String(error.message).split("\n")[0] });
  }
  process.exit();
}

/**
 * Training: `next(i)` makes step `i` and returns its loss, which `read` turns into a number; `params()` are lists of
 * numbers. The loss is read at every hundredth step.
 */
export function training(task, next, read, params) {
  let steps = 0;
  return {
    results: async () => {
      const losses = [];
      for (let i = 0; i < task.compared; i++) losses.push(await read(await next(steps++), true));
      return [...losses, ...(await params()).map(sumOfSquares)];
    },
    call: () => {
      const loss = next(steps++);
      return read(loss, steps % 100 === 0);
    },
  };
}
