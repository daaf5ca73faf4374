import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { diffUserGateway } from "../../provider/lifecycle/user-gateway/diff.ts";
import type { UserGatewayInputs } from "../../provider/lifecycle/user-gateway/inputs.ts";
import { diff, IN_PLACE, REPLACING } from "../../provider/lifecycle/vpn-connection/diff.ts";
import { readDeclarations } from "../../tools/reference/declarations.ts";
import { type Change, changeOf } from "../../tools/reference/render.ts";
import { describedIn, referencePages, regenerated } from "../../tools/reference.ts";
import { repository } from "../../tools/toolchain/paths.ts";
import { inputs, outputs } from "../lifecycle/fixtures.ts";
import { textOf } from "./blocks.ts";

const run = promisify(execFile);

/** What the reference says of a change of each argument. */
const changesOf = (name: string): Record<string, Change | undefined> =>
  Object.fromEntries((readDeclarations().get(name)?.properties ?? []).map((one) => [one.name, changeOf(one)]));

describe("the reference", function () {
  this.timeout(120_000);

  it("is made of docstrings in which typedoc finds no export undocumented and no link broken", async () => {
    const typedoc = join(repository, "node_modules", ".bin", "typedoc");
    const result = await run(typedoc, [], { cwd: repository, env: { ...process.env, NO_COLOR: "1" } }).catch(
      (error: { stdout: string; stderr: string }) => error,
    );
    const warnings = `${result.stdout}${result.stderr}`
      .split("\n")
      .filter((line) => /\[(?:warning|error)\]/.test(line));
    assert.deepEqual(warnings, []);
  });

  for (const page of referencePages()) {
    it(`has a current ${page}; after a change of a docstring, run npm run reference`, () => {
      assert.equal(textOf(page), regenerated(page));
    });
  }

  it("describes every export on one page; that of a lookup is also that of its variant with outputs", () => {
    const described = referencePages().flatMap((page) => [...new Set(describedIn(textOf(page)))]);
    const exported = [...readDeclarations().keys()].filter((name) => !/^get\w+Output$|^Get\w+OutputArgs$/.test(name));
    assert.deepEqual([...described, "Lifted"].sort(), exported.sort());
  });

  it("says of each argument of a tunnel what the diff says of its change", () => {
    const inPlace = IN_PLACE.flatMap((key) => (key === "networks" ? ["userGwCidrBlock", "spdAcl"] : [key]));
    assert.deepEqual(changesOf("VpnConnectionProperties"), {
      ...Object.fromEntries(inPlace.map((key) => [key, "in place"])),
      // The peer gateway is in both: only some VPN gateways allow it in place.
      ...Object.fromEntries(REPLACING.map((key) => [key, "replaces"])),
      timeouts: "no request",
    });
    const seen3 = { ...outputs, __origin: { ...outputs.__origin, api: "3.0" as const }, routeType: "STATIC" };
    for (const key of REPLACING) {
      assert.deepEqual(
        diff("vpnx-ol6bcqp0", seen3, { ...inputs, [key]: key === "tags" ? { team: "another" } : "another" }).replaces,
        [key],
      );
    }
  });

  it("says of each argument of a peer gateway what the diff says of its change", () => {
    const stood: UserGatewayInputs = { region: "ap-guangzhou", userGwAddr: "203.0.113.7", userGwName: "office" };
    const changes = changesOf("UserGatewayArgs");
    assert.deepEqual(Object.keys(changes).sort(), ["region", "timeouts", "userGwAddr", "userGwId", "userGwName"]);
    for (const [key, change] of Object.entries(changes)) {
      const news = { ...stood, [key]: key === "timeouts" ? { delete: "1h" } : "another" };
      const found = diffUserGateway("cgw-e098slul", { ...stood, userGwId: "cgw-e098slul" }, news);
      assert.ok(change !== undefined && found.changes, key);
      assert.deepEqual(found.replaces, change === "replaces" ? [key] : [], key);
    }
  });

  it("says of each argument of a component and its branches what a change does", () => {
    const lists = ["branches", "formerly"];
    const unsaid = [...Object.entries(changesOf("SiteToSiteVpnArgs")), ...Object.entries(changesOf("BranchProperties"))]
      .filter(([name, change]) => change === undefined && !lists.includes(name))
      .map(([name]) => name);
    assert.deepEqual(unsaid, []);
  });
});
