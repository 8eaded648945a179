// How the workloads measure: after a warm-up, in several rounds, of which the median counts.

/** What a workload prints, one JSON object a line; `run.ts` reads it. */
export interface Measurement {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What every round gave, in the order of the rounds. */
  readonly rounds: readonly number[];
  /** The gate: the value may not be above, or not below, this. */
  readonly atMost?: number;
  readonly atLeast?: number;
}

const WARM_UP_MS = 1000;
const ROUND_MS = 400;
const ROUNDS = 9;

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Seconds per call of `call`, round by round. */
export function secondsPerCall(call: () => void): number[] {
  let calls = 0;
  const runFor = (milliseconds: number): number => {
    const start = performance.now();
    let now = start;
    for (calls = 0; now < start + milliseconds; now = performance.now()) {
      for (let i = 0; i < 10; i++) call();
      calls += 10;
    }
    return (now - start) / 1000 / calls;
  };
  runFor(WARM_UP_MS);
  return Array.from({ length: ROUNDS }, () => runFor(ROUND_MS));
}

/** Hands a measurement to `run.ts`; its value is the median of the rounds. */
export function report(measurement: Omit<Measurement, "value">): void {
  console.log(JSON.stringify({ ...measurement, value: median(measurement.rounds) }));
}
