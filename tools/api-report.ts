/**
 * Writes what the built package offers to programs, without comments, to test/fixtures/api: one file for each entry point. A change of it
 * shows in review; a test compares. Run with `npm run api` after a change that is meant.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { pathToFileURL } from "node:url";
import ts from "typescript";
import { repository } from "./toolchain/paths.ts";

/** The entry points by the name of their report. */
export const entries = {
  index: "provider/index",
  provider: "provider/hosts/dynamic/host",
  plugin: "provider/plugin/index",
  emulator: "emulator/index",
} as const;

/** Where the reports are kept. */
export const reportFolder = join(repository, "test", "fixtures", "api");

const dist = join(repository, "dist") + sep;
const printer = ts.createPrinter({ removeComments: true });

/**
 * Every declaration that an entry point exports, and after them those that are reached from there without being exported.
 *
 * @param entry Its file under `dist`, without extension.
 */
export function reportOf(entry: string): string {
  const file = join(dist, `${entry}.d.ts`);
  const program = ts.createProgram([file], {
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    strict: true,
    types: ["node"],
  });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const module = source && checker.getSymbolAtLocation(source);
  if (module === undefined) {
    throw new Error(`${relative(repository, file)} is not built: run npm run build`);
  }
  const resolved = (symbol: ts.Symbol): ts.Symbol =>
    symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const exported = new Map(checker.getExportsOfModule(module).map((symbol) => [resolved(symbol), symbol.name]));
  const reached = new Map<ts.Symbol, string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      const symbol = checker.getSymbolAtLocation(node);
      const target = symbol && resolved(symbol);
      if (target !== undefined && isOwn(target) && !exported.has(target) && !reached.has(target)) {
        reached.set(target, target.name);
        target.declarations?.forEach(visit);
      }
    }
    ts.forEachChild(node, visit);
  };
  for (const symbol of exported.keys()) {
    symbol.declarations?.forEach(visit);
  }
  return [
    ...print(exported),
    ...(reached.size === 0 ? [] : ["// Reached from the above, not exported:", ...print(reached)]),
  ].join("\n\n");
}

/** Whether a symbol is a declaration of this package that stands in a module by itself: no member, parameter or import. */
function isOwn(symbol: ts.Symbol): boolean {
  return (symbol.declarations ?? []).some(
    (declaration) =>
      declaration.getSourceFile().fileName.startsWith(dist) && ts.isSourceFile(statementOf(declaration).parent),
  );
}

/** A variable's declaration stands two levels below its statement. */
function statementOf(declaration: ts.Node): ts.Node {
  return ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
}

function print(symbols: ReadonlyMap<ts.Symbol, string>): string[] {
  return [...symbols]
    .sort(([, a], [, b]) => (a < b ? -1 : 1))
    .flatMap(([symbol]) =>
      (symbol.declarations ?? []).map((declaration) => {
        const text = printer.printNode(ts.EmitHint.Unspecified, statementOf(declaration), declaration.getSourceFile());
        return withSortedUnions(text.replace(/^export /, ""));
      }),
    );
}

/** Unions of texts in the order of the alphabet: the compiler writes inferred ones in an order that unrelated files decide. */
const withSortedUnions = (text: string): string =>
  text.replaceAll(/"[^"\n]*"(?: \| "[^"\n]*")+/g, (union) => union.split(" | ").sort().join(" | "));

/** The report's file. */
export const reportFile = (name: string): string => join(reportFolder, `${name}.d.ts.txt`);

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  await mkdir(reportFolder, { recursive: true });
  for (const [name, entry] of Object.entries(entries)) {
    await writeFile(reportFile(name), `${reportOf(entry)}\n`);
  }
}
