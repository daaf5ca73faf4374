/** The values of the switches, and how they are set and described. */

import { type Choice, type Switch, switchTable2, type Whole } from "./switch-table.ts";
import { switchTable3 } from "./switch-table-3.ts";

/** Every switch, of both APIs. */
export const switchTable = { ...switchTable2, ...switchTable3 } as const;

/** The name of a switch. */
export type SwitchName = keyof typeof switchTable;

type ValueOf<S extends Switch> = S extends Choice<infer T> ? T : S extends Whole ? number : string;

/** A value for every switch. */
export type Switches = { readonly [Name in SwitchName]: ValueOf<(typeof switchTable)[Name]> };

/** Switches and numeric codes to set; numbers may be given as text. */
export type SwitchSettings = Partial<{
  readonly [Name in SwitchName]: ValueOf<(typeof switchTable)[Name]> | `${number}`;
}> & {
  /** The number that is sent with a module code, such as `"code.InvalidVpnConn.NotFound": 4000` (docs/api.md 3). */
  readonly [code: `code.${string}`]: number | `${number}`;
};

/** Every switch at its default. */
export const defaultSwitches: Switches = Object.fromEntries(
  Object.entries(switchTable).map(([name, entry]) => [name, entry.default]),
) as unknown as Switches;

/** An unknown switch or an invalid value; the message names the switch and the values that it takes. */
export class SwitchError extends Error {}

/**
 * Switches and numeric codes with settings applied. The arguments are not changed.
 *
 * @throws SwitchError for an unknown name or a value that is not allowed.
 */
export function applySettings(
  switches: Switches,
  codes: ReadonlyMap<string, number>,
  settings: Readonly<Record<string, unknown>>,
  knownCodes: readonly string[],
): { switches: Switches; codes: ReadonlyMap<string, number> } {
  const values: Record<string, string | number> = { ...switches };
  const numbers = new Map(codes);
  for (const [name, value] of Object.entries(settings)) {
    if (name.startsWith("code.")) {
      const codeDesc = name.slice("code.".length);
      if (!knownCodes.includes(codeDesc)) {
        throw new SwitchError(`${name}: the emulator has no code ${codeDesc}`);
      }
      numbers.set(codeDesc, numberIn(name, value, 1, 99_999));
      continue;
    }
    const entry: Switch | undefined = Object.hasOwn(switchTable, name) ? switchTable[name as SwitchName] : undefined;
    if (entry === undefined) {
      throw new SwitchError(`${name} is not a switch; --help lists them`);
    }
    values[name] = readValue(name, entry, value);
  }
  return { switches: values as unknown as Switches, codes: numbers };
}

function readValue(name: string, entry: Switch, value: unknown): string | number {
  if (entry.kind === "number") {
    return numberIn(name, value, entry.min, entry.max);
  }
  const text = typeof value === "number" ? String(value) : value;
  if (typeof text !== "string") {
    throw new SwitchError(`${name} takes a text`);
  }
  if (entry.kind === "choice" && !entry.values.includes(text)) {
    throw new SwitchError(`${name} takes ${entry.values.join(", ")}, not ${JSON.stringify(text)}`);
  }
  return text;
}

function numberIn(name: string, value: unknown, min: number, max: number): number {
  const number = typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : value;
  if (typeof number !== "number" || !Number.isInteger(number) || number < min || number > max) {
    throw new SwitchError(`${name} takes a whole number from ${min} to ${max}`);
  }
  return number;
}

/** The switches for `--help`: name, values with the default first, meaning. */
export function describeSwitches(): string {
  return Object.entries(switchTable)
    .map(([name, entry]: [string, Switch]) => {
      const values =
        entry.kind === "choice"
          ? entry.values.join("|")
          : entry.kind === "number"
            ? `${entry.min}..${entry.max}`
            : "TEXT";
      const preset = entry.kind === "number" ? ` (default ${entry.default})` : "";
      return `  ${name}=${values}${preset}\n      ${entry.about}`;
    })
    .join("\n");
}
