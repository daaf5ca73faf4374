import { escaped } from "../../provider/util/printable.ts";
import { plain } from "../text.ts";

/** How a program imports packages: TypeScript and ES modules with `import`, CommonJS with `require`. */
export type ModuleFormat = "import" | "require";

/** Program text among the values of an object: a variable or a call, written as it is. */
export class Code {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** One resource of the program. */
export interface Declaration {
  readonly type: "UserGateway" | "VpnConnection";
  readonly variable: string;
  /** The resource's name. */
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** Sentences for the comment above it. */
  readonly comments: readonly string[];
}

export interface Program {
  /** Whether the resources go through the provider plugin. */
  readonly usesPlugin: boolean;
  readonly format: ModuleFormat;
  /** Sentences for the comment at the top. */
  readonly comments: readonly string[];
  readonly region: string;
  /** The variable of an explicit provider, which the user's program declares; undefined for the default one. */
  readonly provider: string | undefined;
  readonly declarations: readonly Declaration[];
}

/** Writes a program that declares these resources, formatted as Biome and Prettier do. */
export function writeProgram({ usesPlugin, format, comments, region, provider, declarations }: Program): string {
  const classes = `{ ${[...new Set(declarations.map(({ type }) => type))].sort().join(", ")} }`;
  const usesConfig = declarations.some(({ type }) => type === "VpnConnection");
  const imported = (names: string, from: string): string =>
    format === "require" ? `const ${names} = require("${from}");` : `import ${names} from "${from}";`;
  const lines = [
    ...comments.flatMap(commentLines),
    ...(format === "require" ? [`"use strict";`] : []),
    ...(usesConfig ? [imported(format === "require" ? "pulumi" : "* as pulumi", "@pulumi/pulumi")] : []),
    imported(classes, `pulumi-qcloud-vpn${usesPlugin ? "/plugin" : ""}`),
    "",
    ...(usesConfig ? ["const config = new pulumi.Config();"] : []),
    `const region = ${literal(region)};`,
    ...(provider === undefined ? [] : [`const options = { provider: ${provider} };`]),
    ...declarations.flatMap(({ type, variable, name, args, comments: above }) => [
      "",
      ...above.flatMap(commentLines),
      `const ${variable} = new ${type}(${literal(name)}, ${literal({ region: new Code("region"), ...args })}${provider === undefined ? "" : ", options"});`,
    ]),
  ];
  return `${lines.join("\n")}\n`;
}

/** A value as program text that shows every character; a property whose value is a variable of its own name is written once. */
export function literal(value: unknown, indent = ""): string {
  if (value instanceof Code) {
    return value.text;
  }
  if (Array.isArray(value)) {
    return `[${value.map((entry) => literal(entry, indent)).join(", ")}]`;
  }
  if (typeof value !== "object" || value === null) {
    return escaped(JSON.stringify(value));
  }
  const inner = `${indent}  `;
  const lines = Object.entries(value)
    .filter(([, entry]) => entry !== undefined)
    .map(([key, entry]) => {
      const property = /^[A-Za-z_$][\w$]*$/.test(key) ? key : literal(key);
      return entry instanceof Code && entry.text === key
        ? `${inner}${key},\n`
        : `${inner}${property}: ${literal(entry, inner)},\n`;
    });
  return lines.length === 0 ? "{}" : `{\n${lines.join("")}${indent}}`;
}

/** A sentence as line comments, without anything that could end one. */
function commentLines(sentence: string): string[] {
  const lines: string[] = [];
  for (const word of plain(sentence).split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < 115) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else {
      lines.push(`// ${word}`);
    }
  }
  return lines;
}
