import assert from "node:assert/strict";
import { assertShown, stepsOf } from "./shown.ts";

const printed = `
Updating (dev):
 +  VpnConnection branch creating (0s) creating vpnx-0a1b2c3d: task 12619 running, 0.3 s
 +  VpnConnection branch created (2s)
Resources:
    + 2 created

Duration: 4s
`;

const isShown = (shown: string): boolean => {
  try {
    assertShown(shown, printed, "page");
    return true;
  } catch {
    return false;
  }
};

describe("the output that a page shows", () => {
  it("is the printed one, apart from ids, tasks, times and widths", () => {
    assert.ok(
      isShown(
        printed
          .replace("vpnx-0a1b2c3d", "vpnx-99999999")
          .replace("12619", "7")
          .replace("4s", "17s")
          .replace("    + 2", "  + 2"),
      ),
    );
  });

  it("may leave out lines where it says so, and nowhere else", () => {
    assert.ok(isShown("Updating (dev):\n...\nDuration: 1s"));
    assert.ok(isShown("...\nResources:\n    + 2 created\n..."));
    assert.ok(!isShown("Updating (dev):\nDuration: 1s"));
    assert.ok(!isShown("Updating (dev):\n...\nResources:"));
    assert.ok(!isShown("Resources:\n..."));
  });

  it("is not another one", () => {
    assert.ok(!isShown(printed.replace("2 created", "3 created")));
    assert.ok(!isShown("...\nDuration: 1s\n...\nResources:\n..."));
    assert.ok(!isShown("Updating (dev):\n...\n    + 1 created\n..."));
  });

  it("belongs to the commands before it", () => {
    const steps = stepsOf("docs/guides/drift.md");
    assert.equal(steps.length, 1);
    assert.match(steps[0]?.shown ?? "", /no changes were expected/);
  });
});
