import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";

/**
 * Writes a picture beside the printed output, unless the file has it already: running a lesson again touches nothing.
 * Gives the place of the file in the repository.
 */
export function savePicture(name: string, svg: string): string {
  const folder = new URL("../output/", import.meta.url);
  const file = new URL(name, folder);
  if (!existsSync(file) || readFileSync(file, "utf8") !== svg) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, svg);
  }
  return `docs/notebooks/output/${name}`;
}
