import { KindError } from "../errors.ts";
import type { Tensor } from "../tensor.ts";
import { type Formula, readFormula } from "./formula.ts";
import type { MathValue } from "./values.ts";

// JavaScript passes the same strings object every time a template is reached, so each template is read once.
const formulas: WeakMap<TemplateStringsArray, Formula> = new WeakMap();

/**
 * A formula in NumPy's notation, with tensors, numbers and functions interpolated: its value, and under `grad` its
 * derivative, are those of the same calls written out.
 *
 * Operators, from loose to tight as in Python: `< <= > >= == !=` (not chained), `+ -`, `* / @`, a sign, `**`
 * (from right to left, so `-x**2` is −(x²)). Functions are called by the library's names or NumPy's
 * (`expandDims`, `expand_dims`, also after `np.` and `np.linalg.`), with arguments by position or name
 * (`axis=0, keepdims=True`), NumPy's methods with a dot (`x.sum(axis=0)`), functions of your own by interpolation
 * (`${f}(x)`). Further: `x.T`, `x.shape`, slices `x[1:3, ::-1, None, ...]`, tuples and lists, `pi e inf nan`,
 * `True False None newaxis`. A list counts as a tensor, so `[1, 2] + [3, 4]` is `[4, 6]`.
 *
 * Plain numbers stay plain until they meet a tensor, so they never change a dtype. A template is read once, however
 * often it is evaluated; nothing is looked up except the library's functions, and no text becomes code.
 *
 * Shapes: those of the calls; a formula of plain numbers gives `[]`. The shape's type is dynamic.
 *
 * @throws MathSyntaxError when the formula cannot be read, names something unknown, or a value does not suit its
 * place; whatever the functions throw.
 * @example
 * const [W, x, target] = [tensor([[1, 2], [3, 4]]), tensor([1, -1]), 0.5];
 * math`(sigmoid(${W} @ ${x}) - ${target})**2` // [0.05338807 0.05338807]
 * @example math`-${3}**2`.item() // -9
 * @see V. R. Pratt (1973), Top down operator precedence.
 * @public
 */
export function math(strings: TemplateStringsArray, ...values: readonly MathValue[]): Tensor {
  let formula = formulas.get(strings);
  if (formula === undefined) {
    if (!Array.isArray(strings?.raw)) throw notTemplate(strings);
    formula = readFormula(strings.raw);
    formulas.set(strings, formula);
  }
  return formula(values);
}

function notTemplate(given: unknown): KindError {
  return new KindError({
    code: "math-syntax",
    op: "math",
    problem: "math is the tag of a template and cannot be called with brackets",
    got: typeof given === "string" ? `the text ${JSON.stringify(given)}` : typeof given,
    hint: "write math`mean((${x} - ${y})**2)`, with backquotes and without brackets",
  });
}
