import { type CustomResourceOptions, dynamic, type Input, type Output, secret } from "@pulumi/pulumi";
import { vpnConnectionShell } from "../hosts/dynamic/shell.ts";
import { warnOfPlainKeys } from "../settings/plain-keys.ts";
import type { BothIds } from "./both-ids.ts";
import { knowById } from "./id-output.ts";
import { loadable } from "./loadable.ts";
import { comesFromSecret, secretPaths } from "./secret-inputs.ts";
import type { TimeoutsArgs } from "./timeouts.ts";
import { MODULE, seedFor } from "./urn-seed.ts";

/** The type's name; part of every URN, and so fixed for good. */
const TYPE = "VpnConnection";

/** Outputs that are no inputs: named to the engine so that a preview knows them as not known yet. */
const COMPUTED = [
  "status",
  "netStatus",
  "vpnGwAddress",
  "userGwAddress",
  "sourceCidr",
  "destinationCidr",
  "createTime",
  "origin",
];

/** IKE settings (phase 1). What is left out, the service chooses. Changes are made in place. Source: docs/api.md 2.4. */
export interface IkeSetArgs {
  /** Cipher: `3des-cbc` (the service's default, weak), `aes-cbc-128`, `aes-cbc-192`, `aes-cbc-256`, `des-cbc`. */
  propoEncryAlgorithm?: Input<string>;
  /** Hash: `md5` (the service's default, weak) or `sha`. */
  propoAuthenAlgorithm?: Input<string>;
  /** `main` (the service's default) or `aggressive`. */
  exchangeMode?: Input<string>;
  /** How the gateway names itself: `address` (the service's default) or `fqdn`. */
  localIdentity?: Input<string>;
  /** How the peer names itself: `address` (the service's default) or `fqdn`. */
  remoteIdentity?: Input<string>;
  /** IP address that the gateway names itself by, with `localIdentity` `address`. Default: the gateway's public address. */
  localAddress?: Input<string>;
  /** IP address that the peer names itself by, with `remoteIdentity` `address`. Default: not stated by the vendor. */
  remoteAddress?: Input<string>;
  /** Name that the gateway goes by; required with `localIdentity` `fqdn`, and only then allowed. */
  localFqdnName?: Input<string>;
  /** Name that the peer goes by; required with `remoteIdentity` `fqdn`, and only then allowed. */
  remoteFqdnName?: Input<string>;
  /** Diffie-Hellman group: `group1`, `group2`, `group5`, `group14`, `group24`. Default: not stated by the vendor. */
  dhGroupName?: Input<string>;
  /** Lifetime of the IKE association in seconds, 60 to 604800. Default: not stated by the vendor. */
  ikeSaLifetimeSeconds?: Input<number>;
}

/** IPsec settings (phase 2). What is left out, the service chooses. Changes are made in place. Source: docs/api.md 2.4. */
export interface IpsecSetArgs {
  /** Cipher: `3des-cbc` (the service's default, weak), `aes-cbc-128`, `aes-cbc-192`, `aes-cbc-256`, `des-cbc`, or the text `null` for none. */
  encryptAlgorithm?: Input<string>;
  /** Hash: `md5` (the service's default, weak) or `sha`. The vendor's `integrityAlgorith` (sic). */
  integrityAlgorithm?: Input<string>;
  /** Lifetime of the IPsec association in seconds, 180 to 604800. Default: not stated by the vendor. */
  ipsecSaLifetimeSeconds?: Input<number>;
  /** Lifetime of the IPsec association in kilobytes, at least 2560. Default: not stated by the vendor. */
  ipsecSaLifetimeTraffic?: Input<number>;
  /** Perfect forward secrecy: `dh-group1`, `dh-group2`, `dh-group5`, `dh-group14`, `dh-group24`, or the text `null` for none (the service's default). */
  pfsDhGroup?: Input<string>;
}

/** The arguments of a {@link VpnConnection}. */
export interface VpnConnectionArgs {
  /**
   * Region, as the API takes it: long (`ap-guangzhou`) or short (`gz`). Default: the stack's config `qcloud:region`, then
   * `TENCENTCLOUD_REGION`; later the region that the state holds. A change to another region replaces.
   */
  region?: Input<string>;
  /** Id of the VPC: `vpc-03vihbk9` or the legacy `gz_vpc_76`. A change to another VPC replaces. Source: docs/api.md 2.2. */
  vpcId: Input<string>;
  /** Id of the VPN gateway: `vpngw-dystbrkv` or the legacy `547`. A change to another gateway replaces. */
  vpnGwId: Input<string>;
  /** Id of the peer ("user") gateway: `cgw-e098slul` or the legacy `315`. A change to another gateway replaces. */
  userGwId: Input<string>;
  /**
   * Name of the tunnel, at most 60 characters. Default: the resource's name and a hash of who declares it, which lets a later run know
   * a tunnel of an interrupted one for its own. Changed in place.
   */
  vpnConnName?: Input<string>;
  /** Pre-shared key. Kept as a secret. Must not begin with `@`, which the API would leave unsigned. Changed in place. */
  preSharedKey: Input<string>;
  /** Networks behind the peer, such as `["172.16.10.0/24"]`. Exactly one of this and `spdAcl` is required. Changed in place. */
  userGwCidrBlock?: Input<Input<string>[]>;
  /** SPD rules: for each network of the VPC the networks behind the peer that it may reach. Changed in place. */
  spdAcl?: Input<Record<string, Input<Input<string>[]>>>;
  /** IKE settings. Changed in place. */
  ikeSet?: Input<IkeSetArgs>;
  /** IPsec settings. Changed in place. */
  ipsecSet?: Input<IpsecSetArgs>;
  /**
   * Id of an existing tunnel to adopt, `vpnx-ol6bcqp0` or the legacy `399`, in place of `pulumi import`. It must stand
   * between the gateways that the other arguments name; other differences show in the next preview. It is only read, unless it has the
   * default name of another resource and the program gives none: then it gets this resource's default name. May be left out once
   * adopted; another id replaces. `pulumi destroy` deletes an adopted tunnel too, unless `retainOnDelete` is set.
   */
  vpnConnId?: Input<string>;
  /** How long the operations may take. A change calls nothing. */
  timeouts?: Input<TimeoutsArgs>;
}

/** What a tunnel was found under; later operations hold "not found" against it. Nothing in it is secret. */
export interface VpnConnectionOrigin {
  /** URL of the API. */
  endpoint: string;
  /** Short SHA-256 of the SecretId that was used. */
  secretIdHash: string;
  /** The VPC's id in both forms. */
  vpc: BothIds;
  /** The VPN gateway's id in both forms. */
  vpnGw: BothIds;
  /** The peer gateway's id in both forms. */
  userGw: BothIds;
  /** The tunnel's id in both forms. */
  vpnConn: BothIds;
}

/**
 * An IPsec tunnel between a VPN gateway and a peer gateway, through the VPC API 2.0 of Tencent Cloud (QCloud).
 *
 * ```ts
 * const branch = new VpnConnection("branch", {
 *   vpcId: "vpc-03vihbk9",
 *   vpnGwId: "vpngw-dystbrkv",
 *   userGwId: "cgw-e098slul",
 *   preSharedKey: config.requireSecret("preSharedKey"),
 *   userGwCidrBlock: ["172.16.10.0/24"],
 * });
 * ```
 *
 * The resource's id is the tunnel's unified id. A replacement always deletes before it creates, because two gateways hold at most one
 * tunnel between them. `pulumi destroy` ends only when the tunnel is gone, or with an error that says why it stands.
 */
export class VpnConnection extends dynamic.Resource {
  /** Region of the tunnel, as it was given or filled in. */
  declare readonly region: Output<string>;
  /** Id of the VPC, as it was given. */
  declare readonly vpcId: Output<string>;
  /** Id of the VPN gateway, as it was given. */
  declare readonly vpnGwId: Output<string>;
  /** Id of the peer gateway, as it was given. */
  declare readonly userGwId: Output<string>;
  /** Name of the tunnel. */
  declare readonly vpnConnName: Output<string>;
  /** Pre-shared key; a secret. */
  declare readonly preSharedKey: Output<string>;
  /** Networks behind the peer, when they were given so. */
  declare readonly userGwCidrBlock: Output<string[] | undefined>;
  /** SPD rules, when they were given so. */
  declare readonly spdAcl: Output<Record<string, string[]> | undefined>;
  /** IKE settings in force, the service's own choices among them. */
  declare readonly ikeSet: Output<Record<keyof IkeSetArgs, string | number>>;
  /** IPsec settings in force, the service's own choices among them. */
  declare readonly ipsecSet: Output<Record<keyof IpsecSetArgs, string | number>>;
  /** Unified id of the tunnel, whichever form was given; equal to the resource's id, and known wherever that is. */
  declare readonly vpnConnId: Output<string>;
  /** `creating`, `create-failed`, `modifying`, `modify-failed`, `deleting`, `delete-failed` or `running`. Source: docs/api.md 2.3. */
  declare readonly status: Output<string>;
  /** Whether the link is up: `available` or `unavailable`; undefined where the service does not say. */
  declare readonly netStatus: Output<string | undefined>;
  /** Public address of the VPN gateway. */
  declare readonly vpnGwAddress: Output<string | undefined>;
  /** Public address of the peer gateway. */
  declare readonly userGwAddress: Output<string | undefined>;
  /** Networks of the VPC side. */
  declare readonly sourceCidr: Output<string[]>;
  /** Networks of the peer's side. */
  declare readonly destinationCidr: Output<string[]>;
  /** When the tunnel was made, `YYYY-MM-DD hh:mm:ss`; the vendor does not state the zone. */
  declare readonly createTime: Output<string | undefined>;
  /** Where the tunnel was found. */
  declare readonly origin: Output<VpnConnectionOrigin>;

  /**
   * @param name the resource's name in the stack.
   * @param args what the tunnel is to be; checked before any call, with one message for each property that does not fit.
   * @param opts Pulumi's options. `deleteBeforeReplace` is always on; `customTimeouts` do not reach a dynamic provider: use `args.timeouts`.
   */
  constructor(name: string, args: VpnConnectionArgs, opts: CustomResourceOptions = {}) {
    super(
      loadable(vpnConnectionShell),
      name,
      {
        vpnConnId: undefined,
        vpnConnName: undefined,
        ikeSet: undefined,
        ipsecSet: undefined,
        ...Object.fromEntries(COMPUTED.map((output) => [output, undefined])),
        ...args,
        preSharedKey: args.preSharedKey === undefined ? undefined : secret(args.preSharedKey),
        __urn: seedFor(TYPE, name, opts.parent),
        __secrets: secretPaths(
          args,
          comesFromSecret(args.userGwId).then((isSecret) => (isSecret ? ["userGwAddress"] : [])),
        ),
      },
      {
        ...opts,
        deleteBeforeReplace: true,
        additionalSecretOutputs: [...(opts.additionalSecretOutputs ?? []), "preSharedKey"],
      },
      MODULE,
      TYPE,
    );
    warnOfPlainKeys();
    knowById(this, "vpnConnId", args.vpnConnId);
  }
}
