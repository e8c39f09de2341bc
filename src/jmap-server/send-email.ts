import { invalidProperties, SetFailure } from '../jmap/errors.ts'
import { utcDate } from '../jmap/dates.ts'
import { emailId, messageOf, threadId } from '../jmap/ids.ts'
import { isObject, type JsonObject } from '../jmap/json.ts'
import type { AddressGroup } from '../message/types.ts'
import { PROTECTION } from '../jmap/session.ts'
import { parseMessage } from '../message/parse.ts'
import type { Submitted } from '../submission/types.ts'
import { realId, type Context } from './context.ts'
import { readIdentities, type Identity } from './identities.ts'
import { judgedObject, protectionObject, readWishes, wishProperties } from './protection.ts'
import { submissionId, type SubmissionNote } from './submissions.ts'

/**
 * A creation id of at least this length is taken as a client-made key: the same again for the same email sends
 * once.
 */
export const CLIENT_KEY_MIN = 16
/** Recipients that an explicit envelope may name; the submission has its own, lower limit. */
export const ENVELOPE_RECIPIENTS_MAX = 5000

const SETTABLE = new Set(['identityId', 'emailId', 'envelope', 'undoStatus'])

export interface Sent {
  readonly id: string
  readonly emailId: string
  readonly threadId: string
  readonly sendAt: string
  readonly undoStatus: 'pending' | 'final'
  readonly protection?: JsonObject | null
}

/** Hands one email in: RFC 8621 §7.5. Throws `SetFailure` for what is wrong with it. */
export async function sendEmail(object: JsonObject, creation: string, context: Context): Promise<Sent> {
  const knowsGuard = context.using.has(PROTECTION)
  const unknown = Object.keys(object)
    .filter((property) => !SETTABLE.has(property) && !(knowsGuard && wishProperties.some((one) => one === property)))
  if (unknown.length > 0) throw invalidProperties(unknown, 'not known, or set by the server')
  const identity = await identityOf(object['identityId'], context)
  const message = typeof object['emailId'] === 'string' ? messageOf(realId(context, object['emailId'])) : undefined
  if (message === undefined) throw invalidProperties(['emailId'], 'there is no such email')
  const [[meta], raw] = await Promise.all([context.mail.emails([message]), context.mail.body(message)])
  if (meta === undefined || raw === undefined) throw invalidProperties(['emailId'], 'there is no such email')
  const parsed = parseMessage(raw)
  const authors = addresses(parsed.from).map((address) => address.toLowerCase())
  if (!authors.includes(identity.email.toLowerCase())) {
    throw new SetFailure({ type: 'forbiddenFrom', description: 'From is not the address of this identity' })
  }
  const rcptTo = readRecipients(object['envelope'], identity)
    ?? unique([...addresses(parsed.to), ...addresses(parsed.cc), ...addresses(parsed.bcc)])
  const key = await clientKey({ message, creation }, context)
  const submitted = await context.submission.submit({
    account: context.account, open: context.open, mailFrom: identity.email, raw, door: 'jmap', ip: context.ip,
    rcptTo: rcptTo.map((address) => ({ address })), ...(key === undefined ? {} : { idempotencyKey: key }),
    ...(knowsGuard ? { wishes: readWishes(object, context.now()) } : {}),
  })
  if (submitted.outcome !== 'queued') throw refusal(submitted, rcptTo, context)
  const note: SubmissionNote = {
    identityId: identity.id, emailId: emailId(message), threadId: threadId(meta.thread),
    envelope: {
      mailFrom: { email: identity.email, parameters: null },
      rcptTo: rcptTo.map((email) => ({ email, parameters: null })),
    },
  }
  await context.documents.put(context.open, 'email-submission', submitted.submission, note)
  return {
    id: submissionId(submitted.submission), emailId: note.emailId, threadId: note.threadId,
    sendAt: utcDate(submitted.leavesAt), undoStatus: submitted.leavesAt > context.now() || submitted.held !== undefined ? 'pending' : 'final',
    ...(knowsGuard ? { protection: await protectionNow(submitted.submission, context) } : {}),
  }
}

async function protectionNow(submission: string, context: Context): Promise<JsonObject | null> {
  const [state] = await context.submission.list(context.account, [submission])
  return state === undefined ? null : protectionObject(state, context.account.language)
}

async function identityOf(named: unknown, context: Context): Promise<Identity> {
  const identity = typeof named === 'string' ? (await readIdentities(context)).get(named) : undefined
  if (identity === undefined) throw invalidProperties(['identityId'], 'there is no such identity')
  return identity
}

/** The recipients of an explicit envelope; undefined when there is none. Parameters of SMTP are not taken. */
function readRecipients(envelope: unknown, identity: Identity): readonly string[] | undefined {
  if (envelope === undefined || envelope === null) return undefined
  const wrong = invalidProperties(['envelope'], 'mailFrom and rcptTo with email expected')
  if (!isObject(envelope)) throw wrong
  const { mailFrom, rcptTo } = envelope
  if (!isObject(mailFrom) || typeof mailFrom['email'] !== 'string' || !Array.isArray(rcptTo)) throw wrong
  if (mailFrom['email'].toLowerCase() !== identity.email.toLowerCase()) {
    throw new SetFailure({ type: 'forbiddenMailFrom' })
  }
  if (rcptTo.length > ENVELOPE_RECIPIENTS_MAX) {
    throw new SetFailure({ type: 'tooManyRecipients', maxRecipients: ENVELOPE_RECIPIENTS_MAX })
  }
  return unique(rcptTo.map((one) => {
    const email = isObject(one) ? one['email'] : undefined
    if (typeof email !== 'string' || !email.includes('@') || /[\s<>]/.test(email)) throw wrong
    return email
  }))
}

function addresses(groups: readonly AddressGroup[]): readonly string[] {
  return groups.flatMap((group) => group.addresses.map(({ email }) => email)).filter((email) => email.includes('@'))
}

/** Each address once, whatever its case. */
function unique(list: readonly string[]): readonly string[] {
  return [...new Map(list.map((address) => [address.toLowerCase(), address])).values()]
}

/**
 * The key that makes a repeat do nothing: email and creation id. What was taken back may be sent again with the same
 * ids, so the number of recalled submissions of this email is part of it.
 */
async function clientKey(
  { message, creation }: { readonly message: number, readonly creation: string }, context: Context,
): Promise<string | undefined> {
  if (creation.length < CLIENT_KEY_MIN) return undefined
  const notes = await context.documents.list(context.open, 'email-submission')
  const sameEmail = ([, note]: readonly [string, unknown]): boolean => isObject(note) && note['emailId'] === emailId(message)
  const earlier = [...notes].filter(sameEmail).map(([id]) => id)
  if (earlier.length === 0) return `jmap/${message}/${creation}/0`
  const states = await context.submission.list(context.account, earlier)
  return `jmap/${message}/${creation}/${states.filter(({ undo }) => undo === 'canceled').length}`
}

function refusal(submitted: Exclude<Submitted, { readonly outcome: 'queued' }>, rcptTo: readonly string[], context: Context): SetFailure {
  if (submitted.outcome === 'try-later') {
    return new SetFailure({ type: 'serverUnavailable', description: 'nothing was sent; try again in a moment' })
  }
  const { text: description } = submitted
  if (submitted.reason === 'forbidden-to-send') {
    const { problem, judged } = submitted
    const { language } = context.account
    return new SetFailure({
      type: 'forbiddenToSend', description,
      ...(context.using.has(PROTECTION)
        ? { protection: { problem, ...judgedObject(judged, { language, now: context.now() }) } } : {}),
    })
  }
  const { reason } = submitted
  switch (reason) {
    case 'not-your-address': return new SetFailure({ type: 'forbiddenFrom', description })
    case 'not-one-author': return new SetFailure({ type: 'invalidEmail', properties: ['from'], description })
    case 'malformed': return new SetFailure({ type: 'invalidEmail', description })
    case 'no-recipient': return new SetFailure({ type: 'noRecipients', description })
    case 'too-many-recipients': return new SetFailure({ type: 'tooManyRecipients', description })
    case 'recipient-unknown': {
      const invalidRecipients = rcptTo.filter((one) => description.includes(one))
      return new SetFailure({ type: 'invalidRecipients', invalidRecipients, description })
    }
    default: return new SetFailure({ type: 'forbiddenToSend', description })
  }
}
