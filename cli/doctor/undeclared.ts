import { idText, sameId } from "../../provider/api/index.ts";
import { isMarkedName } from "../../provider/lifecycle/names.ts";
import { type Found, KINDS, kindNames, textIn } from "../kinds.ts";
import type { StackAccess } from "../stack/access.ts";
import { defaultNamesOf } from "../stack/default-names.ts";
import { isOfPlugin, type Owned } from "../stack/owned.ts";
import type { Finding, Verdict } from "./findings.ts";
import { isIn, type Region } from "./regions.ts";
import type { Repairs } from "./repairs.ts";

/**
 * Judges what exists in one region and is not in the state: each tunnel and peer gateway that has the mark of this package, or a
 * gateway in common with this stack.
 * @param known ids that have a finding already: of the state, and what a pending creation created.
 */
export function judgeUndeclared(
  access: StackAccess,
  region: Region,
  known: ReadonlySet<string>,
  repairs: Repairs,
): Finding[] {
  const urnBehind = defaultNamesOf(access, access.defaults(region.provider).owner);
  const gateways = gatewaysIn(access, region);
  const usesPlugin = access.usesPlugin();
  return kindNames.flatMap((kind) =>
    region.listed[kind].flatMap((found) => {
      if (known.has(found.id.unified) || known.has(found.id.legacy)) {
        return [];
      }
      const urn = urnBehind(kind, found.name);
      const verdict =
        urn === undefined
          ? ofOthers(found, region, { ...gateways, usesPlugin }, repairs)
          : ofOurs(found, urn, region, usesPlugin, repairs);
      const about = { kind, name: found.name, id: idText(found.id), region: region.code };
      return verdict === undefined ? [] : [{ ...about, ...(urn === undefined ? {} : { urn }), ...verdict }];
    }),
  );
}

function ofOurs(found: Found, urn: string, { provider, code }: Region, usesPlugin: boolean, repairs: Repairs): Verdict {
  const isTunnel = "status" in found;
  if (isTunnel && found.status === "deleting") {
    const detail = "created by this stack, not in its state, and being deleted";
    return { what: "busy", detail, repair: [repairs.wait()] };
  }
  // The type is part of a default name.
  const wasOfPlugin = isOfPlugin({ type: urn.split("::")[2]?.split("$").at(-1) ?? "" });
  const host = wasOfPlugin ? " through the provider plugin" : usesPlugin ? " as a dynamic resource" : "";
  return {
    what: "orphan",
    detail: "its name shows that this stack created it, but it is not in the state",
    advice:
      `if the program still declares it${host}${isTunnel ? ", with its key" : ""}, \`pulumi up\` takes it over, and \`remove\` then refuses it; ` +
      "keep it if it was removed from the state on purpose, or if another stack has adopted it or gives the same name",
    repair: [repairs.up(), repairs.remove(idText(found.id), code, provider)],
  };
}

/** The gateways that this stack uses in a region. */
interface Gateways {
  /** The two gateways of each tunnel. */
  readonly pairs: readonly { readonly vpnGwId: string; readonly userGwId: string; readonly tunnel: Owned }[];
  readonly peers: readonly string[];
}

/** The gateways, and whether the stack has resources of the provider plugin alone. */
interface Around extends Gateways {
  readonly usesPlugin: boolean;
}

/** Another account's gateways can have the same ids, so only what the state places in this region counts. */
function gatewaysIn(access: StackAccess, region: Region): Gateways {
  const here = [...access.owned, ...access.pending.map(({ target }) => target)].filter((owned) => isIn(region, owned));
  const pairs = here.flatMap((tunnel) => {
    const { kind, properties } = tunnel;
    const [vpnGwId, userGwId] = [textIn(properties, "vpnGwId"), textIn(properties, "userGwId")];
    return kind === "tunnel" && vpnGwId !== undefined && userGwId !== undefined ? [{ vpnGwId, userGwId, tunnel }] : [];
  });
  const peers = here.filter(({ kind }) => kind === "peer gateway").map(({ id }) => id);
  return { pairs, peers: [...peers, ...pairs.map(({ userGwId }) => userGwId)] };
}

/** Ends the detail of what shares a gateway with this stack. */
export const NEAR = ", on a gateway that this stack uses";

/** What an update does with a tunnel of which nothing shows who created it; through the provider plugin, and otherwise. */
const NEVER =
  "`pulumi up` takes over no tunnel of an unknown creator: it leaves it as it is, and creates no other tunnel between its gateways";
const UNLESS_DECLARED =
  "`pulumi up` takes over a tunnel of an unknown creator only if the program declares it between the same gateways, with the same name and key; otherwise it leaves it as it is, and creates no other tunnel between its gateways";

function ofOthers(
  found: Found,
  { provider, code }: Region,
  { pairs, peers, usesPlugin }: Around,
  repairs: Repairs,
): Verdict | undefined {
  const isMarked = isMarkedName(found.name);
  const creator = isMarked
    ? "has the mark of this package, from another stack, owner or parent"
    : "nothing shows who created it";
  if (!("vpnGw" in found)) {
    return isMarked ? { what: "of-another-stack", detail: creator, repair: [] } : undefined;
  }
  const { id, vpnGw, userGw } = found;
  const repair = [repairs.adopt(idText(id), code, provider)];
  const taken = pairs.filter((pair) => sameId(vpnGw, pair.vpnGwId) && sameId(userGw, pair.userGwId));
  if (taken.length > 0) {
    // Where the service hides keys, an update takes over by the default name alone.
    const isKeyShown = found.preSharedKey !== undefined;
    const namesake = taken.find(
      ({ tunnel }) =>
        isKeyShown && !isOfPlugin(tunnel.resource) && KINDS.tunnel.isCreatedFrom(tunnel.properties, found),
    );
    return {
      what: "in-the-way",
      detail: `${creator}, between the two gateways of a tunnel of this stack, which can have only one tunnel`,
      advice:
        namesake === undefined
          ? "`pulumi up` creates no other tunnel there: adopt it with the program that this command writes, or ask its owner to remove it"
          : `it has the name of ${namesake.tunnel.name}: if it has its key too, \`pulumi up\` takes it over; otherwise adopt it with the program that this command writes, or ask its owner to remove it`,
      repair,
    };
  }
  const isNear = pairs.some(({ vpnGwId }) => sameId(vpnGw, vpnGwId)) || peers.some((peer) => sameId(userGw, peer));
  const detail = `${creator}${isNear ? NEAR : ""}`;
  if (isMarked) {
    return { what: "of-another-stack", detail, repair };
  }
  return isNear ? { what: "unknown-creator", detail, advice: usesPlugin ? NEVER : UNLESS_DECLARED, repair } : undefined;
}

/** What a pending creation created: the name that it was to get, between its two gateways or at its address. */
export const createdBy = ({ kind, properties }: Owned, { listed }: Pick<Region, "listed">): Found | undefined =>
  listed[kind].find((found) => KINDS[kind].isCreatedFrom(properties, found));
