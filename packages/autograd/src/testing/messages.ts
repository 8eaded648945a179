import { WengertError } from "../errors.ts";

/** Calls a function as JavaScript does, unchecked. */
export function call(f: unknown, ...args: readonly unknown[]): unknown {
  return (f as (...xs: readonly unknown[]) => unknown)(...args);
}

/** What a reader sees when `f` throws; only errors thrown on purpose count. */
export function messageOf(f: () => unknown): string {
  try {
    f();
  } catch (error) {
    if (error instanceof WengertError) return `${error.name}: ${error.message}`;
    throw error;
  }
  throw new Error("nothing was thrown");
}
