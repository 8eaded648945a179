const FRAME = /((?:file|https?|blob|webpack[\w-]*):\/\/[^\s)]+|\/[^\s():]+):(\d+):(\d+)\)?$/;

/** The place in the reader's program from which this package was called, as `file:line:column`. */
export function callSite(): string | null {
  let own: string | undefined;
  for (const line of (new Error().stack ?? "").split("\n")) {
    const [, file, row, column] = FRAME.exec(line.trim()) ?? [];
    if (file === undefined) continue;
    own ??= file.slice(0, file.lastIndexOf("/") + 1);
    const library = file.startsWith(own) && !/\.test\.\w+$/.test(file);
    if (library || file.includes("/node_modules/")) continue;
    return `${file.replace(/^file:\/\//, "")}:${row}:${column}`;
  }
  return null;
}
