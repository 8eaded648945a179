/// <reference types="node" />
import { existsSync } from "node:fs";
import { isAbsolute, relative, resolve } from "node:path";
import { writeFile } from "./files.ts";
import { UsageError } from "./usage.ts";

/** Writes a first notebook. Gives the exit code. */
export function newCommand(name: string): number {
  const plain = name.replace(/\.ts$/, "");
  const parts = plain.split("/");
  if (isAbsolute(plain) || !parts.every((part) => /^[\p{L}\p{N}_][\p{L}\p{N}_. -]*$/u.test(part))) {
    throw new UsageError(
      `new: "${name}" is no name for a notebook\n  hint letters, digits, - and _; folders below this one are made: new lessons/gradients`,
    );
  }
  const path = resolve(`${plain}.ts`);
  if (existsSync(path)) throw new UsageError(`new: ${plain}.ts is there already\n  hint choose another name`);
  writeFile(path, template(parts.at(-1)!));
  const shown = relative(process.cwd(), path);
  const word = shown.includes(" ") ? `"${shown}"` : shown;
  console.log(`wrote ${shown}\n  wengert run ${word}\n  wengert run ${word} --watch`);
  return 0;
}

// In pieces: a line that began with a call would look to bundlers' checks like one that is made on import.
const template = (title: string): string =>
  [
    "// %% [markdown]",
    `// # ${title}`,
    "// Text in Markdown, with formulas: the cost is $C = (wx + b - t)^2$, so $\\frac{dC}{dw} = 2(wx + b - t)\\,x$.",
    "",
    "// %%",
    'import { add, grad, mul, square, sub, type Tensor } from "@wengert/autograd";',
    'import { check, show } from "@wengert/notebook";',
    "",
    "const [x, t] = [2, 1];",
    "const cost = (w: Tensor, b: Tensor) => square(sub(add(mul(w, x), b), t));",
    "",
    "// %% [markdown]",
    "// ## By hand and by the tape",
    "",
    "// %%",
    "const [w, b] = [0.5, -1];",
    "const byHand = 2 * (w * x + b - t) * x;",
    "const [dw] = grad(cost, [0, 1])(w, b);",
    "show({ byHand, byTape: dw });",
    'check("by hand is by the tape", byHand === dw.item());',
    "",
  ].join("\n");
