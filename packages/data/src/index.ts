// Data sets
export { type Iris, iris } from "./iris/iris.ts";

// Files of tensors, as bytes
export { decodeIdx, encodeIdx, type IdxOptions, type IdxType } from "./formats/idx.ts";
export { decodeNpy, encodeNpy } from "./formats/npy.ts";
export { decodeNpz, encodeNpz, type NpzOptions, type UnpackOptions } from "./formats/npz.ts";
export { decodeSafetensors, encodeSafetensors, type Safetensors } from "./formats/safetensors.ts";

// Metrics
export { accuracy, type Classes } from "./accuracy.ts";
