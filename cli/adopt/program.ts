import { escaped } from "../../provider/util/printable.ts";
import { plain } from "../text.ts";

/** What the program is written in. */
export type Flavour = "ts" | "js-module" | "js-commonjs";

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
  /** The variable that holds it. */
  readonly variable: string;
  /** The resource's name. */
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** Sentences that stand above it. */
  readonly comments: readonly string[];
}

/** What the program is made of. */
export interface Program {
  readonly flavour: Flavour;
  /** Sentences that stand at its top. */
  readonly comments: readonly string[];
  readonly region: string;
  /** The variable of an explicit provider that the reader's own program holds; undefined for the default one. */
  readonly provider: string | undefined;
  readonly declarations: readonly Declaration[];
}

/** Writes a program that declares these resources, formatted as Biome and Prettier do. */
export function writeProgram({ flavour, comments, region, provider, declarations }: Program): string {
  const types = [...new Set(declarations.map(({ type }) => type))].sort();
  const usesConfig = declarations.some(({ type }) => type === "VpnConnection");
  const lines = [
    ...comments.flatMap((sentence) => commentLines(sentence, "")),
    ...imports(flavour, types, usesConfig),
    "",
    ...(usesConfig ? ["const config = new pulumi.Config();"] : []),
    `const region = ${spelledOut(region)};`,
    ...(provider === undefined ? [] : [`const options = { provider: ${provider} };`]),
    ...declarations.flatMap((declaration) => ["", ...declared(declaration, provider !== undefined)]),
  ];
  return `${lines.join("\n")}\n`;
}

function imports(flavour: Flavour, types: readonly string[], usesConfig: boolean): string[] {
  const names = `{ ${types.join(", ")} }`;
  if (flavour === "js-commonjs") {
    return [
      `"use strict";`,
      ...(usesConfig ? [`const pulumi = require("@pulumi/pulumi");`] : []),
      `const ${names} = require("pulumi-qcloud-vpn");`,
    ];
  }
  return [
    ...(usesConfig ? [`import * as pulumi from "@pulumi/pulumi";`] : []),
    `import ${names} from "pulumi-qcloud-vpn";`,
  ];
}

function declared({ type, variable, name, args, comments }: Declaration, hasOptions: boolean): string[] {
  const body = literal({ region: new Code("region"), ...args }, "");
  return [
    ...comments.flatMap((sentence) => commentLines(sentence, "")),
    `const ${variable} = new ${type}(${spelledOut(name)}, ${body}${hasOptions ? ", options" : ""});`,
  ];
}

/** A text, a number or nothing as program text that shows every character. */
export const spelledOut = (value: unknown): string => escaped(JSON.stringify(value));

/** A value as program text; a property whose value is a variable of its own name is written once. */
function literal(value: unknown, indent: string): string {
  if (value instanceof Code) {
    return value.text;
  }
  if (Array.isArray(value)) {
    return `[${value.map((entry) => literal(entry, indent)).join(", ")}]`;
  }
  if (typeof value !== "object" || value === null) {
    return spelledOut(value);
  }
  const inner = `${indent}  `;
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  const lines = entries.map(([key, entry]) => {
    const spelled = /^[A-Za-z_$][\w$]*$/.test(key) ? key : spelledOut(key);
    return entry instanceof Code && entry.text === key
      ? `${inner}${key},\n`
      : `${inner}${spelled}: ${literal(entry, inner)},\n`;
  });
  return lines.length === 0 ? "{}" : `{\n${lines.join("")}${indent}}`;
}

/** A sentence as line comments, without anything that could end one. */
function commentLines(sentence: string, indent: string): string[] {
  const words = plain(sentence).split(" ");
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < 115) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else {
      lines.push(`${indent}// ${word}`);
    }
  }
  return lines;
}
