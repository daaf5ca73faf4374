import { idText } from "../../provider/api/index.ts";
import type { StackAccess } from "../stack/access.ts";
import { nameIn, type Owned } from "../stack/owned.ts";
import { judgeDeclared } from "./declared.ts";
import type { Finding } from "./findings.ts";
import { type Observation, observeOwned } from "./observation.ts";
import { judgeOthers, judgePending } from "./pending.ts";
import { isIn, type Region, readRegions } from "./regions.ts";
import { Repairs } from "./repairs.ts";
import { createdBy, judgeUndeclared } from "./undeclared.ts";

/** What exists, and what that means for the stack. */
export interface Diagnosis {
  readonly regions: readonly Region[];
  readonly observed: ReadonlyMap<Owned, Observation>;
  readonly findings: readonly Finding[];
  /** What could not be read and was not needed. */
  readonly remarks: readonly string[];
}

/** Compares a stack with the cloud. Reads only. @throws Failure, or what the client throws, when a read fails. */
export async function diagnose(access: StackAccess): Promise<Diagnosis> {
  const regions = await readRegions(access);
  const repairs = new Repairs(access.ref, access.environment);
  const regionOf = (owned: Owned): Region | undefined => regions.find((region) => isIn(region, owned));
  const observed = new Map<Owned, Observation>(
    await Promise.all(
      access.owned.map(async (owned) => {
        const region = regionOf(owned);
        return [owned, region === undefined ? NO_REGION : await observeOwned(owned, region)] as const;
      }),
    ),
  );
  const declared = access.owned.flatMap((owned) => {
    const region = regionOf(owned) ?? regions[0];
    return region === undefined ? [] : [judgeDeclared(owned, observed.get(owned) ?? NO_REGION, region, repairs)];
  });
  // Two providers can belong to one account: what the state has through either is no orphan.
  const known = new Set([
    ...access.owned.map(({ id }) => id),
    ...access.pending.flatMap(({ target }) => {
      const region = regionOf(target);
      const created = region && createdBy(target, region);
      return created === undefined ? [] : [idText(created.id)];
    }),
  ]);
  const undeclared = new Map<string, Finding>();
  for (const region of regions) {
    for (const finding of judgeUndeclared(access, region, known, repairs)) {
      const key = [region.context.settings.endpoint, region.code, finding.id].join("|");
      undeclared.set(key, undeclared.get(key) ?? finding);
    }
  }
  return {
    regions,
    observed,
    findings: [
      ...declared,
      ...access.pending.map((each) => judgePending(each, regionOf(each.target), access, repairs)),
      ...judgeOthers(access),
      ...undeclared.values(),
    ],
    remarks: [
      ...([...observed.values()].some((each) => each.kind === "exists" && each.isKeyUnread) ? [KEYS_UNREAD] : []),
      ...regions.flatMap(({ remark, provider }) =>
        remark === undefined ? [] : [provider === "" ? remark : `${nameIn(provider)}: ${remark}`],
      ),
    ],
  };
}

const KEYS_UNREAD =
  "pre-shared keys were not compared, because the state holds them encrypted; --keys (without --file) decrypts and compares them";

const NO_REGION: Observation = { kind: "unproved", reason: "its state names no region" };
