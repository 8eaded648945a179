import { TraceError } from "../errors.ts";

/** Why draws are forbidden now, innermost last. */
const reasons: { readonly reason: string }[] = [];

/**
 * Forbids draws from generators with state until the returned function is called. Whoever runs a user's function
 * once and replays it later (staging, checkpoints) calls it: a draw would be frozen into the record, or come out
 * differently when the function runs again.
 *
 * @param reason completes the sentence "a generator with state cannot be drawn from …", for instance "while a
 * function is being staged" or "inside checkpoint".
 * @returns allows draws again as far as this call forbade them; a second call does nothing.
 * @example
 * const allow = forbidDraws("inside checkpoint");
 * allow();
 * random.RandomState(0).rand() // 0.5488135039273248
 */
export function forbidDraws(reason: string): () => void {
  const entry = { reason };
  reasons.push(entry);
  return () => {
    const at = reasons.indexOf(entry);
    if (at >= 0) reasons.splice(at, 1);
  };
}

/**
 * Called by every method that draws from a generator with state.
 *
 * @throws TraceError when draws are forbidden.
 */
export function assertDrawsAllowed(op: string): void {
  const innermost = reasons[reasons.length - 1];
  if (innermost === undefined) return;
  throw new TraceError({
    code: "stateful-random",
    op,
    problem: `a generator with state cannot be drawn from ${innermost.reason}: the numbers would be frozen, or change from run to run`,
    hint: "draw from a key, random.uniform(key, shape), and pass key = random.key(seed) as an argument; or draw before and pass the tensor",
  });
}
