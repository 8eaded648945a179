/// <reference types="node" />
import { openSync, writeSync } from "node:fs";
import type { Drawable, Output, Recorder } from "../script/protocol.ts";
import type { Event } from "./events.ts";
import type { Settings } from "./settings.ts";

/** A recorder that knows how to end. */
export interface ProcessRecorder extends Recorder {
  /** Draws what was shown. */
  readonly draw: () => Promise<void>;
  readonly end: () => void;
}

/** Writes down what the script puts out, cell by cell, and passes it on to the terminal. */
export function startRecorder(settings: Settings): ProcessRecorder {
  const { events, headings, names, numbers, lines, only } = settings;
  const drawables: { readonly id: number; readonly drawable: Drawable }[] = [];
  // What happens before the first cell begins, an import that fails for instance, belongs to it.
  let [cell, cellStarted, ids, headed] = [settings.first, performance.now(), 0, false];
  const file = openSync(events, "a");
  // At once and not in larger parts: nothing may be lost when the process is killed.
  const write = (event: Event): void => void writeSync(file, `${JSON.stringify(event)}\n`);
  const keep = (output: Output): number => {
    const id = ids++;
    write({ event: "output", cell, id, output });
    return id;
  };

  let begun = false;
  /** Drawing is the runner's own business, and no time of the script. */
  let drawing: number | null = null;
  const now = (): number => drawing ?? performance.now();

  const toTerminal = { stdout: process.stdout.write, stderr: process.stderr.write };
  const put = (text: string): void => void toTerminal.stdout.call(process.stdout, text);
  /** Whether the terminal is at the beginning of a line. */
  let fresh = true;
  const head = (): boolean => {
    if (!headings || headed || (only !== null && cell !== only)) return false;
    headed = true;
    const name = names[cell] === "" || names[cell] === undefined ? "" : ` ${names[cell]}`;
    put(`\n${rule(`── [${numbers[cell] ?? 1}]${name} · line ${lines[cell] ?? 1} `)}\n`);
    return true;
  };
  const print = (text: string): void => {
    if (only !== null && cell !== only) return;
    // The empty line between two outputs is none between a heading and its first output.
    const shown = head() ? text.replace(/^\n/, "") : text;
    put(shown);
    if (shown !== "") fresh = shown.endsWith("\n");
  };
  const listen = (stream: "stdout" | "stderr"): void => {
    const own = process[stream];
    own.write = ((chunk: unknown, ...rest: unknown[]): boolean => {
      const text = typeof chunk === "string" ? chunk : Buffer.from(chunk as Uint8Array).toString("utf8");
      keep({ kind: "stream", stream, text });
      if (stream === "stderr") {
        head();
        return toTerminal.stderr.call(own, chunk as string, ...(rest as []));
      }
      print(text);
      const done = rest.find((each) => typeof each === "function") as (() => void) | undefined;
      if (done !== undefined) process.nextTick(done);
      return true;
    }) as typeof own.write;
  };
  listen("stdout");
  listen("stderr");

  let ended = false;
  const endCell = (): void => {
    if (ended) return;
    const seconds = (now() - cellStarted) / 1000;
    write({ event: "cell", cell, seconds });
    if (headed) put(`${fresh ? "" : "\n"}${seconds.toFixed(2).padStart(WIDTH - 2)} s\n`);
    [headed, fresh] = [false, true];
  };

  return {
    now,
    keep,
    cell: (index) => {
      // Up to here imports were loaded: that is no time of the first cell.
      if (begun || index !== cell) endCell();
      begun = true;
      if (only !== null && index > only) {
        ended = true;
        process.exit();
      }
      cell = index;
      cellStarted = performance.now();
    },
    put: (text, output, drawable) => {
      const id = keep(output);
      if (drawable !== undefined) drawables.push({ id, drawable });
      if (output.kind !== "summary" || !headings) return print(`${text}\n`);
      // The counts are those of all cells, and stand below the last.
      endCell();
      ended = true;
      put(`\n${text.replace(/^\n/, "")}\n`);
    },
    draw: async () => {
      drawing ??= performance.now();
      if (!settings.pictures) return;
      // A promise alone does not keep a process from ending.
      const awake = setInterval(() => undefined, 1000);
      for (const { id, drawable } of drawables.splice(0)) {
        try {
          write({ event: "picture", id, svg: await drawable.toSvg({ theme: "auto" }) });
        } catch (error) {
          write({ event: "no picture", id, reason: error instanceof Error ? error.message : String(error) });
        }
      }
      clearInterval(awake);
    },
    end: () => {
      endCell();
      write({ event: "end", seconds: now() / 1000 });
    },
  };
}

const WIDTH = 80;
const rule = (title: string): string => title + "─".repeat(Math.max(2, WIDTH - title.length));
