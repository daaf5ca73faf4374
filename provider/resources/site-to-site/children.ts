import {
  type Alias,
  all,
  type Input,
  type Output,
  output,
  type Resource,
  RunError,
  rootStackResource,
} from "@pulumi/pulumi";
import { STRONG } from "../../lifecycle/vpn-connection/values/weak-settings.ts";
import { isLater } from "../arguments.ts";
import type { UserGateway } from "../user-gateway.ts";
import type {
  ExactlyOne,
  IkeSetArgs,
  IpsecSetArgs,
  VpnConnection,
  VpnConnectionProperties,
} from "../vpn-connection.ts";
import type { BranchArgs, SiteToSiteVpnArgs } from "./arguments.ts";
import { isNetworkList } from "./check.ts";
import { childName } from "./names.ts";

/** Strong settings, with the lifetimes of the vendor's examples. */
const IKE: IkeSetArgs = { ...STRONG.ikeSet, ikeSaLifetimeSeconds: 86_400 };

const IPSEC: IpsecSetArgs = { ...STRONG.ipsecSet, ipsecSaLifetimeSeconds: 3_600 };

/** The peer gateway of a branch that says an address. */
export function userGatewayOf(
  Class: typeof UserGateway,
  parent: Resource,
  name: string,
  args: SiteToSiteVpnArgs,
  branch: BranchArgs,
): UserGateway {
  const { address, userGwId, userGwName, formerly } = branch;
  return new Class(
    childName(name, branch.name),
    { ...common(args), userGwAddr: address as Input<string>, ...given({ userGwId, userGwName }) },
    { parent, aliases: aliasesOf(name, formerly?.userGateway, formerly?.branch) },
  );
}

/** The tunnel of a branch to the peer gateway that is its own, or was made elsewhere. */
export function vpnConnectionOf(
  Class: typeof VpnConnection,
  parent: Resource,
  name: string,
  args: SiteToSiteVpnArgs,
  branch: BranchArgs,
  userGwId: Input<string>,
): VpnConnection {
  const { vpcId, vpnGwId } = args;
  const { preSharedKey, vpnConnId, vpnConnName, formerly } = branch;
  return new Class(
    childName(name, branch.name),
    {
      ...common(args),
      vpcId,
      vpnGwId,
      userGwId,
      preSharedKey,
      ...networksOf(name, args, branch),
      ikeSet: layered(IKE, args.ikeSet, branch.ikeSet),
      ipsecSet: layered(IPSEC, args.ipsecSet, branch.ipsecSet),
      ...given({ vpnConnId, vpnConnName }),
    },
    { parent, aliases: aliasesOf(name, formerly?.vpnConnection, formerly?.branch) },
  );
}

const common = ({ region, timeouts }: SiteToSiteVpnArgs): Pick<SiteToSiteVpnArgs, "region" | "timeouts"> =>
  given({ region, timeouts });

/** An object without the entries that were left out; config objects may say null for that. */
function given<T extends object>(entries: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value != null)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

/** The branch's own rules; else rules between every local network and the branch's; else the branch's networks alone. */
function networksOf(
  component: string,
  { localNetworks }: SiteToSiteVpnArgs,
  { name, networks, spdAcl }: BranchArgs,
): ExactlyOne<Pick<VpnConnectionProperties, "spdAcl" | "userGwCidrBlock">, "spdAcl" | "userGwCidrBlock"> {
  if (spdAcl != null) {
    return { spdAcl };
  }
  const behind = networks as Input<Input<string>[]>;
  if (localNetworks == null) {
    return { userGwCidrBlock: behind };
  }
  const rules = all([output(localNetworks), output(behind)]).apply(([sources, peers]) => {
    if (!isNetworkList(sources)) {
      throw new RunError(
        `SiteToSiteVpn ${component}: localNetworks must be a list of IPv4 networks such as ["10.0.0.0/24"]; the output gave something else`,
      );
    }
    if (!isNetworkList(peers)) {
      throw new RunError(
        `SiteToSiteVpn ${component}: networks of branch ${name} must be a list of IPv4 networks such as ["172.16.10.0/24"]; the output gave something else`,
      );
    }
    return Object.fromEntries(sources.map((source) => [source, peers]));
  });
  return { spdAcl: rules };
}

/** The aliases that find a resource of a branch where it was before. */
function aliasesOf(component: string, before: string | undefined, branch: string | undefined): Input<string | Alias>[] {
  const aliases: (string | Alias)[] = [];
  if (before !== undefined) {
    aliases.push(before.startsWith("urn:pulumi:") ? before : { name: before, parent: rootStackResource });
  }
  if (branch !== undefined) {
    aliases.push({ name: childName(component, branch) });
  }
  return aliases;
}

/**
 * Several sets of settings, the later ones over the earlier ones; a setting that is null or undefined, also as an output, is left to the
 * earlier ones. Stays plain where it can, so that a preview knows as much as there is to know.
 */
function layered<T extends object>(...sets: (Input<T> | undefined)[]): Input<T> {
  return sets.some(isLater) ? (output(sets).apply((known) => over(known as T[])) as Output<T>) : over(sets as T[]);
}

function over<T extends object>(sets: (T | null | undefined)[]): T {
  const given = sets.filter((set) => set != null);
  const odd = given.find((set) => typeof set !== "object" || Array.isArray(set));
  if (odd !== undefined) {
    // The check of the resource says what is wanted.
    return odd;
  }
  const keys = new Set(given.flatMap((set) => Object.keys(set)));
  return Object.fromEntries([...keys].map((key) => [key, last(given.map((set) => set[key as keyof T]))])) as T;
}

/** The last value that is given. */
function last(values: unknown[]): unknown {
  const given = values.filter((value) => value != null);
  const value = given.at(-1);
  return isLater(value) ? output(given).apply((known) => known.filter((one) => one != null).at(-1)) : value;
}
