import type { Expression, Local } from "../assembler/expression.ts";
import type { Lanes, Value } from "./lanes.ts";

/**
 * c₀ + c₁x + c₂x² + …, by pairs, then pairs of pairs: its steps wait for each other half as long as from the inside
 * out, and e^x takes three quarters of the time.
 *
 * @see G. Estrin (1960), Organization of computer systems: the fixed plus variable structure computer.
 */
export function polynomial(n: Lanes, x: Local, coefficients: readonly number[]): Expression {
  let terms: readonly Value[] = coefficients;
  let power = x;
  for (;;) {
    const pairs: Value[] = [];
    for (let i = 0; i < terms.length; i += 2) {
      const [low, high] = [terms[i]!, terms[i + 1]];
      pairs.push(high === undefined ? low : n.add(low, n.mul(high, power)));
    }
    if (pairs.length === 1) return pairs[0] as Expression;
    terms = pairs;
    power = n.keep(n.mul(power, power));
    // Of three the last is taken into the second: another power would be an operation more.
    if (terms.length === 3) {
      const [first, second, third] = terms as [Value, Value, Value];
      return n.add(first, n.mul(n.add(second, n.mul(third, power)), power));
    }
  }
}
