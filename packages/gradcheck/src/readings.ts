import type { CauseCode } from "./codes.ts";

/** What a mistake does, where it may be called by several codes. */
export type Deed =
  | "takes the value of a neighbouring layer"
  | "takes the value of another layer"
  | "takes another value of the net"
  | "takes the value of another step of time"
  | "takes a value without one of its factors"
  | "takes the normalised value without its scale"
  | "goes back through a neighbour's weights"
  | "takes the slope of a neighbouring layer"
  | "takes the slope of another layer"
  | "takes the slope of another function"
  | "takes a slope with another sign in it"
  | "takes a slope without one of its factors"
  | "takes a slope with one factor more"
  | "takes a slope with one term more"
  | "takes the derivative by a later value"
  | "takes the derivative by an earlier value"
  | "takes the derivative by a value that a number divides"
  | "takes the derivative of a neighbouring layer"
  | "takes the derivative of another layer"
  | "hands back the derivative of another layer"
  | "takes the prediction for the error"
  | "has the slope of an exponential once more"
  | "leaves out the slope of a step of the loss"
  | "leaves out the choice of a maximum"
  | "shares what comes back from a maximum"
  | "gives what comes back from a maximum to a fixed entry"
  | "leaves out the slope of the output"
  | "has a slope twice"
  | "has the slope of the output twice"
  | "leaves out a number by which all is multiplied"
  | "has a number by which all is multiplied once more"
  | "leaves out a mask"
  | "leaves out one of two equal terms"
  | "leaves out a term of a slope"
  | "adds a term twice"
  | "leaves out a number"
  | "multiplies by a size"
  | "divides by a size"
  | "multiplies by a negative number"
  | "leaves out the division of a mean"
  | "divides by a size as a mean does"
  | "leaves out a penalty"
  | "scales a penalty"
  | "turns the sign of a penalty"
  | "adds a penalty"
  | "has a sum for the mean of a normalisation"
  | "divides by the scale of a normalisation once too often"
  | "turns a kernel round"
  | "goes back through a kernel as it lies"
  | "lays what comes back one place off"
  | "takes what it meets one place off"
  | "takes one place for all"
  | "multiplies by a value that does not belong there"
  | "reads entries in another order"
  | "takes one sample for all"
  | "exchanges the parts of two operands"
  | "exchanges the parts of a maximum"
  | "exchanges the gradients of two parameters"
  | "sums over another axis, and has another shape"
  | "does not sum, and has another shape"
  | "keeps one place of those that are summed"
  | "keeps one use of several"
  | "keeps one of several"
  | "differentiates another cost"
  | "leaves out a part of the cost"
  | "weighs classes for samples"
  | "computes with other data"
  | "computes with another number"
  | "leaves out a step of the loss"
  | "computes another penalty"
  | "takes one of two branches for both"
  | "takes data before they were prepared"
  | "takes the data of another step of time"
  | "stops a step of time too late"
  | "leaves out the derivative of a softmax's sum"
  | "takes a product for one of its factors"
  | "divides by a square";

/**
 * What a mistake does on the way back, and the codes by which it may be called, the most usual one first. Each change
 * that is tried says what it does; which of the codes comes first may depend on what stands nearby. A code is here
 * only if whoever makes the mistake that it names gets exactly the same numbers.
 */
export const namesOf: Readonly<Record<Deed, readonly CauseCode[]>> = {
  "takes the value of a neighbouring layer": ["off-by-one-layer", "derivative-at-wrong-value", "wrong-layer"],
  "takes the value of another layer": ["wrong-layer", "derivative-at-wrong-value"],
  "takes another value of the net": ["derivative-at-wrong-value", "wrong-layer"],
  "takes the value of another step of time": ["derivative-at-wrong-value", "off-by-one-layer"],
  "takes a value without one of its factors": ["missing-term", "derivative-at-wrong-value"],
  "takes the normalised value without its scale": ["derivative-at-wrong-value", "missing-term", "factor"],
  "goes back through a neighbour's weights": ["off-by-one-layer", "wrong-layer"],
  "takes the slope of a neighbouring layer": ["off-by-one-layer", "derivative-at-wrong-value", "wrong-layer"],
  "takes the slope of another layer": ["wrong-layer", "derivative-at-wrong-value"],
  "takes the slope of another function": ["derivative-at-wrong-value", "wrong-forward"],
  "takes a slope with another sign in it": ["derivative-at-wrong-value", "sign"],
  "takes a slope without one of its factors": ["derivative-at-wrong-value", "missing-term"],
  "takes a slope with one factor more": ["derivative-at-wrong-value", "extra-term"],
  "takes a slope with one term more": ["derivative-at-wrong-value", "extra-term"],
  "takes the derivative by an earlier value": ["extra-term", "wrong-upstream"],
  "takes the derivative by a value that a number divides": ["extra-term", "factor", "wrong-upstream"],
  "takes the derivative by a later value": ["missing-activation-derivative", "wrong-upstream"],
  "takes the derivative of a neighbouring layer": ["wrong-upstream", "off-by-one-layer", "wrong-layer"],
  "takes the derivative of another layer": ["wrong-upstream", "wrong-layer"],
  "hands back the derivative of another layer": ["wrong-layer", "wrong-upstream", "structure"],
  "takes the prediction for the error": ["missing-term", "wrong-upstream"],
  // Multiplied by exp(-z) is divided by exp(z).
  "has the slope of an exponential once more": [
    "doubled-activation-derivative",
    "extra-term",
    "missing-activation-derivative",
  ],
  "leaves out the slope of a step of the loss": ["missing-activation-derivative", "missing-term"],
  "leaves out the choice of a maximum": ["missing-activation-derivative", "missing-term", "extra-term"],
  "shares what comes back from a maximum": [
    "derivative-at-wrong-value",
    "wrong-forward",
    "missing-activation-derivative",
  ],
  "gives what comes back from a maximum to a fixed entry": ["derivative-at-wrong-value", "wrong-forward"],
  "leaves out the slope of the output": ["missing-activation-derivative", "wrong-forward"],
  "has a slope twice": ["doubled-activation-derivative", "extra-term"],
  "has the slope of the output twice": ["doubled-activation-derivative", "extra-term", "softmax-diagonal"],
  "leaves out a number by which all is multiplied": ["missing-term", "factor"],
  "has a number by which all is multiplied once more": ["extra-term", "factor"],
  "leaves out a mask": ["missing-term", "extra-term"],
  "leaves out one of two equal terms": ["missing-term", "factor"],
  "leaves out a term of a slope": ["missing-term", "derivative-at-wrong-value"],
  "adds a term twice": ["extra-term", "factor"],
  "leaves out a number": ["factor", "missing-term"],
  "multiplies by a size": ["factor", "sum-for-mean"],
  "divides by a size": ["factor", "mean-for-sum"],
  "multiplies by a negative number": ["factor", "sign"],
  "leaves out the division of a mean": ["sum-for-mean", "factor"],
  "divides by a size as a mean does": ["mean-for-sum", "factor"],
  "leaves out a penalty": ["regulariser", "missing-term"],
  "scales a penalty": ["regulariser", "factor"],
  "turns the sign of a penalty": ["regulariser", "sign"],
  "adds a penalty": ["regulariser", "extra-term"],
  "has a sum for the mean of a normalisation": ["factor", "sum-for-mean"],
  "divides by the scale of a normalisation once too often": ["extra-term", "factor", "derivative-at-wrong-value"],
  "turns a kernel round": ["transposed", "wrong-axis", "wrong-forward"],
  "goes back through a kernel as it lies": ["transposed", "wrong-axis", "wrong-forward"],
  "lays what comes back one place off": ["wrong-upstream", "off-by-one-layer", "wrong-axis"],
  "takes what it meets one place off": ["derivative-at-wrong-value", "off-by-one-layer"],
  "takes one place for all": ["derivative-at-wrong-value", "one-sample"],
  "multiplies by a value that does not belong there": ["extra-term", "derivative-at-wrong-value"],
  "reads entries in another order": ["transposed", "wrong-axis", "structure"],
  "takes one sample for all": ["one-sample", "missing-term"],
  "exchanges the parts of two operands": ["wrong-upstream", "wrong-layer", "structure"],
  "exchanges the parts of a maximum": ["derivative-at-wrong-value", "wrong-upstream", "wrong-layer"],
  "exchanges the gradients of two parameters": ["structure", "wrong-layer"],
  "sums over another axis, and has another shape": ["wrong-axis", "structure"],
  "does not sum, and has another shape": ["not-summed", "structure"],
  "keeps one place of those that are summed": ["not-summed", "one-sample"],
  "keeps one use of several": ["missing-term", "one-sample"],
  "keeps one of several": ["missing-term", "one-sample"],
  "differentiates another cost": ["wrong-forward", "derivative-at-wrong-value"],
  "leaves out a part of the cost": ["missing-term", "wrong-forward"],
  "weighs classes for samples": ["wrong-axis", "derivative-at-wrong-value", "wrong-forward"],
  "computes with other data": ["wrong-forward", "derivative-at-wrong-value"],
  "computes with another number": ["derivative-at-wrong-value", "wrong-forward", "factor"],
  "leaves out a step of the loss": ["wrong-forward", "missing-term"],
  "computes another penalty": ["regulariser", "wrong-forward"],
  "takes one of two branches for both": ["wrong-forward", "derivative-at-wrong-value"],
  "takes data before they were prepared": ["missing-term", "wrong-forward", "derivative-at-wrong-value"],
  "takes the data of another step of time": ["off-by-one-layer", "wrong-forward", "derivative-at-wrong-value"],
  "stops a step of time too late": ["extra-term", "off-by-one-layer"],
  "leaves out the derivative of a softmax's sum": ["softmax-diagonal", "missing-term"],
  "takes a product for one of its factors": ["derivative-at-wrong-value", "extra-term"],
  // Divided twice is divided by the square, as by the variance for the deviation.
  "divides by a square": ["extra-term", "derivative-at-wrong-value"],
};

/** The other codes by which a mistake with a code may be called as well; none where nothing is said of what it does. */
export function readingsOf(does: Deed | undefined, code: CauseCode): readonly CauseCode[] {
  if (does === undefined) return [];
  const names = namesOf[does];
  return names.includes(code) ? names.filter((other) => other !== code) : [];
}
