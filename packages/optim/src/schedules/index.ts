export { chained, everySteps, sequential, warmUp } from "./compose.ts";
export { type CosineOptions, type CosineRestartsOptions, cosine, cosineRestarts } from "./cosine.ts";
export { type CyclicOptions, cyclic, type OneCycleOptions, oneCycle } from "./cycle.ts";
export {
  constant,
  type ExponentialOptions,
  exponential,
  type InverseTimeOptions,
  inverseTime,
  type LinearOptions,
  lambda,
  linear,
  type MultiStepOptions,
  multiStep,
  type PolynomialOptions,
  polynomial,
  type StepOptions,
  step,
} from "./fall.ts";
export { multiplicative, type PlateauOptions, type PlateauState, reduceOnPlateau } from "./stateful.ts";
