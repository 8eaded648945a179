const FRAME = /((?:file|https?|blob|webpack[\w-]*):\/\/[^\s)]+|\/[^\s():]+):(\d+):(\d+)\)?$/;

/** The folder of the library's own frames, which are passed over; told by the stack of the first call. */
let own: string | undefined;

/**
 * The place in the reader's program from which the library was called, as `file:line:column`: the first frame of the
 * stack, or of that of a given error, that does not lie in the folder of this file or in node_modules.
 */
export function callerLine(thrown: Error = longTrace()): string | undefined {
  own ??= folderOf(longTrace());
  for (const line of (thrown.stack ?? "").split("\n")) {
    const [, file, row, column] = FRAME.exec(line.trim()) ?? [];
    if (file === undefined || file.startsWith(own) || file.includes("/node_modules/")) continue;
    return `${file.replace(/^file:\/\//, "")}:${row}:${column}`;
  }
  return undefined;
}

function folderOf({ stack = "" }: Error): string {
  const [, first = ""] =
    stack
      .split("\n")
      .map((line) => FRAME.exec(line.trim()))
      .find((frame) => frame !== null) ?? [];
  return first.slice(0, first.lastIndexOf("/") + 1);
}

/** An error made here, whose stack reaches beyond the library's own frames. */
function longTrace(): Error {
  const settings = Error as ErrorConstructor & { stackTraceLimit?: number };
  const before = settings.stackTraceLimit;
  settings.stackTraceLimit = 100;
  const here = new Error();
  if (before !== undefined) settings.stackTraceLimit = before;
  return here;
}

/** A place in the reader's program. Few of those that are kept are asked for, and putting a stack into words takes long. */
export type Place = () => string | undefined;

/** The place from which the library is called now. */
export function callerPlace(): Place {
  let here: Error | null = longTrace();
  let line: string | undefined;
  return () => {
    if (here !== null) line = callerLine(here);
    here = null;
    return line;
  };
}

let placeNow: (() => Place) | null = null;

/** What tells the place of each operation to the tape; null where places are not kept. */
export function siteKeeper(): (() => Place) | null {
  return placeNow;
}

/**
 * Has the tape keep the place of each operation as `keeper` tells it, `callerPlace` (null: no longer); gives back who
 * told it before. The tape does not name that function itself, so that only programs that ask for places carry it.
 */
export function keepSites(keeper: (() => Place) | null): (() => Place) | null {
  const before = placeNow;
  placeNow = keeper;
  return before;
}

/** The operation whose reverse rule is running, and where it was called. */
export interface Rule {
  readonly op: string;
  readonly place: Place;
}

let running: Rule | null = null;

/** Tells which reverse rule is running now. */
export function enterRule(op: string, place: Place | undefined): void {
  running = place === undefined ? null : { op, place };
}

/** Tells that no reverse rule is running any more. */
export function leaveRule(): void {
  running = null;
}

/** The reverse rule that is running now, as far as places are kept. */
export function runningRule(): Rule | null {
  return running;
}
