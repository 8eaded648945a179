import type { Drawable } from "./protocol.ts";

/** The part of Deno's kernel that puts something below a cell. */
interface Kernel {
  readonly broadcast: (message: "display_data", content: object) => Promise<unknown>;
}

/**
 * Shows a picture below the cell when the script runs in Jupyter's Deno kernel; says whether it does. It is drawn while
 * the kernel goes on, and stands in the order in which drawings are done. One that fails is shown as text.
 *
 * @see https://docs.deno.com/runtime/reference/cli/jupyter/
 */
export function displayInJupyter(text: string, drawable: Drawable): boolean {
  const kernel = (globalThis as { readonly Deno?: { readonly jupyter?: Kernel } }).Deno?.jupyter;
  if (typeof kernel?.broadcast !== "function") return false;
  const plain = { "text/plain": text };
  const display = (data: object): Promise<unknown> => kernel.broadcast("display_data", { data, metadata: {} });
  void drawable.toSvg({ theme: "light" }).then(
    (svg) => display({ ...plain, "image/svg+xml": svg }),
    () => display(plain),
  );
  return true;
}
