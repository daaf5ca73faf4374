import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Credentials } from "../../provider/api/http/client.ts";
import { readSettings } from "../../provider/settings/settings.ts";
import type { RoleServices } from "./services.ts";

/** The name of a role, as the vendor writes it. */
export const ARN = "qcs::cam::uin/100000000001:roleName/vpn-operator";

/** A key pair that may assume the role. */
export const base = { secretId: "canary-base-id", secretKey: "canary-base-key" };

/** It in the environment. */
export const environment = { TENCENTCLOUD_SECRET_ID: base.secretId, TENCENTCLOUD_SECRET_KEY: base.secretKey };

/** Gives each test of a suite a home directory, and removes it afterwards. */
export function withHome() {
  let home = "";
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), "qcloud-home-"));
  });
  afterEach(() => rm(home, { recursive: true }));

  const write = async (folder: string, name: string, text: string): Promise<string> => {
    const file = join(home, folder, name);
    await mkdir(join(home, folder), { recursive: true });
    await writeFile(file, text);
    return file;
  };
  return {
    path: (...names: string[]): string => join(home, ...names),
    write,
    /** Writes the default profile of the vendor's CLI. */
    profile: (fields: object): Promise<string> => write(".tccli", "default.credential", JSON.stringify(fields)),
    /** The environment of a pod with a role. */
    pod: async () => ({
      TKE_REGION: "ap-shanghai",
      TKE_PROVIDER_ID: "a-cluster",
      TKE_WEB_IDENTITY_TOKEN_FILE: await write(".", "token", "canary-web-token\n"),
      TKE_ROLE_ARN: ARN,
    }),
    /** The credentials of an operation. */
    read: async (
      { sts, locations }: Pick<RoleServices, "sts" | "locations">,
      env: Record<string, string> = {},
      signal?: AbortSignal,
    ): Promise<Credentials> => {
      const all = { HOME: home, QCLOUD_STS_ENDPOINT: sts, ...env };
      return (await readSettings(undefined, all, undefined, { locations, signal })).credentials;
    },
  };
}
