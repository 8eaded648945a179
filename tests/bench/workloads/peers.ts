// The programs of others, by name. Who takes part in which workload is said there.
import type { Peer } from "../workload.ts";

const PEERS: Readonly<Record<string, Peer>> = {
  PyTorch: { script: "torch_side.py" },
  "HIPS autograd": { script: "hips_side.py" },
  "tfjs cpu": { script: "tfjs.mjs", args: ["cpu"], single: true },
  "tfjs wasm": { script: "tfjs.mjs", args: ["wasm"], single: true },
  "jax-js eager": { script: "jax.mjs", args: ["eager"], single: true },
  "jax-js jit": { script: "jax.mjs", args: ["jit"], single: true },
  "ONNX Runtime": { script: "onnx.mjs", single: true },
};

/** Peers by name, with the figure that the reference machine gave where there is one. */
export function peers(
  names: readonly string[],
  reference: Readonly<Record<string, number>> = {},
): Record<string, Peer> {
  return Object.fromEntries(
    names.map((name) => [name, { ...PEERS[name]!, ...(name in reference && { reference: reference[name]! }) }]),
  );
}

export const netPeers = (reference: Readonly<Record<string, number>>): Record<string, Peer> =>
  peers(Object.keys(PEERS), reference);
