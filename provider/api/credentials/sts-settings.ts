import type { ProxySettings } from "../http/proxy.ts";

/** How to reach sts, the service that gives temporary credentials. */
export interface StsSettings {
  /** URL, such as `https://sts.tencentcloudapi.com/`. Plain http only to loopback. */
  readonly endpoint: string;
  /** Not used for loopback. Default: none. */
  readonly proxy?: ProxySettings;
  /** PEM certificates to trust, in addition to those of Node.js. */
  readonly ca?: string;
}
