import type { Graph } from "../graph.ts";
import { flat } from "../numbers.ts";
import type { Cause } from "../result.ts";
import type { Sites } from "./causeOf.ts";

const isFinite = (x: { readonly dtype: string } | null): boolean =>
  x === null || x.dtype === "bool" || flat(x as Parameters<typeof flat>[0]).every(Number.isFinite);

/** The first step that makes something of finite values which is not finite. */
function firstForward({ lines }: Graph): number {
  return lines.findIndex(({ inputs, outputs }) => inputs.every(isFinite) && !outputs.every(isFinite));
}

/** The first step into which NaN or infinity comes as a number of the loss or in its data. */
function firstGiven({ lines }: Graph): number {
  return lines.findIndex(
    ({ inputs, inputPlaces, outputs }) =>
      inputs.some((x, i) => inputPlaces[i]! < 0 && !isFinite(x)) && !outputs.every(isFinite),
  );
}

/** The first step on the way back that does so: its line. */
function firstBackward({ lines, adjoints, contributions }: Graph): number {
  return lines.findLastIndex(
    ({ outputPlaces }, k) =>
      outputPlaces.every((place) => isFinite(adjoints[place]!)) && !contributions[k]!.every(isFinite),
  );
}

/** NaN or infinity on the tape's own side, and where it arises: then the tape cannot be the judge. Null where all is finite. */
export function overflow(graph: Graph, nameOf: (place: number) => string, sites: Sites): Cause | null {
  const loss = graph.loss.item();
  const leaf = graph.leaves.find(({ numbers }) => numbers.some((x) => !Number.isFinite(x)));
  if (Number.isFinite(loss) && leaf === undefined) return null;
  const forward = firstForward(graph);
  const given = forward >= 0 ? -1 : firstGiven(graph);
  const line = forward >= 0 ? forward : given >= 0 ? given : firstBackward(graph);
  const subject = Number.isFinite(loss)
    ? `the tape's own gradient of ${leaf!.path} has ${leaf!.numbers.find((x) => !Number.isFinite(x))} in it`
    : `the loss itself is ${loss} at these values`;
  const at = line < 0 ? undefined : sites(line);
  return {
    code: "unknown",
    quantity: leaf?.path ?? graph.order[0]?.path ?? "",
    what: `${subject}${line < 0 ? "" : `: ${given >= 0 ? `it comes with a number or the data into ${graph.lines[given]!.primitive.name}` : whereFrom(graph, line, forward >= 0, nameOf)}`}`,
    ...(at !== undefined && { at }),
    evidence: "nothing can be compared with NaN or infinity: the tape cannot be the judge here",
    fix: "choose other values, or a formula that does not overflow: log(softmax) from the logits, log1p, a root of what is above 0",
    alternative: 0,
  };
}

/** The step in words, with the value that it cannot take. */
function whereFrom({ lines }: Graph, line: number, forward: boolean, nameOf: (place: number) => string): string {
  const { primitive, inputs, inputPlaces, outputs } = lines[line]!;
  const made = (forward ? outputs : []).flatMap((y) => [...flat(y)]).find((x) => !Number.isFinite(x));
  const ofValues = inputs.flatMap((x, i) => {
    const numbers = flat(x);
    const k = forward ? flat(outputs[0]!).findIndex((y) => !Number.isFinite(y)) : numbers.indexOf(0);
    const value = numbers.length === 1 ? numbers[0] : numbers.length === outputs[0]!.size ? numbers[k] : undefined;
    const name = inputPlaces[i]! >= 0 ? nameOf(inputPlaces[i]!) : "";
    return value === undefined ? [] : [`${/^the |^$/.test(name) ? "" : `${name} = `}${value}`];
  });
  const of = ofValues.length === 0 ? "" : ` of ${ofValues.join(" and ")}`;
  return forward
    ? `it arises in ${primitive.name}${of}, which is ${made}`
    : `it arises on the way back through ${primitive.name}${of}`;
}
