import {
  bothForms,
  hidden,
  id,
  nameAs,
  partOf,
  type Reader,
  recordOf,
  stored,
  text,
  texts,
  timeouts,
} from "../state.ts";
import type { Outputs } from "./inputs.ts";

const flag: Reader<boolean> = (value) => (typeof value === "boolean" ? value : undefined);

const setting: Reader<string | number | boolean> = (value) =>
  typeof value === "string" || Number.isFinite(value) ? (value as string | number) : flag(value);

export const origin = partOf({
  endpoint: text,
  secretIdHash: text,
  vpc: bothForms,
  vpnGw: bothForms,
  userGw: bothForms,
  vpnConn: bothForms,
  nameAs,
  api: (value: unknown) => (value === "3.0" ? value : undefined),
  account: text,
  canChangeUserGw: flag,
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
  dpd: recordOf(setting),
  healthCheck: recordOf(setting),
  negotiationType: text,
  routeType: text,
  bgp: recordOf(setting),
  tags: recordOf(text),
  vpnConnId: id,
  timeouts,
  status: text,
  netStatus: text,
  vpnGwAddress: text,
  userGwAddress: text,
  sourceCidr: texts,
  destinationCidr: texts,
  createTime: text,
  __origin: origin,
  ...hidden,
};

/** Parses the outputs in the state of a tunnel. */
export const storedOutputs = (state: unknown): Partial<Outputs> => stored<Outputs>(READERS, state);
