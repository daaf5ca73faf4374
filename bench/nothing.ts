import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { repository } from "../tools/toolchain/paths.ts";

/** The methods of a lifecycle that calls nothing and keeps what it is given. */
const source = `
const nothing = {
  check: async (_olds, news) => ({ inputs: news, failures: [] }),
  diff: async () => ({ changes: false, replaces: [], deleteBeforeReplace: true }),
  create: async (inputs) => ({ id: "nothing", outs: inputs }),
  read: async (id, props) => ({ id, props }),
  update: async (_id, _olds, news) => ({ outs: news }),
  delete: async () => {},
};
export const vpnConnection = { configure: () => nothing };
export const userGateway = { configure: () => nothing };
`;

/**
 * Makes a package in place of this one whose resources are the same and whose lifecycle does nothing: what is left is the cost
 * of the engine, of the host and of the stored text.
 *
 * @returns links for a test project.
 */
export async function packageOfNothing(folder: string): Promise<Record<string, string>> {
  const provider = join(folder, "provider");
  await mkdir(provider, { recursive: true });
  const real = pathToFileURL(join(repository, "dist", "provider", "index.js")).href;
  await writeFile(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  await writeFile(join(provider, "index.js"), `export * from ${JSON.stringify(real)};\n`);
  await writeFile(join(provider, "host.js"), source);
  return { "pulumi-qcloud-vpn/dist": folder };
}
