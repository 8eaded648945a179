import type { Results } from "./results.ts";
export function report(_: Results): string {
  return "";
}
