import { ModuleBuilder } from "../assembler/module.ts";
import { instantiate, type WasmExports } from "../webassembly.ts";
import { workspace } from "../workspace.ts";

/** A module on the workspace, with what `add` puts into it. */
export function assembled(add: (module: ModuleBuilder) => void): WasmExports {
  const module = new ModuleBuilder();
  module.importMemory("host", "memory", 1);
  add(module);
  return instantiate(module.bytes(), { host: { memory: workspace().memory } });
}
