import type { random } from "@wengert/autograd";
import { badArgument } from "../refuse.ts";

/** The generator itself. @throws ArgumentError when there is none, but something is to be drawn. */
export function drawsOf(op: string, what: string, rng: random.Draws | undefined): random.Draws {
  if (rng !== undefined) return rng;
  throw badArgument(op, `${what} from a generator`, undefined, 'pass { rng: random.generator("data") }');
}
