// %% [markdown]
// # first
// Text in Markdown, with formulas: the cost is $C = (wx + b - t)^2$, so $\frac{dC}{dw} = 2(wx + b - t)\,x$.

// %%
import { add, grad, mul, square, sub, type Tensor } from "@wengert/autograd";
import { check, show } from "@wengert/notebook";

const [x, t] = [2, 1];
const cost = (w: Tensor, b: Tensor) => square(sub(add(mul(w, x), b), t));

// %% [markdown]
// ## By hand and by the tape

// %%
const [w, b] = [0.5, -1];
const byHand = 2 * (w * x + b - t) * x;
const [dw] = grad(cost, [0, 1])(w, b);
show({ byHand, byTape: dw });
check("by hand is by the tape", byHand === dw.item());
