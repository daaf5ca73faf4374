/**
 * The script of the page. It runs in the browser as it stands here; a test checks its types. What comes from the
 * emulator becomes text only: textContent and input values, never markup.
 */

/** JavaScript, as it stands in the page. */
export const script = `
"use strict";
const token = document.body.dataset.token ?? "";
/** Rows that one table shows at most; the filter finds the others. */
const maxRows = 1000;
const maxCalls = 200;

/** @typedef {{ text: string, style?: string }} Cell */
/** @typedef {{ key: string, cells: (string | Cell)[], buttons: string[], source: any }} Row */

/** @type {(id: string) => any} */
const element = (id) => document.getElementById(id);

/** @type {(words: string) => void} */
const notice = (words) => {
  if (element("notice").textContent !== words) {
    element("notice").textContent = words;
  }
};

/** Sends a request to the control path and returns the text of the answer. */
/** @type {(method: string, path: string, body?: unknown) => Promise<string>} */
const control = async (method, path, body) => {
  const response = await fetch("_emulator/" + path, {
    method,
    headers: { "X-Emulator-Page": token },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (response.status === 403) {
    throw new Error("the emulator was started again; reload this page");
  }
  if (!response.ok) {
    throw new Error(JSON.parse(text).error);
  }
  return text;
};

/** Shows rows in a table; changes only what differs, so that clicks and selections survive. */
/** @type {(id: string) => (rows: Row[]) => void} */
const table = (id) => {
  const body = element(id).querySelector("tbody");
  /** @type {Map<string, HTMLTableRowElement>} */
  const shown = new Map();
  /** @type {WeakMap<Element, any>} */
  const sources = new WeakMap();
  body.addEventListener("click", (/** @type {any} */ event) => {
    const button = event.target.closest("button");
    if (button !== null) {
      const source = sources.get(button.closest("tr"));
      run(() => verbs[button.dataset.verb]?.(source));
    }
  });
  return (rows) => {
    const keys = new Set(rows.map((row) => row.key));
    for (const [key, tr] of shown) {
      if (!keys.has(key)) {
        tr.remove();
        shown.delete(key);
      }
    }
    let next = body.firstElementChild;
    for (const row of rows) {
      const tr = shown.get(row.key) ?? document.createElement("tr");
      shown.set(row.key, tr);
      sources.set(tr, row.source);
      fill(tr, row);
      if (tr === next) {
        next = next.nextElementSibling;
      } else {
        body.insertBefore(tr, next);
      }
    }
  };
};

/** @type {(tr: HTMLTableRowElement, row: Row) => void} */
const fill = (tr, { cells, buttons }) => {
  while (tr.cells.length < cells.length + 1) {
    tr.insertCell();
  }
  cells.forEach((cell, index) => {
    const { text, style = "" } = typeof cell === "string" ? { text: cell } : cell;
    const td = tr.cells[index];
    if (td !== undefined && (td.textContent !== text || td.className !== style)) {
      td.textContent = text;
      td.className = style;
    }
  });
  const last = tr.cells[cells.length];
  const verbs = [...(last?.children ?? [])].map((button) => button.textContent);
  if (verbs.join() !== buttons.join()) {
    last?.replaceChildren(...buttons.map((verb) => {
      const button = document.createElement("button");
      button.textContent = verb;
      button.dataset.verb = verb;
      return button;
    }));
  }
};

/** What a button does. A "source" names the kind of the resource, its id, its name, and the field of its name. */
/** @type {Record<string, (source: any) => Promise<unknown> | undefined>} */
const verbs = {
  Rename: ({ kind, id, name, nameField }) => {
    const answer = prompt("New name of " + id, name);
    return answer === null ? undefined : control("PATCH", path(kind, id), { [nameField]: answer });
  },
  Address: ({ kind, id, address }) => {
    const answer = prompt("New address of " + id, address);
    return answer === null ? undefined : control("PATCH", path(kind, id), { userGwAddr: answer });
  },
  Delete: ({ kind, id, warning }) =>
    confirm("Delete " + id + warning + "?") ? control("DELETE", path(kind, id)) : undefined,
  "Add tunnel": ({ id, vpnGwId }) => {
    const answer = prompt("Name of a tunnel from " + vpnGwId + " to " + id + " that no stack made", "foreign");
    const body = { vpnGwId, userGwId: id, vpnConnName: answer };
    return answer === null ? undefined : control("POST", "state/vpnConnections", body);
  },
  Finish: ({ id }) => control("PATCH", path("tasks", id), { status: 0 }),
  Fail: ({ id }) => control("PATCH", path("tasks", id), { status: 1 }),
};

/** @type {(kind: string, id: string) => string} */
const path = (kind, id) => "state/" + kind + "/" + encodeURIComponent(id);

/** Runs a change, then shows the new state; a refusal is shown until the next change. */
/** @type {(change: () => Promise<unknown> | undefined) => Promise<void>} */
const run = async (change) => {
  try {
    refusal = "";
    await change();
  } catch (error) {
    refusal = String(error instanceof Error ? error.message : error);
  }
  await poll();
};
let refusal = "";

/** @type {Record<number, [string, string]>} */
const states = {
  0: ["creating", "busy"], 1: ["create failed", "bad"], 2: ["modifying", "busy"], 3: ["modify failed", "bad"],
  4: ["deleting", "busy"], 5: ["delete failed", "bad"], 6: ["running", "good"],
};
/** @type {Record<number, [string, string]>} */
const taskStates = { 0: ["succeeded", "good"], 1: ["failed", "bad"], 2: ["running", "busy"] };

/** @type {(known: Record<number, [string, string]>, status: number) => Cell} */
const stateCell = (known, status) => {
  const [text, style] = known[status] ?? ["state " + status, "bad"];
  return { text, style };
};

/** @type {(one: any) => Cell} */
const place = (one) => ({ text: one.account + " · " + one.region, style: "quiet" });
/** @type {(text: string | number) => Cell} */
const mono = (text) => ({ text: String(text), style: "mono" });

/** The rows that match the filter, no more than a table shows, and how many there are as words. */
/** @type {(id: string, rows: Row[], limit: number, note?: string) => Row[]} */
const limited = (id, rows, limit, note = "") => {
  const words = element("filter").value.toLowerCase();
  const fits = words === "" ? rows : rows.filter(({ cells }) =>
    cells.some((cell) => (typeof cell === "string" ? cell : cell.text).toLowerCase().includes(words)));
  const all = fits.length > limit ? ", " + limit + " of them shown" : "";
  const counts = fits.length === rows.length ? "" + rows.length : fits.length + " of " + rows.length + " match";
  element(id + "-count").textContent = counts + all + note;
  return fits.slice(0, limit);
};

const showTunnels = table("tunnels");
const showTasks = table("tasks");
const showCalls = table("calls");
const showFaults = table("faults");
const showVpnGateways = table("vpn-gateways");
const showUserGateways = table("user-gateways");
const showVpcs = table("vpcs");

/** @type {(state: any) => void} */
const showState = (state) => {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { vpcConnStatus } of state.vpnConnections) {
    const { text } = stateCell(states, vpcConnStatus);
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  const note = counts.size === 0 ? "" : ": " + [...counts].map(([text, count]) => count + " " + text).join(", ");
  showTunnels(limited("tunnels", state.vpnConnections.map((/** @type {any} */ one) => ({
    key: one.unVpnConnId,
    source: { kind: "vpnConnections", id: one.unVpnConnId, name: one.vpnConnName, nameField: "vpnConnName", warning: "" },
    cells: [
      one.vpnConnName, stateCell(states, one.vpcConnStatus), mono(one.unVpnConnId + " " + one.vpnConnId),
      mono(one.unVpnGwId + " → " + one.unUserGwId), one.userGwAddress,
      Object.entries(one.spdAcl).map(([from, to]) => from + " → " + to.join(", ")).join("; "), place(one),
    ],
    buttons: ["Rename", "Delete"],
  })), maxRows, note));
  // Running tasks first, then the latest.
  const tasks = state.tasks.toReversed();
  const running = tasks.filter((/** @type {any} */ one) => one.status === 2);
  const ended = tasks.filter((/** @type {any} */ one) => one.status !== 2);
  showTasks(limited("tasks", [...running, ...ended].map((one) => ({
    key: String(one.taskId),
    source: { id: String(one.taskId) },
    cells: [mono(one.taskId), one.kind, stateCell(taskStates, one.status), mono(one.unVpnConnId), one.errorMsg, place(one)],
    buttons: one.status === 2 ? ["Finish", "Fail"] : [],
  })), Math.max(maxCalls, running.length)));
  showVpnGateways(limited("vpn-gateways", state.vpnGateways.map((/** @type {any} */ one) => ({
    key: one.unVpnGwId,
    source: {
      kind: "vpnGateways", id: one.unVpnGwId, name: one.vpnGwName, nameField: "vpnGwName", warning: " and its tunnels",
    },
    cells: [
      one.vpnGwName, one.vpnGwStatus === 6 ? { text: "running", style: "good" } : { text: "being delivered", style: "busy" },
      mono(one.unVpnGwId + " " + one.vpnGwId), one.vpnGwAddress, mono(one.unVpcId), place(one),
    ],
    buttons: ["Rename", "Delete"],
  })), maxRows));
  /** @type {Map<string, string>} */
  const firstGateway = new Map();
  for (const { account, region, unVpnGwId } of state.vpnGateways.toReversed()) {
    firstGateway.set(account + " " + region, unVpnGwId);
  }
  showUserGateways(limited("user-gateways", state.userGateways.map((/** @type {any} */ one) => {
    const vpnGwId = firstGateway.get(one.account + " " + one.region);
    return {
      key: one.unUserGwId,
      source: {
        kind: "userGateways", id: one.unUserGwId, name: one.userGwName, nameField: "userGwName", address: one.userGwAddr,
        warning: " and its tunnels", vpnGwId,
      },
      cells: [
        one.userGwName, mono(one.unUserGwId + " " + one.userGwId), one.userGwAddr, String(one.vpnConnNum), place(one),
      ],
      buttons: [...(vpnGwId === undefined ? [] : ["Add tunnel"]), "Rename", "Address", "Delete"],
    };
  }), maxRows));
  showVpcs(limited("vpcs", state.vpcs.map((/** @type {any} */ one) => ({
    key: one.unVpcId,
    source: {
      kind: "vpcs", id: one.unVpcId, name: one.vpcName, nameField: "vpcName", warning: ", its gateways and their tunnels",
    },
    cells: [one.vpcName, mono(one.unVpcId + " " + one.vpcId), one.cidrBlock, place(one)],
    buttons: ["Rename", "Delete"],
  })), maxRows));
};

/** Parameters that say nothing about a call. */
const common = new Set(["Action", "Nonce", "Timestamp", "SignatureMethod"]);

/** @type {(calls: any[]) => void} */
const showLatestCalls = (calls) => {
  /** @type {Map<string, number>} */
  const times = new Map();
  const rows = calls.map((one) => {
    // A call has no id: its time and its Nonce tell it from others, and a number those that share both.
    const same = JSON.stringify([one.time, one.api, one.action, one.parameters.Nonce]);
    const count = times.get(same) ?? 0;
    times.set(same, count + 1);
    // A refusal of API 3.0 has no number.
    const number = one.code < 0 ? "" : one.code;
    const answer = one.code === null ? "no answer" : (number + " " + one.codeDesc).trim();
    const parameters = Object.entries(one.parameters).filter(([name]) => !common.has(name));
    return {
      key: same + count,
      source: {},
      cells: [
        mono(one.time.slice(11, 23)), one.api, one.method, one.action,
        { text: answer, style: one.code === 0 ? "good" : one.code === null ? "busy" : "bad" },
        one.fault === null ? "" : { text: one.fault, style: "bad" },
        mono(parameters.map(([name, value]) => name + "=" + value).join(" ")),
      ],
      buttons: [],
    };
  });
  showCalls(limited("calls", rows.toReversed(), maxCalls, calls.length === maxCalls ? ", the latest" : ""));
};

/** @type {(faults: any[]) => void} */
const showPlanted = (faults) => {
  showFaults(limited("faults", faults.map((one, index) => {
    const { action, fault, times, skip, ...more } = one;
    const parameters = JSON.stringify(more.parameters) === "{}" ? { ...more, parameters: undefined } : more;
    const text = JSON.stringify(parameters);
    return {
      key: String(index),
      source: {},
      cells: [action, fault, times === 0 ? "every" : String(times), String(skip), mono(text === "{}" ? "" : text)],
      buttons: [],
    };
  }), maxRows));
};

/** What is read, how it is shown, and the text that was shown last: an answer that is the same costs nothing. */
const parts = [
  { path: "state", show: showState, last: "" },
  { path: "calls?last=" + maxCalls, show: showLatestCalls, last: "" },
  { path: "faults", show: showPlanted, last: "" },
];

/** Reads and shows what changed; polls that overlap share one. */
/** @type {Promise<void> | undefined} */
let polling;
let timer = 0;
const poll = async () => {
  clearTimeout(timer);
  await polling;
  polling ??= readAll().finally(() => {
    polling = undefined;
  });
  return polling;
};

const readAll = async () => {
  const startedAt = performance.now();
  try {
    await Promise.all(parts.map(async (part) => {
      const text = await control("GET", part.path);
      if (text !== part.last) {
        part.show(JSON.parse(text));
        part.last = text;
      }
    }));
    notice(refusal);
  } catch (error) {
    const words = error instanceof TypeError ? "the emulator does not answer" : String(error instanceof Error ? error.message : error);
    notice(words);
  }
  schedule(Math.max(500, 10 * (performance.now() - startedAt)));
};

/** Hidden pages read nothing; large states are read less often. */
/** @type {(ms: number) => void} */
const schedule = (ms) => {
  clearTimeout(timer);
  timer = window.setTimeout(() => (document.hidden ? undefined : poll()), ms);
};
document.addEventListener("visibilitychange", () => (document.hidden ? undefined : poll()));

element("filter").addEventListener("input", () => {
  for (const part of parts) {
    if (part.last !== "") {
      part.show(JSON.parse(part.last));
    }
  }
});

/** Fields that a kind of fault needs, as an example to change. */
/** @type {Record<string, object>} */
const examples = {
  http: { status: 502 },
  code: { code: 4400, codeDesc: "RequestLimitExceeded" },
  delay: { ms: 5000 },
  "task-fails": { message: "planted task failure" },
};
element("fault").addEventListener("change", () => {
  const example = examples[element("fault").value];
  element("fault-more").value = example === undefined ? "" : JSON.stringify(example);
});
element("plant").addEventListener("submit", (/** @type {Event} */ event) => {
  event.preventDefault();
  run(() => {
    const more = element("fault-more").value.trim();
    const fault = {
      action: element("action").value,
      fault: element("fault").value,
      times: Number(element("times").value),
      ...(more === "" ? {} : JSON.parse(more)),
    };
    return control("POST", "faults", [fault]);
  });
});
element("clear-faults").addEventListener("click", () => run(() => control("DELETE", "faults")));
element("clear-calls").addEventListener("click", () => run(() => control("DELETE", "calls")));
poll();
`;
