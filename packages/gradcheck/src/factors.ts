import type { Batch } from "./context.ts";
import type { Graph } from "./graph.ts";
import { flat } from "./numbers.ts";

/** A number that means something in a net: the size of the batch, the number of outputs. */
export interface NamedSize {
  readonly name: string;
  readonly value: number;
  /** Whether it is a length that is as large as the batch, or as there are outputs, by chance. */
  readonly chance?: true;
}

/** Whether broadcasting repeats a tensor of the first shape to one of the second. */
function isRepeated(shape: readonly number[], output: readonly number[]): boolean {
  const missing = output.length - shape.length;
  return missing >= 0 && shape.every((n, axis) => n === 1 || n === output[missing + axis]);
}

/** The sizes by which people multiply and divide, the likeliest first. */
export function sizesOf(graph: Graph, given: Batch | null): NamedSize[] {
  const batch = given?.size ?? null;
  const sizes: NamedSize[] = [];
  const add = (name: string, value: number | undefined): void => {
    if (value !== undefined && value > 1 && !sizes.some((one) => one.name === name)) sizes.push({ name, value });
  };
  const predictions = predictionsOf(graph);
  const outputs = outputsIn(graph, predictions, batch);
  add(BATCH, batch ?? (outputs === undefined ? predictions?.at(-1) : undefined));
  add("the number of outputs", outputs);
  if (batch !== null && outputs !== undefined && outputs > 1) add("batch size x outputs", batch * outputs);
  // Parameters that are repeated over samples and places, as a convolution's bias is.
  graph.lines.forEach(({ inputs, inputPlaces, outputs }) => {
    inputs.forEach((x, i) => {
      const place = inputPlaces[i]!;
      const n = outputs[0]!.size / Math.max(1, x.size);
      if (place < 0 || !graph.withoutData[place] || outputs.length !== 1 || x.size === 0 || !Number.isInteger(n))
        return;
      // The weights of a product are smaller than it by another ratio, which counts nothing.
      if (!isRepeated(x.shape, outputs[0]!.shape)) return;
      if (n > 1 && !sizes.some(({ value }) => value === n)) add("the number of places and samples that are summed", n);
      if (batch !== null && n % batch === 0 && n > batch) add("the number of places that are summed", n / batch);
    });
  });
  // A mean over the samples that a hinge lets through.
  for (const { primitive, outputs } of graph.lines) {
    if (primitive.name !== "relu" || outputs[0]!.size !== batch) continue;
    add("the number of samples that the relu lets through", flat(outputs[0]!).filter((a) => a > 0).length);
  }
  const unweighted = inputsAndTargets(graph);
  // A weighted mean divides by the sum of weights, one over some entries by their number.
  const summed = new Set<unknown>();
  const onTape = graph.lines.map(({ inputs, inputPlaces }) => inputs.filter((_, i) => inputPlaces[i]! < 0));
  // What the loss makes of data comes in the order of the tape; what it is given may be cut into pieces first.
  [...onTape, [...graph.dataNames.keys()]].forEach((given) => {
    given.forEach((x) => {
      if (x.size < 2 || x.dtype === "int32" || summed.has(x) || unweighted.has(x)) return;
      summed.add(x);
      const numbers = flat(x);
      if (numbers.some((value) => value < 0) || numbers.every((value) => value === numbers[0])) return;
      const total = numbers.reduce((sum, value) => sum + value, 0);
      const mask = numbers.every((value) => value === 0 || value === 1);
      const name = graph.dataNames.get(x) ?? `${mask ? "mask" : "the loss's data"} ${summed.size}`;
      if (!Number.isFinite(total)) return;
      if (mask && total === x.shape[0]) return;
      add(mask ? `the number of ones in ${name}` : `the sum of ${name}`, total);
      // Data in the shape of the predictions have as many entries as those.
      if (String(x.shape) !== String(predictions)) add(`the size of ${name}`, x.size);
    });
  });
  const parameters = graph.leaves.map(({ path, value }) => ({ name: path === "" ? "the parameter" : path, value }));
  for (const { name, value } of parameters) {
    value.shape.forEach((n, d) => {
      if (!sizes.some((size) => size.value === n)) add(`axis ${d} of ${name}`, n);
    });
  }
  const data = [...graph.dataNames].map(([value, name]) => ({ name, value }));
  const chance = [...data, ...parameters].flatMap(({ name, value }, i) =>
    value.shape.flatMap((n, d): NamedSize[] =>
      batch === null || n !== batch || n < 2 || (i < data.length && d === given!.axis)
        ? []
        : [{ name: `axis ${d} of ${name}`, value: n, chance: true }],
    ),
  );
  // Steps of a sequence, or words of a sentence: a mean over them is as likely as one over outputs.
  const isLength = (n: number): boolean =>
    n === outputs || sizes.some(({ name, value }) => value === n && name.startsWith("axis "));
  const steps = data.flatMap(({ name, value: { shape, dtype } }) =>
    shape.flatMap((n, d): NamedSize[] =>
      n > 1 && d !== given?.axis && isLength(n) && (dtype === "int32" || (shape.length > 2 && d < shape.length - 1))
        ? [{ name: `axis ${d} of ${name}`, value: n, chance: true }]
        : [],
    ),
  );
  return [...sizes, ...chance, ...steps.filter(({ name }) => !chance.some((one) => one.name === name))];
}

/** Inputs, which meet a parameter in a product, and targets, which are subtracted: weights of samples do neither. */
function inputsAndTargets({ lines, producer }: Graph): ReadonlySet<unknown> {
  const isParameter = (place: number): boolean => place >= 0 && producer[place] === -1;
  return new Set(
    lines.flatMap(({ primitive: { name }, inputs, inputPlaces }) =>
      name === "sub" || ((name === "mul" || name === "matmul") && inputPlaces.some(isParameter)) ? inputs : [],
    ),
  );
}

/** The length of the last axis of what the loss is reduced from. */
export const outputsOf = (graph: Graph): number | undefined => predictionsOf(graph)?.at(-1);

/** How many outputs a sample has. One number for each sample has no axis of outputs; where samples are columns, it is the first. */
function outputsIn(graph: Graph, predictions: readonly number[] | undefined, batch: number | null): number | undefined {
  const last = predictions?.at(-1);
  if (predictions === undefined || last === undefined) return undefined;
  if (predictions.length === 1) {
    const isRows = [...graph.dataNames.keys()].some(({ shape }) => shape.length > 1 && shape[0] === last);
    return last === batch || (batch === null && isRows) ? undefined : last;
  }
  return last === batch && predictions.length === 2 && predictions[0] !== batch ? predictions[0] : last;
}

/** The shape of what the loss is reduced from, in however many sums. */
function predictionsOf(graph: Graph): readonly number[] | undefined {
  let place = graph.outputPlace;
  while (place >= 0) {
    const line = graph.lines[graph.producer[place]!];
    if (graph.values[place]!.size > 1 && line?.primitive.name !== "sum") break;
    if (line === undefined) return undefined;
    const next = line.inputPlaces.filter((p) => p >= 0 && !graph.withoutData[p]);
    if (next.length === 0) return undefined;
    place = next[0]!;
  }
  return graph.values[place]?.shape;
}

/** A factor in words, and the sizes that it is made of; it must hold wherever it was measured. */
export interface NamedFactor {
  readonly words: string;
  /** What it may be as well: other sizes that are as large wherever it was measured. */
  readonly also: readonly string[];
  /** Whether it multiplies by a size, divides by one, or neither. */
  readonly by: "size" | "fraction" | "number";
  readonly sizes: readonly string[];
  /** The factor where sizes are others. */
  readonly at: (sizes: readonly NamedSize[]) => number;
  /** Whether it is a size written as a number: nothing is wrong by it but where that size is another one. */
  readonly writtenSize?: true;
}

/** A factor that is a number, whatever the sizes are. */
export const numberFactor = (words: string, value: number): NamedFactor => ({
  words,
  also: [],
  by: "number",
  sizes: [],
  at: () => value,
});

const NUMBERS: readonly [number, string][] = [
  [1, "1"],
  [2, "2"],
  [0.5, "1/2"],
  [4, "4"],
  [0.25, "1/4"],
  [-1, "-1"],
];

/** What may be left of a factor in which a size and the number for it cancel. */
const PLAIN = [1, -1, 2, 0.5];

/**
 * Names factors measured at one or more places, with the sizes there: the same words must fit all of them. Null when
 * no words do, and the factors differ.
 */
export function nameFactor(
  measured: readonly { readonly factor: number; readonly sizes: readonly NamedSize[]; readonly given?: boolean }[],
  tolerance = 1e-6,
): NamedFactor | null {
  const found: NamedFactor[] = [];
  const consider = (words: string, by: NamedFactor["by"], sizes: readonly string[], at: NamedFactor["at"]): void => {
    const fits = measured.every(({ factor, sizes }) => Math.abs(factor - at(sizes)) <= tolerance * Math.abs(at(sizes)));
    if (fits) found.push({ words, also: [], by, sizes, at });
  };
  const names = measured[0]!.sizes.filter(({ chance }) => chance !== true).map(({ name }) => name);
  // Where it could be either, 2 and 1/2 are likelier than a size that happens to be 2.
  consider("2", "number", [], () => 2);
  consider("1/2", "number", [], () => 0.5);
  consider("-2", "number", [], () => -2);
  for (const name of names) {
    consider(name, "size", [name], (sizes) => valueOf(name, sizes));
    consider(`1 / ${name}`, "fraction", [name], (sizes) => 1 / valueOf(name, sizes));
  }
  for (const [number, words] of NUMBERS) consider(words, "number", [], () => number);
  for (const [number, words] of NUMBERS.slice(1)) {
    for (const name of names) {
      consider(`${words} x ${name}`, "size", [name], (sizes) => number * valueOf(name, sizes));
      consider(`${words} / ${name}`, "fraction", [name], (sizes) => number / valueOf(name, sizes));
    }
  }
  // Measured once, a number that is all but 1 is close to one of these by chance.
  const once = measured.length === 1;
  for (const name of names.slice(0, 1)) {
    for (const more of [-1, 1]) {
      const by = once && more > 0 ? "number" : "fraction";
      const other = `(${name} ${more < 0 ? "-" : "+"} 1)`;
      const share = (sizes: readonly NamedSize[]): number => valueOf(name, sizes) / (valueOf(name, sizes) + more);
      consider(`${name} / ${other}`, by, [name], share);
      consider(`${other} / ${name}`, by, [name], (sizes) => 1 / share(sizes));
    }
  }
  for (const above of names) {
    for (const below of names) {
      if (above === below) continue;
      consider(
        `${above} / ${below}`,
        isCounted(above) || isCounted(below) || !(once || /axis /.test(above + below)) ? "fraction" : "number",
        [above, below],
        (sizes) => valueOf(above, sizes) / valueOf(below, sizes),
      );
    }
  }
  const { factor, sizes: here } = measured[0]!;
  const everywhere = measured.every((one) => Math.abs(one.factor - factor) <= tolerance * Math.abs(factor));
  found.sort((a, b) => farFetched(a) - farFetched(b));
  // A number with some digits is likelier than the length of an axis times 1/2, or over the batch.
  if (everywhere && found.length > 0 && farFetched(found[0]!) === ODDEST)
    return numberFactor(shortNumber(factor), factor);
  // Any number times or over a size, as long as it is the same wherever it was measured.
  if (!everywhere && found.length === 0 && measured.length > 1) {
    for (const name of names) {
      const [by, over] = [factor / valueOf(name, here), factor * valueOf(name, here)];
      consider(`${shortNumber(by)} x ${name}`, "number", [], (sizes) => by * valueOf(name, sizes));
      consider(`${shortNumber(over)} / ${name}`, "number", [], (sizes) => over / valueOf(name, sizes));
    }
    const own = measured.find(({ given }) => given);
    const first = found[0];
    if (first !== undefined && own !== undefined && PLAIN.some((k) => Math.abs(own.factor - k) <= tolerance)) {
      return { ...first, writtenSize: true };
    }
  }
  const first = found[0];
  if (first === undefined) {
    const constant = measured.every((one) => Math.abs(one.factor - factor) <= tolerance * Math.abs(factor));
    return constant ? numberFactor(shortNumber(factor), factor) : null;
  }
  const own = measured.find(({ given }) => given);
  const isPlainHere = own !== undefined && PLAIN.some((k) => Math.abs(own.factor - k) <= tolerance);
  const isNoneHere = own !== undefined && Math.abs(own.factor - 1) <= tolerance;
  if (!everywhere && (isNoneHere || (isPlainHere && isNumberAndSize(found)))) {
    return { ...first, writtenSize: true };
  }
  const isSize = ({ words }: NamedFactor): boolean => names.includes(words) && !isUnnamed(words);
  const isPart = ({ words }: NamedFactor): boolean => names.some((name) => words === `1 / ${name}` && !isUnnamed(name));
  const isDivision = (once && first.by === "fraction") || /^1\/\d/.test(first.words);
  const others = found
    .slice(1)
    .filter((one) => (isTwin(first) ? isTwin(one) : isDivision ? isPart(one) : isSize(one) && first.by !== "fraction"));
  const isSure = others.length > 0 || first.words.includes("1)");
  const chance = isSure ? [] : once ? byChance(first, measured[0]!) : byChanceEverywhere(first, measured);
  return { ...first, also: [...others.map(({ words }) => words), ...chance].slice(0, ALSO) };
}

/** How far-fetched it is that someone multiplies by what a factor is: by the length of an axis and something else most. */
function farFetched({ words, sizes }: NamedFactor): number {
  const isAlone = sizes.length === 1 && !/^(-|1\/|[2-9])|[-+] 1\)/.test(words);
  if (words.includes("axis ")) return isAlone && words.startsWith("axis ") ? 1 : ODDEST;
  if (isAlone || sizes.length === 0) return 0;
  return /^(1\/)?4 |^(1\/)?2 .*batch size x/.test(words) ? 3 : 2;
}

/** What no one does. */
const ODDEST = 4;

/**
 * Whether a factor is made of two sizes, or of one and a number that may be a size as well: 2 / the batch size is the
 * number of outputs over that of samples where there are two outputs.
 */
const isTwin = (factor: NamedFactor): boolean =>
  !/mask \d|the loss's data/.test(factor.words) &&
  (farFetched(factor) === 2 || /^(1 \/ )?batch size x outputs$/.test(factor.words));

/** What a factor measured once may be instead, where the batch has the length of something else by chance. */
function byChance({ words, by, sizes }: NamedFactor, here: { readonly sizes: readonly NamedSize[] }): string[] {
  if (sizes.includes(BATCH)) {
    const length = lengthAs(BATCH, here.sizes);
    return length === undefined ? [] : [words.replace(BATCH, length)];
  }
  const everywhere = byChanceEverywhere({ words, sizes }, [here]);
  if (everywhere.length > 0) return everywhere;
  const [size, batch] = [here.sizes.find(({ name }) => name === sizes[0])?.value, valueOf(BATCH, here.sizes)];
  if (by === "number" || size === undefined || (words !== sizes[0] && words !== `1 / ${sizes[0]}`)) return [];
  if (size === 2 * batch) return [words.replace(sizes[0]!, by === "size" ? `2 x ${BATCH}` : `(2 x ${BATCH})`)];
  return 2 * size === batch ? [by === "size" ? `1/2 x ${BATCH}` : `2 / ${BATCH}`] : [];
}

/** A length that is as large as a size by chance. */
const lengthAs = (size: string, here: readonly NamedSize[]): string | undefined =>
  here.find(({ chance, value }) => chance && value === valueOf(size, here))?.name;

/** What a factor may be instead where another batch changes nothing: the length of something else than the outputs. */
function byChanceEverywhere(
  { words, sizes: [size] }: Pick<NamedFactor, "words" | "sizes">,
  measured: readonly { readonly sizes: readonly NamedSize[] }[],
): string[] {
  if (size === undefined || size === BATCH || (words !== size && words !== `1 / ${size}`)) return [];
  const [length, ...others] = measured.map(({ sizes }) => lengthAs(size, sizes));
  return length === undefined || others.some((other) => other !== length) ? [] : [words.replace(size, length)];
}

/** What the size of the batch is called. */
export const BATCH = "the batch size";

/** Whether a factor may be the batch size and may be something else: another batch tells the two apart. */
export const showsWithBatch = ({ words, also }: NamedFactor): boolean =>
  new Set([words, ...also].map((name) => name.includes("batch size"))).size > 1;

/** A factor with all that it may be. */
export const inFull = ({ words, also }: NamedFactor): string =>
  also.length === 0 ? words : `${words} (also ${also.join(", ")})`;

/** Whether it takes a number beside a size to name a factor, in all of its names: no single size, and no two of them, make it. */
const isNumberAndSize = (found: readonly NamedFactor[]): boolean =>
  found.every(({ words, sizes }) => /^[-\d/]+ [x/] /.test(words) && words !== `1 / ${sizes[0]}`);

/** How many other names of a factor are listed. */
const ALSO = 2;

/** Whether a size is that of what the loss makes on its way, which has no name in the program. */
const isUnnamed = (name: string): boolean => / (the loss's data|mask) \d+$/.test(name);

/** Whether a size is that of some of the entries alone, or a sum of weights. */
const isCounted = (name: string): boolean => /^the (sum of|number of ones in) /.test(name);

/** A size that is not listed is 1, as the batch size of one sample is; an axis is not listed where its length has a name. */
const valueOf = (name: string, sizes: readonly NamedSize[]): number =>
  sizes.find((one) => one.name === name)?.value ?? (name.startsWith("axis") ? Number.NaN : 1);

/** A number with at most seven digits. */
export function shortNumber(x: number): string {
  return String(Number(x.toPrecision(7)));
}
