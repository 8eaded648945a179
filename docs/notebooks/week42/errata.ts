/** A mistake on the exercise sheet of week 42: in which cell, and what it is. */
export interface Mistake {
  readonly where: string;
  readonly what: string;
}

/** The mistakes of the sheet, by number. Where each shows, the lesson prints the sheet's result beside the right one. */
export const errata: Readonly<Record<number, Mistake>> = {
  1: { where: "cell 6", what: "dC/da = 2 (a - t) lacks the 1/10 of a mean over 10 outputs" },
  2: { where: "cells 11 to 14", what: "dC/da2 = 2 (a2 - t) lacks the 1/4 of a mean over 4 outputs" },
  3: { where: "cell 12", what: "dC/dz2 * W2.T is called dz2/da1, and is neither that nor dC/da1" },
  4: { where: "cell 24", what: "mse_der divides by len(target), which for a batch is the number of rows" },
  5: { where: "cell 24", what: "np.outer(dC_dz, layer_input) flattens a batch" },
  6: { where: "cells 24 and 29", what: "dC/db = dC/dz is not summed over the batch" },
  7: { where: "cell 29", what: "dC/dW is divided by the number of flowers, dC/db is not, and the cost is a sum" },
  8: { where: "cell 1", what: "softmax subtracts the maximum of each column (axis 0), over the batch" },
  9: { where: "cell 1", what: "softmax sums along axis 1, so it takes no single vector" },
  10: { where: "cell 29", what: "p - t is the derivative for the true softmax, not for that of cell 1" },
  11: { where: "cells 31 and 36", what: "the accuracies before training come from the wrong softmax" },
  12: { where: "cell 34", what: "the cross-entropy is a sum, so the step grows with the data; and 0 log 0 is NaN" },
  13: { where: "cell 5", what: "e^(-z)/(1 + e^(-z))² overflows for very negative z" },
  14: { where: "cells 1 and 21", what: "where(z > 0, 1, 0) times a negative number is -0" },
  15: {
    where: "cells 31 and 38",
    what: "accuracy_score(prediction, truth) for (truth, prediction), and on the training data",
  },
  16: { where: "cell 33", what: "the stochastic training hands gradients to a method that takes inputs and targets" },
  17: { where: "cell 32", what: "update_weights changes the arrays in place, under everyone who still holds them" },
  18: { where: "cell 32", what: "the velocities stay in the object: the next training begins with them" },
  19: { where: "cell 32", what: "the class never uses the backpropagation by hand that exercise 7a asks for" },
  20: { where: "cell 32", what: "v = αv - ηg is one of two forms of momentum, which differ when η changes" },
};
