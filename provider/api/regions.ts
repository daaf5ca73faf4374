/** Short code to long code (docs/api.md 4.1; the vendor's own list is not closed). */
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
 * The code of a region as it is sent: without spaces around it, and in lower case where the table has it, in the form that was given. A
 * code outside the table keeps its case: clouds have regions of their own, so a region is never refused here.
 */
export function normalRegion(code: string): string {
  const trimmed = code.trim();
  const lower = trimmed.toLowerCase();
  return KNOWN.has(lower) ? lower : trimmed;
}

/** The long code of a region (`gz` becomes `ap-guangzhou`); a code outside the table as it is sent. */
export function canonicalRegion(code: string): string {
  const normal = normalRegion(code);
  return LONG_CODES.get(normal) ?? normal;
}

/** Whether two codes name one region, in whichever form and case each is given: no two regions differ in case alone. */
export function sameRegion(a: string, b: string): boolean {
  return canonicalRegion(a).toLowerCase() === canonicalRegion(b).toLowerCase();
}
