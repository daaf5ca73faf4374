/** Refusals of API 3.0 (docs/api-3.md 7). They have no numbers. */

/** Thrown by a check or an action; the envelope shows its code and message. */
export class Api3Error extends Error {
  /** Such as `ResourceNotFound` or `InvalidParameterValue.TooLong`. */
  readonly code: string;

  /** `message` is sent to the client: it must not contain a secret. */
  constructor(code: string, message: string) {
    super(message);
    this.name = "Api3Error";
    this.code = code;
  }
}
