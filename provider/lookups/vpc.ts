import { idText, type Vpc } from "../api/index.ts";
import { FLAG } from "../resources/kinds.ts";
import { defined } from "../util/defined.ts";
import { type Lookup, NAME } from "./lookup.ts";
import type { Lifted, RegionArgs, RegionResult } from "./options.ts";
import { orEmpty } from "./search.ts";

/** What {@link getVpc} looks for; exactly one VPC has to fit. */
export interface GetVpcArgs extends RegionArgs {
  /** Id in either form: `vpc-03vihbk9`, `gz_vpc_76` or `76`. Source: docs/api.md 2.2. */
  vpcId?: string | undefined;
  /** The whole name. */
  vpcName?: string | undefined;
  /** True for the region's default VPC, false for the others. Default: either. */
  isDefault?: boolean | undefined;
}

/** A VPC. Source: docs/api.md 2.12. */
export interface GetVpcResult extends RegionResult {
  /** Unified id, such as `vpc-03vihbk9`. */
  vpcId: string;
  /** Legacy id, such as `gz_vpc_76`; empty where the service does not say. */
  legacyVpcId: string;
  /** Name of the VPC. */
  vpcName: string;
  /** Its network, such as `10.0.0.0/16`. */
  cidrBlock: string;
  /** Whether it is the region's default VPC. */
  isDefault: boolean;
  /** `YYYY-MM-DD hh:mm:ss`; the vendor does not state the zone. */
  createTime?: string;
}

/** The arguments of {@link getVpcOutput}. */
export type GetVpcOutputArgs = Lifted<GetVpcArgs>;

export const VPC: Lookup<GetVpcArgs, GetVpcResult> = {
  name: "getVpc",
  args: { region: NAME, vpcId: NAME, vpcName: NAME, isDefault: FLAG },
  thing: "VPC",
  by: ["vpcId", "vpcName", "isDefault"],
  async find(search, { vpcId, vpcName, isDefault }) {
    const { context } = search;
    const listed = await orEmpty(context.api.listVpcs(context, defined({ vpcId, vpcName })));
    const fitting = listed.filter(
      (vpc) =>
        (vpcId === undefined || isCalled(vpc, vpcId)) &&
        (vpcName === undefined || vpc.name === vpcName) &&
        (isDefault === undefined || vpc.isDefault === isDefault),
    );
    const vpc = search.only(fitting, listed, named, "vpcId");
    return {
      vpcId: idText(vpc.id),
      legacyVpcId: vpc.id.legacy,
      vpcName: vpc.name,
      cidrBlock: vpc.cidrBlock,
      isDefault: vpc.isDefault,
      createTime: vpc.createTime,
    };
  },
};

/** The legacy id may also be given as its bare number. */
const isCalled = ({ id }: Vpc, given: string): boolean =>
  given === id.unified || given === id.legacy || (/^\d+$/.test(given) && id.legacy.endsWith(`_vpc_${given}`));

const named = (vpc: Vpc): string => `${idText(vpc.id)} ("${vpc.name}", ${vpc.cidrBlock})`;
