import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import ts from "typescript";
import { repository } from "../../tools/toolchain/paths.ts";

/** A message that the code can give: its text with `…` for what is filled in, and where it stands. */
export interface Message {
  readonly text: string;
  readonly at: string;
}

/** Classes of errors whose text the user never sees as such: they are caught and told in other words. */
const inner = new Set(["Pending", "ControlError", "ApiError", "Api3Error", "CommonError", "PlantedError", "HostError"]);

/** Functions whose text arguments become a message, by the last part of their name. */
const makers = new Set(["wrong", "noAnswer", "malformed", "none", "super", "#error"]);

/** Properties and variables whose text is a message or a sentence of one. */
const named = new Set(["wanted", "reason", "advice", "why", "hint", "inlineHint", "error"]);

/** Files that make nothing but messages: each of their sentences is one. */
const throughout = [
  join("provider", "resources", "kinds.ts"),
  join("provider", "resources", "site-to-site", "check.ts"),
];

/** Every message that the code in some folders can give. */
export function messagesIn(folders: readonly string[]): Message[] {
  const files = folders.flatMap((folder) =>
    readdirSync(join(repository, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .map((name) => join(repository, folder, name)),
  );
  return files.flatMap(messagesOf);
}

function messagesOf(file: string): Message[] {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
  const path = relative(repository, file);
  const isCommand = path.startsWith("cli");
  const isWhole = throughout.includes(path);
  const found = new Map<string, Message>();
  const add = (node: ts.Expression): void => {
    for (const text of textsOf(node)) {
      const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
      if (isSentence(text)) {
        found.set(text, { text, at: `${path}:${line}` });
      }
    }
  };
  const visit = (node: ts.Node): void => {
    if (ts.isNewExpression(node) && isError(node.expression.getText())) {
      node.arguments?.forEach(add);
    }
    if (ts.isCallExpression(node) && makers.has(lastOf(node.expression.getText()))) {
      node.arguments.forEach(add);
    }
    if (isWhole && (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node))) {
      add(node);
    }
    if (ts.isFunctionDeclaration(node) && node.name?.text === "missing") {
      node.body?.statements.forEach((statement) => {
        if (ts.isReturnStatement(statement) && statement.expression) {
          add(statement.expression);
        }
      });
    }
    // The doctor's reasons and advice are no errors; docs/guides/doctor.md describes them.
    if (!isCommand && (ts.isPropertyAssignment(node) || ts.isVariableDeclaration(node))) {
      if (named.has(node.name.getText()) && node.initializer !== undefined) {
        add(node.initializer);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return [...found.values()];
}

const lastOf = (name: string): string => name.split(".").at(-1) ?? "";

const isError = (name: string): boolean => /(?:Error|Failure|MalformedAnswer)$/.test(name) && !inner.has(name);

/** Words, and not a code, a name, an id, a scrap or the end of another sentence. */
const isSentence = (text: string): boolean => {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  return / /.test(text.trim()) && !/^[,;]/.test(text) && letters >= (text.includes("…") ? 8 : 9);
};

/** The texts that an expression can be: two for a choice, with `…` for what is not text. */
function textsOf(node: ts.Expression): string[] {
  if (ts.isStringLiteralLike(node)) {
    return [node.text];
  }
  if (ts.isParenthesizedExpression(node)) {
    return textsOf(node.expression);
  }
  // The filter of what is printed leaves the words as they are.
  if (ts.isCallExpression(node) && node.expression.getText() === "printable") {
    return node.arguments.flatMap(textsOf);
  }
  if (ts.isConditionalExpression(node)) {
    return [...textsOf(node.whenTrue), ...textsOf(node.whenFalse)];
  }
  if (ts.isTemplateExpression(node)) {
    return [node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join("")];
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    const [left, right] = [node.left, node.right].map((side) => textsOf(side)[0] ?? "…");
    return [`${left}${right}`];
  }
  if (ts.isArrayLiteralExpression(node)) {
    return node.elements.flatMap((element) => textsOf(element));
  }
  if (ts.isObjectLiteralExpression(node)) {
    return node.properties.flatMap((property) =>
      ts.isPropertyAssignment(property) && property.name.getText() === "message" ? textsOf(property.initializer) : [],
    );
  }
  return [];
}
