import { type ApiId, type ApiVersion, idText, sameId } from "../../provider/api/index.ts";
import { isMarkedName } from "../../provider/lifecycle/names.ts";
import { type Found, KINDS, type Kind, type Row } from "../kinds.ts";
import type { Owned } from "../stack/owned.ts";
import { type Arguments, tunnelArguments, userGatewayArguments } from "./arguments.ts";
import { type Holdings, isSame } from "./holdings.ts";
import { resourceName, uniqueNames, variableName, variableNames } from "./names.ts";
import { Code, type Declaration, literal } from "./program.ts";

/** A key that the program reads from its config. */
export interface WantedKey {
  /** The config key. */
  readonly key: string;
  /** The pre-shared key; undefined where the service hides it. Never print it. */
  readonly value: string | undefined;
}

/** One line of the list of what exists. */
export interface Listed extends Row {
  readonly kind: Kind;
  readonly id: string;
  readonly name: string;
  /** Whether the program adopts it. */
  readonly isTaken: boolean;
  readonly remark: string;
}

/** What a program adopts, and how. */
export interface Takeover {
  readonly listed: readonly Listed[];
  readonly declarations: readonly Declaration[];
  readonly keys: readonly WantedKey[];
}

/**
 * Decides what a program adopts and under which names.
 * @param owned what the stack declares already; it is listed and left out.
 * @param api the version through which the program is run.
 */
export function planTakeover(region: string, holdings: Holdings, owned: readonly Owned[], api: ApiVersion): Takeover {
  const variables = variableNames();
  const namesBeside = (kind: Kind): ((name: string) => string) =>
    uniqueNames(
      "-",
      owned.filter((one) => one.kind === kind).map(({ name }) => name),
    );
  const names = { tunnel: namesBeside("tunnel"), "peer gateway": namesBeside("peer gateway") };
  const listed: Listed[] = [];
  const declarations: Declaration[] = [];
  const keys: WantedKey[] = [];

  /** Lists it, and declares it if nothing prevents that. @returns its variable. */
  const add = (kind: Kind, found: Found, { args, comments, obstacle }: Arguments): string | undefined => {
    const declared = owned.find(({ id }) => sameId(found.id, id));
    const reason = declared === undefined ? obstacle : `this stack declares it as ${declared.name}`;
    const mark = isMarkedName(found.name)
      ? "has the mark of this package: check whether another stack declares it"
      : "";
    listed.push({
      kind,
      id: idText(found.id),
      name: found.name,
      ...KINDS[kind].row(found),
      isTaken: reason === undefined,
      remark: reason === undefined ? mark : `left out: ${reason}`,
    });
    if (reason !== undefined) {
      return undefined;
    }
    const name = names[kind](resourceName(found.name, found.id));
    const variable = variables(kind === "tunnel" ? variableName(name, "tunnel") : gatewayVariable(name));
    declarations.push({ type: KINDS[kind].className, variable, name, args, comments });
    return variable;
  };

  const gateways = holdings.userGws.map((userGw): { id: ApiId; variable: string | undefined } => ({
    id: userGw.id,
    variable: add("peer gateway", userGw, userGatewayArguments(region, userGw)),
  }));
  for (const conn of holdings.tunnels) {
    const network = holdings.vpcs.find(({ id }) => isSame(id, conn.vpc))?.cidrBlock;
    const found = tunnelArguments(region, conn, network, api);
    const key = `preSharedKey-${idText(conn.id)}`;
    const gateway = gateways.find(({ id }) => isSame(id, conn.userGw))?.variable;
    if (add("tunnel", conn, { ...found, args: withReferences(found.args, key, gateway) }) !== undefined) {
      keys.push({ key, value: conn.preSharedKey });
    }
  }
  return { listed, declarations, keys };
}

/** The arguments in their usual order, with the key from the config and the peer gateway from its resource. */
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
    preSharedKey: new Code(`config.requireSecret(${literal(key)})`),
    ...rest,
  };
}

/** A peer gateway and its tunnel often have the same name. */
function gatewayVariable(name: string): string {
  const variable = variableName(name, "gateway");
  return /gateway$/i.test(variable) ? variable : `${variable}Gateway`;
}
