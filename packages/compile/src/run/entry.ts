import { evaluate, type Program, type Tensor } from "@wengert/autograd";
import { executionSettings } from "@wengert/wasm";
import type { Link } from "../lower/memory.ts";
import { type Builder, builderOf } from "./build.ts";
import { type Machine, machineFor } from "./machine.ts";
import { type Leaf, Matcher } from "./signature.ts";

/** For so many calls one looks whether results come back as arguments; from then on the layout stays. */
const WATCHED = 4;

/** A function for arguments of one kind: its program, and the machine that runs it. */
export class Entry {
  readonly program: Program;
  private made: Machine | null | undefined = undefined;
  private links: readonly Link[] = [];
  private watched = 0;
  /** The results of the last call. */
  private last: readonly Tensor[] = [];

  private readonly matcher: Matcher;
  private readonly build: Builder;

  constructor(program: Program) {
    this.program = program;
    this.matcher = new Matcher(program.inputStructures, program.inputs);
    this.build = builderOf(program.outputStructure);
  }

  /** The leaves of arguments that match. */
  leavesOf(args: readonly unknown[]): readonly Leaf[] {
    return this.matcher.leavesOf(args);
  }

  /** Whether one of them is being differentiated or staged. */
  get isTraced(): boolean {
    return this.matcher.isTraced;
  }

  /** Whether the program is for such arguments. */
  matches(args: readonly unknown[]): boolean {
    return this.matcher.matches(args, this.made?.resident ?? null);
  }

  /** The machine; null where kernels are off, or the runtime cannot give such a module or so much memory. */
  private get machine(): Machine | null {
    if (!executionSettings().kernels) return null;
    if (this.made === undefined) this.made = machineFor(this.program, this.links);
    return this.made;
  }

  /** Runs the program on the arguments that matched last. Results that are given again, call by call, stay in place. */
  call(args: readonly unknown[]): unknown {
    const { matcher } = this;
    const isWatched = this.watched < WATCHED;
    if (isWatched) this.follow(matcher.leavesOf(args));
    const { machine } = this;
    if (machine === null) return evaluate(this.program, withOwnStatics(this.program, args));
    const { places, fresh } = matcher;
    for (let i = 0, { count } = matcher; i < count; i++) machine.setInput(places[i]!, fresh[i]!);
    machine.run();
    const results = machine.read();
    if (isWatched) this.last = results;
    return this.build(results);
  }

  /** Notices results of the last call among the arguments: the state of a loop. */
  private follow(leaves: readonly Leaf[]): void {
    const { last, links } = this;
    if (++this.watched === WATCHED) this.last = [];
    if (last.length === 0) return;
    const found: Link[] = [];
    for (let input = 0; input < leaves.length; input++) {
      const leaf = leaves[input]!;
      if (typeof leaf === "number" || links.some((link) => link.input === input)) continue;
      const output = last.indexOf(leaf);
      if (output < 0 || [...links, ...found].some((link) => link.output === output)) continue;
      found.push({ input, output });
    }
    if (found.length === 0) return;
    this.links = [...links, ...found];
    this.made = undefined;
  }
}

/** The arguments as `evaluate` takes them: static ones are known to be alike, and given as the program has them. */
function withOwnStatics({ inputStructures }: Program, args: readonly unknown[]): unknown[] {
  return args.map((arg, n) => {
    const structure = inputStructures[n]!;
    return structure.kind === "static" ? structure.value : arg;
  });
}
