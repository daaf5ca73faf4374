import { createHash } from "node:crypto";
import { type ApiId, facts, idText, isNamed } from "../api/index.ts";
import type { Context } from "./context.ts";

/** What a default name ends in: this, and twelve hex digits. Tells a tunnel that this package named from any other. */
export const NAME_MARK = "-pqv";

const MARKED = new RegExp(`${NAME_MARK}([0-9a-f]{12})$`);

/** True for a name that this package made up. */
export const isMarkedName = (name: string): boolean => MARKED.test(name);

/** The hash in a default name: it says which resource the thing belongs to. */
export const markOf = (name: string | undefined): string | undefined => MARKED.exec(name ?? "")?.[1];

/**
 * The default name: the resource's own name, shortened where needed, and a hash of who declares it (organization,
 * project, stack, URN and owner). Two stacks, or two people's stacks of one name who set different owners, never get the same one,
 * so a tunnel with this name was asked for by this very resource.
 * @param seed `<organization>:<urn>`; the resource's name is what follows the URN's last separator.
 * @param owner the setting `qcloud:owner`, empty by default.
 */
export function defaultName(seed: string, owner: string): string {
  const hash = createHash("sha256").update(`${owner}\n${seed}`).digest("hex").slice(0, 12);
  const ending = `${NAME_MARK}${hash}`;
  const resource = [...(seed.split("::").slice(3).join("::") || "vpn")];
  return resource.slice(0, facts.nameLimit - ending.length).join("") + ending;
}

/** What is to be known of a thing that was taken up although nothing but its name shows whose it is. */
export function warnOfName(context: Context, id: string, why: string): void {
  const hint = `${id}: taken up only by its name: ${why}. If another stack gave it that name, both hold it now, and each of them deletes it when it is destroyed; where several people run stacks of one name, set QCLOUD_OWNER or qcloud:owner`;
  context.warn(hint);
}

/** What a name must not hold that becomes part of a command to copy: anybody can give a thing a name. */
const UNFIT = /['`\p{C}]/u;

/**
 * The URN of another resource of the same stack whose default name this is. Found where that resource has the same parents as this one
 * or none, and its name was not shortened.
 * @param seed of the resource that asks.
 * @param shown a name, as the service shows it.
 */
export function siblingOf(seed: string | undefined, owner: string, shown: Named): string | undefined {
  if (seed === undefined || markOf(shown.name) === undefined || UNFIT.test(shown.name)) {
    return undefined;
  }
  const [stack, project, types = ""] = seed.split("::");
  const bare = shown.name.slice(0, shown.name.lastIndexOf(NAME_MARK));
  const type = types.slice(types.lastIndexOf("$") + 1);
  const candidates = [bare, bare.slice(`${shown.id.legacy}_`.length)].flatMap((name) =>
    [types, type].map((chain) => [stack, project, chain, name].join("::")),
  );
  const sibling = candidates.find((one) => one !== seed && isNamed(shown, defaultName(one, owner)));
  return sibling?.slice(sibling.indexOf(":urn:") + 1);
}

/** How a service shows a name that it was sent. */
export interface NameAs {
  readonly sent: string;
  readonly shown: string;
}

/** A thing of the service, by its name and id. */
export interface Named {
  readonly name: string;
  readonly id: ApiId;
}

/** The program's word for the name where the service shows it so, or shows it as it did when it was written; else what it shows. */
export function shownName(written: string | undefined, seen: Named, nameAs: NameAs | undefined): string | undefined {
  const asWritten =
    written !== undefined && (isNamed(seen, written) || (nameAs?.sent === written && nameAs.shown === seen.name));
  return asWritten || seen.name === "" ? written : seen.name;
}

/** Where the service shows another name than the one it was just given, that is how it writes this name. */
export function serviceName(context: Context, sent: string | undefined, seen: Named): { nameAs?: NameAs } {
  if (sent === undefined || seen.name === "" || isNamed(seen, sent)) {
    return {};
  }
  context.log(
    `${idText(seen.id)}: the service shows the name "${sent}" as "${seen.name}"; this is not taken for a change`,
  );
  return { nameAs: { sent, shown: seen.name } };
}

/** Whether two names that a program gives are one: `check` drops the spaces around a name, which earlier releases let pass. */
export const sameGivenName = (a: string, b: string | undefined): boolean => a.trim() === b?.trim();
