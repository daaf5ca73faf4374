/** One line of a plot. */
export interface Line {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  /** Which of the colours it has. */
  readonly tone: number;
  readonly isDashed: boolean;
}

/** What a plot shows. */
export interface Plot {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly lines: readonly Line[];
}

const width = 460;
const height = 300;
const margin = { left: 56, right: 16, top: 34, bottom: 74 };
const colours = ["#0b6bcb", "#c2410c", "#15803d", "#7e22ce", "#52525b", "#be185d", "#0e7490", "#a16207"];

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** Plots side by side as one SVG image; the horizontal axes are logarithmic, the vertical ones begin at 0. */
export function svg(plots: readonly Plot[]): string {
  const body = plots.map((plot, index) => `<g transform="translate(${index * width},0)">${drawing(plot)}</g>`);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${plots.length * width}" height="${height}" font-family="sans-serif" font-size="11"><title>What destroy costs</title>`,
    `<rect width="100%" height="100%" fill="#ffffff"/>`,
    ...body,
    "</svg>",
    "",
  ].join("\n");
}

function drawing({ title, x, y, lines }: Plot): string {
  const xs = [...new Set(lines.flatMap(({ points }) => points.map(([at]) => at)))].sort((a, b) => a - b);
  const top = niceTop(Math.max(0.1, ...lines.flatMap(({ points }) => points.map(([, value]) => value))));
  const [low, high] = [Math.log(Math.max(1, xs[0] ?? 1)), Math.log(Math.max(2, xs.at(-1) ?? 2))];
  const right = width - margin.right;
  const bottom = height - margin.bottom;
  const atX = (value: number): number =>
    margin.left + ((Math.log(Math.max(1, value)) - low) / Math.max(0.001, high - low)) * (right - margin.left);
  const atY = (value: number): number => bottom - (value / top) * (bottom - margin.top);
  const parts = [`<text x="${margin.left}" y="18" font-size="13" font-weight="bold">${escaped(title)}</text>`];
  for (const part of [0, 0.25, 0.5, 0.75, 1]) {
    const level = atY(top * part).toFixed(1);
    parts.push(
      `<line x1="${margin.left}" x2="${right}" y1="${level}" y2="${level}" stroke="#e4e4e7"/>`,
      `<text x="${margin.left - 6}" y="${Number(level) + 4}" text-anchor="end">${Number((top * part).toFixed(2))}</text>`,
    );
  }
  for (const value of xs) {
    parts.push(`<text x="${atX(value).toFixed(1)}" y="${bottom + 16}" text-anchor="middle">${value}</text>`);
  }
  parts.push(
    `<text x="${(margin.left + right) / 2}" y="${bottom + 32}" text-anchor="middle">${escaped(x)}</text>`,
    `<text transform="translate(14,${(margin.top + bottom) / 2}) rotate(-90)" text-anchor="middle">${escaped(y)}</text>`,
  );
  lines.forEach(({ name, points, tone, isDashed }, index) => {
    const colour = colours[tone % colours.length] ?? "#000000";
    const stroke = `stroke="${colour}" stroke-width="2"${isDashed ? ' stroke-dasharray="5 3"' : ""}`;
    const path = points.map(([at, value]) => `${atX(at).toFixed(1)},${atY(value).toFixed(1)}`);
    const legend = margin.left + (index % 3) * 130;
    const row = bottom + 50 + Math.floor(index / 3) * 14;
    parts.push(
      `<polyline points="${path.join(" ")}" fill="none" ${stroke}/>`,
      ...path.map(
        (point) => `<circle cx="${point.split(",")[0]}" cy="${point.split(",")[1]}" r="3" fill="${colour}"/>`,
      ),
      `<line x1="${legend}" x2="${legend + 22}" y1="${row - 3}" y2="${row - 3}" ${stroke}/>`,
      `<text x="${legend + 26}" y="${row + 1}">${escaped(name)}</text>`,
    );
  });
  return parts.join("\n");
}

/** The next of 1, 2, 4, 5, 8 times a power of ten. */
function niceTop(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 4, 5, 8, 10].find((step) => step * power >= value) ?? 10) * power;
}
