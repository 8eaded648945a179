import { displayInJupyter } from "./jupyter.ts";
// What one run of a script has shown so far: how its text is laid out, and what its checks say.
import { type CheckResult, type Drawable, type ExerciseResult, type Output, recorder } from "./protocol.ts";

interface Session {
  readonly started: number;
  readonly checks: CheckResult[];
  readonly exercises: ExerciseResult[];
  last: "nothing" | "block" | "check";
  crashed: boolean;
}

/** The parts of Node's `process` that are of use; in a browser there is none. */
interface Process {
  exitCode?: number | string | null | undefined;
  readonly on?: (event: string, listener: (code: number) => void) => unknown;
}
const nodeProcess = (): Process | undefined => (globalThis as { readonly process?: Process }).process;

const KEY = Symbol.for("@wengert/notebook/session");

/** One session a process, also where this module was loaded twice. */
export function session(): Session {
  const holder = globalThis as Record<symbol, Session | undefined>;
  holder[KEY] ??= open();
  return holder[KEY]!;
}

function open(): Session {
  const opened: Session = { started: performance.now(), checks: [], exercises: [], last: "nothing", crashed: false };
  const process = nodeProcess();
  process?.on?.("uncaughtExceptionMonitor", () => {
    opened.crashed = true;
  });
  process?.on?.("exit", () => summarise(opened));
  return opened;
}

/** Prints a block of lines, an empty line above it. */
export function block(lines: readonly string[], output: Output, drawable?: Drawable): void {
  const own = session();
  put((own.last === "nothing" ? lines : ["", ...lines]).join("\n"), output, drawable);
  own.last = "block";
}

/** Prints a line that belongs to those before it, if they are of the same kind; nothing for null. */
export function checkLine(text: string | null, output: Output): void {
  const own = session();
  if (text === null) {
    recorder()?.keep(output);
    return;
  }
  put(own.last === "check" || own.last === "nothing" ? text : `\n${text}`, output);
  own.last = "check";
}

function put(text: string, output: Output, drawable?: Drawable): void {
  const runner = recorder();
  if (runner !== undefined) runner.put(text, output, drawable);
  else if (drawable === undefined || !displayInJupyter(text, drawable)) console.log(text);
}

/** Keeps the verdict of a check; a false one makes the process fail. */
export function judge(check: CheckResult): void {
  session().checks.push(check);
  if (!check.ok) fail();
}

export function keepExercise(exercise: ExerciseResult): void {
  session().exercises.push(exercise);
  if (hasFailed(exercise)) fail();
}

const hasFailed = ({ state }: ExerciseResult): boolean => state === "failed" || state === "error";

function fail(): void {
  const process = nodeProcess();
  if (process !== undefined) process.exitCode = 1;
}

/** The counts and the time, once the script has ended. */
function summarise({ started, checks, exercises, crashed }: Session): void {
  if (checks.length + exercises.length === 0) return;
  // Also where the script said process.exit(0).
  if (checks.some(({ ok }) => !ok) || exercises.some(hasFailed)) fail();
  const held = checks.filter(({ ok }) => ok).length;
  const lines: string[] = [];
  if (checks.length > 0) lines.push(`checks: ${held} of ${checks.length}${crashed ? ", then an error" : ""}`);
  if (exercises.length > 0) {
    const [passed, open] = ["passed", "open"].map((state) => exercises.filter((each) => each.state === state).length);
    const points = exercises.reduce((total, each) => total + each.points, 0);
    const of = exercises.reduce((total, each) => total + each.of, 0);
    lines.push(`exercises: ${passed} of ${exercises.length} solved, ${open} open, ${points} of ${of} points`);
  }
  lines.push(`time: ${(((recorder()?.now() ?? performance.now()) - started) / 1000).toFixed(1)} s`);
  block(lines, { kind: "summary", text: lines.join("\n") });
}
