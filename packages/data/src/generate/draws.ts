import type { random } from "@wengert/autograd";
import { badArgument } from "../refuse.ts";

/** The generator itself. @throws ArgumentError when there is none, but something is to be drawn. */
export function drawsOf(op: string, what: string, rng: random.Draws | undefined): random.Draws {
  if (rng !== undefined) return checkDraws(op, rng);
  throw badArgument(op, `${what} from a generator`, undefined, 'pass { rng: random.generator("data") }');
}

/** The generator itself. @throws ArgumentError when it is none, but a seed for instance. */
export function checkDraws<R extends random.Draws | undefined>(op: string, rng: R): R {
  if (rng === undefined || typeof rng?.permutation === "function") return rng;
  throw badArgument(op, "rng must be a generator", String(rng), "for instance random.RandomState(42)");
}
