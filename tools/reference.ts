/**
 * `npm run reference`: writes the generated parts of docs/reference from the docstrings. A part stands between `<!-- generated: NAME -->` and
 * `<!-- end -->`, where NAME is an export of the package, or `NAME outputs` for the properties of a class. The rest of a page is written by hand.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { readDeclarations } from "./reference/declarations.ts";
import { outputsTable, type Places, render } from "./reference/render.ts";
import { repository } from "./toolchain/paths.ts";

const folder = join(repository, "docs", "reference");

/** The pages of the reference, as paths in the repository. */
export const referencePages = (): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".md"))
    .map((name) => join("docs", "reference", name));

const PART = /(<!-- generated: (\w+)( outputs)? -->\n)[\s\S]*?(<!-- end -->)/g;

/** The names of the exports that a page describes. */
export const describedIn = (text: string): string[] => [...text.matchAll(PART)].map(([, , name = ""]) => name);

/** The page and section that describe an export: the heading of a section is the name of the export. */
function placesOf(page: string): Places {
  const described = new Map(
    referencePages().flatMap((path) =>
      describedIn(readFileSync(join(repository, path), "utf8")).map((name) => [name, basename(path)]),
    ),
  );
  return (name) => {
    const found = described.get(name);
    return found && `${found === basename(page) ? "" : found}#${name.toLowerCase()}`;
  };
}

/**
 * Returns a page with its generated parts as the docstrings have them now.
 * @throws Error for a name that the package does not export.
 */
export function regenerated(page: string): string {
  const declarations = readDeclarations();
  const places = placesOf(page);
  const text = readFileSync(join(repository, page), "utf8");
  return text.replaceAll(PART, (_part, begin: string, name: string, outputs: string | undefined, end: string) => {
    const declaration = declarations.get(name);
    if (declaration === undefined) {
      throw new Error(`the package does not export ${name}`);
    }
    return `${begin}\n${outputs === undefined ? render(declaration, places) : outputsTable(declaration, places)}\n\n${end}`;
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  for (const page of referencePages()) {
    writeFileSync(join(repository, page), regenerated(page));
  }
}
