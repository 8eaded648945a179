import { mul, readTape, sum, type TapeLine, type Tensor } from "@wengert/autograd";
import { leavesOf, rebuild } from "../leaves.ts";

/** A backward pass by hand, as a function of parameters and data. */
export type HandFunction = (...args: never[]) => unknown;

/** What a hand-written function computes, in order, and what it returned, by the tensors of its result. */
interface Watched {
  readonly lines: readonly TapeLine[];
  readonly result: unknown;
  readonly returned: readonly Tensor[];
}

/** Marks what is returned: no hand multiplies by these numbers. */
const MARK = 123_457;

export function watch(hand: HandFunction, args: readonly unknown[]): Watched {
  let result: unknown;
  let count = 0;
  const watched = (...given: never[]): Tensor => {
    result = hand(...given);
    const found = leavesOf(result).map(({ value }) => sum(mul(value, MARK + count++)));
    return found[0]!;
  };
  const { lines } = readTape(watched)(...args);
  const marked = new Map<number, Tensor>();
  for (const { primitive, inputs } of lines) {
    const by = primitive.name === "mul" && inputs[1]!.size === 1 ? inputs[1]!.item() - MARK : -1;
    if (by >= 0 && by < count && Number.isInteger(by)) marked.set(by, inputs[0]!);
  }
  const plain = leavesOf(result);
  const first = lines.findIndex(({ inputs }) => inputs[1]?.size === 1 && inputs[1].item() === MARK);
  const returned = plain.map(({ value }, i) => marked.get(i) ?? value);
  return { lines: first < 0 ? lines : lines.slice(0, first), result, returned };
}

function again({ primitive, params }: TapeLine, inputs: readonly Tensor[]): readonly Tensor[] {
  if (primitive.arity === "n") return primitive.forward?.(inputs, params).outputs ?? primitive.executeN(inputs, params);
  const [a, b] = inputs as [Tensor, Tensor];
  return [primitive.arity === 1 ? primitive.execute1(a, params) : primitive.execute2(a, b, params)];
}

/** The same function with another value in the place of what its k-th operation gives. */
export function withChangedLine(hand: HandFunction, k: number, change: (y: Tensor) => Tensor): HandFunction {
  return (...args) => {
    const { lines, result, returned } = watch(hand, args);
    const now = new Map<Tensor, Tensor>();
    const of = (x: Tensor): Tensor => now.get(x) ?? x;
    for (const [j, line] of lines.entries()) {
      const inputs = line.inputs.map(of);
      const moved = inputs.some((x, i) => x !== line.inputs[i]);
      const outputs = moved ? again(line, inputs) : line.outputs;
      for (const [i, y] of outputs.entries()) {
        const given = j === k ? change(y) : y;
        if (given !== line.outputs[i]) now.set(line.outputs[i]!, given);
      }
    }
    let i = 0;
    return rebuild(
      result,
      () => of(returned[i++]!),
      "",
      () => of(returned[i++]!),
    );
  };
}
