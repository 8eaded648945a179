import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";

/** One class of points: colour and shape both tell it apart, so that the plot reads without colour vision. */
interface Series {
  readonly name: string;
  readonly colour: string;
  readonly mark: (x: number, y: number) => string;
}

/** What to draw: the columns of x and y with their names, and the class of each point. */
export interface Scatter {
  readonly title: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly classes: readonly number[];
  readonly classNames: readonly string[];
  readonly xLabel: string;
  readonly yLabel: string;
  readonly legendTitle: string;
}

/** Blue, orange and reddish purple of M. Okabe and K. Ito (2008), Color Universal Design. */
const STYLES: readonly Omit<Series, "name">[] = [
  { colour: "#0072B2", mark: (x, y) => `<circle cx="${px(x)}" cy="${px(y)}" r="4"/>` },
  { colour: "#E69F00", mark: (x, y) => `<rect x="${px(x - 4)}" y="${px(y - 4)}" width="8" height="8"/>` },
  { colour: "#CC79A7", mark: (x, y) => `<path d="M${px(x)} ${px(y - 3.9)}l3.8 6.6h-7.6z"/>` },
];

const SIZE = { width: 560, height: 400 };
const MARGIN = { left: 58, right: 16, top: 16, bottom: 52 };
const LEGEND = { width: 112, line: 19, padding: 10 };

/** Paper, ink and lines follow the reader's light or dark theme; the colours of the points are clear on both. */
const STYLE = `
  ${theme("#ffffff", "#24292f", "#d8dee4")}
  @media (prefers-color-scheme: dark) { ${theme("#0d1117", "#e6edf3", "#30363d")} }
  text { font: 13px system-ui, "Segoe UI", Helvetica, Arial, sans-serif; }
  .tick { font-size: 12px; }
  .points { stroke-width: 0.8; fill-opacity: 0.9; }
`;

function theme(paper: string, ink: string, line: string): string {
  const lines = `.grid, .box { stroke: ${line}; }`;
  return `.paper, .box { fill: ${paper}; } .points { stroke: ${paper}; } ${lines} text { fill: ${ink}; }`;
}

/** Scatter plot as an SVG document: axes with labels, a light grid, the legend in the lower right corner. */
export function scatterSvg(plot: Scatter): string {
  const [xTicks, yTicks] = [ticks(plot.x), ticks(plot.y)];
  const toX = scale(xTicks, MARGIN.left, SIZE.width - MARGIN.right);
  const toY = scale(yTicks, SIZE.height - MARGIN.bottom, MARGIN.top);
  const series = plot.classNames.map((name, k): Series => ({ name, ...STYLES[k % STYLES.length]! }));
  const bottom = SIZE.height - MARGIN.bottom;
  const right = SIZE.width - MARGIN.right;
  const grid = [
    ...xTicks.map((t) => `<path class="grid" d="M${px(toX(t))} ${MARGIN.top}V${bottom}"/>`),
    ...yTicks.map((t) => `<path class="grid" d="M${MARGIN.left} ${px(toY(t))}H${right}"/>`),
  ];
  const labels = [
    ...xTicks.map((t) => text(toX(t), bottom + 18, t.toFixed(1), 'class="tick" text-anchor="middle"')),
    ...yTicks.map((t) => text(MARGIN.left - 8, toY(t) + 4, t.toFixed(1), 'class="tick" text-anchor="end"')),
    text((MARGIN.left + right) / 2, SIZE.height - 12, plot.xLabel, 'text-anchor="middle"'),
    text(
      0,
      0,
      plot.yLabel,
      `text-anchor="middle" transform="translate(17 ${px((MARGIN.top + bottom) / 2)}) rotate(-90)"`,
    ),
  ];
  const points = series.map(({ name, colour, mark }, k) => {
    const marks = plot.classes.flatMap((label, n) => (label === k ? mark(toX(plot.x[n]!), toY(plot.y[n]!)) : []));
    return `<g class="points" fill="${colour}"><title>${name}</title>\n${marks.join("\n")}\n</g>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIZE.width} ${SIZE.height}" role="img">`,
    `<title>${plot.title}</title>`,
    `<style>${STYLE}</style>`,
    `<rect class="paper" width="${SIZE.width}" height="${SIZE.height}"/>`,
    ...grid,
    ...labels,
    ...points,
    ...legend(plot.legendTitle, series, right, bottom),
    "</svg>",
    "",
  ].join("\n");
}

function legend(title: string, series: readonly Series[], right: number, bottom: number): string[] {
  const height = LEGEND.line * (series.length + 1) + 1.5 * LEGEND.padding;
  const [left, top] = [right - LEGEND.width - 8, bottom - height - 8];
  const row = (k: number): number => top + LEGEND.padding + LEGEND.line * (k + 0.5);
  return [
    `<rect class="box" x="${left}" y="${top}" width="${LEGEND.width}" height="${height}" rx="4"/>`,
    text(left + LEGEND.padding, row(0) + 3, title, 'font-weight="600"'),
    ...series.flatMap(({ name, colour, mark }, k) => [
      `<g class="points" fill="${colour}">${mark(left + LEGEND.padding + 6, row(k + 1))}</g>`,
      text(left + LEGEND.padding + 20, row(k + 1) + 4, name, ""),
    ]),
  ];
}

/** Multiples of ½ that enclose the values, with room of at least one mark on each side. */
function ticks(values: readonly number[]): number[] {
  const first = Math.ceil(2 * Math.min(...values) - 1);
  const last = Math.floor(2 * Math.max(...values) + 1);
  return Array.from({ length: last - first + 1 }, (_, i) => (first + i) / 2);
}

function scale(domain: readonly number[], start: number, end: number): (value: number) => number {
  const [first, last] = [domain[0]!, domain[domain.length - 1]!];
  return (value) => start + ((value - first) / (last - first)) * (end - start);
}

function text(x: number, y: number, content: string, attributes: string): string {
  return `<text x="${px(x)}" y="${px(y)}" ${attributes}>${content}</text>`;
}

/** A length with one decimal: short, and the same on every machine. */
function px(length: number): string {
  return String(Math.round(10 * length) / 10);
}

/** Writes a picture, unless the file has it already: running a lesson again touches nothing. */
export function savePicture(file: URL, svg: string): void {
  if (existsSync(file) && readFileSync(file, "utf8") === svg) return;
  mkdirSync(new URL(".", file), { recursive: true });
  writeFileSync(file, svg);
}
