import type { Drawable } from "./protocol.ts";

/** The part of Deno's kernel that puts something below a cell. */
interface Kernel {
  readonly broadcast: (message: "display_data" | "update_display_data", content: object) => Promise<unknown>;
}

/**
 * Shows a picture below the cell when the script runs in Jupyter's Deno kernel; says whether it does. Its text is there
 * at once, since what comes after the end of a cell is lost; the drawing takes its place when it is done.
 *
 * @see https://docs.deno.com/runtime/reference/cli/jupyter/
 */
export function displayInJupyter(text: string, drawable: Drawable): boolean {
  const kernel = (globalThis as { readonly Deno?: { readonly jupyter?: Kernel } }).Deno?.jupyter;
  if (typeof kernel?.broadcast !== "function") return false;
  const transient = { display_id: `wengert-${crypto.randomUUID()}` };
  const plain = { "text/plain": text };
  void kernel.broadcast("display_data", { data: plain, metadata: {}, transient });
  void drawable.toSvg({ theme: "light" }).then(
    (svg) => {
      const data = { ...plain, "image/svg+xml": svg };
      void kernel.broadcast("update_display_data", { data, metadata: {}, transient });
    },
    // The text stays.
    () => undefined,
  );
  return true;
}
