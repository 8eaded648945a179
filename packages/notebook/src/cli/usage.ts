/** A mistake in the command line. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

export const USAGE = `wengert: notebooks as plain TypeScript scripts with // %% cells

  wengert run FILE              runs it from top to bottom in a fresh process
      --cell NAME               up to a cell (its title, number, or heading), and prints that one
      --watch                   again whenever it is saved; the report reloads in the browser
      --html FILE               writes the report as one HTML page
      --json FILE               writes what became of checks and exercises, for graders
      --plain                   prints what the script prints and nothing else
      --timeout SECONDS         stops it after that time
  wengert export FILE --to FORMAT
      --to html|ipynb|md|ts     html, ipynb and md of a script, ts of an .ipynb
      --output FILE             beside the script unless said; - is the terminal
      --no-run                  without outputs (ipynb and md)
      --timeout SECONDS         stops it after that time, as for run and test
  wengert new NAME              writes NAME.ts, a first notebook
  wengert test [FILE...]        runs notebooks and compares what they print with output/NAME.txt beside them
      --update                  writes what they print there

  wengert --version

The exit code is 1 when a check fails, a script throws or an output differs, and 2 for a mistake in the command.`;
