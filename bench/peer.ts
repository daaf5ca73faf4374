/** The vendor's Terraform provider on the same emulator, through API 3.0. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import type { RecordedCall } from "../emulator/index.ts";
import { account, vpcId } from "../test/support/measure/account.ts";
import type { Cloud, Place } from "../test/support/measure/cloud.ts";
import { median } from "../test/support/measure/measure.ts";
import { withSigningProxy } from "./proxy.ts";

/** One destroy by the vendor's Terraform provider. */
export interface PeerDestroy {
  readonly tunnels: number;
  readonly parallel: number;
  readonly taskMs: number;
  /** Seconds beyond the time of the tasks. */
  readonly beyond: number;
  /** Calls per tunnel. */
  readonly calls: number;
  /** Median seconds from the end of a task to the call that learned of it. */
  readonly lag: number;
}

/** The numbers of tunnels that are measured, all at once. */
export const peerTunnels = [1, 10, 50];

export const peerTaskMs = 10_000;

const run = promisify(execFile);

const PROVIDER = "terraform-provider-tencentcloud";

/**
 * Measures one destroy.
 *
 * @param folder Holds the executables `tofu` or `terraform`, and `terraform-provider-tencentcloud`.
 * @throws Error if one is missing, or a command fails.
 */
export async function peerDestroy(cloud: Cloud, folder: string, tunnels: number): Promise<PeerDestroy> {
  const executables = resolve(folder);
  const command = ["tofu", "terraform"].map((name) => join(executables, name)).find((file) => existsSync(file));
  if (command === undefined || !existsSync(join(executables, PROVIDER))) {
    throw new Error(`--peer ${folder}: tofu (or terraform) and ${PROVIDER} belong there`);
  }
  const places = await cloud.places(tunnels);
  const work = await mkdtemp(join(tmpdir(), "pulumi-qcloud-vpn-peer-"));
  try {
    await writeFile(join(work, "main.tf"), configuration(places));
    await writeFile(
      join(work, "cli.tfrc"),
      `provider_installation {\n  dev_overrides { "tencentcloudstack/tencentcloud" = ${JSON.stringify(executables)} }\n}\n`,
    );
    return await withSigningProxy(cloud.api3Url, account.secretKey, async (proxy) => {
      const env = {
        PATH: process.env["PATH"],
        HOME: work,
        TF_CLI_CONFIG_FILE: join(work, "cli.tfrc"),
        CHECKPOINT_DISABLE: "1",
        TENCENTCLOUD_SECRET_ID: account.secretId,
        TENCENTCLOUD_SECRET_KEY: account.secretKey,
        TENCENTCLOUD_REGION: "ap-guangzhou",
        TENCENTCLOUD_PROTOCOL: "HTTP",
        // The provider can be told a domain only. Whatever host it makes of it, the proxy is what it reaches.
        TENCENTCLOUD_DOMAIN: "emulator.invalid",
        HTTP_PROXY: proxy,
        HTTPS_PROXY: proxy,
      };
      const terraform = async (operation: string): Promise<number> => {
        const begin = performance.now();
        const args = [operation, "-auto-approve", "-input=false", "-no-color", `-parallelism=${tunnels}`];
        await run(command, args, { cwd: work, env, maxBuffer: 2 ** 26 });
        return performance.now() - begin;
      };
      await cloud.configure({ taskMs: 0, rate: 0, hasDocumentedRates: true });
      await terraform("apply");
      await cloud.configure({ taskMs: peerTaskMs, rate: 0, hasDocumentedRates: true });
      await cloud.takeCalls();
      const wallMs = await terraform("destroy");
      // The provider asks another product for tags with each read.
      const calls = (await cloud.takeCalls()).filter(({ action }) => action !== "DescribeResourceTagsByResourceIds");
      if ((await cloud.standing()) > 0) {
        throw new Error("tunnels are left after the destroy by the Terraform provider");
      }
      return {
        tunnels,
        parallel: tunnels,
        taskMs: peerTaskMs,
        beyond: (wallMs - peerTaskMs) / 1000,
        calls: calls.length / tunnels,
        lag: median(lagsMs(calls)) / 1000,
      };
    });
  } finally {
    await rm(work, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** It learns of the end by a read of the tunnel; ascending. */
function lagsMs(calls: readonly RecordedCall[]): number[] {
  const lastRead = new Map(calls.map(({ parameters, time }) => [parameters["VpnConnectionIds.0"], Date.parse(time)]));
  return calls
    .filter(({ action, code }) => action === "DeleteVpnConnection" && code === 0)
    .map(({ parameters, time }) => {
      const learned = lastRead.get(parameters["VpnConnectionId"]) ?? Number.NaN;
      return learned - Date.parse(time) - peerTaskMs;
    })
    .sort((a, b) => a - b);
}

/** The tunnels of {@link tunnelArgs}, in the words of that provider. */
function configuration(places: readonly Place[]): string {
  const tunnels = places.map(
    ({ vpnGwId, userGwId }, index) => `
resource "tencentcloud_vpn_connection" "tunnel${index}" {
  name                       = "tunnel${index}"
  vpc_id                     = "${vpcId}"
  vpn_gateway_id             = "${vpnGwId}"
  customer_gateway_id        = "${userGwId}"
  pre_share_key              = "bench-only-pre-shared-key-0001"
  ike_proto_encry_algorithm  = "AES-CBC-256"
  ike_proto_authen_algorithm = "SHA"
  ike_dh_group_name          = "GROUP14"
  ike_local_identity         = "FQDN"
  ike_local_fqdn_name        = "cloud.example"
  ike_remote_identity        = "FQDN"
  ike_remote_fqdn_name       = "office.example"
  ipsec_encrypt_algorithm    = "AES-CBC-256"
  ipsec_integrity_algorithm  = "SHA1"
  ipsec_pfs_dh_group         = "DH-GROUP14"
  route_type                 = "StaticRoute"
}
`,
  );
  return `
terraform {
  required_providers {
    tencentcloud = { source = "tencentcloudstack/tencentcloud" }
  }
}
${tunnels.join("")}`;
}
