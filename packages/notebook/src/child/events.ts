import type { Output } from "../script/protocol.ts";

/** What the process of a script tells the runner, in order. */
export type Event =
  | { readonly event: "cell"; readonly cell: number; readonly seconds: number }
  | { readonly event: "output"; readonly cell: number; readonly id: number; readonly output: Output }
  | { readonly event: "picture"; readonly id: number; readonly svg: string }
  | { readonly event: "no picture"; readonly id: number; readonly reason: string }
  | { readonly event: "end"; readonly seconds: number };
