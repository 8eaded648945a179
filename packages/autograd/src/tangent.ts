import { isFloating } from "./dtype.ts";
import { leaked } from "./leaked.ts";
import { apply1, apply2, applyN, type Derivative, type Primitive } from "./primitive.ts";
import { broadcastLike } from "./primitives/structure.ts";
import { type Tensor, traced } from "./tensor.ts";
import { nextTraceId, type Params, type Trace } from "./trace.ts";

/**
 * Forward mode: every value carries its tangent, the derivative along one direction of the inputs, and each
 * operation computes both.
 *
 * @see A. Griewank, A. Walther (2008), Evaluating Derivatives, 2nd ed., SIAM, section 3.1.
 */
export class TangentTrace implements Trace {
  readonly id: number = nextTraceId();
  readonly kind = "forward mode (jvp)";
  open = true;

  /** A value with its tangent. */
  input(x: Tensor, tangent: Tensor): Tensor {
    return traced(x, this, tangent);
  }

  /** The tangent of `x`; null where it does not depend on the inputs. */
  tangentOf(x: Tensor): Derivative {
    return x.trace === this ? (x.node as Tensor) : null;
  }

  /** Ends the trace. */
  close(): void {
    this.open = false;
  }

  process1(primitive: Primitive, x: Tensor, params: Params): Tensor {
    if (!this.open) throw leaked(primitive.name, this.kind);
    const y = apply1(primitive, x.primal!, params);
    if (primitive.constant || !isFloating(y.dtype)) return y;
    return this.paired(y, primitive.jvp1(x.node as Tensor, y, x.primal!, params));
  }

  process2(primitive: Primitive, left: Tensor, right: Tensor, params: Params): Tensor {
    if (!this.open) throw leaked(primitive.name, this.kind);
    const [ta, tb] = [this.tangentOf(left), this.tangentOf(right)];
    const a = ta === null ? left : left.primal!;
    const b = tb === null ? right : right.primal!;
    const y = apply2(primitive, a, b, params);
    if (primitive.constant || !isFloating(y.dtype)) return y;
    return this.paired(y, primitive.jvp2(ta, tb, y, a, b, params));
  }

  processN(primitive: Primitive, inputs: readonly Tensor[], params: Params): Tensor[] {
    if (!this.open) throw leaked(primitive.name, this.kind);
    const ts = inputs.map((x) => this.tangentOf(x));
    const xs = inputs.map((x, i) => (ts[i] === null ? x : x.primal!));
    const forward = primitive.forward?.(xs, params);
    const ys = forward?.outputs ?? applyN(primitive, xs, params);
    if (primitive.constant) return ys;
    const tangents = primitive.jvpN(ts, ys, xs, params, forward?.saved ?? null);
    return ys.map((y, i) => (i < primitive.outputs && isFloating(y.dtype) ? this.paired(y, tangents[i] ?? null) : y));
  }

  /** A value with its tangent, in the same shape and dtype. */
  private paired(y: Tensor, tangent: Derivative): Tensor {
    return tangent === null ? y : traced(y, this, broadcastLike(tangent, y));
  }
}
