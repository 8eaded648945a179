export type { Default1, Default2, Draw0, Draw1, Draw2, Draw3 } from "./calls.ts";
export type { Distributions } from "./distributions.ts";
export type { ChoiceOptions, Draws, Probabilities } from "./draws.ts";
export { type Generator, type GeneratorState, generator } from "./generator.ts";
export type { IntegerType } from "./integers.ts";
export {
  bernoulli,
  foldIn,
  type Key,
  type Keys,
  key,
  type NormalOptions,
  normal,
  split,
  type UniformOptions,
  uniform,
} from "./key.ts";
export type { LegacySeed } from "./legacySeed.ts";
export { type LegacyState, RandomState } from "./randomState.ts";
export type { Size } from "./size.ts";
