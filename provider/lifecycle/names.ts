import { createHash } from "node:crypto";
import type { ApiId } from "../qcloud/types.ts";
import type { Context } from "./context.ts";

/** Names may have at most 60 characters (docs/api.md 2.4). */
export const NAME_LIMIT = 60;

/** What a default name ends in: this, and twelve hex digits. Tells a tunnel that this package named from any other. */
export const NAME_MARK = "-pqv";

const MARKED = new RegExp(`${NAME_MARK}[0-9a-f]{12}$`);

/** True for a name that this package made up. */
export const isMarkedName = (name: string): boolean => MARKED.test(name);

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
  return resource.slice(0, NAME_LIMIT - ending.length).join("") + ending;
}

/** What is to be known of a thing that was taken up although nothing but its name shows whose it is. */
export function warnOfName(context: Context, id: string, why: string): void {
  const hint = `${id}: taken up only by its name: ${why}. If another stack gave it that name, both hold it now, and each of them deletes it when it is destroyed; where several people run stacks of one name, set QCLOUD_OWNER or qcloud:owner`;
  context.warn(hint);
}

/** How a service shows a name that it was sent. */
export interface NameAs {
  readonly sent: string;
  readonly shown: string;
}

/** A thing of the service, by its name and id. */
interface Named {
  readonly name: string;
  readonly id: ApiId;
}

/** The program's word for the name where the service shows it so, or shows it as it did when it was written; else what it shows. */
export function shownName(written: string | undefined, seen: Named, nameAs: NameAs | undefined): string | undefined {
  const asWritten =
    written !== undefined &&
    (sameName(written, seen.name, seen.id.legacy) || (nameAs?.sent === written && nameAs.shown === seen.name));
  return asWritten || seen.name === "" ? written : seen.name;
}

/** Where the service shows another name than the one it was just given, that is how it writes this name. */
export function serviceName(context: Context, sent: string | undefined, seen: Named): { nameAs?: NameAs } {
  if (sent === undefined || seen.name === "" || sameName(sent, seen.name, seen.id.legacy)) {
    return {};
  }
  const id = seen.id.unified || seen.id.legacy;
  context.log(`${id}: the service shows the name "${sent}" as "${seen.name}"; this is not taken for a change`);
  return { nameAs: { sent, shown: seen.name } };
}

/**
 * What the state keeps of a default name where another one is shown: it is fixed at creation, and the next update gives it back.
 * @param isDefault whether the name was filled in.
 * @param fixed the default name, where another one was shown before.
 * @param written the name that was asked for, or the other one since it was shown.
 */
export function hiddenDefault(
  isDefault: boolean,
  fixed: string | undefined,
  written: string | undefined,
  shown: string | undefined,
): { __defaultName?: string } {
  const name = fixed ?? written;
  return isDefault && name !== undefined && name !== shown ? { __defaultName: name } : {};
}

/** Whether two names that a program gives are one: `check` drops the spaces around a name, which earlier releases let pass. */
export const sameGivenName = (a: string, b: string | undefined): boolean => a.trim() === b?.trim();

/**
 * Whether a tunnel shown under one name is the one that was given another: the same text, or the text behind the tunnel's own
 * numeric id and an underscore, as the names in the vendor's example look (docs/api.md 2.5).
 */
export function sameName(given: string, shown: string, legacyId: string): boolean {
  return shown === given || (legacyId !== "" && shown === `${legacyId}_${given}`);
}
