import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { repository } from "../../tools/toolchain/paths.ts";

/** A fenced block of a page. */
export interface Block {
  /** `docs/guides/first-tunnel.md:27`. */
  readonly at: string;
  readonly language: string;
  readonly source: string;
}

/** Every page for readers: those of the root and of docs. */
export function pages(): string[] {
  const docs = readdirSync(join(repository, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => join("docs", name));
  const root = readdirSync(repository).filter((name) => name.endsWith(".md"));
  return [...root, ...docs].sort();
}

/** The text of a page. */
export const textOf = (page: string): string => readFileSync(join(repository, page), "utf8");

/** The fenced blocks of a page, without the indentation that they have in a list. */
export function blocksOf(page: string): Block[] {
  const text = textOf(page);
  return [...text.matchAll(/^( *)```(\w+)\n([\s\S]*?)^ *```$/gm)].map((match) => {
    const [, indent = "", language = "", source = ""] = match;
    const line = text.slice(0, match.index).split("\n").length;
    return {
      at: `${relative(".", page)}:${line}`,
      language,
      source: source.replaceAll(`\n${indent}`, "\n").replace(indent, ""),
    };
  });
}

/** The blocks of every page that are programs in TypeScript or JavaScript. */
export const programs = (): Block[] =>
  pages()
    .flatMap(blocksOf)
    .filter(({ language }) => /^(?:ts|typescript|js|javascript)$/.test(language));

/** What the fragments of a page speak of without declaring it. */
const spokenOf = {
  config: "pulumi.Config",
  tunnel: "VpnConnection",
  preSharedKey: "pulumi.Output<string>",
  shanghaiKey: "pulumi.Output<string>",
  chengduKey: "pulumi.Output<string>",
};

/** Whether a block is a part of a program: it imports nothing. */
export const isFragment = ({ source }: Block): boolean => !/^import /m.test(source);

/**
 * A fragment as a program: with the imports and the names that it speaks of. An object by itself becomes a value, and a comment such as
 * `/* ... *\/` between properties stands for those that are left out.
 */
export function completed(source: string, exported: readonly string[]): string {
  const declares = (name: string): boolean => new RegExp(`\\b(?:const|let|class|function) ${name}\\b`).test(source);
  const names = exported.filter((name) => new RegExp(`\\b${name}\\b`).test(source));
  const lines = [
    'import * as pulumi from "@pulumi/pulumi";',
    `import { ${[...new Set([...names, "VpnConnection"])].join(", ")} } from "pulumi-qcloud-vpn";`,
    "declare const elided: any;",
    ...Object.entries(spokenOf).flatMap(([name, type]) => (declares(name) ? [] : [`declare const ${name}: ${type};`])),
  ];
  const whole = source.replaceAll(/\/\* (?:\.\.\.|and the arguments as above) \*\//g, "...elided,");
  return `${lines.join(" ")} ${whole.startsWith("{") ? `void (${whole})` : whole}`;
}
