import headless from "@xterm/headless";
import type { Chunk, Size } from "./record.ts";

/** Characters that look alike. */
export interface Run {
  readonly text: string;
  /** Number in the palette of 256; undefined for the default colour. */
  readonly colour: number | undefined;
  readonly isBold: boolean;
}

/** What the terminal showed from a moment on. */
export interface Frame {
  readonly at: number;
  readonly lines: readonly (readonly Run[])[];
}

/** What a terminal shows while a command writes to it; what stands for less than `leastMs` is left out. */
export async function framesOf(chunks: readonly Chunk[], { columns, rows }: Size, leastMs: number): Promise<Frame[]> {
  const terminal = new headless.Terminal({ cols: columns, rows, allowProposedApi: true, convertEol: false });
  const frames: Frame[] = [];
  for (const [index, { at, text }] of chunks.entries()) {
    await new Promise<void>((resolve) => terminal.write(text, resolve));
    const next = chunks[index + 1]?.at ?? Number.POSITIVE_INFINITY;
    if (next - at < leastMs) {
      continue;
    }
    const lines = Array.from({ length: rows }, (_, row) => runsOf(terminal, row));
    if (JSON.stringify(lines) !== JSON.stringify(frames.at(-1)?.lines)) {
      frames.push({ at, lines });
    }
  }
  return frames;
}

function runsOf(terminal: headless.Terminal, row: number): Run[] {
  const { active } = terminal.buffer;
  const line = active.getLine(active.baseY + row);
  const runs: Run[] = [];
  for (let column = 0; column < terminal.cols; column += 1) {
    const cell = line?.getCell(column);
    if (cell === undefined || cell.getWidth() === 0) {
      continue;
    }
    const text = cell.getChars() || " ";
    const colour = cell.isFgPalette() ? cell.getFgColor() : undefined;
    const isBold = cell.isBold() !== 0;
    const last = runs.at(-1);
    if (last !== undefined && last.colour === colour && last.isBold === isBold) {
      runs[runs.length - 1] = { ...last, text: last.text + text };
    } else {
      runs.push({ text, colour, isBold });
    }
  }
  const last = runs.at(-1);
  if (last !== undefined) {
    runs[runs.length - 1] = { ...last, text: last.text.trimEnd() };
  }
  return runs.filter(({ text }) => text !== "");
}

const textOf = ({ lines }: Frame): string => lines.map((runs) => runs.map(({ text }) => text).join("")).join("\n");

/**
 * The frames, the last one with a moment from before above it: the end no longer shows what the command waited for.
 *
 * @param pattern What the screen showed at the moment; its last frame is taken.
 * @throws Error if no frame shows it.
 */
export function withMoment(frames: readonly Frame[], pattern: RegExp): Frame[] {
  const moment = frames.findLast((frame) => pattern.test(textOf(frame)));
  const end = frames.at(-1);
  if (moment === undefined || end === undefined) {
    throw new Error(`no moment shows ${pattern}`);
  }
  const written = ({ lines }: Frame): Frame["lines"] => lines.filter((runs) => runs.length > 0);
  const note = (text: string): Frame["lines"] => [[], [{ text, colour: 8, isBold: false }]];
  const seconds = Math.round(moment.at / 1000);
  const lines = [...written(moment), ...note(`# after ${seconds} s; at the end:`), ...written(end).slice(1)];
  return [...frames.slice(0, -1), { at: end.at, lines }];
}
