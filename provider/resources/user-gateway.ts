import { type CustomResourceOptions, dynamic, type Input, type Output } from "@pulumi/pulumi";
import { userGatewayShell } from "../hosts/dynamic/shell.ts";
import { warnOfPlainKeys } from "../settings/plain-keys.ts";
import type { BothIds } from "./both-ids.ts";
import { knowById } from "./id-output.ts";
import { loadable } from "./loadable.ts";
import { rememberSecret, secretPaths } from "./secret-inputs.ts";
import type { TimeoutsArgs } from "./timeouts.ts";
import { MODULE, seedFor } from "./urn-seed.ts";

/** The type's name; part of every URN, and so fixed for good. */
const TYPE = "UserGateway";

/** The arguments of a {@link UserGateway}. */
export interface UserGatewayArgs {
  /**
   * Region, as the API takes it: long (`ap-guangzhou`) or short (`gz`). Default: the stack's config `qcloud:region`, then
   * `TENCENTCLOUD_REGION`; later the region that the state holds. A change to another region replaces.
   */
  region?: Input<string>;
  /**
   * Public IPv4 address of the device at the other end, such as `203.0.113.7`. Reserved ones are refused: all zeros, all ones, multicast,
   * loopback, 169.254.0.0/16, and a last number of 0 or 255. A change replaces. Source: docs/api.md 2.10.
   */
  userGwAddr: Input<string>;
  /**
   * Name of the peer gateway, at most 60 characters. Default: the resource's name and a hash of who declares it, which lets a later run
   * know a peer gateway of an interrupted one for its own. Changed in place.
   */
  userGwName?: Input<string>;
  /**
   * Id of an existing peer gateway to adopt, `cgw-e098slul` or the legacy `315`, in place of `pulumi import`. It must have
   * the address `userGwAddr`; another name shows in the next preview. It is only read, unless it has the default name of another resource and
   * the program gives none: then it gets this resource's default name. May be left out once adopted; another id replaces.
   * `pulumi destroy` deletes an adopted peer gateway too, unless `retainOnDelete` is set.
   */
  userGwId?: Input<string>;
  /** How long the operations may take. A change calls nothing. */
  timeouts?: Input<TimeoutsArgs>;
}

/** What a peer gateway was found under; later operations hold "not found" against it. Nothing in it is secret. */
export interface UserGatewayOrigin {
  /** URL of the API. */
  endpoint: string;
  /** Short SHA-256 of the SecretId that was used. */
  secretIdHash: string;
  /** The peer gateway's id in both forms. */
  userGw: BothIds;
  /** Unified ids of some VPCs of the account: a key pair that sees one of them is of the same account. */
  vpcs: string[];
}

/**
 * A peer ("user") gateway: the address of the device at the other end of a tunnel, through the VPC API 2.0 of Tencent Cloud (QCloud).
 *
 * ```ts
 * const office = new UserGateway("office", { userGwAddr: "203.0.113.7" });
 * new VpnConnection("office", { userGwId: office.userGwId, ... });
 * ```
 *
 * The resource's id is the peer gateway's unified id. A replacement always deletes before it creates, the tunnels that use it first.
 * `pulumi destroy` waits, within `timeouts.delete`, until no tunnel uses it, whoever made that.
 */
export class UserGateway extends dynamic.Resource {
  /** Region of the peer gateway, as it was given or filled in. */
  declare readonly region: Output<string>;
  /** Name of the peer gateway. */
  declare readonly userGwName: Output<string>;
  /** Address of the device at the other end. */
  declare readonly userGwAddr: Output<string>;
  /** Unified id of the peer gateway, whichever form was given; equal to the resource's id, and known wherever that is. */
  declare readonly userGwId: Output<string>;
  /** How many tunnels use it, as of the last operation on it; undefined where the service does not say. */
  declare readonly vpnConnNum: Output<number | undefined>;
  /** When the peer gateway was made, `YYYY-MM-DD hh:mm:ss`; the vendor does not state the zone. */
  declare readonly createTime: Output<string | undefined>;
  /** Where the peer gateway was found. */
  declare readonly origin: Output<UserGatewayOrigin>;

  /**
   * @param name the resource's name in the stack.
   * @param args what the peer gateway is to be; checked before any call, with one message for each property that does not fit.
   * @param opts Pulumi's options. `deleteBeforeReplace` is always on; `customTimeouts` do not reach a dynamic provider: use `args.timeouts`.
   */
  constructor(name: string, args: UserGatewayArgs, opts: CustomResourceOptions = {}) {
    super(
      loadable(userGatewayShell),
      name,
      {
        userGwId: undefined,
        userGwName: undefined,
        vpnConnNum: undefined,
        createTime: undefined,
        origin: undefined,
        ...args,
        __urn: seedFor(TYPE, name, opts.parent),
        __secrets: secretPaths(args),
      },
      { ...opts, deleteBeforeReplace: true },
      MODULE,
      TYPE,
    );
    warnOfPlainKeys();
    knowById(this, "userGwId", args.userGwId);
    rememberSecret(this, args.userGwAddr);
  }
}
