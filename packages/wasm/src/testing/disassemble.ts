import wabt from "wabt";

/** A module's bytes as text, after validating them. */
export async function disassemble(bytes: Uint8Array): Promise<string> {
  const { readWasm } = await wabt();
  const features = { simd: true, relaxed_simd: true, sat_float_to_int: true, bulk_memory: true };
  const module = readWasm(bytes, { readDebugNames: true, ...features });
  module.validate();
  module.generateNames();
  return module.toText({ foldExprs: false, inlineExport: false });
}
