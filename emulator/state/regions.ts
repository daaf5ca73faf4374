/** Region codes (docs/api.md 4.1). Records hold the long code; requests may use either. */

const longCodes: ReadonlyMap<string, string> = new Map([
  ["gz", "ap-guangzhou"],
  ["sh", "ap-shanghai"],
  ["bj", "ap-beijing"],
  ["cd", "ap-chengdu"],
  ["cq", "ap-chongqing"],
  ["nj", "ap-nanjing"],
  ["hk", "ap-hongkong"],
  ["szjr", "ap-shenzhen-fsi"],
  ["shjr", "ap-shanghai-fsi"],
  ["gzopen", "ap-guangzhou-open"],
  ["sg", "ap-singapore"],
  ["th", "ap-bangkok"],
  ["kr", "ap-seoul"],
  ["jp", "ap-tokyo"],
  ["in", "ap-mumbai"],
  ["de", "eu-frankfurt"],
  ["ru", "eu-moscow"],
  ["ca", "na-toronto"],
  ["usw", "na-siliconvalley"],
  ["use", "na-ashburn"],
]);

const shortCodes: ReadonlyMap<string, string> = new Map([...longCodes].map(([short, long]) => [long, short]));

/** The long code of a region given in either form; `undefined` for one that docs/api.md 4.1 does not list. */
export function knownRegion(code: string): string | undefined {
  return shortCodes.has(code) ? code : longCodes.get(code);
}

/** The short code of a long one, as in legacy VPC ids (`gz_vpc_76`); the long code if it has none. */
export function shortRegion(region: string): string {
  return shortCodes.get(region) ?? region;
}
