import { join } from "node:path";
import ts from "typescript";
import { repository } from "../toolchain/paths.ts";

/** One property of an export. */
export interface Property {
  readonly name: string;
  /** The type as a program writes it, such as `string[]`, or the values of a closed set. */
  readonly type: string | readonly string[];
  /** Whether it can be left out, or can be undefined. */
  readonly isOptional: boolean;
  /** The docstring, in one line. */
  readonly doc: string;
}

/** One export of the package. */
export interface Declaration {
  readonly name: string;
  readonly kind: "class" | "function" | "type";
  /** The docstring, without its code blocks. */
  readonly doc: string;
  /** What it throws, for functions. */
  readonly throws: string | undefined;
  readonly properties: readonly Property[];
}

let read: ReadonlyMap<string, Declaration> | undefined;

/** Every export of `provider/index.ts`, by name. */
export function readDeclarations(): ReadonlyMap<string, Declaration> {
  read ??= readEntry(join(repository, "provider", "index.ts"));
  return read;
}

function readEntry(entry: string): ReadonlyMap<string, Declaration> {
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(repository, "tsconfig.json"), ts.sys.readFile).config,
    ts.sys,
    repository,
  );
  const program = ts.createProgram([entry], options);
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(entry);
  const module = source && checker.getSymbolAtLocation(source);
  const exported = module === undefined ? [] : checker.getExportsOfModule(module);
  return new Map(
    exported.map((alias) => {
      const symbol = alias.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(alias) : alias;
      return [alias.name, declarationOf(checker, alias.name, symbol)];
    }),
  );
}

function declarationOf(checker: ts.TypeChecker, name: string, symbol: ts.Symbol): Declaration {
  const node = symbol.declarations?.[0];
  const kind =
    node !== undefined && ts.isClassDeclaration(node)
      ? "class"
      : symbol.flags & (ts.SymbolFlags.Function | ts.SymbolFlags.Variable)
        ? "function"
        : "type";
  const hasTable = node !== undefined && (ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node));
  return {
    name,
    kind,
    doc: docOf(checker, symbol),
    throws: tagOf(checker, symbol, "throws"),
    properties: !hasTable ? [] : propertiesOf(checker, checker.getDeclaredTypeOfSymbol(symbol)),
  };
}

/** The own, public, documented properties of a class or interface, and those that it inherits in this package. */
function propertiesOf(checker: ts.TypeChecker, type: ts.Type): Property[] {
  return type.getProperties().flatMap((symbol) => {
    const node = symbol.declarations?.find((one) => ts.isPropertySignature(one) || ts.isPropertyDeclaration(one));
    const isOwn = node?.getSourceFile().fileName.startsWith(join(repository, "provider"));
    const doc = docOf(checker, symbol);
    if (!isOwn || node?.type === undefined || doc === "") {
      return [];
    }
    const isOptional = (symbol.flags & ts.SymbolFlags.Optional) !== 0 || /\bundefined\b/.test(node.type.getText());
    return [{ name: symbol.name, type: typeOf(checker, node.type), isOptional, doc }];
  });
}

const docOf = (checker: ts.TypeChecker, symbol: ts.Symbol): string =>
  plain(ts.displayPartsToString(symbol.getDocumentationComment(checker)));

function tagOf(checker: ts.TypeChecker, symbol: ts.Symbol, name: string): string | undefined {
  const tag = symbol.getJsDocTags(checker).find((one) => one.name === name);
  return tag === undefined ? undefined : plain(ts.displayPartsToString(tag.text));
}

/** Without code blocks; paragraphs in one line each. */
const plain = (text: string): string =>
  text
    .replaceAll(/^```[\s\S]*?^```$/gm, "")
    .replaceAll(/\{@link (\w+) ?\}/g, "`$1`")
    .split(/\n{2,}/)
    .map((paragraph) => paragraph.replaceAll(/\s+/g, " ").trim())
    .filter((paragraph) => paragraph !== "")
    .join("\n\n");

/** Wrappers that a reader of the table does not need: every argument may be an output, every output is one. */
const WRAPPERS = ["Input", "Output", "Readonly"];

function typeOf(checker: ts.TypeChecker, node: ts.TypeNode): string | readonly string[] {
  if (ts.isTypeReferenceNode(node) && WRAPPERS.includes(node.typeName.getText())) {
    const [inner] = node.typeArguments ?? [];
    return inner === undefined ? node.getText() : typeOf(checker, inner);
  }
  return valuesOf(checker.getTypeFromTypeNode(node)) ?? nameOf(node);
}

/** The values of a union of texts. Undefined for any other type. */
function valuesOf(type: ts.Type): string[] | undefined {
  const members = (type.isUnion() ? type.types : [type]).filter((one) => !(one.flags & ts.TypeFlags.Undefined));
  const texts = members.flatMap((one) => (one.isStringLiteral() ? [one.value] : []));
  return texts.length > 0 && texts.length === members.length ? texts : undefined;
}

function nameOf(node: ts.TypeNode): string {
  if (ts.isTypeReferenceNode(node) && WRAPPERS.includes(node.typeName.getText())) {
    return node.typeArguments?.map(nameOf).join() ?? "";
  }
  if (ts.isTypeReferenceNode(node) && node.typeArguments !== undefined) {
    return `${node.typeName.getText()}<${node.typeArguments.map(nameOf).join(", ")}>`;
  }
  if (ts.isArrayTypeNode(node)) {
    return `${nameOf(node.elementType)}[]`;
  }
  if (ts.isTypeOperatorNode(node) && node.operator === ts.SyntaxKind.ReadonlyKeyword) {
    return nameOf(node.type);
  }
  if (ts.isParenthesizedTypeNode(node)) {
    return nameOf(node.type);
  }
  if (ts.isUnionTypeNode(node)) {
    return node.types
      .filter((one) => one.kind !== ts.SyntaxKind.UndefinedKeyword && one.kind !== ts.SyntaxKind.NeverKeyword)
      .map(nameOf)
      .join(" or ");
  }
  return node.getText();
}
