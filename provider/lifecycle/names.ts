import { createHash } from "node:crypto";
import { type ApiId, idText, isNamed, NAME_LIMIT } from "../api/index.ts";
import type { Context } from "./context.ts";

/** A default name ends with this mark and twelve hexadecimal digits. */
export const NAME_MARK = "-pqv";

const MARKED = new RegExp(`${NAME_MARK}([0-9a-f]{12})$`);

/** Whether a name is a default name of this package. */
export const isMarkedName = (name: string): boolean => MARKED.test(name);

/** The hash in a default name, which identifies the resource. */
export const markOf = (name: string | undefined): string | undefined => MARKED.exec(name ?? "")?.[1];

/**
 * The default name: the resource's name, truncated if necessary, and a hash of seed and owner. Different stacks, and stacks of the same name
 * with different owners, have different default names.
 *
 * @param seed `<organization>:<urn>`.
 * @param owner The setting `qcloud:owner`.
 */
export function defaultName(seed: string, owner: string): string {
  const hash = createHash("sha256").update(`${owner}\n${seed}`).digest("hex").slice(0, 12);
  const ending = `${NAME_MARK}${hash}`;
  const resource = [...(seed.split("::").slice(3).join("::") || "vpn")];
  return resource.slice(0, NAME_LIMIT - ending.length).join("") + ending;
}

/** Warns about a resource that was joined only by its name. */
export function warnOfName(context: Context, id: string, why: string): void {
  const hint = `${id}: taken up only by its name: ${why}. If another stack gave it that name, both hold it now, and each of them deletes it when it is destroyed; where several people run stacks of one name, set QCLOUD_OWNER or qcloud:owner`;
  context.warn(hint);
}

/** Characters that a name must not contain to become part of a command to copy: anybody can set a name. */
const UNFIT = /['`\p{C}]/u;

/**
 * The URN of another resource of the same stack with this default name. It is found only if that resource has the same parents as this one, or
 * none, and its name was not truncated.
 *
 * @param seed The seed of this resource.
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

/** A name as it was sent, and as the service shows it. */
export interface NameAs {
  readonly sent: string;
  readonly shown: string;
}

export interface Named {
  readonly name: string;
  readonly id: ApiId;
}

/** The written name, if the service shows it as it is or in its recorded form; otherwise the name that the service shows. */
export function shownName(written: string | undefined, seen: Named, nameAs: NameAs | undefined): string | undefined {
  const asWritten =
    written !== undefined && (isNamed(seen, written) || (nameAs?.sent === written && nameAs.shown === seen.name));
  return asWritten || seen.name === "" ? written : seen.name;
}

/** After a write: if the service shows another name than the one sent, that is its form of the name. */
export function serviceName(context: Context, sent: string | undefined, seen: Named): { nameAs?: NameAs } {
  if (sent === undefined || seen.name === "" || isNamed(seen, sent)) {
    return {};
  }
  context.log(
    `${idText(seen.id)}: the service shows the name "${sent}" as "${seen.name}"; this is not taken for a change`,
  );
  return { nameAs: { sent, shown: seen.name } };
}

/** Whether a service that adds to names, or cuts them, may show the given name so. */
export const isFormOf = (shown: string, given: string | undefined): boolean =>
  given !== undefined && (shown.includes(given) || given.startsWith(shown));

/** Whether two given names are equal. Earlier releases did not trim them. */
export const sameGivenName = (a: string, b: string | undefined): boolean => a.trim() === b?.trim();
