import {
  type Equation,
  mul,
  neg,
  type Primitive,
  type Program,
  pow,
  sqrt,
  square,
  type Variable,
} from "@wengert/autograd";
import { repeatedNumber } from "@wengert/autograd/engine";
import { constantValues, Renaming, withParts } from "./rewrite.ts";

/** What an equation is replaced by: a variable that has its value already, or another equation. */
type Replacement =
  | { readonly same: Variable }
  | { readonly primitive: Primitive; readonly inputs: readonly Variable[]; readonly params: Equation["params"] };

/** What a rule may ask: which equation made a variable, and which number it is where it is a constant. */
interface Known {
  makerOf(x: Variable): Equation | undefined;
  numberOf(x: Variable): number | undefined;
}

type Rule = (equation: Equation, known: Known) => Replacement | null;

const same = (x: Variable): Replacement => ({ same: x });
const sameShape = (a: Variable, b: Variable): boolean =>
  a.shape.length === b.shape.length && a.shape.every((n, d) => n === b.shape[d]);

/** An operation that changes nothing when neither shape nor dtype change. */
const identity: Rule = ({ inputs, outputs }) =>
  sameShape(inputs[0]!, outputs[0]!) && inputs[0]!.dtype === outputs[0]!.dtype ? same(inputs[0]!) : null;

/** The other operand, where one is a number that changes nothing. Only what leaves every bit as it is is left out. */
function neutral(number: number, sides: readonly (0 | 1)[]): Rule {
  return ({ inputs, outputs }, { numberOf }) => {
    for (const side of sides) {
      const x = inputs[1 - side]!;
      if (!Object.is(numberOf(inputs[side]!), number)) continue;
      if (sameShape(x, outputs[0]!) && x.dtype === outputs[0]!.dtype) return same(x);
    }
    return null;
  };
}

const first =
  (...rules: readonly Rule[]): Rule =>
  (equation, known) => {
    for (const rule of rules) {
      const found = rule(equation, known);
      if (found !== null) return found;
    }
    return null;
  };

/** Of two in a row of one kind only the second counts. */
const last: Rule = ({ primitive, params, inputs }, { makerOf }) => {
  const maker = makerOf(inputs[0]!);
  return maker?.primitive === primitive ? { primitive, params, inputs: maker.inputs } : null;
};

/** Two transpositions in a row are one. */
const transposed: Rule = ({ primitive, params, inputs }, { makerOf }) => {
  const axes = params!.axes as readonly number[];
  if (axes.every((axis, d) => axis === d)) return same(inputs[0]!);
  const maker = makerOf(inputs[0]!);
  if (maker?.primitive !== primitive) return null;
  const before = maker.params!.axes as readonly number[];
  return { primitive, params: { axes: axes.map((axis) => before[axis]!) }, inputs: maker.inputs };
};

/** −(−x) = x. */
const negated: Rule = ({ primitive, inputs }, { makerOf }) => {
  const maker = makerOf(inputs[0]!);
  return maker?.primitive === primitive && maker.inputs[0]!.dtype === inputs[0]!.dtype ? same(maker.inputs[0]!) : null;
};

/** x · (−1) = −x, to the bit. */
const byMinusOne: Rule = ({ inputs, outputs }, { numberOf }) => {
  for (const side of [0, 1]) {
    const x = inputs[1 - side]!;
    if (numberOf(inputs[side]!) !== -1 || !sameShape(x, outputs[0]!) || x.dtype !== outputs[0]!.dtype) continue;
    return { primitive: neg.primitive, params: null, inputs: [x] };
  }
  return null;
};

/** The powers for which `pow` takes a short way: x², x, √x. */
const shortPower: Rule = ({ inputs, outputs }, { numberOf }) => {
  const [x, exponent] = [inputs[0]!, numberOf(inputs[1]!)];
  if (!sameShape(x, outputs[0]!) || x.dtype !== outputs[0]!.dtype) return null;
  if (x.dtype !== "float64" && x.dtype !== "float32") return null;
  if (exponent === 1) return same(x);
  if (exponent === 2) return { primitive: square.primitive, params: null, inputs: [x] };
  return exponent === 0.5 ? { primitive: sqrt.primitive, params: null, inputs: [x] } : null;
};

/** Beside a finite number other than 0 nothing needs to be annihilated: what scales is a product. */
const byNumber: Rule = ({ inputs, outputs }, { numberOf }) => {
  if (inputs.every(({ dtype }) => dtype !== outputs[0]!.dtype)) return null;
  const number = numberOf(inputs[0]!) ?? numberOf(inputs[1]!);
  if (number === undefined || number === 0 || !Number.isFinite(number)) return null;
  return { primitive: mul.primitive, params: null, inputs };
};

/** The rules by name of operation. None of them changes a result, not even in its last bit, but for the sign of a 0. */
const RULES: Readonly<Record<string, Rule>> = {
  astype: identity,
  broadcastTo: first(identity, last),
  reshape: first(identity, last),
  stopGradient: identity,
  transpose: transposed,
  add: neutral(-0, [0, 1]),
  sub: neutral(0, [1]),
  mul: first(neutral(1, [0, 1]), byMinusOne),
  div: neutral(1, [1]),
  neg: negated,
  scale: byNumber,
  [pow.primitive.name]: shortPower,
};

/** Leaves out what changes nothing, and takes shorter ways to the same numbers. */
export function simplify(program: Program): Program {
  const constants = constantValues(program);
  const makers = new Map<number, Equation>();
  const names = new Renaming();
  const known: Known = {
    makerOf: ({ id }) => makers.get(id),
    numberOf: ({ id }) => {
      const value = constants.get(id);
      return value === undefined ? undefined : repeatedNumber(value);
    },
  };
  const equations: Equation[] = [];
  for (const given of program.equations) {
    let equation = names.apply(given);
    let replaced: Variable | null = null;
    for (;;) {
      const rule = Object.hasOwn(RULES, equation.primitive.name) ? RULES[equation.primitive.name] : undefined;
      const found = equation.primitive.outputs === 1 ? rule?.(equation, known) : null;
      if (found === null || found === undefined) break;
      if ("same" in found) {
        replaced = found.same;
        break;
      }
      equation = { ...found, outputs: equation.outputs };
    }
    if (replaced !== null) {
      names.set(equation.outputs[0]!, replaced);
      continue;
    }
    equations.push(equation);
    for (const y of equation.outputs) makers.set(y.id, equation);
  }
  return withParts(program, { equations, outputs: program.outputs.map((y) => names.of(y)) });
}
