/** How a line is drawn. */
export type Tone = "ours" | "plugin" | "theirs" | "target";

/** One line of a plot; a single point is a dot. */
export interface Line {
  readonly name: string;
  readonly points: readonly Point[];
  readonly tone: Tone;
}

export type Point = readonly [x: number, y: number];

/** What a plot shows. Both axes are logarithmic, because one large value would hide all others. */
export interface Plot {
  /** The one thing that the plot says. */
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly lines: readonly Line[];
}

const width = 460;
const height = 290;
const margin = { left: 56, right: 20, top: 34, bottom: 62 };
const perRow = 2;
const styles: Readonly<Record<Tone, { readonly colour: string; readonly dash: string }>> = {
  ours: { colour: "#0b6bcb", dash: "" },
  plugin: { colour: "#15803d", dash: "" },
  theirs: { colour: "#c2410c", dash: "" },
  target: { colour: "#52525b", dash: ' stroke-dasharray="6 4"' },
};

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** Plots as one SVG image, two in a row. */
export function svg(plots: readonly Plot[]): string {
  const body = plots.map((plot, index) => {
    const [column, row] = [index % perRow, Math.floor(index / perRow)];
    return `<g transform="translate(${column * width},${row * height})">${drawing(plot)}</g>`;
  });
  const size = { width: Math.min(perRow, plots.length) * width, height: Math.ceil(plots.length / perRow) * height };
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}" viewBox="0 0 ${size.width} ${size.height}" font-family="sans-serif" font-size="11"><title>What destroy costs</title>`,
    `<rect width="100%" height="100%" fill="#ffffff"/>`,
    ...body,
    "</svg>",
    "",
  ].join("\n");
}

/** The numbers 1, 2 and 5 times a power of ten that enclose the values. */
export function ticks(values: readonly number[]): number[] {
  const positive = values.filter((value) => value > 0);
  const [least, most] = positive.length === 0 ? [1, 1] : [Math.min(...positive), Math.max(...positive)];
  const powers = Array.from({ length: 24 }, (_, index) => index - 12);
  const all = powers.flatMap((power) => [1, 2, 5].map((step) => Number(`${step}e${power}`)));
  const from = all.findLastIndex((tick) => tick <= least);
  const to = all.findIndex((tick) => tick >= most);
  return all.slice(from, Math.max(to, from + 1) + 1);
}

/** Where a value is on a logarithmic axis. */
function axis(ends: readonly [number, number], pixels: readonly [number, number]): (value: number) => string {
  const [low, high] = [Math.log(ends[0]), Math.log(ends[1])];
  return (value) => {
    const part = (Math.log(Math.max(ends[0], value)) - low) / Math.max(0.001, high - low);
    return (pixels[0] + part * (pixels[1] - pixels[0])).toFixed(1);
  };
}

function drawing({ title, x, y, lines }: Plot): string {
  const points = lines.flatMap((line) => line.points);
  const xs = [...new Set(points.map(([at]) => at))].sort((a, b) => a - b);
  const levels = ticks(points.map(([, value]) => value));
  const right = width - margin.right;
  const bottom = height - margin.bottom;
  const atX = axis([xs[0] ?? 1, xs.at(-1) ?? 2], [margin.left, right]);
  const atY = axis([levels[0] ?? 1, levels.at(-1) ?? 2], [bottom, margin.top]);
  const parts = [`<text x="${margin.left}" y="18" font-size="13" font-weight="bold">${escaped(title)}</text>`];
  for (const level of levels) {
    parts.push(
      `<line x1="${margin.left}" x2="${right}" y1="${atY(level)}" y2="${atY(level)}" stroke="#e4e4e7"/>`,
      `<text x="${margin.left - 6}" y="${atY(level)}" dy="4" text-anchor="end">${level}</text>`,
    );
  }
  for (const value of xs) {
    parts.push(`<text x="${atX(value)}" y="${bottom + 16}" text-anchor="middle">${value}</text>`);
  }
  parts.push(
    `<text x="${(margin.left + right) / 2}" y="${bottom + 32}" text-anchor="middle">${escaped(x)}</text>`,
    `<text transform="translate(14,${(margin.top + bottom) / 2}) rotate(-90)" text-anchor="middle">${escaped(y)}</text>`,
  );
  lines.forEach((line, index) => {
    const { colour, dash } = styles[line.tone];
    const stroke = `stroke="${colour}" stroke-width="2"${dash}`;
    const path = line.points.map(([at, value]) => [atX(at), atY(value)] as const);
    const legend = margin.left + index * 138;
    parts.push(
      `<polyline points="${path.map((point) => point.join(",")).join(" ")}" fill="none" ${stroke}/>`,
      // A target is no measurement, so it has no dots.
      ...path
        .filter(() => line.tone !== "target")
        .map(([cx, cy]) => `<circle cx="${cx}" cy="${cy}" r="3" fill="${colour}"/>`),
      `<line x1="${legend}" x2="${legend + 22}" y1="${bottom + 47}" y2="${bottom + 47}" ${stroke}/>`,
      `<text x="${legend + 26}" y="${bottom + 51}">${escaped(line.name)}</text>`,
    );
  });
  return parts.join("\n");
}
