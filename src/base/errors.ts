/**
 * The three kinds of failure, decided where they are thrown and translated once, at the edge that talks to the outside:
 * `Refusal` (the other side did something we can explain: SMTP 5xx, HTTP 4xx), `Temporary` (something outside failed
 * and may recover: SMTP 4xx, HTTP 503); anything else is our own bug (SMTP 451 and close, HTTP 500, logged with stack).
 * Expected outcomes are return values, not exceptions.
 */
export class Refusal extends Error {
  override name = 'Refusal'
  /** A stable word for tables and tests, in kebab-case, such as `message-too-large`. Never holds content. */
  readonly reason: string
  constructor(reason: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.reason = reason
  }
}

/** Something outside failed and may recover: a full disk, a resolver that is silent, a database that is away. */
export class Temporary extends Error {
  override name = 'Temporary'
  readonly reason: string
  constructor(reason: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.reason = reason
  }
}
