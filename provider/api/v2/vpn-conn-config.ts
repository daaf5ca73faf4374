import type { ClientScope } from "../http/client.ts";
import type { Device } from "../types.ts";
import { MalformedAnswer } from "../wire/answer.ts";
import { groupOf, textOf } from "../wire/values.ts";
import { entriesOf } from "./decode.ts";
import { callAndRead } from "./request.ts";

/** GetVpnConnConfig (docs/api.md 2.11; 215/5114): the configuration of the peer's device, with the pre-shared key in plain text. */
export function vpnConnConfig(
  scope: ClientScope,
  what: Device & { readonly vpnConnId: string; readonly interfaceName: string },
): Promise<string> {
  const { vpnConnId, interfaceName, vendorName: vendorname, platform, software } = what;
  const params = { vpnConnId, vendorname, platform, software, interfaceName };
  return callAndRead(scope, "GetVpnConnConfig", params, { repeat: "freely", busy: "wait" }, ({ data }) => {
    const text = groupOf(data)["configFileInfo"];
    if (typeof text !== "string" || text.trim() === "") {
      throw new MalformedAnswer("it has no text in configFileInfo");
    }
    return text;
  });
}

/** DescribeUserGwVendor (docs/api.md 2.10; 215/5120): the supported devices. */
export function listDevices(scope: ClientScope): Promise<Device[]> {
  return callAndRead(scope, "DescribeUserGwVendor", {}, { repeat: "freely", busy: "wait" }, (envelope) =>
    entriesOf(envelope).map((entry) => ({
      vendorName: textOf(entry["vendorname"]),
      platform: textOf(entry["platform"]),
      software: textOf(entry["software"]),
    })),
  );
}
