import type { PrintOptions } from "./options.ts";

/** Print options with nothing left open. */
export type PrintSettings = { readonly [K in keyof PrintOptions]-?: NonNullable<PrintOptions[K]> };

/** NumPy's defaults; apart from the checks of options, which only who passes options needs. */
export const DEFAULTS: PrintSettings = {
  precision: 8,
  threshold: 1000,
  edgeitems: 3,
  linewidth: 75,
  suppress: false,
  floatmode: "maxprec",
};
