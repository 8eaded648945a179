// Data sets

// Metrics
export { accuracy, type Classes } from "./accuracy.ts";
export { type Iris, iris } from "./iris/iris.ts";
