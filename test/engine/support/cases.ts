/** One case of docs/reliability.md. */
export interface Case {
  readonly id: string;
  readonly what: string;
  /** What the vendor's own Terraform provider did, measured under OpenTofu against an emulated API with the same faults. */
  readonly other: string;
}

/** Every case that must end in the truth, in the order of the table. */
export const cases = [
  {
    id: "a",
    what: "the tunnel is gone before the refresh, or between refresh and delete",
    other: "ok; error",
  },
  {
    id: "b1",
    what: "the tunnel is in a wrong state twice (creating, modifying), then free",
    other: "ok only for one of its codes",
  },
  { id: "b2", what: "the tunnel is already being deleted by someone else", other: "error" },
  { id: "b3", what: "internal error (6000) twice", other: "error" },
  { id: "c1", what: "the delete task fails once", other: 'hangs 3 minutes, "describe retry"' },
  { id: "c2", what: "the delete task fails always", other: 'hangs 3 minutes, "describe retry"' },
  { id: "d", what: "throttled (4400) three times, on delete, poll and list", other: "ok" },
  {
    id: "e",
    what: "HTTP 502 with HTML twice, connection reset twice, half an answer, an answer that never ends; on delete, poll, list, create and modify",
    other: "error on 502",
  },
  { id: "f", what: "delete applied, its answer lost; tasks of 0 s and 2 s", other: "error" },
  {
    id: "g",
    what: "Ctrl-C once, twice, then (after `pulumi cancel --yes` where the lock stands) destroy at once",
    other: "sometimes an empty state and an orphan (3 of 32 runs)",
  },
  {
    id: "h",
    what: "`kill -9` of the CLI alone (the provider lives on), of both; 1 and 10 tunnels; `pulumi cancel --yes`, destroy at once",
    other: "error",
  },
  { id: "i1", what: "create applied, its answer lost", other: "orphan" },
  {
    id: "i2",
    what: "`kill -9` between create's request and its answer, and while the tunnel is being created; then `up`, then destroy",
    other: "orphan",
  },
  { id: "i3", what: "the create task fails", other: "not measured" },
  { id: "j", what: "destroy with another default region", other: "not measured" },
  {
    id: "j2",
    what: "destroy, and refresh, with another endpoint or account, where nothing of the tunnel can be seen",
    other: "not measured",
  },
  {
    id: "j3",
    what: "destroy after the key pair was rotated, or with fresh temporary credentials of the same account",
    other: "not measured",
  },
  {
    id: "k",
    what: "a second tunnel between the same two gateways, made by someone else",
    other: "takes the wrong one",
  },
  { id: "l", what: "the machine's clock is 10 minutes or 3 hours off", other: "not measured" },
  {
    id: "l2",
    what: "`--target-replace`, a tainted resource, an alias or a renamed resource",
    other: "not measured",
  },
  { id: "m", what: "a task that is stuck for ever", other: "3 minutes" },
  { id: "n", what: "a task whose result is unknown or expired", other: "not measured" },
  { id: "o", what: "the gateway, or the whole VPC, is removed behind its back", other: "error at refresh" },
  {
    id: "p",
    what: "tunnels of others on the same gateways",
    other: "not measured",
  },
  { id: "q", what: "drift (name, networks, key, IKE) made in the console", other: "partly" },
  {
    id: "r",
    what: "state written by each earlier release, and by today's with a different Node.js",
    other: "not measured",
  },
  {
    id: "s",
    what: "update: the task fails, the answer is lost, `kill -9` in the middle",
    other: "sleeps 3 minutes, blindly",
  },
  { id: "t", what: "the peer gateway is replaced while the tunnel stands", other: "not measured" },
  {
    id: "u1",
    what: "destroy with another key pair of the account, from which lists hide the tunnel",
    other: "not measured",
  },
  { id: "u2", what: "refresh with a key pair from which lists hide the tunnel", other: "not measured" },
  { id: "u3", what: "the same with a peer gateway", other: "not measured" },
  {
    id: "u4",
    what: 'one answer "not found" about a tunnel that stands: InvalidVpnConn.NotFound, InvalidVpnGw.NotFound, 5000',
    other: "not measured",
  },
  {
    id: "u5",
    what: "an outdated replica answers every request of one kept connection with an empty list",
    other: "not measured",
  },
  { id: "u6", what: "the endpoint in another spelling than recorded", other: "not measured" },
  {
    id: "v1",
    what: "`kill -9` of the CLI alone during a destroy, during an `up`, and with the endpoint gone too: what becomes of the provider's process",
    other: "not measured",
  },
  {
    id: "v2",
    what: "text that is not well-formed Unicode: in a refusal, and in a name that the service cuts in the middle of a character",
    other: "not measured",
  },
  {
    id: "y1",
    what: "a tunnel or peer gateway with the default name of ours that nothing else proves to be ours",
    other: "not measured",
  },
  { id: "y2", what: "settings that the service's answers leave out", other: "not measured" },
  {
    id: "w1",
    what: "the region in another spelling (capitals, spaces, short) in program, config and state",
    other: "not measured",
  },
  {
    id: "w2",
    what: "`ignoreChanges` on arguments that were changed at the console",
    other: "not measured",
  },
  { id: "x1", what: "a cloud without unified ids: one number in two regions", other: "not measured" },
  {
    id: "x2",
    what: "an address moves from one resource to another",
    other: "not measured",
  },
  {
    id: "x3",
    what: "two resources of the state hold one thing, and one of them is destroyed without the program",
    other: "not measured",
  },
  { id: "x4", what: "two resources of one program ask for one thing", other: "not measured" },
  {
    id: "x5",
    what: "`pulumi-qcloud-vpn remove` on a tunnel that another stack made",
    other: "not measured",
  },
] as const satisfies readonly Case[];

export type CaseId = (typeof cases)[number]["id"];
