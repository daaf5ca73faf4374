import { bothForms, hidden, id, nameAs, partOf, type Reader, stored, text, texts, timeouts } from "../state.ts";
import type { UserGatewayOutputs } from "./inputs.ts";

export const origin = partOf({
  endpoint: text,
  secretIdHash: text,
  account: text,
  userGw: bothForms,
  vpcs: texts,
  nameAs,
});

const count: Reader<number> = (value) => (Number.isFinite(value) ? (value as number) : undefined);

const READERS = {
  region: text,
  userGwAddr: text,
  userGwName: text,
  userGwId: id,
  timeouts,
  vpnConnNum: count,
  createTime: text,
  __origin: origin,
  ...hidden,
};

/** Parses the outputs in the state of a peer gateway. */
export const storedOutputs = (state: unknown): Partial<UserGatewayOutputs> =>
  stored<UserGatewayOutputs>(READERS, state);
