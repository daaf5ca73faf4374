import { type ApiId, sameId, type UserGw, type VpnConn } from "../../provider/api/index.ts";
import { isMarkedName } from "../../provider/lifecycle/names.ts";
import type { Kind, Owned } from "../stack/owned.ts";
import { type Arguments, tunnelArguments, userGatewayArguments } from "./arguments.ts";
import { type Holdings, isSame } from "./holdings.ts";
import { resourceName, UniqueNames, variableName, variableNames } from "./names.ts";
import { Code, type Declaration, spelledOut } from "./program.ts";

/** A key that the program asks its config for. */
export interface WantedKey {
  /** The config key. */
  readonly key: string;
  /** The tunnel's id, for messages. */
  readonly id: string;
  /** The key itself; undefined where the service hides it. Never print it. */
  readonly value: string | undefined;
}

/** One line of the list of what stands. */
export interface Listed {
  readonly kind: Kind;
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly between: string;
  readonly networks: string;
  /** Whether the program takes it over. */
  readonly isTaken: boolean;
  readonly remark: string;
}

/** What is taken over, and how. */
export interface Takeover {
  readonly listed: readonly Listed[];
  readonly declarations: readonly Declaration[];
  readonly keys: readonly WantedKey[];
}

/**
 * Decides what a program takes over and under which names.
 * @param owned what the stack declares already; it is listed and left out.
 */
export function planTakeover(region: string, holdings: Holdings, owned: readonly Owned[]): Takeover {
  const variables = variableNames();
  const names = {
    tunnel: new UniqueNames("-", namesOf(owned, "tunnel")),
    gateway: new UniqueNames("-", namesOf(owned, "peer gateway")),
  };
  const listed: Listed[] = [];
  const declarations: Declaration[] = [];
  const keys: WantedKey[] = [];
  const gateways: { readonly id: ApiId; readonly variable: string }[] = [];

  for (const userGw of holdings.userGws) {
    const { args, comments, obstacle } = userGatewayArguments(region, userGw);
    const remark = remarkOn(userGw.id, userGw.name, owned, obstacle);
    if (remark.isTaken) {
      const name = names.gateway.unique(resourceName(userGw.name, userGw.id));
      const variable = variables.unique(gatewayVariable(name));
      gateways.push({ id: userGw.id, variable });
      declarations.push({ type: "UserGateway", variable, name, args, comments });
    }
    listed.push({ ...lineOf(userGw), ...remark });
  }
  for (const conn of holdings.tunnels) {
    const network = holdings.vpcs.find(({ id }) => isSame(id, conn.vpc))?.cidrBlock;
    const { args, comments, obstacle } = argumentsOf(region, conn, network);
    const remark = remarkOn(conn.id, conn.name, owned, obstacle);
    if (remark.isTaken) {
      const name = names.tunnel.unique(resourceName(conn.name, conn.id));
      const key = `preSharedKey-${conn.id.unified || conn.id.legacy}`;
      const gateway = gateways.find(({ id }) => isSame(id, conn.userGw));
      declarations.push({
        type: "VpnConnection",
        variable: variables.unique(variableName(name, "tunnel")),
        name,
        comments,
        args: withReferences(args, key, gateway?.variable),
      });
      keys.push({ key, id: conn.id.unified || conn.id.legacy, value: conn.preSharedKey });
    }
    listed.push({ ...lineOf(conn), ...remark });
  }
  return { listed, declarations, keys };
}

function argumentsOf(region: string, conn: VpnConn, network: string | undefined): Arguments {
  return conn.status === "deleting" || conn.status === "create-failed" || conn.status === "delete-failed"
    ? { args: {}, comments: [], obstacle: `its status is ${conn.status}` }
    : tunnelArguments(region, conn, network);
}

/** The same arguments in the order in which people write them, with the key from the config and the peer gateway from its resource. */
function withReferences(
  { vpnConnId, vpcId, vpnGwId, userGwId, vpnConnName, ...rest }: Arguments["args"],
  key: string,
  gateway: string | undefined,
): Record<string, unknown> {
  return {
    vpnConnId,
    vpcId,
    vpnGwId,
    userGwId: gateway === undefined ? userGwId : new Code(`${gateway}.userGwId`),
    vpnConnName,
    preSharedKey: new Code(`config.requireSecret(${spelledOut(key)})`),
    ...rest,
  };
}

const namesOf = (owned: readonly Owned[], kind: Kind): string[] =>
  owned.filter((one) => one.kind === kind).map(({ name }) => name);

/** A peer gateway and its tunnel often have one name. */
function gatewayVariable(name: string): string {
  const variable = variableName(name, "gateway");
  return /gateway$/i.test(variable) ? variable : `${variable}Gateway`;
}

function remarkOn(
  id: ApiId,
  name: string,
  owned: readonly Owned[],
  obstacle: string | undefined,
): Pick<Listed, "isTaken" | "remark"> {
  const declared = owned.find((one) => sameId(id, one.id));
  if (declared !== undefined) {
    return { isTaken: false, remark: `left out: this stack declares it as ${declared.name}` };
  }
  if (obstacle !== undefined) {
    return { isTaken: false, remark: `left out: ${obstacle}` };
  }
  return {
    isTaken: true,
    remark: isMarkedName(name) ? "carries the mark of this package: ask whether another stack declares it" : "",
  };
}

function lineOf(thing: VpnConn | UserGw): Omit<Listed, "isTaken" | "remark"> {
  const { id, name } = thing;
  const about = { id: id.unified || id.legacy, name };
  return "vpnGw" in thing
    ? {
        ...about,
        kind: "tunnel",
        status: thing.status,
        between: `${thing.vpnGw.unified || thing.vpnGw.legacy} - ${thing.userGw.unified || thing.userGw.legacy}`,
        networks: `${thing.sourceCidr.join(" ")} - ${thing.destinationCidr.join(" ")}`,
      }
    : { ...about, kind: "peer gateway", status: "", between: thing.address, networks: "" };
}
