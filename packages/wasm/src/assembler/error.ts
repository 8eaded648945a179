/**
 * A program that the assembler refuses: operands of the wrong type, a local of another function, a value placed twice.
 * It is thrown by the call that makes the mistake, so its stack names the line.
 * @public
 */
export class AssemblyError extends Error {
  constructor(problem: string, got?: string, hint?: string) {
    let text = problem;
    if (got !== undefined) text += `\n  got  ${got}`;
    if (hint !== undefined) text += `\n  hint ${hint}`;
    super(text);
  }
  override get name(): string {
    return "AssemblyError";
  }
}
