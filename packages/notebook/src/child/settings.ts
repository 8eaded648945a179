/** What the runner tells the process in which a script runs. */
export interface Settings {
  /** The address of the script, and the file with its JavaScript. */
  readonly url: string;
  readonly code: string;
  /** The file to which what happens is written, a line of JSON for each. */
  readonly events: string;
  /** A line above the output of each cell, and its time below. */
  readonly headings: boolean;
  /** Draw the pictures. */
  readonly pictures: boolean;
  /** The names of the cells. */
  readonly names: readonly string[];
  /** Their numbers, by which readers count. */
  readonly numbers: readonly number[];
  /** The lines of the cells, from 1. */
  readonly lines: readonly number[];
  /** The first cell of code. */
  readonly first: number;
  /** The last cell to run; its output alone is printed. */
  readonly only: number | null;
}

/** The variable of the environment that holds the settings. */
export const SETTINGS = "WENGERT_NOTEBOOK";
