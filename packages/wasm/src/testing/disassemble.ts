import wabt from "wabt";

/** A module's bytes as text, after validating them. */
export async function disassemble(bytes: Uint8Array): Promise<string> {
  const { readWasm } = await wabt();
  const module = readWasm(bytes, { readDebugNames: true, simd: true, sat_float_to_int: true, bulk_memory: true });
  module.validate();
  module.generateNames();
  return module.toText({ foldExprs: false, inlineExport: false });
}
