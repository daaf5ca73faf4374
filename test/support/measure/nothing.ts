import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { repository } from "../../../tools/toolchain/paths.ts";

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
  const { exports } = JSON.parse(await readFile(join(repository, "package.json"), "utf8"));
  const real = pathToFileURL(join(repository, exports["."].default)).href;
  const write = async (target: string, text: string): Promise<void> => {
    const file = join(folder, target.replace(/^\.\/dist\//, ""));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  };
  await writeFile(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  await write(exports["."].default, `export * from ${JSON.stringify(real)};\n`);
  await write(exports["./provider"].default, source);
  return { "pulumi-qcloud-vpn/dist": folder };
}
