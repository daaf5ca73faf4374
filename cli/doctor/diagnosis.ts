import type { StackAccess } from "../stack/access.ts";
import { nameIn, type Owned } from "../stack/owned.ts";
import { DefaultNames } from "../stack/proof.ts";
import { judgeBegun, judgeOthers } from "./begun.ts";
import { judgeDeclared } from "./declared.ts";
import type { Finding } from "./findings.ts";
import { type Place, placeOf, regionIn, type Stated, statedIn, visit } from "./places.ts";
import { Repairs } from "./repairs.ts";
import { type Standing, standingOf } from "./standing.ts";
import { idOf, madeBy, Undeclared } from "./undeclared.ts";

/** What stands, what the state says, and what that means. */
export interface Diagnosis {
  readonly stated: Stated;
  readonly places: readonly Place[];
  /** What became of each resource of the state, by URN. */
  readonly standings: ReadonlyMap<Owned, Standing>;
  readonly findings: readonly Finding[];
  /** What could not be looked at and was not needed. */
  readonly remarks: readonly string[];
}

/** Looks at a stack and at the cloud, and changes neither. @throws Failure, or what the client throws, when it cannot look. */
export async function diagnose(access: StackAccess): Promise<Diagnosis> {
  const stated = statedIn(access);
  const places = await visit(access, stated);
  const repairs = new Repairs(access.ref);
  const standings = new Map<Owned, Standing>(
    await Promise.all(
      stated.owned.map(async (owned) => [owned, await standingAt(owned, placeOf(places, owned))] as const),
    ),
  );
  const declared = stated.owned.map((owned) => {
    const place = placeOf(places, owned) ?? places[0];
    return place === undefined ? [] : [judgeDeclared(owned, standings.get(owned) ?? UNKNOWN, place, repairs)];
  });
  const begun = stated.begun.map((each) => ({ begun: each, place: placeOf(places, each.target) }));
  // Two providers can be of one account: what the state knows by either is nobody's orphan.
  const known = new Set([
    ...stated.owned.map(({ id }) => id),
    ...begun.flatMap(({ begun: { target }, place }) => {
      const made = place === undefined ? undefined : madeBy(target, place);
      return made === undefined ? [] : [idOf(made)];
    }),
  ]);
  const undeclared = places.flatMap((place) => {
    const names = new DefaultNames(access, access.defaults(place.provider).owner);
    return new Undeclared(place, within(stated, place), known, names, repairs)
      .judge()
      .map((finding) => ({ finding, key: [place.context.settings.endpoint, place.region, finding.id].join("|") }));
  });
  return {
    stated,
    places,
    standings,
    findings: [
      ...declared.flat(),
      ...begun.map((each) => judgeBegun(each, stated, repairs)),
      ...judgeOthers(access.deployment),
      ...undeclared
        .filter(({ key }, index) => undeclared.findIndex((other) => other.key === key) === index)
        .map(({ finding }) => finding),
    ],
    remarks: places.flatMap(({ remark, provider }) =>
      remark === undefined ? [] : [provider === "" ? remark : `${nameIn(provider)}: ${remark}`],
    ),
  };
}

const UNKNOWN: Standing = { is: "unproved", why: "its state names no region", elsewhere: undefined };

const standingAt = async (owned: Owned, place: Place | undefined): Promise<Standing> =>
  place === undefined ? UNKNOWN : await standingOf(owned, place);

/** What the state says of one place: another account's gateways can have the same ids as ours. */
function within({ owned, begun }: Stated, { provider, region }: Place): Stated {
  const isHere = (each: Owned): boolean => each.provider === provider && regionIn(each) === region;
  return { owned: owned.filter(isHere), begun: begun.filter(({ target }) => isHere(target)) };
}
