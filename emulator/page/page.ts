/** The page that shows an emulator in a browser: what it holds, what is called, and buttons to change it. */

import { createHash, randomBytes } from "node:crypto";
import { actions } from "../actions/index.ts";
import { faultKinds } from "../faults/schema.ts";
import { actions3 } from "../v3/actions/index.ts";
import { script } from "./script.ts";
import { style } from "./style.ts";

/** The page of one emulator. */
export interface Page {
  /** Shows that a control request comes from this page: no other page can read it. */
  readonly token: string;
  /** The document. */
  readonly html: string;
  /** Its headers. The policy allows the script and the style sheet by their hashes, and requests to the emulator only. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A page with a token of its own. */
export function createPage(): Page {
  const token = randomBytes(32).toString("hex");
  return { token, html: document(token), headers };
}

/** An HTML document that holds nothing of the store; the script reads that. */
function document(token: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>VPC emulator</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body data-token="${token}">
<header>
<h1>VPC emulator</h1>
<label>Filter <input id="filter" type="search" autocomplete="off"></label>
<span class="quiet">Changes here are made behind the back of every stack.</span>
</header>
<div id="notice" role="status"></div>
${section("tunnels", "Tunnels", ["Name", "State", "Ids", "VPN gateway → peer gateway", "Peer address", "Networks", "Account"])}
${section("tasks", "Tasks", ["Id", "Kind", "State", "Tunnel", "Error", "Account"])}
${section("faults", "Planted faults", ["Action", "Fault", "Times", "Skip", "More"], faultForm())}
${section(
  "calls",
  "Calls",
  ["Time", "API", "Method", "Action", "Answer", "Fault", "Parameters"],
  `<button id="clear-calls">Forget all</button>`,
)}
${section("user-gateways", "Peer gateways", ["Name", "Ids", "Address", "Tunnels", "Account"])}
${section("vpn-gateways", "VPN gateways", ["Name", "State", "Ids", "Address", "VPC", "Account"])}
${section("vpcs", "VPCs", ["Name", "Ids", "Network", "Account"])}
<script>${script}</script>
</body>
</html>
`;
}

function section(id: string, title: string, columns: readonly string[], extra = ""): string {
  const cells = [...columns, ""].map((column) => `<th>${column}</th>`).join("");
  return `<section>
<div><h2>${title}</h2> <span id="${id}-count" class="quiet"></span> ${extra}</div>
<div class="scroll"><table id="${id}"><thead><tr>${cells}</tr></thead><tbody></tbody></table></div>
</section>`;
}

function faultForm(): string {
  const options = (values: Iterable<string>): string =>
    [...values].map((value) => `<option>${value}</option>`).join("");
  return `<form id="plant">
<label>Action <select id="action">${options(["*", ...new Set([...actions.keys(), ...actions3.keys()])])}</select></label>
<label>Fault <select id="fault">${options(faultKinds)}</select></label>
<label>Times <input id="times" type="number" min="0" value="1" title="0: every call"></label>
<input id="fault-more" class="mono" autocomplete="off" aria-label="More fields, as JSON" placeholder='more fields, such as {"skip":1}'>
<button>Plant</button> <button id="clear-faults" type="button">Remove all</button>
</form>`;
}

function hash(text: string): string {
  return `'sha256-${createHash("sha256").update(text, "utf8").digest("base64")}'`;
}

const headers = {
  "Content-Security-Policy": [
    "default-src 'none'",
    `script-src ${hash(script)}`,
    `style-src ${hash(style)}`,
    "connect-src 'self'",
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; "),
  "Cache-Control": "no-store",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Referrer-Policy": "same-origin",
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
};
