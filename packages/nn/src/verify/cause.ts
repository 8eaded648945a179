import { add, mul, sum, type Tensor } from "@wengert/autograd";
import { type Cause, compareGradients, type GradientComparison } from "@wengert/gradcheck";
import { placesOf } from "./tree.ts";

/** A layer's output for parameters and input, and the adjoints that its backward gave for the cotangent `dy`. */
interface Wrong {
  readonly apply: (params: unknown, x: unknown) => unknown;
  readonly params: unknown;
  readonly x: unknown;
  readonly dy: unknown;
  readonly hand: { readonly dParams: unknown; readonly dx: unknown };
}

/**
 * Why adjoints are wrong, as `compareGradients` finds it out: lines with the cause and what to do. None where it is not
 * known.
 */
export function causesOf({ apply, params, x, dy, hand }: Wrong): string[] {
  const cotangents = placesOf(dy).map(({ leaf }) => leaf as Tensor);
  const loss = (p: unknown, input: unknown): Tensor =>
    placesOf(apply(p, input))
      .map(({ leaf }, i): Tensor => sum(mul(leaf as Tensor, cotangents[i]!)))
      .reduce((a, b) => add(a, b));
  const all = [
    ...causes(() => compareGradients({ loss, params, data: [x], hand: hand.dParams })),
    ...causes(() => compareGradients({ loss: (input: unknown) => loss(params, input), params: x, hand: hand.dx })),
  ];
  // A mistake on the way to both is seen in both, and is one.
  const first = new Map(all.toReversed().map((one) => [`${one.code}: ${one.fix}`, one]));
  return all
    .filter((one) => first.get(`${one.code}: ${one.fix}`) === one)
    .map(({ code, evidence, fix }) => `cause ${code}: ${fix} (${evidence})`);
}

function causes(compare: () => GradientComparison): readonly Cause[] {
  try {
    // A layer has no regulariser and no loss: what looks like one is chance. A factor is in the line above already.
    return compare().causes.filter(({ code }) => code !== "unknown" && code !== "regulariser" && code !== "factor");
  } catch {
    // What is compared may have no parameters, or whole numbers among them; that it is wrong is known already.
    return [];
  }
}
