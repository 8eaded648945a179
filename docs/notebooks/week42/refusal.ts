/** The first line of the error with which an operation refuses its arguments; empty when it does not. */
export function refusal(operation: () => unknown): string {
  try {
    operation();
  } catch (error) {
    return String(error instanceof Error ? error.message : error).split("\n")[0]!;
  }
  return "";
}
