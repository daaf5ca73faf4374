import * as z from "zod";
import { canonicalNetwork } from "./networks.ts";

/** Rules of networks. Each message follows the name of the property. */

export const network = z
  .string({ error: "must be an IPv4 network such as 172.16.10.0/24" })
  .trim()
  .refine((value) => canonicalNetwork(value) !== undefined, {
    error: "must be an IPv4 network such as 172.16.10.0/24",
  });

export const networkList = z
  .array(network, { error: "must be a list of IPv4 networks" })
  .min(1, { error: "must contain at least one IPv4 network" })
  .superRefine((list, issues) => {
    const seen = new Set<string>();
    list.forEach((entry, index) => {
      const canonical = canonicalNetwork(entry);
      if (canonical !== undefined && seen.has(canonical)) {
        issues.addIssue({ code: "custom", path: [index], message: "must not name a network twice" });
      }
      seen.add(canonical ?? "");
    });
  });

export const spdAcl = z
  .record(z.string(), networkList, { error: "must map each network of the VPC to a list of peer networks" })
  .superRefine((acl, issues) => {
    if (Object.keys(acl).length === 0) {
      issues.addIssue({ code: "custom", message: "must contain at least one rule" });
    }
    const seen = new Set<string>();
    for (const source of Object.keys(acl)) {
      const canonical = canonicalNetwork(source.trim());
      if (canonical === undefined) {
        issues.addIssue({
          code: "custom",
          message: "must have IPv4 networks such as 10.0.0.0/24 as its keys",
        });
      } else if (seen.has(canonical)) {
        issues.addIssue({ code: "custom", path: [source], message: "must not name a network twice" });
      }
      seen.add(canonical ?? "");
    }
  })
  .transform((acl) => Object.fromEntries(Object.entries(acl).map(([source, peers]) => [source.trim(), peers])));
