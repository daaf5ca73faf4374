import { type CustomResourceOptions, dynamic, type Input, type Output } from "@pulumi/pulumi";
import { userGatewayShell } from "../hosts/dynamic/shell.ts";
import { warnOfPlainKeys } from "../settings/plain-keys.ts";
import { knowById } from "./id-output.ts";
import { loadable } from "./loadable.ts";
import { peerGatewayProperties } from "./properties.ts";
import { rememberSecret } from "./secret-inputs.ts";
import type { TimeoutsArgs } from "./timeouts.ts";
import { MODULE, PLUGIN_TYPES, seedFor, withOtherHost } from "./urn-seed.ts";

/** The type's name; part of every URN, and so fixed for good. */
const TYPE = "UserGateway";

/** The arguments of a {@link UserGateway}. */
export interface UserGatewayArgs {
  /**
   * Region code, long (`ap-guangzhou`) or short (`gz`). Default: stack config `qcloud:region`, then `TENCENTCLOUD_REGION`; an existing
   * peer gateway keeps the region in the state. Changing the region replaces the peer gateway.
   */
  region?: Input<string>;
  /**
   * Public IPv4 address of the device at the other end, such as `203.0.113.7`. Reserved addresses are refused: all zeros, all ones,
   * multicast, loopback, 169.254.0.0/16, and a last number of 0 or 255. Changing the address replaces the peer gateway. Source: docs/api.md 2.10.
   */
  userGwAddr: Input<string>;
  /**
   * Name of the peer gateway, at most 60 characters. Default: the name of the resource and a hash of organization, project, stack, URN and
   * owner, by which a run recognizes the peer gateway of an interrupted run. Changes are in-place updates.
   */
  userGwName?: Input<string>;
  /**
   * Id of an existing peer gateway to adopt, `cgw-e098slul`, or the legacy `315` with API 2.0; use it instead of `pulumi import`. It must have the address
   * `userGwAddr`; the next preview shows another name. Adoption changes nothing, with one exception: if the peer gateway has the default name
   * of another resource and the program gives no name, it gets the default name of this resource. You can remove the argument after the
   * adoption. Another id replaces the peer gateway. `pulumi destroy` also deletes an adopted peer gateway, unless `retainOnDelete` is set.
   */
  userGwId?: Input<string>;
  /** Timeouts of the operations. A change sends no request. */
  timeouts?: Input<TimeoutsArgs>;
}

/**
 * A peer gateway: the public address of the device at the other end of a tunnel, through the VPC API 2.0 or 3.0 of Tencent Cloud
 * (QCloud).
 *
 * ```ts
 * const office = new UserGateway("office", { userGwAddr: "203.0.113.7" });
 * new VpnConnection("office", { userGwId: office.userGwId, ... });
 * ```
 *
 * The id of the resource is the unified id of the peer gateway. A replacement always deletes before it creates; the tunnels of the peer
 * gateway are deleted first. `pulumi destroy` waits, within `timeouts.delete`, until no tunnel uses the peer gateway.
 */
export class UserGateway extends dynamic.Resource {
  /** Region of the peer gateway, given or by default. */
  declare readonly region: Output<string>;
  /** Name of the peer gateway. */
  declare readonly userGwName: Output<string>;
  /** Address of the device at the other end. */
  declare readonly userGwAddr: Output<string>;
  /** Unified id of the peer gateway, whichever form was given; equal to the id of the resource. */
  declare readonly userGwId: Output<string>;
  /** Number of tunnels that use the peer gateway, as of its last operation; undefined if the service does not report it, as API 3.0. */
  declare readonly vpnConnNum: Output<number | undefined>;
  /** Creation time, `YYYY-MM-DD hh:mm:ss`; the vendor does not document the time zone. */
  declare readonly createTime: Output<string | undefined>;

  /**
   * @param name The unique name of the resource.
   * @param args The arguments of the peer gateway. They are checked before any request, with one message for each invalid property.
   * @param opts Pulumi's resource options. `deleteBeforeReplace` is always on. `customTimeouts` has no effect: use `args.timeouts`.
   */
  constructor(name: string, args: UserGatewayArgs, opts: CustomResourceOptions = {}) {
    super(
      loadable(userGatewayShell),
      name,
      {
        ...peerGatewayProperties(args),
        __urn: seedFor(TYPE, name, opts.parent),
      },
      {
        ...opts,
        aliases: withOtherHost(opts.aliases, PLUGIN_TYPES.UserGateway),
        deleteBeforeReplace: true,
      },
      MODULE,
      TYPE,
    );
    warnOfPlainKeys();
    knowById(this, "userGwId", args.userGwId);
    rememberSecret(this, args.userGwAddr);
  }
}
