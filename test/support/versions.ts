import type { Emulator } from "../../emulator/index.ts";
import { API_VERSIONS, type ApiVersion } from "../../provider/api/index.ts";

let current: ApiVersion = "2.0";

/** Describes a suite once for each version of the API; `reached` then has the settings of that version. */
export function describeVersions(title: string, suite: (version: ApiVersion) => void): void {
  for (const version of API_VERSIONS) {
    describe(`${title}, through API ${version}`, () => {
      before(() => {
        current = version;
      });
      after(() => {
        current = "2.0";
      });
      suite(version);
    });
  }
}

/** Where an emulator is reached through the version of the suite that runs, or through another one. */
export const reached = (
  { url, api3Url }: Pick<Emulator, "url" | "api3Url">,
  version = current,
): { readonly endpoint: string; readonly api: ApiVersion } => ({
  endpoint: version === "3.0" ? api3Url : url,
  api: version,
});
