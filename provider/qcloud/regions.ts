/** Short code to long code (docs/api.md 4.1; the vendor's own list is not closed). */
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

/**
 * The long code of a region (`gz` becomes `ap-guangzhou`), for comparing. A code outside the table is returned as it
 * is: clouds have regions of their own, so a region is never refused here.
 */
export function canonicalRegion(code: string): string {
  return longCodes.get(code) ?? code;
}

/** Whether two codes name one region, in whichever form each is given. */
export function sameRegion(a: string, b: string): boolean {
  return canonicalRegion(a) === canonicalRegion(b);
}
