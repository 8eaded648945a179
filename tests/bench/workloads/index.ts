// The table of all workloads, in the order in which they run and are reported.
import type { Workload } from "../workload.ts";
import { chainNumbers, chainVectors } from "./chain.ts";
import { convnet } from "./convnet.ts";
import { elementwise } from "./elementwise.ts";
import { iris16, iris150 } from "./iris.ts";
import { matmul32, matmul64 } from "./matmul.ts";
import { mlp64, mlp256 } from "./mlp.ts";

export const workloads: readonly Workload[] = [
  iris150,
  iris16,
  chainNumbers,
  chainVectors,
  mlp64,
  mlp256,
  matmul32,
  matmul64,
  elementwise,
  convnet,
];
