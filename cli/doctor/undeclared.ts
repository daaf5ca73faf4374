import { sameId } from "../../provider/api/ids.ts";
import type { VpnConn } from "../../provider/api/types.ts";
import { isMarkedName } from "../../provider/lifecycle/names.ts";
import { type Found, idText, KINDS, type Kind, kindNames, textIn } from "../kinds.ts";
import type { StackAccess } from "../stack/access.ts";
import type { DefaultNames } from "../stack/default-names.ts";
import type { Owned } from "../stack/owned.ts";
import type { Finding, Verdict } from "./findings.ts";
import { isIn, type Region } from "./regions.ts";
import type { Repairs } from "./repairs.ts";

/** Judges what exists in one region and is not in the state. */
export class Undeclared {
  readonly #region: Region;
  readonly #names: DefaultNames;
  readonly #repairs: Repairs;
  /** Ids that have a finding already: of the state, and what a pending creation created. */
  readonly #known: ReadonlySet<string>;
  /** The two gateways of each tunnel of this stack in this region. */
  readonly #pairs: readonly { readonly vpnGwId: string; readonly userGwId: string }[];
  /** The peer gateways of this stack in this region. */
  readonly #peerGateways: readonly string[];

  constructor(access: StackAccess, region: Region, known: ReadonlySet<string>, names: DefaultNames, repairs: Repairs) {
    this.#region = region;
    this.#names = names;
    this.#repairs = repairs;
    this.#known = known;
    // Another account's gateways can have the same ids, so only what the state places in this region counts.
    const here = [...access.owned, ...access.pending.map(({ target }) => target)].filter((owned) =>
      isIn(region, owned),
    );
    this.#pairs = here.flatMap(({ kind, properties }) => {
      const [vpnGwId, userGwId] = [textIn(properties, "vpnGwId"), textIn(properties, "userGwId")];
      return kind === "tunnel" && vpnGwId !== undefined && userGwId !== undefined ? [{ vpnGwId, userGwId }] : [];
    });
    this.#peerGateways = [
      ...here.filter(({ kind }) => kind === "peer gateway").map(({ id }) => id),
      ...this.#pairs.map(({ userGwId }) => userGwId),
    ];
  }

  /** One finding for each tunnel and peer gateway that has the mark of this package, or a gateway in common with this stack. */
  judge(): Finding[] {
    return kindNames.flatMap((kind) =>
      this.#region.listed[kind]
        .filter(({ id }) => !this.#known.has(id.unified) && !this.#known.has(id.legacy))
        .flatMap((found) => this.#judge(kind, found)),
    );
  }

  #judge(kind: Kind, found: Found): Finding[] {
    const about = { kind, name: found.name, id: idText(found.id), region: this.#region.code };
    const urn = this.#names.urnBehind(kind, found.name);
    if (urn !== undefined) {
      return [{ ...about, urn, ...this.#orphan(kind, found) }];
    }
    const verdict = this.#ofOthers(found);
    return verdict === undefined ? [] : [{ ...about, ...verdict }];
  }

  #orphan(kind: Kind, found: Found): Verdict {
    if ("status" in found && found.status === "deleting") {
      return {
        what: "busy",
        detail: "created by this stack, not in its state, and being deleted",
        repair: [this.#repairs.wait()],
      };
    }
    return {
      what: "orphan",
      detail: "its name shows that this stack created it, but it is not in the state",
      advice:
        `if the program still declares it${kind === "tunnel" ? ", with its key" : ""}, \`pulumi up\` takes it over instead; ` +
        "keep it if it was removed from the state on purpose, or if another stack has adopted it or gives the same name",
      repair: [this.#repairs.remove(idText(found.id), this.#region.code, this.#region.provider)],
    };
  }

  #ofOthers(found: Found): Verdict | undefined {
    const isMarked = isMarkedName(found.name);
    const creator = isMarked
      ? "has the mark of this package, from another stack, owner or parent"
      : "created by somebody else";
    if (!("vpnGw" in found)) {
      return isMarked ? { what: "of-another-stack", detail: creator, repair: [] } : undefined;
    }
    const repair = [this.#repairs.adopt(idText(found.id), this.#region.code, this.#region.provider)];
    if (this.#isInTheWay(found)) {
      return {
        what: "in-the-way",
        detail: `${creator}, between the two gateways of a tunnel of this stack, which can have only one tunnel`,
        advice: "adopt it with the program that this command writes, or ask its owner to remove it",
        repair,
      };
    }
    const isNear = this.#isOnOurGateway(found);
    return isNear || isMarked
      ? {
          what: isMarked ? "of-another-stack" : "not-ours",
          detail: `${creator}${isNear ? NEAR : ""}`,
          repair,
        }
      : undefined;
  }

  #isInTheWay = ({ vpnGw, userGw }: VpnConn): boolean =>
    this.#pairs.some((pair) => sameId(vpnGw, pair.vpnGwId) && sameId(userGw, pair.userGwId));

  #isOnOurGateway = ({ vpnGw, userGw }: VpnConn): boolean =>
    this.#pairs.some(({ vpnGwId }) => sameId(vpnGw, vpnGwId)) || this.#peerGateways.some((id) => sameId(userGw, id));
}

/** Ends the detail of what shares a gateway with this stack. */
export const NEAR = ", on a gateway that this stack uses";

/** What a pending creation created: the name that it was to get, between its two gateways or at its address. */
export const createdBy = ({ kind, properties }: Owned, { listed }: Pick<Region, "listed">): Found | undefined =>
  listed[kind].find((found) => KINDS[kind].isCreatedFrom(properties, found));
