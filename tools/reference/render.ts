import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "../toolchain/paths.ts";
import type { Declaration, Property } from "./declarations.ts";

/** What a changed argument does: what its docstring says of changes. */
export type Change = "replaces" | "in place" | "no request";

/** A sentence of a docstring that says what a change does. */
const CHANGE = /^(?:Changing |Changes are |A change |Another id |Removing )/;

/** A sentence about changes that the column says in full. */
const SAID = /^(?:Changes are in-place updates|A change sends no request|Changing the [\w ]+ replaces the [\w ]+)\.$/;

/** What a change of a property does. Undefined if its docstring does not say it. */
export function changeOf({ doc }: Property): Change | undefined {
  const text = sentencesOf(doc)
    .filter((sentence) => CHANGE.test(sentence))
    .join(" ");
  if (/replaces/.test(text)) {
    return "replaces";
  }
  if (/in-place/.test(text)) {
    return "in place";
  }
  return /no request/.test(text) ? "no request" : undefined;
}

/** Where the reference describes an export, such as `vpn-connection.md#ikesetargs`. Undefined if it does not. */
export type Places = (name: string) => string | undefined;

/** An export as a page shows it: its docstring, and a table of its properties. A class has the table of its outputs in another part. */
export function render(declaration: Declaration, places: Places): string {
  const { kind, doc, throws, properties } = declaration;
  const parts = [linked(doc)];
  if (throws !== undefined) {
    parts.push(`Throws ${linked(throws)}`);
  }
  if (kind === "type" && properties.length > 0) {
    parts.push(table(declaration, places));
  }
  return parts.join("\n\n");
}

/** The properties of a class. */
export const outputsTable = (declaration: Declaration, places: Places): string => table(declaration, places);

interface Column {
  readonly title: string;
  readonly of: (property: Property) => string;
}

/** The name says whether an export is given by the program or comes from the package. */
const isGiven = (name: string): boolean => /(?:Args|Properties|Settings|Options)$/.test(name);

function table({ name, properties }: Declaration, places: Places): string {
  const given: Column[] = [
    { title: "default", of: (property) => (property.isOptional ? defaultOf(property) : "required") },
    { title: "a change", of: (property) => changeOf(property) ?? "" },
  ];
  const columns: Column[] = [
    { title: isGiven(name) ? "argument" : "property", of: (property) => `\`${property.name}\`` },
    { title: "type", of: (property) => typeCell(property, isGiven(name), places) },
    ...(isGiven(name) ? given : []),
    { title: "description", of: isGiven(name) ? descriptionOf : ({ doc }) => doc },
  ];
  const shown = columns.filter(({ of }) => properties.some((property) => of(property) !== ""));
  const rows = [
    shown.map(({ title }) => title),
    shown.map(() => "---"),
    ...properties.map((property) => shown.map(({ of }) => inCell(of(property)))),
  ];
  return rows.map((row) => `| ${row.join(" | ")} |`).join("\n");
}

/** The values of a closed set, or the type with a link to its section. */
function typeCell({ type, isOptional }: Property, given: boolean, places: Places): string {
  const others = isOptional && !given ? ["undefined"] : [];
  if (typeof type !== "string") {
    return [...type.map((value) => `\`"${value}"\``), ...others].join(", ");
  }
  const place = places(type);
  return [place === undefined ? `\`${type}\`` : `[\`${type}\`](${place})`, ...others].join(" or ");
}

const inCell = (text: string): string => linked(text).replaceAll("\n\n", " ").replaceAll("|", "\\|");

/** Sentences end with a full stop before a capital letter or a code span. */
const sentencesOf = (doc: string): string[] =>
  doc
    .replaceAll("\n\n", " ")
    .split(/(?<=\.)\s+(?=[A-Z`(])/)
    .filter((sentence) => sentence !== "");

const DEFAULT = /^Default: (.*)\.$/;

const defaultOf = ({ doc }: Property): string =>
  sentencesOf(doc)
    .map((sentence) => DEFAULT.exec(sentence)?.[1])
    .find((text) => text !== undefined) ?? "";

/** The docstring without what the other columns say. */
const descriptionOf = ({ doc }: Property): string =>
  sentencesOf(doc)
    .filter((sentence) => !DEFAULT.test(sentence) && !SAID.test(sentence))
    .join(" ");

/** The pages with facts about the API, and how a citation names them. */
const FACTS: Readonly<Record<string, string>> = { "api.md": "API 2.0, ", "api-3.md": "API 3.0, " };

/** Citations of a section of docs/api.md or docs/api-3.md as links to it. */
const linked = (text: string): string =>
  text.replaceAll(
    /docs\/(api(?:-3)?\.md) (\d+(?:\.\d+)*)((?:(?:,| and) \d+(?:\.\d+)*)*)/g,
    (_all, page: string, first: string, more: string) =>
      [first, ...more.split(/(?:,| and) /).filter((section) => section !== "")]
        .map((section, index) => `[${index === 0 ? FACTS[page] : ""}${section}](../${page}${anchorOf(page, section)})`)
        .join(" and "),
  );

/** The anchor of a section, made from its heading. */
function anchorOf(page: string, section: string): string {
  const headings = readFileSync(join(repository, "docs", page), "utf8").matchAll(/^#+ (.*)$/gm);
  const heading = [...headings].map(([, text = ""]) => text).find((text) => new RegExp(`^${section}\\.? `).test(text));
  if (heading === undefined) {
    throw new Error(`docs/${page} has no section ${section}`);
  }
  const words = heading.toLowerCase().replaceAll(/[^\p{L}\p{N} _-]/gu, "");
  return `#${words.replaceAll(" ", "-")}`;
}
