// How a call is timed, for the programs of this repository; those in `peers` do the same.

/** Seconds a call, from as many calls as fit into the time, at least one. The clock is read every half millisecond or so. */
export async function secondsPerCall(call: () => unknown, milliseconds: number): Promise<number> {
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
