import { chmod, mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
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

/** A plugin that answers as such a lifecycle, on the same messages as the plugin of this package. */
const pluginSource = (messages: string): string => `#!/usr/bin/env node
import { Empty, grpc, messages, PluginInfo, ResourceProviderService } from ${messages};
const unary = (work) => (call, callback) => callback(null, work(call.request));
const answer = (name, set = () => {}) => unary((request) => {
  const made = new messages[name]();
  set(made, request);
  return made;
});
const empty = unary(() => new Empty());
const server = new grpc.Server();
server.addService(ResourceProviderService, {
  handshake: answer("ProviderHandshakeResponse", (made) => made.setAcceptSecrets(true)),
  attach: empty,
  cancel: empty,
  delete: empty,
  getPluginInfo: unary(() => {
    const info = new PluginInfo();
    info.setVersion("0.0.0");
    return info;
  }),
  checkConfig: answer("CheckResponse", (made, request) => made.setInputs(request.getNews())),
  diffConfig: answer("DiffResponse", (made) => made.setChanges(messages.DiffResponse.DiffChanges.DIFF_NONE)),
  configure: answer("ConfigureResponse", (made) => made.setAcceptsecrets(true)),
  check: answer("CheckResponse", (made, request) => made.setInputs(request.getNews())),
  diff: answer("DiffResponse", (made) => made.setChanges(messages.DiffResponse.DiffChanges.DIFF_NONE)),
  create: answer("CreateResponse", (made, request) => {
    made.setId("nothing");
    made.setProperties(request.getProperties());
  }),
  read: answer("ReadResponse", (made, request) => {
    made.setId(request.getId());
    made.setProperties(request.getProperties());
    made.setInputs(request.getInputs());
  }),
  update: answer("UpdateResponse", (made, request) => made.setProperties(request.getNews())),
});
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) throw error;
  console.log(String(port));
});
`;

/** Both hosts with a lifecycle that does nothing. */
export interface Nothing {
  /** Links for a test project whose resources are dynamic. */
  readonly packages: Readonly<Record<string, string>>;
  /** The executable of the plugin. */
  readonly plugin: string;
}

/**
 * Makes what takes the place of this package's lifecycle, with the same classes: what is left is the cost of the engine, of the host and of
 * the stored text.
 */
export async function makeNothing(folder: string): Promise<Nothing> {
  const { exports } = JSON.parse(await readFile(join(repository, "package.json"), "utf8"));
  const real = (target: string): string => JSON.stringify(pathToFileURL(join(repository, target)).href);
  const write = async (target: string, text: string): Promise<void> => {
    const file = join(folder, target.replace(/^\.\/dist\//, ""));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  };
  await writeFile(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  await write(exports["."].default, `export * from ${real(exports["."].default)};\n`);
  await write(exports["./provider"].default, source);
  const plugin = join(folder, "plugin.mjs");
  await writeFile(plugin, pluginSource(real("dist/provider/hosts/plugin/messages.js")));
  await chmod(plugin, 0o755);
  return { packages: { "pulumi-qcloud-vpn/dist": folder }, plugin };
}

/** Puts an executable in the place of the plugin of a test project. */
export async function usePlugin(project: string, executable: string): Promise<void> {
  const link = join(project, "node_modules", ".bin", "pulumi-resource-qcloud");
  await rm(link);
  await symlink(executable, link);
}
