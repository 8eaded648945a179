import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import type { Picture } from "@wengert/plot";

const OUTPUT = "docs/notebooks/output";

/**
 * Writes a picture as SVG beside the printed output, unless the file has it already: running a lesson again touches
 * nothing. Gives the place of the file.
 */
export async function savePicture(name: string, picture: Picture): Promise<string> {
  const folder = new URL("../output/", import.meta.url);
  const file = new URL(name, folder);
  const svg = await picture.toSvg();
  if (!existsSync(file) || readFileSync(file, "utf8") !== svg) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, svg);
  }
  return `${OUTPUT}/${name}`;
}
