import assert from "node:assert/strict";
import type { ApiErrorKind, QcloudApiError } from "../../../provider/api/errors.ts";
import { classify } from "../../../provider/api/v3/error-codes.ts";
import { pollTask } from "../../../provider/api/v3/task.ts";
import { deleteVpnConn } from "../../../provider/api/v3/vpn-conn.ts";
import { failure, hurry, newSandbox, secretKey, withServer } from "../support.ts";
import { answer, refusal, scopeFor3 } from "./support.ts";

/** Every kind with its codes (docs/api-3.md 7, 12.2). */
const CODES: readonly (readonly [ApiErrorKind, string])[] = [
  ["resource-not-found", "ResourceNotFound UnsupportedOperation.RecordNotExists ResourceNotFound.VpnConnection"],
  ["vpn-gw-not-found", "InvalidVpnGatewayId.NotFound"],
  [
    "vpn-conn-state",
    "UnsupportedOperation.DeleteVpnConnInvalidState UnsupportedOperation.VpnConnInvalidState " +
      "UnsupportedOperation.InvalidState UnsupportedOperation.MutexOperationTaskRunning",
  ],
  [
    "throttled",
    "RequestLimitExceeded RequestLimitExceeded.GlobalRegionUinLimitExceeded RequestLimitExceeded.IPLimitExceeded RequestLimitExceeded.UinLimitExceeded",
  ],
  ["busy", "InternalError InternalError.ModuleError InternalServerError ServiceUnavailable ResourceUnavailable"],
  ["replay", "AuthFailure.SignatureExpire"],
  [
    "auth",
    "AuthFailure AuthFailure.InvalidSecretId AuthFailure.MFAFailure AuthFailure.SecretIdNotFound AuthFailure.SignatureFailure " +
      "AuthFailure.TokenFailure AuthFailure.UnauthorizedOperation UnauthorizedOperation UnauthorizedOperation.NoPermission IpInBlacklist IpNotInWhitelist",
  ],
  ["unsupported", "InvalidAction ActionOffline NoSuchVersion NoSuchProduct UnsupportedRegion UnsupportedProtocol"],
  ["in-use", "ResourceInUse InvalidParameterValue.Duplicate UnsupportedOperation.RecordExists"],
  ["operation-failed", "FailedOperation"],
  [
    "refused",
    "InvalidParameter InvalidParameter.Coexist InvalidParameterValue.VpnConnSpdCidrConflict MissingParameter UnknownParameter LimitExceeded " +
      "VpcLimitExceeded ResourceInsufficient UnsupportedOperation UnsupportedOperation.VpnConnSPDOverlap InvalidVpnGatewayId.Malformed",
  ],
  ["unknown", "Unheard.Of NotFound VpnConnection.NotFound DryRunOperation"],
];

describe("the codes of API 3.0", () => {
  for (const [kind, codes] of CODES) {
    it(`mean ${kind}: ${codes}`, () => {
      for (const code of codes.split(" ")) {
        assert.equal(classify(code), kind, code);
      }
    });
  }
});

describe("an error of API 3.0", () => {
  const sandbox = newSandbox();
  beforeEach(() => void hurry(sandbox));
  afterEach(() => sandbox.restore());

  const ref = { vpcId: "vpc-03vihbk9", vpnGwId: "vpngw-dystbrkv", vpnConnId: "vpnx-ol6bcqp0" };
  const errorOf = (code: string, message?: string): Promise<QcloudApiError> =>
    withServer(
      () => refusal(code, message),
      async (server) => await failure<QcloudApiError>(deleteVpnConn(scopeFor3(server.url), ref)),
    );

  it("names action, code and RequestId, and for credentials the key pair", async () => {
    const { message } = await errorOf("UnauthorizedOperation");
    assert.match(
      message,
      /^DeleteVpnConnection was answered with UnauthorizedOperation: no \(RequestId req-0001\)\. Asked with SecretId/,
    );
  });

  it("advises to leave out what a cloud does not know, and names the region", async () => {
    assert.match((await errorOf("UnknownParameter")).message, /does not know one of the arguments; leave out/);
    assert.match((await errorOf("UnsupportedRegion")).message, /Asked in region gz at/);
  });

  it("repeats no secret of the request", async () => {
    assert.doesNotMatch((await errorOf("InvalidParameter", `bad ${secretKey}`)).message, /canary/);
  });
});

describe("DescribeVpcTaskResult of API 3.0", () => {
  const sandbox = newSandbox();
  beforeEach(() => void hurry(sandbox));
  afterEach(() => sandbox.restore());

  const poll = (...steps: object[]) =>
    withServer(steps, async (server) => await pollTask(scopeFor3(server.url), "req-0001"));

  it("gives the three documented states", async () => {
    assert.deepEqual(await poll(answer({ Status: "SUCCESS" })), { kind: "done" });
    assert.deepEqual(await poll(answer({ Status: "RUNNING" })), { kind: "running" });
    assert.deepEqual(await poll(answer({ Status: "FAILED", Output: "out of ports" })), {
      kind: "failed",
      reason: "out of ports",
    });
  });

  for (const code of [
    "ResourceNotFound",
    "InvalidParameterValue",
    "UnsupportedOperation",
    "InternalError.ModuleError",
  ]) {
    it(`does not know the task: ${code}`, async () => {
      assert.equal((await poll(refusal(code))).kind, "unknown");
    });
  }

  it("waits where the service is busy, and fails for the credentials", async () => {
    assert.deepEqual(await poll(refusal("InternalError"), answer({ Status: "SUCCESS" })), { kind: "done" });
    await assert.rejects(poll(refusal("UnauthorizedOperation")), /UnauthorizedOperation/);
  });

  it("takes no other status for an end", async () => {
    for (const Status of ["DONE", "", null, 0]) {
      assert.equal((await poll(answer({ Status }))).kind, "unknown");
    }
  });
});
