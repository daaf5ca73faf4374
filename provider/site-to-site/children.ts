import { type Alias, all, type Input, Output, output, type Resource, rootStackResource } from "@pulumi/pulumi";
import { UserGateway } from "../user-gateway.ts";
import { type IkeSetArgs, type IpsecSetArgs, VpnConnection, type VpnConnectionArgs } from "../vpn-connection.ts";
import type { BranchArgs, SiteToSiteVpnArgs } from "./arguments.ts";

/**
 * The best of what the API offers (docs/api.md 2.4), with the lifetimes of the vendor's examples. Of the two larger groups, RFC 8247 advises
 * against the 24th.
 */
const IKE: IkeSetArgs = {
  propoEncryAlgorithm: "aes-cbc-256",
  propoAuthenAlgorithm: "sha",
  exchangeMode: "main",
  dhGroupName: "group14",
  ikeSaLifetimeSeconds: 86_400,
};

const IPSEC: IpsecSetArgs = {
  encryptAlgorithm: "aes-cbc-256",
  integrityAlgorithm: "sha",
  pfsDhGroup: "dh-group14",
  ipsecSaLifetimeSeconds: 3_600,
};

/** The peer gateway of a branch that says an address. */
export function userGatewayOf(
  parent: Resource,
  name: string,
  args: SiteToSiteVpnArgs,
  branch: BranchArgs,
): UserGateway {
  const { address, userGwId, userGwName, formerly } = branch;
  return new UserGateway(
    childName(name, branch.name),
    { ...common(args), userGwAddr: address as Input<string>, ...given({ userGwId, userGwName }) },
    { parent, aliases: aliasesOf(name, formerly?.userGateway, formerly?.branch) },
  );
}

/** The tunnel of a branch to the peer gateway that is its own, or was made elsewhere. */
export function vpnConnectionOf(
  parent: Resource,
  name: string,
  args: SiteToSiteVpnArgs,
  branch: BranchArgs,
  userGwId: Input<string>,
): VpnConnection {
  const { vpcId, vpnGwId } = args;
  const { preSharedKey, vpnConnId, vpnConnName, formerly } = branch;
  return new VpnConnection(
    childName(name, branch.name),
    {
      ...common(args),
      vpcId,
      vpnGwId,
      userGwId,
      preSharedKey,
      ...networksOf(args, branch),
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
  { localNetworks }: SiteToSiteVpnArgs,
  { networks, spdAcl }: BranchArgs,
): Pick<VpnConnectionArgs, "spdAcl" | "userGwCidrBlock"> {
  if (spdAcl != null) {
    return { spdAcl };
  }
  const behind = networks as Input<Input<string>[]>;
  if (localNetworks == null) {
    return { userGwCidrBlock: behind };
  }
  const rules = all([output(localNetworks), output(behind)]).apply(([sources, peers]) =>
    Object.fromEntries(sources.map((source) => [source, peers])),
  );
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

/** The name of both resources of a branch. Begins with the component's, so that an alias of the component finds them too. */
const childName = (component: string, branch: string): string => `${component}-${branch}`;

/** Several sets of settings, the later ones over the earlier ones. Stays plain where all are, so that a preview knows what it can. */
function layered<T extends object>(...sets: (Input<T> | undefined)[]): Input<T> {
  if (sets.every((set) => !Output.isInstance(set) && !(set instanceof Promise))) {
    return Object.assign({}, ...sets) as T;
  }
  return output(sets).apply((known) => Object.assign({}, ...known) as T) as Output<T>;
}
