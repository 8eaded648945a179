import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { format } from "node:util";
import { vi } from "vitest";

/** A fenced block of a Markdown page: the words after the fence, and the text inside. */
export interface Block {
  readonly info: string;
  readonly text: string;
}

/** The fenced blocks of a page, in order. */
export function blocksOf(page: string): Block[] {
  return [...page.matchAll(/^```(.*)\n([\s\S]*?)^```$/gm)].map(([, info, text]) => ({
    info: info!.trim(),
    text: text!.trimEnd(),
  }));
}

const PACKAGES = join(import.meta.dirname, "..", "packages");

/** What a snippet did: the lines that it printed, and what it threw, if anything. */
export interface Ran {
  readonly printed: string;
  readonly thrown: unknown;
}

/** What a notebook prints next is its first block, without an empty line above it. */
export function startLayout(): void {
  const session = (globalThis as Record<symbol, { last: string } | undefined>)[Symbol.for("@wengert/notebook/session")];
  if (session !== undefined) session.last = "nothing";
}

/** Runs TypeScript from a page as a module on the sources of the packages. */
export async function run(code: string): Promise<Ran> {
  const folder = mkdtempSync(join(tmpdir(), "snippet-"));
  const path = join(folder, "example.ts");
  writeFileSync(
    path,
    code.replaceAll(/from "@wengert\/([^"]+)"/g, (_, name: string) => `from "${sourceOf(name)}"`),
  );
  const lines: string[] = [];
  startLayout();
  const log = vi.spyOn(console, "log").mockImplementation((...values: unknown[]) => void lines.push(format(...values)));
  let thrown: unknown;
  try {
    await import(pathToFileURL(path).href);
  } catch (error) {
    thrown = error;
  } finally {
    log.mockRestore();
    rmSync(folder, { recursive: true });
  }
  return { printed: lines.join("\n"), thrown };
}

/** The source of an entry point: of `autograd`, or of `autograd/math`. */
function sourceOf(name: string): string {
  const [folder, entry = ""] = name.split("/");
  return join(PACKAGES, folder!, "src", entry, "index.ts");
}
