/** A whole request that cannot be taken (RFC 8620 §3.6.1), sent as problem details (RFC 7807). */
export interface RequestProblem {
  readonly type: `urn:ietf:params:jmap:error:${'unknownCapability' | 'notJSON' | 'notRequest' | 'limit'}`
  readonly status: number
  readonly detail: string
  readonly limit?: string
}

export function requestProblem(
  word: 'unknownCapability' | 'notJSON' | 'notRequest' | 'limit', detail: string, limit?: string,
): RequestProblem {
  const problem = { type: `urn:ietf:params:jmap:error:${word}` as const, status: 400, detail }
  return limit === undefined ? problem : { ...problem, limit }
}

/** Method-level errors (RFC 8620 §3.6.2, §5; RFC 8621). */
export type MethodErrorType =
  | 'serverUnavailable' | 'serverFail' | 'unknownMethod' | 'invalidArguments' | 'invalidResultReference' | 'forbidden'
  | 'accountNotFound' | 'accountNotSupportedByMethod' | 'accountReadOnly' | 'requestTooLarge' | 'stateMismatch'
  | 'cannotCalculateChanges' | 'tooManyChanges' | 'anchorNotFound' | 'unsupportedSort' | 'unsupportedFilter'
  | 'unknownDataType' | 'fromAccountNotFound' | 'fromAccountNotSupportedByMethod'

/** Ends one method call with an error; the other calls of the request go on. Thrown while arguments are read. */
export class MethodFailure extends Error {
  override name = 'MethodFailure'
  readonly type: MethodErrorType
  constructor(type: MethodErrorType, description: string) {
    super(description)
    this.type = type
  }
}

/** Errors of one object in a `/set` (RFC 8620 §5.3, RFC 8621 §4.6, §4.8, §7.5). */
export type SetErrorType =
  | 'forbidden' | 'overQuota' | 'tooLarge' | 'rateLimit' | 'notFound' | 'invalidPatch' | 'willDestroy'
  | 'invalidProperties' | 'singleton' | 'mailboxHasChild' | 'mailboxHasEmail' | 'blobNotFound' | 'tooManyKeywords'
  | 'tooManyMailboxes' | 'invalidEmail' | 'tooManyRecipients' | 'noRecipients' | 'invalidRecipients'
  | 'forbiddenMailFrom' | 'forbiddenFrom' | 'forbiddenToSend' | 'cannotUnsend'
  | 'serverFail' | 'serverUnavailable' | 'alreadyExists'

export interface SetError {
  readonly type: SetErrorType
  readonly description?: string
  readonly properties?: readonly string[]
  readonly notFound?: readonly string[]
  readonly existingId?: string
  readonly invalidRecipients?: readonly string[]
  readonly maxRecipients?: number
  /** Why the guard does not let it go, for clients that know the extension (docs/jmap-protection.md §6). */
  readonly protection?: Readonly<Record<string, unknown>>
}

/** Ends one object of a `/set`; the other objects go on. */
export class SetFailure extends Error {
  override name = 'SetFailure'
  readonly error: SetError
  constructor(error: SetError) {
    super(error.type)
    this.error = error
  }
}

/** `invalidProperties` for these names, with what was expected. */
export function invalidProperties(properties: readonly string[], description: string): SetFailure {
  return new SetFailure({ type: 'invalidProperties', properties, description })
}
