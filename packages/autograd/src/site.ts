const FRAME = /((?:file|https?|blob|webpack[\w-]*):\/\/[^\s)]+|\/[^\s():]+):(\d+):(\d+)\)?$/;

/**
 * The place in the reader's program from which the library was called, as `file:line:column`: the first frame of the
 * stack, or of that of a thrown error, that does not lie in the folder of this file or in node_modules.
 */
export function callerLine(thrown?: Error): string | undefined {
  const settings = Error as ErrorConstructor & { stackTraceLimit?: number };
  const before = settings.stackTraceLimit;
  settings.stackTraceLimit = 100;
  const here = new Error().stack ?? "";
  if (before !== undefined) settings.stackTraceLimit = before;
  const [, first = ""] =
    here
      .split("\n")
      .map((line) => FRAME.exec(line.trim()))
      .find((frame) => frame !== null) ?? [];
  const own = first.slice(0, first.lastIndexOf("/") + 1);
  for (const line of (thrown?.stack ?? here).split("\n")) {
    const [, file, row, column] = FRAME.exec(line.trim()) ?? [];
    if (file === undefined || file.startsWith(own) || file.includes("/node_modules/")) continue;
    return `${file.replace(/^file:\/\//, "")}:${row}:${column}`;
  }
  return undefined;
}

let placeNow: (() => string | undefined) | null = null;

/** What tells the place of each operation to the tape; null where places are not kept. */
export function siteKeeper(): (() => string | undefined) | null {
  return placeNow;
}

/**
 * Has the tape keep the place of each operation as `keeper` tells it, `callerLine` (null: no longer); gives back who
 * told it before. The tape does not name that function itself, so that only programs that ask for places carry it.
 */
export function keepSites(keeper: (() => string | undefined) | null): (() => string | undefined) | null {
  const before = placeNow;
  placeNow = keeper;
  return before;
}

/** The operation whose reverse rule is running, and where it was called. */
export interface Rule {
  readonly op: string;
  readonly site: string;
}

let running: Rule | null = null;

/** Tells which reverse rule is running now. */
export function enterRule(op: string, site: string | undefined): void {
  running = site === undefined ? null : { op, site };
}

/** Tells that no reverse rule is running any more. */
export function leaveRule(): void {
  running = null;
}

/** The reverse rule that is running now, as far as places are kept. */
export function runningRule(): Rule | null {
  return running;
}
