import ipaddr from "ipaddr.js";
import * as z from "zod";
import type { ApiVersion } from "../../api/index.ts";
import {
  type ArgumentsOf,
  type Checked,
  type CheckSettings,
  checkArguments,
  type Loose,
} from "../arguments/check-arguments.ts";
import { commonRules, nameRule } from "../arguments/common-rules.ts";
import { userGwIdRule } from "../vpn-connection/rules.ts";
import type { UserGatewayInputs } from "./inputs.ts";

/** Ranges that the vendor refuses, by their names in ipaddr.js (docs/api.md 2.10). */
const REFUSED: readonly string[] = ["unspecified", "broadcast", "multicast", "loopback", "linkLocal"];

const address = z
  .string({ error: "must be a public IPv4 address such as 203.0.113.7" })
  .trim()
  .refine((text) => ipaddr.IPv4.isValidFourPartDecimal(text), {
    error: "must be a public IPv4 address such as 203.0.113.7",
    abort: true,
  })
  .refine((text) => !REFUSED.includes(ipaddr.IPv4.parse(text).range()), {
    error: "must not be an unspecified, broadcast, multicast, loopback or link-local address",
    abort: true,
  })
  .refine((text) => ![0, 255].includes(ipaddr.IPv4.parse(text).octets[3] ?? 0), {
    error: "must not end in 0 or 255: the service refuses addresses whose host part is all zeros or all ones",
  });

const rulesOf = (version: ApiVersion): z.ZodObject =>
  z.strictObject({
    ...commonRules,
    userGwAddr: address,
    userGwName: nameRule.optional(),
    userGwId: userGwIdRule(version).optional(),
  });

const PEER_GATEWAY: ArgumentsOf = {
  type: "UserGateway",
  rules: { "2.0": rulesOf("2.0"), "3.0": rulesOf("3.0") },
  name: "userGwName",
  adopted: "userGwId",
  suggestions: {
    userGwAddress: "userGwAddr",
    address: "userGwAddr",
    ipAddress: "userGwAddr",
    publicIpAddress: "userGwAddr",
    name: "userGwName",
    customerGatewayName: "userGwName",
    customerGatewayId: "userGwId",
  },
  crossChecks: () => [],
};

/** Checks the arguments of a peer gateway and fills in region and name. Calls no action. */
export const checkUserGateway = (settings: CheckSettings, olds: Loose, news: Loose): Checked<UserGatewayInputs> =>
  checkArguments(PEER_GATEWAY, settings, olds, news);
