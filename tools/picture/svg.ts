import type { Frame, Run } from "./screen.ts";

const cell = { width: 8.4, height: 18 };
const margin = 16;

/** How long the last frame is shown before the first one follows, milliseconds. */
const lastMs = 6000;

/** The sixteen colours that every terminal has, as a dark one shows them. */
const palette = [
  ...["#484f58", "#ff7b72", "#3fb950", "#d29922", "#58a6ff", "#bc8cff", "#39c5cf", "#b1bac4"],
  ...["#6e7681", "#ffa198", "#56d364", "#e3b341", "#79c0ff", "#d2a8ff", "#56d4dd", "#f0f6fc"],
];
const plain = "#c9d1d9";

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

const lengthOf = (runs: readonly Run[]): number => runs.reduce((sum, { text }) => sum + text.length, 0);

/**
 * An SVG that shows one frame after another, each as long as the terminal did; only the last one where nothing may move. It is as large as its
 * largest frame.
 */
export function svgOf(frames: readonly Frame[], title: string): string {
  const rows = Math.max(...frames.map(({ lines }) => lines.findLastIndex((runs) => runs.length > 0) + 1));
  const columns = Math.max(...frames.flatMap(({ lines }) => lines.map(lengthOf)));
  const width = Math.round(columns * cell.width + 2 * margin);
  const height = rows * cell.height + 2 * margin;
  const end = (frames.at(-1)?.at ?? 0) + lastMs;
  const part = (at: number): string => `${((100 * at) / end).toFixed(2)}%`;
  const rules = frames.map(({ at }, index) => {
    const next = frames[index + 1]?.at;
    const hidden = next === undefined ? "" : ` ${part(next)} { visibility: hidden; }`;
    return (
      `@keyframes f${index} { 0% { visibility: ${index === 0 ? "visible" : "hidden"}; } ` +
      `${part(at)} { visibility: visible; }${hidden} 100% { visibility: ${next === undefined ? "visible" : "hidden"}; } }\n` +
      `.f${index} { animation: f${index} ${Math.round(end)}ms step-end infinite; }`
    );
  });
  const groups = frames.map(({ lines }, index) => {
    const hidden = index === frames.length - 1 ? "" : ' visibility="hidden"';
    return `<g class="f${index}"${hidden}>${lines.map(lineOf).join("")}</g>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(title)}">
<title>${escaped(title)}</title>
<style>
text { font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; white-space: pre; fill: ${plain}; }
@media (prefers-reduced-motion: no-preference) {
${rules.join("\n")}
}
</style>
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
${groups.join("\n")}
</svg>
`;
}

function lineOf(runs: readonly Run[], row: number): string {
  if (runs.length === 0) {
    return "";
  }
  const y = margin + (row + 0.75) * cell.height;
  const spans = runs.map(({ text, colour, isBold }) => {
    const fill = colour === undefined ? "" : ` fill="${palette[colour] ?? plain}"`;
    return `<tspan${fill}${isBold ? ' font-weight="bold"' : ""}>${escaped(text)}</tspan>`;
  });
  const length = lengthOf(runs) * cell.width;
  return `<text x="${margin}" y="${y}" textLength="${length.toFixed(1)}" lengthAdjust="spacingAndGlyphs" xml:space="preserve">${spans.join("")}</text>`;
}
