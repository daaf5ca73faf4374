import { idText, sameId } from "../provider/api/index.ts";
import { type Context, DEFAULT_TIMEOUT_MS } from "../provider/lifecycle/context.ts";
import { messageOf } from "../provider/lifecycle/errors.ts";
import { isMarkedName } from "../provider/lifecycle/names.ts";
import { Failure, ReadFailure, UsageError } from "./failure.ts";
import type { Command, Host } from "./host.ts";
import { type Found, KINDS, type Kind, kindNames } from "./kinds.ts";
import { durationOf, parseOptions, regionOption } from "./options.ts";
import { flagsOf } from "./pulumi.ts";
import { openStackIfThere, type StackAccess } from "./stack/access.ts";
import { defaultNamesOf } from "./stack/default-names.ts";
import { plain, shellLine } from "./text.ts";

const HELP = `Usage: pulumi-qcloud-vpn remove ID [options]

Deletes one tunnel (VpnConnection, vpnx-…) or peer gateway (UserGateway, cgw-…) that no stack declares, such as an
orphan that doctor finds. Shows it, asks, and ends when it is deleted or cannot be deleted. If its name does not
prove that this stack created it, the answer is its id, typed in full.

  --region REGION     its region (default: qcloud:region, then TENCENTCLOUD_REGION)
  --yes               do not ask; required without a terminal
  --force-other-stack with --yes: delete it even if its name does not prove that this stack created it; another
                      stack may declare it
  --force-unmarked    delete it even if its name lacks the mark of this package (-pqv and 12 hexadecimal digits)
  --timeout DURATION  timeout of the deletion (default: QCLOUD_TIMEOUT_DELETE, then 15m)
  --provider NAME     use the key pair and the endpoint of this QcloudProvider of the stack; its name or URN
  --stack STACK       the stack whose config is read (default: the selected stack; none outside a project)
  --cwd DIR           the folder of the Pulumi project (default: the current folder)
  --help              print this text

A resource that the stack declares is refused: use \`pulumi destroy --target URN\`. So is a peer gateway in use.
Settings have the same sources as for the provider: the environment, then the stack's config, then ~/.tccli.

Exit code: 0 deleted, 1 not deleted, 2 wrong command line or failed read.
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
    const given = positionals[0] ?? "";
    const kind = kindNames.find((each) => KINDS[each].idPattern.test(given));
    if (kind === undefined) {
      throw new UsageError(`"${given}" is not an id of a tunnel (vpnx-ol6bcqp0, 399) or a peer gateway (cgw-e098slul)`);
    }
    const timeoutMs = values.timeout === undefined ? undefined : durationOf("--timeout", values.timeout);
    const access = await openStackIfThere(host, { stack: values.stack, cwd: values.cwd });
    const provider = access.providerNamed(values.provider);
    const { region, owner } = access.defaults(provider);
    const context = await access.open(provider, regionOption(values.region, region));
    const found = await read(context, kind, given);
    const id = plain(idText(found.id));
    const isMarked = isMarkedName(found.name);
    const urn = defaultNamesOf(access, owner)(kind, found.name);
    host.stdout.write(described(kind, found, context, creatorOf(isMarked, urn)));
    refuseDeclared(access, found);
    if (isBeingCreated(access, kind, found)) {
      host.stdout.write(
        "A pending operation of this stack creates it: continue only if no update of the stack is running.\n",
      );
    }
    if (!isMarked && values["force-unmarked"] !== true) {
      throw new Failure(
        `${id} was not deleted: its name does not have the mark of this package, so somebody else may have created it. --force-unmarked deletes it anyway`,
      );
    }
    if (isMarked && urn === undefined && values.yes === true && values["force-other-stack"] !== true) {
      throw new Failure(
        `${id} was not deleted: its name does not prove that this stack created it, and another stack may declare it. Run the command in the project of that stack; if no stack declares it, use --yes --force-other-stack`,
      );
    }
    await refuseUsed(context, kind, found);
    if (values.yes !== true) {
      await confirm(host, id, urn !== undefined);
    }
    await deleteFound(context, kind, found, timeoutMs, host);
    host.stdout.write(`${id} was deleted.\n`);
    return 0;
  },
};

async function read(context: Context, kind: Kind, id: string): Promise<Found> {
  const answer = await KINDS[kind].read(context, id);
  if (answer.kind === "found") {
    return answer.value;
  }
  throw new ReadFailure(
    `no ${kind} ${id} found in ${context.region} at ${context.api.describeEndpoint()} with ${context.api.describeCredentials()}. Nothing was deleted`,
  );
}

/** What is about to be deleted, a fact a line. */
function described(kind: Kind, found: Found, context: Context, creator: string): string {
  const facts = [
    [kind, idText(found.id)],
    ["name", found.name],
    ["created by", creator],
    ["region", `${context.region} at ${context.api.describeEndpoint()}`],
    ...KINDS[kind].facts(found),
    ["created", found.createTime ?? "unknown"],
  ] as const;
  return facts.map(([label, value]) => `${`${label}:`.padEnd(14)} ${plain(value)}\n`).join("");
}

/** Who created it, as far as its name tells. */
function creatorOf(isMarked: boolean, urn: string | undefined): string {
  if (!isMarked) {
    return "unknown: its name does not have the mark of this package";
  }
  return urn === undefined
    ? "this package, for another stack, owner or parent according to its name: ask before you delete it"
    : `this stack, for ${urn}`;
}

/** A pending creation may still be running. */
const isBeingCreated = ({ pending }: StackAccess, kind: Kind, found: Found): boolean =>
  pending.some(
    ({ operation, target }) =>
      operation === "creating" && target.kind === kind && KINDS[kind].isCreatedFrom(target.properties, found),
  );

/** Pulumi has to delete what the stack declares, or the state would keep it. */
function refuseDeclared({ owned, ref }: StackAccess, found: Found): void {
  const declared = owned.find(({ id }) => sameId(found.id, id));
  if (declared !== undefined) {
    throw new Failure(
      `${declared.id} was not deleted: the stack declares it. To delete it, run: ${shellLine("pulumi", "destroy", "--target", declared.urn, ...flagsOf(ref))}`,
    );
  }
}

async function refuseUsed(context: Context, kind: Kind, { id }: Found): Promise<void> {
  if (kind === "tunnel") {
    return;
  }
  const tunnels = await context.api.listVpnConns(context, {});
  const users = tunnels.filter(({ userGw }) => sameId(userGw, id.unified) || sameId(userGw, id.legacy));
  if (users.length > 0) {
    throw new Failure(
      `${idText(id)} was not deleted: it is in use by ${users.map((user) => idText(user.id)).join(", ")}`,
    );
  }
}

/** Asks before a deletion. Where nothing proves that the stack created it, the answer is the id: a yes is given too easily. */
async function confirm(host: Host, id: string, isOwn: boolean): Promise<void> {
  const answer = await host.ask(
    isOwn ? `Delete ${id} permanently? (yes/no) ` : `Type ${id} to delete it permanently: `,
  );
  if (answer === undefined) {
    throw new Failure(`${id} was not deleted: there was no answer. Use --yes to delete without a question`);
  }
  if (isOwn ? !/^y(?:es)?$/i.test(answer.trim()) : answer.trim() !== id) {
    throw new Failure(`${id} was not deleted`);
  }
}

async function deleteFound(
  { settings, region, secretIdHash }: Context,
  kind: Kind,
  found: Found,
  timeoutMs: number | undefined,
  host: Host,
): Promise<void> {
  const id = idText(found.id);
  const { __origin, ...rest } = KINDS[kind].stateOf(found);
  const state = {
    region,
    ...rest,
    ...(found.createTime === undefined ? {} : { createTime: found.createTime }),
    __origin: {
      endpoint: settings.endpoint,
      ...(settings.api === "3.0" ? { api: settings.api } : {}),
      secretIdHash,
      ...__origin,
    },
  };
  // The command line takes precedence over the environment.
  const own = timeoutMs === undefined ? settings : { ...settings, timeoutOverrides: {} };
  try {
    await KINDS[kind].delete(own, region, id, state, {
      timeoutMs: timeoutMs ?? DEFAULT_TIMEOUT_MS,
      signal: host.signal,
      log: (line) => host.stderr.write(`${plain(line)}\n`),
    });
  } catch (error) {
    throw new Failure(
      host.signal.aborted
        ? `interrupted: the deletion of ${id} may continue; run the same command again to see its result`
        : messageOf(error),
    );
  }
}
