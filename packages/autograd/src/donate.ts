import { showShape, TraceError } from "./errors.ts";
import type { Tensor } from "./tensor.ts";
import { nextTraceId, type Trace } from "./trace.ts";

function donated(op: string, x: Tensor, to: string): TraceError {
  return new TraceError({
    code: "donated-tensor",
    op,
    problem: `the tensor was donated to ${to} and has no numbers any more`,
    got: `a ${x.dtype} tensor of shape ${showShape(x.shape)}`,
    hint: "go on with what that function returned, or leave the argument out of donate",
    shapes: [x.shape],
  });
}

/** Follows tensors that were given away: whatever is done with them is an error. */
class DonatedTrace implements Trace {
  readonly id: number = nextTraceId();
  readonly kind = "donated";
  readonly open = false;
  private readonly to: string;

  constructor(to: string) {
    this.to = to;
  }

  unreadable(x: Tensor): Error {
    return donated("reading a value", x, this.to);
  }
  process1(primitive: { readonly name: string }, x: Tensor): never {
    throw donated(primitive.name, x, this.to);
  }
  process2(primitive: { readonly name: string }, a: Tensor, b: Tensor): never {
    throw donated(primitive.name, a.trace === this ? a : b, this.to);
  }
  processN(primitive: { readonly name: string }, inputs: readonly Tensor[]): never {
    throw donated(primitive.name, inputs.find((x) => x.trace === this)!, this.to);
  }
}

/** Gives tensors away, to whom the errors name: their numbers are gone, and every use of them is an error. */
export function donate(tensors: readonly Tensor[], to: string): void {
  const trace = new DonatedTrace(to);
  for (const x of tensors) Object.assign(x, { storage: null, strides: null, offset: 0, trace });
}
