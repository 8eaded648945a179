import {
  ArgumentError,
  flattenTree,
  type Program,
  type Structure,
  type Tensor,
  TraceError,
  tensor,
  unflattenTree,
} from "@wengert/autograd";
import { executionSettings } from "@wengert/wasm";
import type { Link } from "../lower/memory.ts";
import { type Builder, builderOf } from "./build.ts";
import type { Cache } from "./cache.ts";
import { type Machine, machineFor } from "./machine.ts";
import type { Results } from "./results.ts";
import { Matcher, someTraced } from "./signature.ts";

/** Node asks an object under this name how to show it. */
const INSPECT = Symbol.for("nodejs.util.inspect.custom");

/** A training loop that owns its parameters and state: each step changes them where they lie. @public */
export interface Session<P, S, B extends readonly unknown[], R> {
  /** One step on a batch. What the step returns after parameters and state, usually the loss. */
  step(...batch: B): R;
  /** The parameters as they are now, as tensors of their own: later steps do not change them. */
  readonly params: P;
  /** The state as it is now, likewise. */
  readonly state: S;
}

/** A program for one kind of batch, and its machine. */
interface Variant {
  readonly program: Program;
  readonly matcher: Matcher;
  readonly machine: Machine | null;
  /** Whether kernels were off, so that there is no machine yet. */
  readonly isWaiting: boolean;
  /** What comes after parameters and state is copied out; null where there is no machine. */
  readonly results: Results | null;
  readonly rest: Builder;
}

/** How many kinds of batches a session keeps programs for. */
const VARIANTS = 16;

export class SessionOf<P, S, B extends readonly unknown[], R> implements Session<P, S, B, R> {
  private readonly cache: Cache;
  private variants: Variant[] = [];
  /** Where the state is: in the memory of a machine, or in tensors. */
  private holder: Machine | null = null;
  private held: readonly Tensor[];
  private readonly structures: readonly [Structure, Structure];
  private readonly counts: readonly [number, number];

  static {
    Object.defineProperty(SessionOf.prototype, INSPECT, { value: shown });
  }

  constructor(cache: Cache, params: P, state: S) {
    this.cache = cache;
    checkNotStatic(cache);
    const [p, s] = [flattenTree(params, "session"), flattenTree(state, "session")];
    if (someTraced([...p.leaves, ...s.leaves])) throw traced("the parameters or the state are");
    this.structures = [p.structure, s.structure];
    this.counts = [p.leaves.length, s.leaves.length];
    this.held = [...p.leaves, ...s.leaves].map((leaf) => (typeof leaf === "number" ? tensor(leaf) : leaf));
  }

  get params(): P {
    return unflattenTree(this.structures[0], this.current().slice(0, this.counts[0])) as P;
  }

  get state(): S {
    return unflattenTree(this.structures[1], this.current().slice(this.counts[0])) as S;
  }

  /** The leaves of parameters and state as they are now. */
  private current(): readonly Tensor[] {
    const { holder } = this;
    if (holder === null) return this.held;
    return this.held.map((_, i) => holder.readInput(i));
  }

  step(...batch: B): R {
    const { variants } = this;
    for (let v = 0; v < variants.length; v++) {
      const variant = variants[v]!;
      if (!variant.matcher.matches(batch, variant.machine?.resident ?? null)) continue;
      if (variant.matcher.isTraced) throw traced("something in the batch is");
      if (v > 0) variants.unshift(...variants.splice(v, 1));
      return this.run(variant, batch);
    }
    const variant = this.newVariant(batch);
    this.variants.unshift(variant);
    if (this.variants.length > VARIANTS) this.variants.pop();
    return this.step(...batch);
  }

  private newVariant(batch: B): Variant {
    if (this.cache.isTraced(batch, 2)) throw traced("something in the batch is");
    const [params, state] = [this.params, this.state];
    const program = this.cache.stage([params, state, ...batch]);
    checkStep(program, this.held.length, this.structures);
    const matcher = new Matcher(program.inputStructures.slice(2), program.inputs, this.held.length);
    const rest = restOf(program.outputStructure);
    const links: Link[] = this.held.map((_, i) => ({ input: i, output: i }));
    const { kernels } = executionSettings();
    const machine = kernels ? machineFor(program, links) : null;
    const results = machine?.resultsFrom(this.held.length) ?? null;
    return { program, matcher, machine, isWaiting: !kernels, results, rest };
  }

  private run(variant: Variant, batch: B): R {
    const { program, matcher, machine, results, rest } = variant;
    if (machine === null || results === null || !executionSettings().kernels) {
      if (variant.isWaiting && executionSettings().kernels) {
        this.variants = this.variants.filter((each) => each !== variant);
        return this.step(...batch);
      }
      const count = this.held.length;
      const { params, state } = this;
      const leaves = this.cache.evaluate(program, [params, state, ...batch]);
      this.held = leaves.slice(0, count);
      this.holder = null;
      return rest(leaves.slice(count)) as R;
    }
    if (this.holder !== machine) this.moveTo(machine);
    const { places, fresh } = matcher;
    for (let i = 0, { count } = matcher; i < count; i++) machine.setInput(places[i]!, fresh[i]!);
    machine.run();
    return rest(results.read()) as R;
  }

  /** Brings parameters and state into the memory of a machine. */
  private moveTo(machine: Machine): void {
    const { holder } = this;
    for (const [i, x] of this.held.entries()) {
      if (holder === null) machine.setInput(i, x);
      else machine.takeInput(i, holder);
    }
    this.holder = machine;
  }
}

type Show = (x: unknown, options: object) => string;

/** What is printed of a session: its parameters and its state as they are now. */
function shown(this: Session<unknown, unknown, [], unknown>, _depth: number, options: object, show: Show): string {
  const { params, state } = this;
  return `Session ${show({ params, state }, options)}`;
}

/** A session holds numbers: a derivative that went through it would be silently wrong. */
function traced(what: string): TraceError {
  return new TraceError({
    code: "captured-tracer",
    op: "session",
    problem: `${what} being differentiated or staged, and a session's memory holds numbers alone`,
    hint: "take derivatives inside of the step, as trainingStep of @wengert/optim does, or call the compiled function itself",
  });
}

/** Parameters and state change with each step, so they cannot be part of the program. */
function checkNotStatic({ statics }: Cache): void {
  const place = statics.find((n) => n < 2);
  if (place === undefined) return;
  throw new ArgumentError({
    code: "bad-argument",
    op: "session",
    problem: `argument ${place} is static, and it is the ${place === 0 ? "parameters" : "state"} of the session`,
    got: `static [${statics.join(", ")}]`,
    hint: "a session's arguments 0 and 1 change with each step; what is part of the program comes after them",
  });
}

/** What a step gives back: the one thing after parameters and state, or all that comes after them. */
function restOf(structure: Structure): Builder {
  const entries = structure.kind === "array" ? structure.entries.slice(2) : [];
  if (entries.length === 0) return () => undefined;
  return builderOf(entries.length === 1 ? entries[0]! : { kind: "array", entries });
}

/** A step must give the next parameters and the next state first, in the shapes of those that it got. */
function checkStep(program: Program, count: number, structures: readonly unknown[]): void {
  const { outputStructure, outputs, inputs } = program;
  const entries = outputStructure.kind === "array" ? outputStructure.entries : [];
  let problem: string | null = null;
  if (entries.length < 2) problem = "the function must return [params, state, …]";
  else if (JSON.stringify(entries.slice(0, 2)) !== JSON.stringify(structures)) {
    problem = "the parameters and the state that the function returns are not built like those that it got";
  } else {
    for (let i = 0; i < count; i++) {
      const [from, to] = [inputs[i]!, outputs[i]!];
      if (from.dtype === to.dtype && String(from.shape) === String(to.shape)) continue;
      problem = `number ${i} of the parameters and the state changes from ${from.dtype}[${from.shape}] to ${to.dtype}[${to.shape}]`;
      break;
    }
  }
  if (problem === null) return;
  throw new ArgumentError({
    code: "bad-argument",
    op: "session",
    problem,
    hint: "a step is (params, state, ...batch) => [params, state, loss], as trainingStep of @wengert/optim makes it",
  });
}
