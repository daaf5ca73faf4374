/** DescribeResourceTagsByResourceIds of the product tag, which the vendor's Terraform provider calls with each read (docs/api-3.md 6). */

import { z } from "zod";
import type { Answer } from "../../requests/call.ts";
import { action3 } from "../protocol/call.ts";

const schema = z.strictObject({
  ServiceType: z.string(),
  ResourcePrefix: z.string(),
  ResourceIds: z.array(z.string()).max(50),
  ResourceRegion: z.string(),
  Offset: z.int().min(0).default(0),
  Limit: z.int().min(1).default(15),
  Category: z.enum(["All", "Custom", "System"]).default("All"),
});

/** The tags of the tunnels or customer gateways with the ids; none for resources of other kinds, and for ids that are not there. */
export const describeResourceTags = action3(
  schema,
  ({ cloud: { store }, account }, input): Answer => {
    const { ServiceType, ResourcePrefix, ResourceIds, ResourceRegion, Offset, Limit, Category } = input;
    const kinds = { vpnx: store.tunnels, cgw: store.userGateways };
    const found =
      ServiceType === "vpc" && ResourcePrefix in kinds ? kinds[ResourcePrefix as keyof typeof kinds] : undefined;
    const tags = ResourceIds.flatMap((id) => {
      const resource = found?.find(id);
      const isShown = resource?.account === account && resource.region === ResourceRegion && Category !== "System";
      return isShown ? resource.tags.map(({ Key, Value }) => ({ TagKey: Key, TagValue: Value, ResourceId: id })) : [];
    });
    const page = tags.slice(Offset, Offset + Limit);
    return {
      TotalCount: tags.length,
      Offset,
      Limit,
      Tags: page.map((tag) => ({ ...tag, ServiceType, Category: "Custom" })),
    };
  },
  "tag",
);
