// Numbers for the workloads, the same in every run.

/** An array of numbers with a shape, before any library has it. */
export interface Numbers {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/** Draws numbers in [0, 1). @see W. H. Press et al. (2007), Numerical Recipes, 3rd ed., section 7.1. */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Numbers in [−width/2, width/2). */
export function uniform(random: () => number, shape: readonly number[], width = 1): Numbers {
  const size = shape.reduce((a, b) => a * b, 1);
  return { shape, data: Float64Array.from({ length: size }, () => width * (random() - 0.5)) };
}

/** Rows of zeros with a one at a random place. */
export function oneHot(random: () => number, shape: readonly number[]): Numbers {
  const columns = shape.at(-1)!;
  const data = new Float64Array(shape.reduce((a, b) => a * b, 1));
  for (let row = 0; row < data.length; row += columns) data[row + Math.floor(random() * columns)] = 1;
  return { shape, data };
}

/** Entry `i` along the first axis. */
export function entry({ shape, data }: Numbers, i: number): Numbers {
  const size = data.length / shape[0]!;
  return { shape: shape.slice(1), data: data.slice(i * size, (i + 1) * size) };
}
