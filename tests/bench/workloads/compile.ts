// `compile` of @wengert/compile, where there is one.
import type { Tensor } from "@wengert/autograd";

interface Compiled<P, S, B> {
  (params: P, state: S, batch: B): readonly [P, S, Tensor];
  session(params: P, state: S): { step(batch: B): Tensor; readonly params: P };
}

export interface Compile {
  <P, S, B>(step: (params: P, state: S, batch: B) => readonly [P, S, Tensor]): Compiled<P, S, B>;
  <F>(f: F): F;
}

export async function compileOf(): Promise<Compile> {
  const name = "@wengert/compile";
  try {
    const { compile } = (await import(name)) as { compile: Compile };
    return compile;
  } catch {
    throw new Error(`${name} is not there yet`);
  }
}
