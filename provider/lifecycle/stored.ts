import type { Outputs } from "./inputs.ts";
import { bothForms, id, isRecord, nameAs, partOf, type Reader, text, texts } from "./state.ts";

/** An object all of whose values fit. */
const recordOf =
  <T>(reader: Reader<T>): Reader<Record<string, T>> =>
  (value) => {
    if (!isRecord(value)) {
      return undefined;
    }
    const entries = Object.entries(value).map(([key, inner]) => [key, reader(inner)] as const);
    return entries.some(([, inner]) => inner === undefined) ? undefined : (Object.fromEntries(entries) as never);
  };

const setting: Reader<string | number> = (value) =>
  typeof value === "string" || Number.isFinite(value) ? (value as string | number) : undefined;

/** Where a tunnel was made or found. */
export const origin = partOf({
  endpoint: text,
  secretIdHash: text,
  vpc: bothForms,
  vpnGw: bothForms,
  userGw: bothForms,
  vpnConn: bothForms,
  nameAs,
});

const READERS: { readonly [K in keyof Outputs]-?: Reader<unknown> } = {
  region: text,
  vpcId: id,
  vpnGwId: id,
  userGwId: id,
  vpnConnName: text,
  preSharedKey: text,
  userGwCidrBlock: texts,
  spdAcl: recordOf(texts),
  ikeSet: recordOf(setting),
  ipsecSet: recordOf(setting),
  vpnConnId: id,
  timeouts: recordOf(text),
  status: text,
  netStatus: text,
  vpnGwAddress: text,
  userGwAddress: text,
  sourceCidr: texts,
  destinationCidr: texts,
  createTime: text,
  origin,
  __given: texts,
  __defaults: texts,
  __defaultName: text,
  __urn: text,
};

/**
 * What a state says of a tunnel, as any release or hand wrote it: what does not fit counts as not said, so that the next `up` writes
 * it again.
 */
export function storedOutputs(state: unknown): Partial<Outputs> {
  const from = isRecord(state) ? state : {};
  return Object.fromEntries(
    Object.entries(READERS)
      .filter(([key]) => Object.hasOwn(from, key))
      .map(([key, reader]) => [key, reader(from[key])])
      .filter(([, value]) => value !== undefined),
  ) as Partial<Outputs>;
}
