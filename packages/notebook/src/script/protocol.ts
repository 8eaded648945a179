// What a script says to whoever runs it. Both sides may have loaded this module from different files, so they meet
// under a name that the whole process knows.

/** How a value is shown where there is more than text. */
export type View =
  | { readonly type: "text" }
  | { readonly type: "table"; readonly columns: readonly string[]; readonly rows: readonly (readonly string[])[] }
  | { readonly type: "report"; readonly ok: boolean; readonly title?: string; readonly name?: string }
  | { readonly type: "picture"; readonly title: string; readonly name?: string };

/** A check and its verdict. */
export interface CheckResult {
  readonly name: string;
  readonly ok: boolean;
  /** Why it failed, as text. */
  readonly detail?: string;
  /** Where it stands, as `file:line:column`. */
  readonly at?: string;
}

/** `passed`: all checks hold; `failed`: one does not; `open`: a `todo` was met; `error`: something was thrown. */
export type ExerciseState = "passed" | "failed" | "open" | "error";

/** What became of an exercise. */
export interface ExerciseResult {
  readonly name: string;
  readonly state: ExerciseState;
  readonly points: number;
  readonly of: number;
  /** What is to be done, or what went wrong. */
  readonly message?: string;
  readonly at?: string;
  readonly checks: readonly CheckResult[];
}

/** Something that a script puts out. */
export type Output =
  | { readonly kind: "stream"; readonly stream: "stdout" | "stderr"; readonly text: string }
  | { readonly kind: "section"; readonly text: string }
  | { readonly kind: "check"; readonly check: CheckResult; readonly quiet: boolean }
  | { readonly kind: "exercise"; readonly exercise: ExerciseResult }
  | { readonly kind: "value"; readonly text: string; readonly view: View; readonly varies?: boolean }
  | { readonly kind: "summary"; readonly text: string }
  | { readonly kind: "error"; readonly text: string; readonly at?: string };

/** Anything that can draw itself, such as the charts of `@wengert/plot`. */
export interface Drawable {
  readonly title?: string;
  readonly toText: () => string;
  readonly toSvg: (options?: { readonly theme?: "light" | "dark" | "auto" }) => Promise<string>;
}

/** Whoever listens while a script runs. */
export interface Recorder {
  /** Prints the text, and keeps the output. */
  readonly put: (text: string, output: Output, drawable?: Drawable) => void;
  /** Keeps an output that is not printed. */
  readonly keep: (output: Output) => void;
  /** Milliseconds since the process began; it stands still once the script has ended. */
  readonly now: () => number;
  /** A cell begins. */
  readonly cell: (index: number) => void;
}

/** The name under which a runner leaves its recorder. */
export const RECORDER = "@wengert/notebook/recorder";

/** The recorder of the process, if a runner left one. */
export function recorder(): Recorder | undefined {
  return (globalThis as Record<symbol, Recorder | undefined>)[Symbol.for(RECORDER)];
}
