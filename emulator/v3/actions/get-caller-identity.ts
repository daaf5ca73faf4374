/** GetCallerIdentity of the product sts: who signed (vendor doc 1150/49453, 1312/66098). */

import { createHash } from "node:crypto";
import { z } from "zod";
import type { Answer } from "../../requests/call.ts";
import { action3 } from "../protocol/call.ts";

/**
 * Every account has a number, which is derived from the SecretId of its first key pair. A key pair of that account with
 * another SecretId counts as a sub-account, one with a token as an assumed role. The forms are those of the vendor's
 * examples, which have none of a main account.
 */
export const getCallerIdentity = action3(
  z.strictObject({}),
  ({ account, credential }): Answer => {
    const AccountId = uin(account);
    const PrincipalId = uin(credential.secretId);
    if (credential.token === null) {
      const Arn = `qcs::cam:${AccountId}:uin/${PrincipalId}`;
      return { Type: "CAMUser", AccountId, UserId: PrincipalId, PrincipalId, Arn };
    }
    const role = `46116860184${PrincipalId.slice(-7)}`;
    const Arn = `qcs::sts:${AccountId}:assumed-role/${role}`;
    return { Type: "CAMRole", AccountId, UserId: `${role}:emulator`, PrincipalId, Arn };
  },
  "sts",
);

/** A number of an account in the vendor's form: twelve digits that begin with 1000. */
function uin(secretId: string): string {
  const number = createHash("sha256").update(secretId, "utf8").digest().readUInt32BE(0) % 1e8;
  return `1000${String(number).padStart(8, "0")}`;
}
