/** Pulumi's language host for YAML: installed beside every CLI that Pulumi releases, and built here beside a CLI that was built. */
import { join } from "node:path";
import { type PulumiEnvironment, pulumiEnvironment } from "./pulumi.ts";
import { makeOnce } from "./toolchain/cache.ts";
import { buildYamlHost, yamlHostHash } from "./toolchain/go-build.ts";
import { which } from "./toolchain/on-path.ts";
import { cacheFolder, joinPath } from "./toolchain/paths.ts";
import { type Progress, stderrProgress } from "./toolchain/progress.ts";

/** As {@link pulumiEnvironment}, with the language host for YAML. Kept apart from the CLI, which most commands run without it. */
export async function yamlEnvironment(): Promise<PulumiEnvironment> {
  return await withYamlHost(await pulumiEnvironment(), stderrProgress);
}

/**
 * Does the work of {@link yamlEnvironment}, for any environment.
 *
 * @throws Error if there is no language host for YAML and it cannot be built.
 */
export async function withYamlHost(found: PulumiEnvironment, progress: Progress): Promise<PulumiEnvironment> {
  const { env } = found;
  const path = env["PATH"] ?? "";
  if ((await which("pulumi-language-yaml", path)) !== undefined) {
    return found;
  }
  const folder = join(cacheFolder(env), `pulumi-language-yaml-${yamlHostHash()}-${process.platform}-${process.arch}`);
  await makeOnce(
    folder,
    (temporary) => buildYamlHost(temporary, env, progress),
    () => progress.say("Another process is building the language host for YAML; waiting for it."),
  );
  return { ...found, env: { ...env, PATH: joinPath([], path, [join(folder, "bin")]) } };
}
