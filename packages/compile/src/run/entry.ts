import { evaluate, type Program, type Tensor, unflattenTree } from "@wengert/autograd";
import { executionSettings } from "@wengert/wasm";
import type { Link } from "../lower/memory.ts";
import { type Machine, machineFor } from "./machine.ts";
import { fits, gatherLeaves, type Leaf } from "./signature.ts";

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

  constructor(program: Program) {
    this.program = program;
  }

  /** The leaves of arguments that this program is for, otherwise null. */
  match(args: readonly unknown[]): Leaf[] | null {
    const { inputStructures, inputs } = this.program;
    const leaves: Leaf[] = [];
    if (!gatherLeaves(inputStructures, args, 0, leaves) || leaves.length !== inputs.length) return null;
    return fits(inputs, leaves, 0) ? leaves : null;
  }

  /** The machine; null where kernels are off, or the runtime cannot give such a module or so much memory. */
  private get machine(): Machine | null {
    if (!executionSettings().kernels) return null;
    if (this.made === undefined) this.made = machineFor(this.program, this.links);
    return this.made;
  }

  /** Runs the program. Results that are given again as arguments, call by call, stay where they are. */
  call(args: readonly unknown[], leaves: readonly Leaf[]): unknown {
    if (this.watched < WATCHED) this.follow(leaves);
    const { machine } = this;
    if (machine === null) return evaluate(this.program, withOwnStatics(this.program, args));
    for (let i = 0; i < leaves.length; i++) machine.setInput(i, leaves[i]!);
    machine.run();
    const results = machine.read();
    if (this.watched < WATCHED) this.last = results;
    return unflattenTree(this.program.outputStructure, results);
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
