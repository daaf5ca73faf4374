/** The two forms in which the API names a thing (docs/api.md 2.2). */
export interface BothIds {
  /** Such as `vpnx-ol6bcqp0`. */
  unified: string;
  /** Such as `399`; empty where the service does not say. */
  legacy: string;
}
