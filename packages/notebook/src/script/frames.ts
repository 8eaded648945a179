/** A place in a file that an error's stack names. */
export interface Frame {
  /** What was called there; empty at the top of a file. */
  readonly name: string;
  /** The path, or the address where it is no file. */
  readonly file: string;
  readonly row: string;
  readonly column: string;
}

const PLACE = /^((?:file|https?|blob):\/\/.+|\/.+|[A-Za-z]:[\\/].+):(\d+):(\d+)$/;

/** The frames of a stack that lie in files, Node's own left out. Paths may hold spaces and brackets. */
export function framesOf(stack: string): Frame[] {
  return stack.split("\n").flatMap((line) => {
    // V8 writes "at name (place)" or "at place", other engines "name@place".
    const text = line.trim().replace(/^at (?:async )?|^[^@/]*@(?=[a-z]+:)/, "");
    const open = text.endsWith(")") ? text.indexOf(" (") : -1;
    const [, file, row, column] = PLACE.exec(open < 0 ? text : text.slice(open + 2, -1)) ?? [];
    return file === undefined
      ? []
      : [{ name: text.slice(0, Math.max(0, open)), file: pathOf(file), row: row!, column: column! }];
  });
}

/** The path that the address of a file means. */
function pathOf(file: string): string {
  if (!file.startsWith("file://")) return file;
  const path = file.slice("file://".length).replace(/[?#].*$/, "");
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
