import { type Callable, call, type Expression, type Local, op, opAt } from "../assembler/expression.ts";
import type { ModuleBuilder } from "../assembler/module.ts";
import type { Host } from "../math/elementwise.ts";
import { Lanes } from "../math/lanes.ts";
import { log } from "../math/logarithm.ts";
import { cos, sin } from "../math/trigonometric.ts";
import { FLOATS } from "./float.ts";

/**
 * Adds `normal(out, n, k0, k1)`: n standard normal numbers of float64, a pair of them from each pair of uniform numbers
 * that `uniform` draws: √(−2 ln(1 − u)) cos 2πv and √(−2 ln(1 − u)) sin 2πv. Up to three numbers beyond the end are
 * written.
 *
 * @see G. E. P. Box and M. E. Muller (1958), A note on the generation of random normal deviates.
 */
export function addNormal(module: ModuleBuilder, uniform: Callable, host: Host): Callable {
  return module.function(
    "normal",
    ["i32", "i32", "i32", "i32"],
    null,
    (f, out, n, k0, k1) => {
      f.do(call(uniform, out, n, k0, k1));
      const lanes = new Lanes(f, FLOATS.float64, true);
      const second = (of: Local): Expression => opAt({ lane: 1 }, "f64x2.extract_lane", of);
      const first = (of: Local): Expression => opAt({ lane: 0 }, "f64x2.extract_lane", of);
      f.while(
        () => op("i32.gt_s", n, 0),
        () => {
          const [a, b] = [f.let(op("v128.load", out)), f.let(opAt({ offset: 16 }, "v128.load", out))];
          const u = f.let(opAt({ lane: 1 }, "f64x2.replace_lane", a, first(b)));
          const v = f.let(opAt({ lane: 0 }, "f64x2.replace_lane", b, second(a)));
          // 1 − u lies in (0, 1], so the logarithm is finite.
          const logarithm = log(lanes, lanes.keep(lanes.sub(1, u)));
          const radius = lanes.keep(lanes.sqrt(lanes.mul(-2, logarithm)));
          const angle = lanes.keep(lanes.mul(2 * Math.PI, v));
          const x = lanes.keep(lanes.mul(radius, cos(lanes, angle, host.cos)));
          const y = lanes.keep(lanes.mul(radius, sin(lanes, angle, host.sin)));
          f.store("v128.store", out, opAt({ lane: 1 }, "f64x2.replace_lane", x, first(y)));
          f.store("v128.store", out, opAt({ lane: 0 }, "f64x2.replace_lane", y, second(x)), 16);
          f.increase(out, 32);
          f.increase(n, -4);
        },
      );
    },
    { exported: true },
  );
}
