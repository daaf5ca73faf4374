import assert from "node:assert/strict";
import { chmod, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, sep } from "node:path";
import { type Emulator, type EmulatorOptions, type EmulatorState, startEmulator } from "../../emulator/index.ts";
import { type Running, run, start } from "./process.ts";
import { call, makeTunnel, seed, tunnelParameters } from "./support.ts";

describe("emulator data file", () => {
  let folder = "";
  let file = "";
  const running: Emulator[] = [];
  const processes: Running[] = [];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "emulator-"));
    file = join(folder, "cloud.json");
  });
  afterEach(async () => {
    for (const emulator of running.splice(0)) {
      await emulator.stop();
    }
    for (const { child } of processes.splice(0)) {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill("SIGKILL");
      }
    }
    await rm(folder, { recursive: true });
  });
  const open = async (options: EmulatorOptions = {}): Promise<Emulator> => {
    const emulator = await startEmulator({ data: file, ...options });
    running.push(emulator);
    return emulator;
  };
  const spawned = async (...args: string[]): Promise<Running> => {
    const emulator = await start("--data", file, ...args);
    processes.push(emulator);
    return emulator;
  };
  const target = (vpnConnId: string) => ({ vpcId: seed.vpcId, vpnGwId: seed.vpnGwId, vpnConnId });

  it("is readable by its owner only, also when it was not", async () => {
    const emulator = await open();
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    await chmod(file, 0o644);
    await makeTunnel(emulator);
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    assert.deepEqual(await readdir(folder), ["cloud.json"]);
  });

  it("is readable by its owner only once it is opened, before anything is written", async () => {
    await (await open()).stop();
    const before = await readFile(file, "utf8");
    await chmod(file, 0o664);
    await open();
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    assert.equal(await readFile(file, "utf8"), before);
  });

  it("is restricted and written through a symbolic link", async () => {
    await (await open()).stop();
    const link = join(folder, "link.json");
    await symlink(file, link);
    await chmod(file, 0o644);
    const emulator = await open({ data: link });
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    await makeTunnel(emulator);
  });

  it("restores everything: tunnels, keys, accounts, tasks, faults, numbers", async () => {
    const first = await open({ accounts: [{ secretId: "other", secretKey: "k" }] });
    await makeTunnel(first);
    await call(first, "AddUserGw", { userGwName: "b", userGwAddr: "198.51.100.201" });
    await call(first, "CreateVpc", { vpcName: "b", cidrBlock: "10.0.0.0/24" });
    first.addFaults([{ action: "DeleteVpnConn", fault: "code", code: 6000, times: 2 }]);
    await call(first, "DeleteVpnConn", target(first.state().vpnConnections[0]?.unVpnConnId ?? ""));
    const { data } = (await call(first, "DescribeVpnConn")).json;
    const [state, faults] = [first.state(), first.faults()];
    await first.stop();

    const second = await open();
    assert.deepEqual(second.state(), state);
    assert.deepEqual(second.faults(), faults);
    assert.equal(second.faults()[0]?.times, 1);
    assert.deepEqual((await call(second, "DescribeVpnConn")).json.data, data);
    assert.equal((await call(second, "DescribeVpcEx", {}, { secretId: "other", secretKey: "k" })).json.totalCount, 1);
    assert.equal((await call(second, "AddUserGw", { userGwName: "c", userGwAddr: "198.51.100.202" })).json.code, 0);
    assert.deepEqual(
      second.state().userGateways.map((one) => one.userGwId),
      [315, 316, 317, 318],
    );
  });

  it("does not restore the first resources after they were removed", async () => {
    const first = await open();
    first.remove("vpcs", seed.vpcId);
    await first.stop();
    const second = await open();
    assert.deepEqual(second.state().vpcs, []);
  });

  it("ends tasks by the wall clock while no emulator runs, and continues them after a restart", async () => {
    let now = Date.now();
    const options = { taskMs: 1000, clock: () => now };
    const first = await open(options);
    const id = await makeTunnel(first);
    now += 1000;
    await call(first, "DeleteVpnConn", target(id));
    now += 400;
    await first.stop();
    const second = await open(options);
    assert.equal(second.state().vpnConnections[0]?.vpcConnStatus, 4);
    await second.stop();
    now += 600;
    const third = await open(options);
    assert.deepEqual(third.state().vpnConnections, []);
    assert.equal(third.state().tasks.at(-1)?.status, 0);
  });

  it("holds every answered change when the emulator is killed during many calls", async () => {
    const first = await spawned("--task-ms", "0", "--set", "onePerPair=allow");
    const answered: string[] = [];
    let calls = 0;
    const worker = async (): Promise<void> => {
      for (;;) {
        const vpnConnName = `t${calls}`;
        calls += 1;
        const answer = await call(first, "AddVpnConnEx", { ...tunnelParameters, vpnConnName }, { method: "POST" });
        assert.equal(answer.json.code, 0);
        answered.push(vpnConnName);
        if (answered.length === 40) {
          first.child.kill("SIGKILL");
        }
      }
    };
    await Promise.allSettled(Array.from({ length: 8 }, worker));
    await first.end("SIGKILL");

    const second = await spawned();
    const state = (await (await fetch(`${second.control}/state`)).json()) as EmulatorState;
    const names = new Set(state.vpnConnections.map((tunnel) => tunnel.vpnConnName));
    assert.deepEqual(
      answered.filter((name) => !names.has(name)),
      [],
    );
    assert.ok(answered.length >= 40);
    assert.equal(await second.end("SIGTERM"), 0);
  });

  it("is written before a list shows a change", async () => {
    const emulator = await open({ set: { onePerPair: "allow" } });
    const written = async (): Promise<number> => JSON.parse(await readFile(file, "utf8")).cloud.tunnels.length;
    for (let round = 0; round < 5; round += 1) {
      const adding = call(emulator, "AddVpnConnEx", tunnelParameters, { method: "POST" });
      const { totalCount } = (await call(emulator, "DescribeVpnConn")).json;
      assert.ok((await written()) >= totalCount);
      await adding;
    }
  });

  it("writes through a link to the file", async () => {
    const link = join(folder, "link.json");
    await (await open()).stop();
    await symlink(file, link);
    const emulator = await open({ data: link });
    await makeTunnel(emulator);
    assert.equal((await open({ port: 0 })).state().vpnConnections.length, 1);
  });

  const foreign: readonly [string, string, RegExp][] = [
    ["an empty file", "", /not JSON/],
    ["half a file", '{"format":"pulumi-qcloud-vpn emulator data","ver', /not whole/],
    ["another JSON file", '{"version":3,"deployment":{}}', /no data file/],
    ["a list", "[]", /no data file/],
    ["a later version", '{"format":"pulumi-qcloud-vpn emulator data","version":2}', /version 2/],
    [
      "a damaged file",
      '{"format":"pulumi-qcloud-vpn emulator data","version":1,"cloud":{"counters":{}},"faults":[]}',
      /damaged: cloud\.counters/,
    ],
  ];
  for (const [what, content, message] of foreign) {
    it(`refuses ${what} and leaves it unchanged`, async () => {
      await writeFile(file, content);
      await chmod(file, 0o644);
      await assert.rejects(startEmulator({ data: file }), (error: Error) => {
        assert.match(error.message, message);
        assert.ok(error.message.includes(file));
        return true;
      });
      assert.equal(await readFile(file, "utf8"), content);
      assert.equal((await stat(file)).mode & 0o777, 0o644);
      assert.deepEqual(await readdir(folder), ["cloud.json"]);
    });
  }

  it("leaves no temporary file when it cannot be replaced", async () => {
    // The name of a folder: the temporary file is written, and renaming it fails.
    await assert.rejects(startEmulator({ data: join(folder, "cloud") + sep }), /cannot be written/);
    assert.deepEqual(await readdir(folder), []);
  });

  it("refuses an empty name", async () => {
    await assert.rejects(startEmulator({ data: "" }), /data/);
  });

  it("refuses a folder that does not exist", async () => {
    await assert.rejects(startEmulator({ data: join(folder, "no", "file") }), /cannot be written/);
  });

  it("is unchanged when the port is in use", async () => {
    const first = await spawned();
    const { ino } = await stat(file);
    const port = new URL(first.url).port;
    const second = await run("--data", file, "--port", port, "--account", "late:key");
    assert.equal(second.code, 1);
    assert.match(second.stderr, /EADDRINUSE/);
    assert.equal((await stat(file)).ino, ino);
  });
});
