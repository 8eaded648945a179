// A tensor is one class, whichever entry point it comes from and however it was loaded.
import { createRequire } from "node:module";
import { Tensor } from "@wengert/autograd";
import * as math from "@wengert/autograd/math";

const required = createRequire(import.meta.url)("@wengert/autograd");
const classes = [Tensor, required.Tensor, ...("Tensor" in math ? [math.Tensor] : [])];
console.log(new Set(classes).size);
