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
export { type LegacySeed, type LegacyState, RandomState } from "./randomState.ts";
export type { Size } from "./size.ts";
