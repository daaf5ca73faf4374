import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { copyFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmulator } from "../../../emulator/index.ts";
import { repository } from "../../../tools/toolchain/paths.ts";
import type { Variables } from "./environment.ts";
import { Fleet } from "./fleet.ts";
import { Others } from "./others.ts";
import { withStack } from "./stack.ts";
import type { Deployment } from "./state.ts";

/** Holds a folder for each release: what a stack of it left behind (`test/fixtures/state/README.md`). */
export const releasesFolder = join(repository, "test", "fixtures", "state");

/** The files of a release. */
export const kept = { program: "program.js", state: "state.json", cloud: "cloud.json" } as const;

/** The name of the stack in every kept state, which its URNs hold. */
export const releaseStack = "release";

/** Stands in a kept state for the emulator's address, whose port is another at every start. */
export const endpointMark = "@endpoint@";

/** The name of the tunnel that somebody else made. */
export const otherName = "other-0";

/** The releases whose states are kept. */
export const releases: readonly string[] = readdirSync(releasesFolder).filter((name) =>
  existsSync(join(releasesFolder, name, kept.state)),
);

/** A stack as a release left it, and its program. */
export interface Release {
  readonly fleet: Fleet;
  readonly program: string;
}

/**
 * Runs something on the stack of a release: its state imported, its program, and the cloud that it was made in.
 *
 * @param version The release.
 * @param env Variables for every command.
 */
export async function withRelease<T>(
  version: string,
  env: Variables,
  run: (release: Release) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "pulumi-qcloud-vpn-release-"));
  try {
    const from = (name: string): string => join(releasesFolder, version, name);
    const data = join(folder, kept.cloud);
    await copyFile(from(kept.cloud), data);
    const emulator = await startEmulator({ taskMs: 200, data });
    try {
      const program = await readFile(from(kept.program), "utf8");
      const state = (await readFile(from(kept.state), "utf8")).replaceAll(endpointMark, emulator.url);
      return await withStack({ program, emulator, env, name: releaseStack }, async (stack) => {
        await stack.importState((JSON.parse(state) as { deployment: Deployment }).deployment);
        const others = new Others(emulator);
        const other = emulator.state().vpnConnections.find(({ vpnConnName }) => vpnConnName === otherName);
        assert.ok(other !== undefined);
        others.mark(other.unVpnConnId);
        const result = await run({ fleet: new Fleet(emulator, stack, new Map(), others), program });
        others.assertUntouched();
        return result;
      });
    } finally {
      await emulator.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
