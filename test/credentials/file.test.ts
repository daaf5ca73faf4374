import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Credentials } from "../../provider/api/http/client.ts";
import { readSettings } from "../../provider/settings/settings.ts";
import { nowhere } from "./services.ts";

describe("the credentials file of the vendor's SDKs", () => {
  let home: string;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), "qcloud-home-"));
    await mkdir(join(home, ".tencentcloud"));
  });
  afterEach(() => rm(home, { recursive: true }));

  const write = (text: string) => writeFile(join(home, ".tencentcloud", "credentials"), text);
  const read = async (env: Record<string, string> = {}): Promise<Credentials> => {
    const locations = { ...nowhere, systemFile: join(home, "system") };
    return (await readSettings(undefined, { HOME: home, ...env }, undefined, { locations })).credentials;
  };

  for (const [what, text] of [
    ["as the SDKs write it", "[default]\nsecret_id = an-id\nsecret_key = a-key\n"],
    ["with quotation marks and no spaces", "[default]\nsecret_id=\"an-id\"\nsecret_key='a-key'\n"],
    [
      "with colons, comments and CRLF",
      "\ufeff; [x]\r\n[ default ]\r\n# secret_id=x\r\nsecret_id: an-id\r\nsecret_key: a-key\r\n",
    ],
    ["with other sections", "[a]\nsecret_id=x\n[default]\nsecret_id=an-id\nsecret_key=a-key\n[b]\nsecret_key=x\n"],
  ] as const) {
    it(`is read ${what}`, async () => {
      await write(text);
      const source = "~/.tencentcloud/credentials";
      assert.deepEqual(await read(), { secretId: "an-id", secretKey: "a-key", source });
    });
  }

  it("gives a token, whose renewal is said", async () => {
    await write("[default]\nsecret_id=an-id\nsecret_key=a-key\ntoken=a=token\n");
    const { token, renewal } = await read();
    assert.deepEqual([token, renewal], ["a=token", "get new ones and write them to that file"]);
  });

  it("goes after the profile of the CLI, and before the file of the whole machine", async () => {
    const text = (id: string): string => `[default]\nsecret_id=${id}\nsecret_key=a-key\n`;
    await writeFile(join(home, "system"), text("of-the-machine"));
    assert.equal((await read()).secretId, "of-the-machine");
    await write(text("of-the-user"));
    assert.equal((await read()).secretId, "of-the-user");
    await mkdir(join(home, ".tccli"));
    const profile = { secretId: "of-the-cli", secretKey: "a-key" };
    await writeFile(join(home, ".tccli", "default.credential"), JSON.stringify(profile));
    assert.equal((await read()).secretId, "of-the-cli");
  });

  it("is the one that TENCENTCLOUD_CREDENTIALS_FILE names", async () => {
    await writeFile(join(home, "named"), "[default]\nsecret_id=an-id\nsecret_key=a-key\n");
    await write("[default]\nsecret_id=x\nsecret_key=y\n");
    const { secretId, source } = await read({ TENCENTCLOUD_CREDENTIALS_FILE: join(home, "named") });
    assert.deepEqual([secretId, source], ["an-id", "the file named by TENCENTCLOUD_CREDENTIALS_FILE"]);
    await assert.rejects(read({ TENCENTCLOUD_CREDENTIALS_FILE: join(home, "absent") }), {
      message: "the credentials in the file named by TENCENTCLOUD_CREDENTIALS_FILE cannot be read: ENOENT",
    });
  });

  for (const [what, text, says] of [
    [
      "without the section",
      "secret_id=canary\nsecret_key=canary\n",
      /contains no secret_id and secret_key in the section/,
    ],
    [
      "with half a key pair",
      "[default]\nsecret_id=canary\n",
      /^half a key pair: ~\/\.tencentcloud\/credentials is set, but/,
    ],
  ] as const) {
    it(`is refused ${what}`, async () => {
      await write(text);
      await assert.rejects(read(), (error: Error) => {
        assert.match(error.message, says);
        assert.doesNotMatch(error.message, /canary/);
        return true;
      });
    });
  }
});
