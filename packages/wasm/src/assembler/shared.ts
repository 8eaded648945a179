import type { Callable, Local } from "./expression.ts";
import type { FunctionBuilder } from "./function.ts";
import type { ModuleBuilder } from "./module.ts";
import type { ValueType } from "./types.ts";

const known = new WeakMap<ModuleBuilder, Map<string, Callable>>();

/** The function of a name that those of a module share: written when the first of them asks for it. */
export function shared(
  { module }: FunctionBuilder,
  name: string,
  parameters: readonly ValueType[],
  result: ValueType | null,
  body: (f: FunctionBuilder, ...parameters: Local[]) => void,
): Callable {
  const functions = known.get(module) ?? new Map<string, Callable>();
  known.set(module, functions);
  const found = functions.get(name) ?? module.function(name, parameters, result, body);
  functions.set(name, found);
  return found;
}
