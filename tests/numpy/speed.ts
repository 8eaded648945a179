// Every function of a million numbers beside NumPy's: `npx tsx --conditions=@wengert/source tests/numpy/speed.ts`, with
// words to choose functions by parts of their names. Both take turns; of each the quickest run counts.
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import * as w from "@wengert/autograd";
import { callsOf, type Inputs } from "./speedTable.ts";

const n = Number(process.env.SIZE ?? 1e6);
const ROUNDS = Number(process.env.ROUNDS ?? 2);
const folder = mkdtempSync(join(tmpdir(), "wengert-numpy-"));

/** NumPy in a process of its own, asked by lines. */
class Numpy {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly answers: AsyncIterator<string>;

  constructor() {
    const python = process.env.WENGERT_PYTHON ?? "python3";
    const script = join(import.meta.dirname, "side.py");
    this.child = spawn(python, [script, folder, String(n)], {
      env: { ...process.env, OPENBLAS_NUM_THREADS: "1" },
    });
    this.child.stderr.pipe(process.stderr);
    this.answers = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
  }

  async answer(line?: string): Promise<string> {
    if (line !== undefined) this.child.stdin.write(`${line}\n`);
    return (await this.answers.next()).value as string;
  }

  close(): void {
    this.child.stdin.end();
  }
}

function inputs(): Inputs {
  const bytes = (name: string): ArrayBuffer => new Uint8Array(readFileSync(join(folder, `${name}.bin`))).buffer;
  const floats = (name: string): w.Tensor => w.tensor(new Float64Array(bytes(name)));
  const wholes = (name: string): w.Tensor => w.tensor(new Int32Array(bytes(name)));
  const [x, m] = [floats("x"), floats("m")];
  const side = Math.sqrt(m.size);
  return {
    x,
    m: w.reshape(m, [side, side]),
    b: w.greater(x, 0),
    ...{ y: floats("y"), p: floats("p"), u: floats("u"), gaps: floats("gaps") },
    ...{ edges: floats("edges"), rising: floats("rising"), i: wholes("i"), j: wholes("j"), two: wholes("two") },
  };
}

function timed(run: () => unknown): number {
  let [quickest, total] = [Number.POSITIVE_INFINITY, 0];
  for (let k = 0; k < 5 && total < 300; k++) {
    const start = performance.now();
    run();
    const took = performance.now() - start;
    quickest = Math.min(quickest, took);
    total += took;
  }
  return quickest;
}

const numpy = new Numpy();
try {
  console.log(`${await numpy.answer()}, ${n} numbers, milliseconds`);
  const calls = Object.entries(callsOf(inputs(), n));
  const words = process.argv.slice(2);
  const rows: [string, number, number][] = [];
  const print = (name: string, a: number, b: number): void => {
    const cells = [a.toFixed(2), b.toFixed(2), (a / b).toFixed(2)].map((cell) => cell.padStart(10));
    console.log(`${name.padEnd(28)}${cells.join("")}`);
  };
  for (const [name, [ours, theirs]] of calls) {
    if (words.length > 0 && !words.some((word) => name.includes(word))) continue;
    let [a, b] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (let round = 0; round < ROUNDS; round++) {
      try {
        a = Math.min(a, timed(ours));
      } catch (error) {
        console.log(name, String(error).split("\n")[0]);
        break;
      }
      b = Math.min(b, Number(await numpy.answer(theirs)));
    }
    if (process.env.LIVE) print(name, a, b);
    rows.push([name, a, b]);
  }
  rows.sort((one, other) => other[1] / other[2] - one[1] / one[2]);
  for (const row of rows) print(...row);
} finally {
  numpy.close();
  rmSync(folder, { recursive: true });
}
