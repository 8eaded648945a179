import type { WengertError } from "../../errors.ts";

/** The code of the error that a call throws. */
export function codeOf(f: () => unknown): string {
  try {
    f();
  } catch (error) {
    return (error as WengertError).code;
  }
  return "no error";
}
