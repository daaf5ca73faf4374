import fc from "fast-check";
import { type Edit, edit, edited } from "./mangle.ts";

/** What becomes of one answer on its way. */
export type Distortion =
  | { readonly kind: "none" }
  | { readonly kind: "edit"; readonly edits: readonly Edit[] }
  /** Another text in place of the JSON. */
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "cut"; readonly at: number }
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "encoding"; readonly encoding: "utf16le" | "latin1" | "bom" | "gzip" }
  /** The answer of an earlier request. */
  | { readonly kind: "earlier"; readonly at: number }
  | { readonly kind: "status"; readonly status: number; readonly location: string; readonly html: boolean }
  | { readonly kind: "huge" }
  | { readonly kind: "nested" }
  | { readonly kind: "header"; readonly name: string; readonly value: string }
  /** The answer repeats what was sent. */
  | { readonly kind: "echo"; readonly code: number };

/** An answer over HTTP. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

const texts = [
  "",
  " ",
  "null",
  "0",
  '""',
  "[]",
  "{}",
  "NaN",
  "Infinity",
  "undefined",
  "{'code':0}",
  '{"code":0',
  '{"code":NaN,"message":""}',
  '{"code":0x0}',
  '{"code":0,"data":{}}',
  '{"code":0,"data":null}',
  '{"code":0,"data":"[]","totalCount":0}',
  '{"code":0,"data":[{}],"totalCount":1}',
  '{"code":0,"data":[null],"totalCount":1}',
  '{"code":0,"data":[[]],"totalCount":1}',
  '{"code":"zero"}',
  '{"code":[0]}',
  '{"code":0,"codeDesc":null}',
  '{"code":1e999}',
  '{"code":0,"__proto__":{"data":{"taskId":1,"status":0}}}',
  '{"__proto__":{"code":0},"codeDesc":"Success"}',
  '{"constructor":{"prototype":{"code":0}}}',
  '{"code":0}{"code":0}',
  '{"code":-1,"codeDesc":"","message":""}',
  '{"code":4101,"message":"x \\ud83d"}',
  '{"code":0,"data":[{"unVpnConnId":"vpnx-00000001","vpnConnName":"x \\ud83d"}],"totalCount":1}',
  '{"code":4000,"codeDesc":{"a":1},"message":["x"]}',
  '{"Response":{"Error":{"Code":"AuthFailure","Message":"x"},"RequestId":"1"}}',
  '{"Response":null}',
  '{"Response":{}}',
  '{"Response":{"RequestId":"1"}}',
  '{"Response":{"Error":null,"RequestId":null,"VpnConnectionSet":[null],"TotalCount":1}}',
  '{"Response":{"Error":{"Code":4101,"Message":["x"]}}}',
  '{"Response":{"Error":{"Code":"FailedOperation","Message":"x \\ud83d"},"RequestId":{}}}',
  '{"Response":{"VpnConnectionSet":[{}],"TotalCount":"1"}}',
  '{"Response":{"VpnConnectionSet":[{"VpnConnectionId":"vpnx-00000001","IKEOptionsSpecification":null,"IPSECOptionsSpecification":null,"SecurityPolicyDatabaseSet":null,"CreatedTime":null}],"TotalCount":1}}',
  '{"Response":{"VpnConnection":null,"RequestId":"1"}}',
  '{"Response":{"Status":"DONE","Output":null,"RequestId":"1"}}',
  "<!DOCTYPE html><html><body>Sign in</body></html>",
  "callback({})",
  "data: {}\n\n",
] as const;

/** What can go wrong with an answer. */
export const distortion: fc.Arbitrary<Distortion> = fc.oneof(
  { weight: 10, arbitrary: fc.record({ kind: fc.constant("none") }) },
  {
    weight: 8,
    arbitrary: fc.record({ kind: fc.constant("edit"), edits: fc.array(edit, { minLength: 1, maxLength: 4 }) }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("text"), text: fc.constantFrom(...texts) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("cut"), at: fc.nat(400) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("bytes"), bytes: fc.uint8Array({ maxLength: 60 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("encoding"),
      encoding: fc.constantFrom("utf16le", "latin1", "bom", "gzip"),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("earlier"), at: fc.nat(20) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("status"),
      status: fc.constantFrom(201, 204, 301, 302, 307, 400, 401, 403, 404, 413, 429, 500, 502, 504),
      location: fc.constantFrom("", "/", "/v2/index.php?Action=DeleteVpnConn", "http://127.0.0.1:1/", "\u00ff:", "//"),
      html: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("huge", "nested") }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("header"),
      name: fc.constantFrom("date", "content-type", "content-encoding", "set-cookie", "location", "retry-after"),
      value: fc.constantFrom(
        "",
        "never",
        "gzip",
        "text/html",
        "application/json; charset=utf-16",
        "-1",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "Fri, 31 Dec 9999 23:59:59 GMT",
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("echo"), code: fc.constantFrom(0, 4000, 4100, 5100, 6000) }) },
) as fc.Arbitrary<Distortion>;

/** The answer as it arrives. `sent` is what the request carried, `earlier` the answers before. */
export function distort(answer: HttpAnswer, how: Distortion, sent: string, earlier: readonly HttpAnswer[]): HttpAnswer {
  const { status, headers, body } = answer;
  const withBody = (bytes: Buffer | string, more: Record<string, string> = {}): HttpAnswer => ({
    status,
    headers: { ...headers, ...more },
    body: Buffer.from(bytes),
  });
  switch (how.kind) {
    case "none":
      return answer;
    case "edit":
      return withBody(JSON.stringify(edited(JSON.parse(body.toString("utf8")), how.edits)) ?? "");
    case "text":
      return withBody(how.text);
    case "cut":
      return withBody(body.subarray(0, how.at));
    case "bytes":
      return withBody(Buffer.from(how.bytes));
    case "encoding":
      if (how.encoding === "gzip") {
        return withBody(body, { "content-encoding": "gzip" });
      }
      return withBody(
        how.encoding === "bom" ? `\ufeff${body.toString("utf8")}` : Buffer.from(body.toString("utf8"), how.encoding),
      );
    case "earlier":
      return earlier[how.at % Math.max(1, earlier.length)] ?? answer;
    case "status": {
      const page = how.html ? Buffer.from("<html><body>gateway</body></html>") : body;
      const location: Record<string, string> = how.location === "" ? {} : { location: how.location };
      return { status: how.status, headers: location, body: page };
    }
    case "huge":
      return withBody(`${" ".repeat(9 * 1024 * 1024)}${body.toString("utf8")}`);
    case "nested":
      return withBody(`{"code":0,"data":${"[".repeat(50_000)}${"]".repeat(50_000)}}`);
    case "header":
      return withBody(body, { [how.name]: how.value });
    case "echo":
      return withBody(
        JSON.stringify({
          code: how.code,
          message: `bad request: ${sent}`,
          Response: { Error: { Code: "InvalidParameter", Message: `bad request: ${sent}` } },
        }),
      );
  }
}

/** Codes that say that a tunnel is not there: from the service, that is proof. */
const absences = /^Invalid(VpnConn|VpnGw|Vpc|UserGw)\.NotFound$/;

/** The same of an answer of API 3.0, and a set that does not show what it has. */
function deniesIn3({ Error: error, ...fields }: Record<string, unknown>): boolean {
  const { Code = "" } = (typeof error === "object" && error !== null ? error : {}) as { readonly Code?: unknown };
  const isAbsent = /^(?:ResourceNotFound|InvalidVpnGatewayId\.NotFound|UnsupportedOperation\.RecordNotExists)/.test(
    String(Code),
  );
  return (
    isAbsent ||
    Object.entries(fields).some(([name, set]) => name.endsWith("Set") && Array.isArray(set) && set.length === 0)
  );
}

/** Whether an answer says in the API's own words that there is no tunnel; a service that lies so cannot be caught. */
export function deniesTunnels(body: Buffer): boolean {
  let value: unknown;
  try {
    value = JSON.parse(body.toString("utf8"));
  } catch {
    return false;
  }
  if (typeof value !== "object" || value === null) {
    return false;
  }
  const { code, codeDesc, data, Response } = value as Record<string, unknown>;
  if (typeof Response === "object" && Response !== null) {
    return deniesIn3(Response as Record<string, unknown>);
  }
  const desc = typeof codeDesc === "string" ? codeDesc.trim() : "";
  const isEmptyList = Array.isArray(data) && data.length === 0;
  return absences.test(desc) || (desc === "" && Number(code) === 5000) || isEmptyList;
}
