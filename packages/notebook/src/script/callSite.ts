/** The folder of this package. */
const OWN = decode(import.meta.url).replace(/\/(src|dist)\/[\s\S]*$/, "/$1/");
const FRAME = /((?:file|https?|blob):\/\/[^\s)]+|\/[^\s():]+|[A-Za-z]:\\[^\s():]+):(\d+):(\d+)\)?$/;

/** The place in the reader's script from which this package was called, as `file:line:column`. */
export function callSite(stack: string = new Error().stack ?? ""): string | undefined {
  const frames = stack.split("\n").flatMap((line) => {
    const [, file, row, column] = FRAME.exec(line.trim()) ?? [];
    return file === undefined ? [] : [{ file: decode(file), row, column }];
  });
  const script = mainScript();
  const found =
    frames.find(({ file }) => script !== undefined && file === script) ??
    frames.find(({ file }) => !file.includes("/node_modules/") && (!file.startsWith(OWN) || file.endsWith(".test.ts")));
  return found && `${found.file}:${found.row}:${found.column}`;
}

/** The script that Node was started with. */
function mainScript(): string | undefined {
  return (globalThis as { readonly process?: { readonly argv?: readonly string[] } }).process?.argv?.[1];
}

function decode(file: string): string {
  const path = file.replace(/^file:\/\//, "").replace(/\?.*$/, "");
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
