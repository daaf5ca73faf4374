import { sameId, type UserGw, type VpnConn } from "../provider/api/index.ts";
import { type Context, DEFAULT_TIMEOUT_MS, openContext } from "../provider/lifecycle/context.ts";
import { messageOf } from "../provider/lifecycle/errors.ts";
import { isMarkedName } from "../provider/lifecycle/names.ts";
import { deleteUserGateway } from "../provider/lifecycle/user-gateway/delete.ts";
import { deleteUntilGone } from "../provider/lifecycle/vpn-connection/delete.ts";
import { readRecorded } from "../provider/lifecycle/vpn-connection/recorded.ts";
import { madeBy } from "./doctor/undeclared.ts";
import { couldNotDo, couldNotLook, UsageError } from "./failure.ts";
import type { Command, Host } from "./host.ts";
import { durationOf, parseOptions, regionOf } from "./options.ts";
import { flagsOf } from "./pulumi.ts";
import { openStackIfThere, type StackAccess } from "./stack/access.ts";
import { type Kind, ownedIn, ownedOf } from "./stack/owned.ts";
import { DefaultNames } from "./stack/proof.ts";
import { plain, shellLine } from "./text.ts";

const HELP = `Usage: pulumi-qcloud-vpn remove ID [options]

Deletes one tunnel (vpnx-…) or peer gateway (cgw-…) that no stack declares, such as one that doctor calls an
orphan. Shows it and asks first; ends when it is gone, or with what stands in the way. Where its name does not
prove that this stack made it, the answer is its id, typed in full.

  --region REGION     the region that it stands in (default: qcloud:region, then TENCENTCLOUD_REGION)
  --yes               do not ask; needed where nobody can answer
  --force-other-stack with --yes: delete it although its name does not prove that this stack made it; another stack
                      may declare it
  --force-unmarked    delete it although its name does not carry the mark of this package (-pqv and 12 hex digits)
  --timeout DURATION  how long it may take (default: QCLOUD_TIMEOUT_DELETE, then 15m)
  --provider NAME     ask with the key pair and the endpoint of this QcloudProvider of the stack; its name or URN
  --stack STACK       the stack whose config is read (default: the one that is selected; none outside a project)
  --cwd DIR           the folder of the Pulumi project (default: this one)
  --help

What the stack's state declares is refused: \`pulumi destroy --target URN\` is for that. So is a peer gateway that
tunnels use. Settings are found as the provider finds them: the environment, then the stack's config, then ~/.tccli.

Exit code: 0 it is gone, 1 it stands, 2 not understood or could not look.
`;

const OPTIONS = {
  region: { type: "string" },
  yes: { type: "boolean", short: "y" },
  "force-other-stack": { type: "boolean" },
  "force-unmarked": { type: "boolean" },
  timeout: { type: "string" },
  provider: { type: "string" },
  stack: { type: "string" },
  cwd: { type: "string" },
} as const;

/** `pulumi-qcloud-vpn remove`. */
export const remove: Command = {
  summary: "delete a tunnel or a peer gateway that no stack declares",
  help: HELP,
  async run(args, host) {
    const { values, positionals } = parseOptions(args, OPTIONS, ["the ID of the tunnel or peer gateway"]);
    const id = positionals[0] ?? "";
    const kind = kindOf(id);
    const timeoutMs = values.timeout === undefined ? undefined : durationOf("--timeout", values.timeout);
    const access = await openStackIfThere(host, { stack: values.stack, cwd: values.cwd });
    const provider = values.provider === undefined ? "" : access.providerNamed(values.provider);
    const region = regionOf(values.region, access.defaults(provider).region);
    const context = access.look(provider, region);
    const found = await look(context, kind, id);
    const unified = plain(found.id.unified || found.id.legacy);
    const isMarked = isMarkedName(found.name);
    const urn = new DefaultNames(access, access.defaults(provider).owner).urnBehind(kind, found.name);
    host.stdout.write(described(found, context, madeByWhom(isMarked, urn)));
    refuseDeclared(access, found);
    warnOfBegun(access, found, host);
    if (!isMarked && values["force-unmarked"] !== true) {
      throw couldNotDo(
        `${unified} was not deleted: its name does not carry the mark of this package, so that somebody else may have made it. --force-unmarked deletes it all the same`,
      );
    }
    if (isMarked && urn === undefined && values.yes === true && values["force-other-stack"] !== true) {
      throw couldNotDo(
        `${unified} was not deleted: its name does not prove that this stack made it, and another stack may declare it. Run this in the project of that stack, or make sure that no stack declares it: --yes --force-other-stack deletes it then`,
      );
    }
    await refuseUsed(context, kind, found);
    if (values.yes !== true) {
      await confirm(host, unified, urn !== undefined);
    }
    await removeFound(context, kind, found, { timeoutMs, host });
    host.stdout.write(`${unified} is gone.\n`);
    return 0;
  },
};

function kindOf(id: string): Kind {
  if (/^(?:vpnx-[0-9a-z]+|\d+)$/.test(id)) {
    return "tunnel";
  }
  if (/^cgw-[0-9a-z]+$/.test(id)) {
    return "peer gateway";
  }
  throw new UsageError(`"${id}" is no id of a tunnel (vpnx-ol6bcqp0, 399) or of a peer gateway (cgw-e098slul)`);
}

async function look(context: Context, kind: Kind, id: string): Promise<VpnConn | UserGw> {
  const seen =
    kind === "tunnel" ? await context.api.readVpnConn(context, id) : await context.api.readUserGw(context, id);
  if (seen.kind === "found") {
    return seen.value;
  }
  throw couldNotLook(
    `there is no ${kind} ${id} in ${context.region} at ${context.api.describeEndpoint()}, asked with ${context.api.describeCredentials()}. Nothing was deleted`,
  );
}

/** What is about to be deleted, a fact a line. */
function described(found: VpnConn | UserGw, context: Context, mark: string): string {
  const isTunnel = "vpnGw" in found;
  const facts: [string, string | undefined][] = [
    [isTunnel ? "tunnel" : "peer gateway", found.id.unified || found.id.legacy],
    ["name", found.name],
    ["made by", mark],
    ["region", `${context.region} at ${context.api.describeEndpoint()}`],
    ...(isTunnel
      ? ([
          ["status", found.status],
          ["VPC", found.vpc.unified || found.vpc.legacy],
          ["VPN gateway", `${found.vpnGw.unified || found.vpnGw.legacy} ${found.vpnGwAddress ?? ""}`],
          ["peer gateway", `${found.userGw.unified || found.userGw.legacy} ${found.userGwAddress ?? ""}`],
          ["networks", `${found.sourceCidr.join(", ")} to ${found.destinationCidr.join(", ")}`],
        ] as [string, string][])
      : ([["address", found.address]] as [string, string][])),
    ["created", found.createTime],
  ];
  return facts.map(([name, value]) => `${`${name}:`.padEnd(14)} ${plain(value ?? "not told")}\n`).join("");
}

/** Whose it is, as far as its name tells. */
function madeByWhom(isMarked: boolean, urn: string | undefined): string {
  if (!isMarked) {
    return "not told: its name does not carry the mark of this package";
  }
  return urn === undefined
    ? "this package, for another stack, owner or parent as far as its name tells: ask before you delete it"
    : `this stack, for ${urn}`;
}

/** A creation that the state still names may be running right now. */
function warnOfBegun({ deployment }: StackAccess, found: VpnConn | UserGw, host: Host): void {
  const seen = "vpnGw" in found ? { tunnels: [found], userGws: [] } : { tunnels: [], userGws: [found] };
  const isBegun = (deployment?.pending ?? []).some(
    ({ type, resource }) =>
      type === "creating" && ownedOf(resource).some((target) => madeBy(target, seen) !== undefined),
  );
  if (isBegun) {
    host.stdout.write(
      "An operation of this stack that creates it was begun: go on only if no update is running right now.\n",
    );
  }
}

/** What a stack declares is for Pulumi to delete, or the stack would not know that it is gone. */
function refuseDeclared({ deployment, ref }: StackAccess, found: VpnConn | UserGw): void {
  const owned = deployment === undefined ? [] : ownedIn(deployment);
  const declared = owned.find(({ id }) => sameId(found.id, id));
  if (declared !== undefined) {
    throw couldNotDo(
      `${declared.id} was not deleted: the stack declares it. To delete it: ${shellLine("pulumi", "destroy", "--target", declared.urn, ...flagsOf(ref))}`,
    );
  }
}

async function refuseUsed(context: Context, kind: Kind, found: VpnConn | UserGw): Promise<void> {
  if (kind === "tunnel") {
    return;
  }
  const users = (await context.api.listVpnConns(context, {})).filter(({ userGw }) =>
    [found.id.unified, found.id.legacy].some((id) => sameId(userGw, id)),
  );
  if (users.length > 0) {
    const ids = users.map(({ id }) => id.unified || id.legacy).join(", ");
    throw couldNotDo(`${found.id.unified || found.id.legacy} was not deleted: ${ids} use it`);
  }
}

/** Asks before a deletion. For what the name does not prove to be this stack's, the answer is the id: a yes is given too easily. */
async function confirm(host: Host, id: string, isOwn: boolean): Promise<void> {
  const answer = await host.ask(isOwn ? `Delete ${id} for good? (yes/no) ` : `Type ${id} to delete it for good: `);
  if (answer === undefined) {
    throw couldNotDo(`${id} was not deleted: nobody answered the question. --yes deletes without one`);
  }
  if (isOwn ? !/^y(?:es)?$/i.test(answer.trim()) : answer.trim() !== id) {
    throw couldNotDo(`${id} was not deleted`);
  }
}

interface Removal {
  readonly timeoutMs: number | undefined;
  readonly host: Host;
}

async function removeFound(
  looked: Context,
  kind: Kind,
  found: VpnConn | UserGw,
  { timeoutMs, host }: Removal,
): Promise<void> {
  // What the command line says goes before the environment.
  const settings = timeoutMs === undefined ? looked.settings : { ...looked.settings, timeoutOverrides: {} };
  const options = {
    timeoutMs: timeoutMs ?? DEFAULT_TIMEOUT_MS,
    signal: host.signal,
    log: (line: string): void => host.stderr.write(`${plain(line)}\n`),
  };
  const id = found.id.unified || found.id.legacy;
  const state = stateOf(looked, found);
  try {
    if (kind === "tunnel") {
      const context = openContext(settings, "delete", looked.region, options);
      await deleteUntilGone(context, readRecorded(id, state));
    } else {
      await deleteUserGateway(settings, id, state, options);
    }
  } catch (error) {
    if (host.signal.aborted) {
      throw couldNotDo(`interrupted: ${id} may still be going away; run the same command again to see how it ended`);
    }
    throw couldNotDo(messageOf(error));
  }
}

/** What a state would hold of it: it stands here and now, as it was just seen. */
function stateOf({ region, settings, secretIdHash }: Context, found: VpnConn | UserGw): object {
  const asked = { endpoint: settings.endpoint, secretIdHash };
  const times = found.createTime === undefined ? {} : { createTime: found.createTime };
  if (!("vpnGw" in found)) {
    return { region, userGwAddr: found.address, ...times, origin: { ...asked, userGw: found.id, vpcs: [] } };
  }
  const { id, vpc, vpnGw, userGw } = found;
  return {
    region,
    vpcId: vpc.unified || vpc.legacy,
    vpnGwId: vpnGw.unified || vpnGw.legacy,
    userGwId: userGw.unified || userGw.legacy,
    ...times,
    origin: { ...asked, vpc, vpnGw, userGw, vpnConn: id },
  };
}
