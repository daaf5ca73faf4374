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
    what: "the tunnel was deleted before the refresh, or between refresh and delete",
    other: "ok; error",
  },
  {
    id: "b1",
    what: "the status of the tunnel does not allow a deletion (creating, modifying) twice, then it does",
    other: "ok only for one of its codes",
  },
  { id: "b2", what: "somebody else is already deleting the tunnel", other: "error" },
  { id: "b3", what: "the service answers with an internal error (6000, InternalError) twice", other: "error" },
  { id: "c1", what: "the delete task fails once", other: 'hangs 3 minutes, "describe retry"' },
  { id: "c2", what: "the delete task fails always", other: 'hangs 3 minutes, "describe retry"' },
  { id: "d", what: "throttled (4400, RequestLimitExceeded) three times: delete, poll and list", other: "ok" },
  {
    id: "e",
    what: "HTTP 502 with HTML twice, connection reset twice, half an answer, an answer that never ends: delete, poll, list, create and modify",
    other: "error on 502",
  },
  { id: "f", what: "the delete request is carried out, and its answer is lost; tasks of 0 s and 2 s", other: "error" },
  {
    id: "g",
    what: "Ctrl-C once or twice, then destroy at once (after `pulumi cancel --yes` if the stack is locked)",
    other: "sometimes an empty state and an orphan (3 of 32 runs)",
  },
  {
    id: "h",
    what: "`kill -9` of the CLI (the provider continues to run), or of both; 1 and 10 tunnels; then `pulumi cancel --yes` and destroy at once",
    other: "error",
  },
  { id: "i1", what: "the create request is carried out, and its answer is lost", other: "orphan" },
  {
    id: "i2",
    what: "`kill -9` between the create request and its answer, or while the tunnel is being created; then `up`, then destroy",
    other: "orphan",
  },
  { id: "i3", what: "the create task fails", other: "not measured" },
  { id: "j", what: "destroy with another default region", other: "not measured" },
  {
    id: "j2",
    what: "destroy and refresh with another endpoint or account, which does not have the tunnel",
    other: "not measured",
  },
  {
    id: "j3",
    what: "destroy after a rotation of the key pair, or with new temporary credentials of the same account",
    other: "not measured",
  },
  {
    id: "k",
    what: "somebody else created a second tunnel between the same two gateways",
    other: "takes the wrong one",
  },
  { id: "l", what: "the clock of the machine is wrong by 10 minutes or 3 hours", other: "not measured" },
  {
    id: "l2",
    what: "`--target-replace`, a tainted resource, an alias or a renamed resource",
    other: "not measured",
  },
  { id: "m", what: "a task that never ends", other: "3 minutes" },
  { id: "n", what: "the result of a task is unknown or expired", other: "not measured" },
  { id: "o", what: "somebody removes a gateway, or the whole VPC, outside Pulumi", other: "error at refresh" },
  {
    id: "p",
    what: "tunnels of others on the same gateways",
    other: "not measured",
  },
  { id: "q", what: "drift: name, networks, key or IKE settings were changed in the console", other: "partly" },
  {
    id: "r",
    what: "the state of each release, also with another Node.js",
    other: "not measured",
  },
  {
    id: "s",
    what: "update: the task fails, the answer is lost, or `kill -9` during it",
    other: "sleeps 3 minutes, and does not check the result",
  },
  { id: "t", what: "the peer gateway of an existing tunnel is replaced", other: "not measured" },
  {
    id: "u1",
    what: "destroy with another key pair of the account, whose lists do not show the tunnel",
    other: "not measured",
  },
  { id: "u2", what: "refresh with a key pair whose lists do not show the tunnel", other: "not measured" },
  { id: "u3", what: "the same with a peer gateway", other: "not measured" },
  {
    id: "u4",
    what: 'one answer "not found" for a tunnel that exists: InvalidVpnConn.NotFound, InvalidVpnGw.NotFound, 5000; ResourceNotFound, UnsupportedOperation.RecordNotExists',
    other: "not measured",
  },
  {
    id: "u5",
    what: "an outdated replica answers every request of one keep-alive connection with an empty list",
    other: "not measured",
  },
  { id: "u6", what: "the endpoint is spelled differently than in the state", other: "not measured" },
  {
    id: "v1",
    what: "the process of the provider after `kill -9` of the CLI during a destroy or an `up`, also if the endpoint is no longer reachable",
    other: "not measured",
  },
  {
    id: "v2",
    what: "text that is not well-formed Unicode: in an error answer, and in a name that the service truncates within a character",
    other: "not measured",
  },
  {
    id: "y1",
    what: "a tunnel or peer gateway has the default name of ours, and nothing else shows that it is ours",
    other: "not measured",
  },
  { id: "y2", what: "the answers of the service leave out settings", other: "not measured" },
  {
    id: "w1",
    what: "the region is spelled differently (capitals, spaces, short) in program, config and state",
    other: "not measured",
  },
  {
    id: "w2",
    what: "`ignoreChanges` on arguments that were changed in the console",
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
    what: "two resources in the state are the same tunnel or peer gateway, and one is destroyed without the program",
    other: "not measured",
  },
  { id: "x4", what: "two resources of one program declare the same tunnel or peer gateway", other: "not measured" },
  {
    id: "x5",
    what: "`pulumi-qcloud-vpn remove` of a tunnel that another stack created",
    other: "not measured",
  },
] as const satisfies readonly Case[];

export type CaseId = (typeof cases)[number]["id"];
