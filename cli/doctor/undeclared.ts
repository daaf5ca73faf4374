import { type ApiId, isNamed, sameId, type UserGw, type VpnConn } from "../../provider/api/index.ts";
import { isMarkedName } from "../../provider/lifecycle/names.ts";
import { type Owned, textIn } from "../stack/owned.ts";
import type { DefaultNames } from "../stack/proof.ts";
import type { Finding } from "./findings.ts";
import type { Place, Stated } from "./places.ts";
import type { Repairs } from "./repairs.ts";

/** The id to show, the unified one where there is one. */
export const idOf = ({ id }: { readonly id: ApiId }): string => id.unified || id.legacy;

/** The two gateways of a tunnel, in whichever form each was given. */
interface Pair {
  readonly vpnGwId: string;
  readonly userGwId: string;
}

/** Judges what stands in one place and is in no line of the state. */
export class Undeclared {
  readonly #place: Place;
  readonly #names: DefaultNames;
  readonly #repairs: Repairs;
  /** Ids of what is spoken of elsewhere: things of the state, and what a creation that was begun has made. */
  readonly #known: ReadonlySet<string>;
  readonly #pairs: readonly Pair[];
  readonly #peerGateways: readonly string[];

  /**
   * @param stated what the state says of this place.
   * @param known ids of what is spoken of elsewhere, in whichever place.
   */
  constructor(place: Place, stated: Stated, known: ReadonlySet<string>, names: DefaultNames, repairs: Repairs) {
    this.#place = place;
    this.#names = names;
    this.#repairs = repairs;
    this.#known = known;
    const all = [...stated.owned, ...stated.begun.map(({ target }) => target)];
    this.#pairs = all.flatMap((owned) => pairOf(owned) ?? []);
    this.#peerGateways = all.filter(({ kind }) => kind === "peer gateway").map(({ id }) => id);
  }

  /** One finding for each tunnel and peer gateway that this stack has to do with, or that carries the mark of this package. */
  judge(): Finding[] {
    const { tunnels, userGws } = this.#place;
    return [
      ...tunnels.filter((conn) => !this.#isKnown(conn)).flatMap((conn) => this.#judgeTunnel(conn)),
      ...userGws.filter((userGw) => !this.#isKnown(userGw)).flatMap((userGw) => this.#judgeUserGw(userGw)),
    ];
  }

  #isKnown({ id }: { readonly id: ApiId }): boolean {
    return this.#known.has(id.unified) || this.#known.has(id.legacy);
  }

  #judgeTunnel(conn: VpnConn): Finding[] {
    const { provider, region } = this.#place;
    const about = { kind: "tunnel", name: conn.name, id: idOf(conn), region } as const;
    const urn = this.#names.urnBehind("tunnel", conn.name);
    if (urn !== undefined) {
      return [this.#orphan({ ...about, urn }, conn.status === "deleting")];
    }
    const mark = isMarkedName(conn.name);
    const whose = mark
      ? "carries the mark of this package, of another stack, owner or parent"
      : "made by somebody else";
    const adoption = [this.#repairs.adopt(about.id, region, provider)];
    if (this.#pairs.some((pair) => sameId(conn.vpnGw, pair.vpnGwId) && sameId(conn.userGw, pair.userGwId))) {
      return [
        {
          ...about,
          what: "in-the-way",
          detail: `${whose}, and stands between the two gateways of a tunnel of this stack, which hold at most one`,
          advice: "take it over with the program text that this command writes, or have its owner remove it",
          repair: adoption,
        },
      ];
    }
    const onOurs =
      this.#pairs.some((pair) => sameId(conn.vpnGw, pair.vpnGwId)) ||
      [...this.#peerGateways, ...this.#pairs.map(({ userGwId }) => userGwId)].some((id) => sameId(conn.userGw, id));
    if (!onOurs && !mark) {
      return [];
    }
    const on = onOurs ? `, on a gateway that this stack uses` : "";
    return [{ ...about, what: mark ? "of-another-stack" : "not-ours", detail: `${whose}${on}`, repair: adoption }];
  }

  #judgeUserGw(userGw: UserGw): Finding[] {
    const about = { kind: "peer gateway", name: userGw.name, id: idOf(userGw), region: this.#place.region } as const;
    const urn = this.#names.urnBehind("peer gateway", userGw.name);
    if (urn !== undefined) {
      return [this.#orphan({ ...about, urn }, false)];
    }
    const detail = "carries the mark of this package, of another stack, owner or parent";
    return isMarkedName(userGw.name) ? [{ ...about, what: "of-another-stack", detail, repair: [] }] : [];
  }

  #orphan(about: Pick<Finding, "kind" | "name" | "id" | "region"> & { urn: string }, isGoing: boolean): Finding {
    return isGoing
      ? {
          ...about,
          what: "busy",
          detail: "made by this stack, not in its state, and being deleted",
          repair: [this.#repairs.wait()],
        }
      : {
          ...about,
          what: "orphan",
          detail: "it has a name that this stack gives, and the state does not know it",
          advice:
            `if the program still declares it${about.kind === "tunnel" ? ", with its key" : ""}, \`pulumi up\` takes it up instead; ` +
            "leave it if it was let go on purpose, or if another stack has adopted it or gives the same name",
          repair: [this.#repairs.remove(about.id, about.region, this.#place.provider)],
        };
  }
}

function pairOf({ kind, properties }: Owned): Pair | undefined {
  const vpnGwId = textIn(properties, "vpnGwId");
  const userGwId = textIn(properties, "userGwId");
  return kind === "tunnel" && vpnGwId !== undefined && userGwId !== undefined ? { vpnGwId, userGwId } : undefined;
}

/** The tunnel or peer gateway that a creation which was begun has made: the name that it was to get, between its two gateways or at its address. */
export function madeBy(target: Owned, place: Pick<Place, "tunnels" | "userGws">): VpnConn | UserGw | undefined {
  const { properties } = target;
  if (target.kind === "peer gateway") {
    const name = textIn(properties, "userGwName");
    return place.userGws.find(
      (userGw) => name !== undefined && isNamed(userGw, name) && userGw.address === textIn(properties, "userGwAddr"),
    );
  }
  const name = textIn(properties, "vpnConnName");
  const pair = pairOf(target);
  return place.tunnels.find(
    (conn) =>
      name !== undefined &&
      pair !== undefined &&
      isNamed(conn, name) &&
      sameId(conn.vpnGw, pair.vpnGwId) &&
      sameId(conn.userGw, pair.userGwId),
  );
}
