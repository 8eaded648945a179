/** What of a browser or Node serves to let others run. */
interface Host {
  readonly scheduler?: { readonly yield?: () => Promise<void> };
  readonly setTimeout?: (f: () => void, milliseconds: number) => unknown;
}

/** Lets a page draw and react: `scheduler.yield` where there is one, else a timer. */
export function pauseForPage(): Promise<void> {
  const { scheduler, setTimeout } = globalThis as Host;
  if (scheduler?.yield !== undefined) return scheduler.yield();
  return new Promise((resolve) => {
    if (setTimeout === undefined) resolve();
    else setTimeout(resolve, 0);
  });
}

/** Milliseconds on a clock that does not go back. */
export function now(): number {
  const { performance } = globalThis as { readonly performance?: { now(): number } };
  return performance === undefined ? Date.now() : performance.now();
}
