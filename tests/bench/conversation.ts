// A program that waits in a process of its own, and computes when it is asked to.
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";

interface Message {
  readonly results?: readonly number[];
  readonly absent?: string;
  readonly seconds?: number;
}

/** How long a program may take for its results or for a round. */
const PATIENCE_MS = 120_000;

export class Conversation {
  private readonly child: ChildProcess;
  private readonly lines: AsyncIterator<string>;
  private complaint = "";

  constructor(command: string, args: readonly string[], environment: NodeJS.ProcessEnv) {
    this.child = spawn(command, args, { env: environment, stdio: ["pipe", "pipe", "pipe"] });
    this.child.on("error", (error) => {
      this.complaint = error.message;
    });
    this.child.stdin!.on("error", () => undefined);
    this.child.stderr!.on("data", (text: Buffer) => {
      this.complaint = `${this.complaint}${String(text)}`.slice(-2000);
    });
    this.lines = createInterface({ input: this.child.stdout! })[Symbol.asyncIterator]();
  }

  /** The next line that is a message; libraries print others. */
  private async hear(): Promise<Message> {
    const timer = setTimeout(() => this.child.kill("SIGKILL"), PATIENCE_MS);
    try {
      for (;;) {
        const { value, done } = await this.lines.next();
        if (done === true) return { absent: `it ended: ${lastLine(this.complaint)}` };
        if (value.startsWith("{")) return JSON.parse(value) as Message;
      }
    } finally {
      clearTimeout(timer);
    }
  }

  /** The results of the program, or why it takes no part. */
  async results(): Promise<readonly number[] | string> {
    const { results, absent } = await this.hear();
    return results ?? absent ?? "it gave no results";
  }

  /** Seconds a call, over so many milliseconds; a sentence where it failed. */
  async round(milliseconds: number): Promise<number | string> {
    this.child.stdin!.write(`${milliseconds}\n`);
    const { seconds, absent } = await this.hear();
    return seconds ?? absent ?? "it gave no time";
  }

  /** Lets the program end by itself, as it must to write a profile. */
  finish(): Promise<void> {
    return new Promise((resolve) => {
      this.child.once("exit", () => resolve());
      this.child.stdin!.end();
    });
  }

  end(): void {
    this.child.stdin!.end();
    this.child.kill();
  }
}

const lastLine = (text: string): string => text.trim().split("\n").at(-1)!.slice(0, 200) || "without a word";
