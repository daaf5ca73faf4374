/** Short code to long code (docs/api.md 4.1). Other regions exist. */
const LONG_CODES: ReadonlyMap<string, string> = new Map([
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

const KNOWN = new Set([...LONG_CODES].flat());

/**
 * The code of a region as it is sent: trimmed, and in lower case if the table contains it. Any other code keeps its case, because private
 * clouds have their own regions.
 */
export function normalRegion(code: string): string {
  const trimmed = code.trim();
  const lower = trimmed.toLowerCase();
  return KNOWN.has(lower) ? lower : trimmed;
}

/** The long code of a region (`gz` becomes `ap-guangzhou`); any other code is returned as it is sent. */
export function canonicalRegion(code: string): string {
  const normal = normalRegion(code);
  return LONG_CODES.get(normal) ?? normal;
}

/** Whether two codes name the same region, in any form and case: no two regions differ in case alone. */
export function sameRegion(a: string, b: string): boolean {
  return canonicalRegion(a).toLowerCase() === canonicalRegion(b).toLowerCase();
}
