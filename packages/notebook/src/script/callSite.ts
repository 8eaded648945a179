import { framesOf } from "./frames.ts";

/** The place in the reader's script from which this package was called, as `file:line:column`. */
export function callSite(stack: string = new Error().stack ?? ""): string | undefined {
  const frames = framesOf(stack);
  const script = mainScript();
  const own = (framesOf(`at ${import.meta.url}:1:1`)[0]?.file ?? "").replace(/\/(src|dist)\/[\s\S]*$/, "/$1/");
  const found =
    frames.find(({ file }) => script !== undefined && file === script) ??
    frames.find(({ file }) => !file.includes("/node_modules/") && (!file.startsWith(own) || file.endsWith(".test.ts")));
  return found && `${found.file}:${found.row}:${found.column}`;
}

/** The script that Node was started with. */
function mainScript(): string | undefined {
  return (globalThis as { readonly process?: { readonly argv?: readonly string[] } }).process?.argv?.[1];
}
