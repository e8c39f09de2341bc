/**
 * The server side of one SMTP session as a value: what was said so far, and what one more event makes of it.
 *
 * `step` is pure: no socket, no clock, no accounts. What needs the outside (does this recipient exist, is the password
 * right, was the message kept) comes back as an event after the effect that asked for it. The state is a union, so a
 * transaction without a client name or data without a recipient does not compile.
 * Standards: RFC 5321 §4.1.4 (order of commands), RFC 2034 (enhanced codes), RFC 3030 (BDAT), RFC 3207 §4.2 (state is
 * dropped at STARTTLS), RFC 4954 (AUTH), RFC 6409 (submission), RFC 2033 (LMTP), RFC 9422 (LIMITS).
 */
import type { Command, Mailbox, MailParameters, RecipientParameters, XclientFacts } from './command.ts'
import { BAD_COMMANDS_MAX, CHUNKS_MAX, COMMANDS_MAX, SIGN_IN_FAILURES_MAX } from './limits.ts'
import { reply, type Reply, type ReplyName } from './replies.ts'

export interface Client {
  readonly name: string
  /** EHLO, so extensions are known; HELO otherwise. */
  readonly extended: boolean
}

export interface EnvelopeRecipient extends RecipientParameters {
  readonly address: string
}

export interface Envelope {
  readonly from: string
  readonly parameters: MailParameters
  readonly to: readonly EnvelopeRecipient[]
}

/** What was done wrong on this connection so far; it survives RSET and STARTTLS. */
export interface Tally {
  readonly commands: number
  readonly bad: number
  readonly unknown: number
  readonly signInFailures: number
}

/** Where the dialogue stands. `user` is the address somebody signed in as, or null. */
export type Stage =
  | { readonly stage: 'greeted', readonly user: null }
  | { readonly stage: 'ready', readonly user: string | null, readonly client: Client }
  | { readonly stage: 'signing-in', readonly user: null, readonly client: Client }
  | { readonly stage: 'mail', readonly user: string | null, readonly client: Client, readonly envelope: Envelope }
  | { readonly stage: 'looking-up', readonly user: string | null, readonly client: Client, readonly envelope: Envelope, readonly asked: EnvelopeRecipient }
  | { readonly stage: 'data', readonly user: string | null, readonly client: Client, readonly envelope: Envelope }
  | { readonly stage: 'chunks', readonly user: string | null, readonly client: Client, readonly envelope: Envelope, readonly chunks: number }
  | { readonly stage: 'closing', readonly user: string | null }

export type Session = Stage & { readonly tally: Tally }

export const newSession: Session = {
  stage: 'greeted', user: null, tally: { commands: 0, bad: 0, unknown: 0, signInFailures: 0 },
}

/** What the connection is, as its loop knows it. */
export interface Facts {
  /** `mx` takes mail from strangers for us; `submission` takes mail from our people for anyone. */
  readonly role: 'mx' | 'submission'
  /** LMTP: LHLO instead of EHLO, and a reply for each recipient at the end of the text (RFC 2033). */
  readonly lmtp: boolean
  /** The client may say whose connection it passes on. */
  readonly xclient: boolean
  readonly hostname: string
  readonly tls: boolean
  /** A certificate is there, so STARTTLS can be offered. */
  readonly tlsAvailable: boolean
  /** A sign-in can be bound to the channel (RFC 5929, RFC 9266). */
  readonly canBind: boolean
  readonly sizeBytesMax: number
  readonly recipientsMax: number
  readonly unknownRecipientsMax: number
}

/** With `refused` nothing is taken from this client; the text says why, to its own administrator. */
/** `too-much`: there, but too many messages come for it at once. */
export type RecipientVerdict = 'ok' | 'unknown' | 'not-local' | 'temporary' | 'too-much' | { readonly refused: string }

/** What is said at the end of a message. */
export interface MessageAnswer {
  readonly reply: ReplyName
  readonly detail?: string
}

/** A command, or the answer to an effect; `each` of a message in the order of its recipients, where LMTP asks for it. */
export type Event =
  | Command
  | { readonly verb: 'recipient-known', readonly verdict: RecipientVerdict }
  | { readonly verb: 'sign-in-done', readonly outcome: 'open', readonly user: string }
  | { readonly verb: 'sign-in-done', readonly outcome: 'refused' | 'try-later' | 'cancelled' | 'bad-base64' }
  | { readonly verb: 'message-done', readonly each?: readonly MessageAnswer[] } & MessageAnswer
  /** One chunk that is not the last: its text is fine, or why the message is not taken. */
  | { readonly verb: 'chunk-done', readonly refusal?: MessageAnswer | undefined }
  | { readonly verb: 'tls-started' }

/** Ways to sign in; the second half by RFC 7677, with and without a binding to the channel. */
export const MECHANISMS = ['PLAIN', 'LOGIN', 'SCRAM-SHA-256', 'SCRAM-SHA-256-PLUS'] as const
export type Mechanism = typeof MECHANISMS[number]

/** What the loop must do now. Nothing is read from the client until its answer came back, except by data and chunk. */
export type Effect =
  | { readonly do: 'nothing' }
  | { readonly do: 'close' }
  /** Say `start-tls` and shake hands, unless plain text was already waiting behind the command. */
  | { readonly do: 'start-tls' }
  | { readonly do: 'sign-in', readonly mechanism: Mechanism, readonly initial: string | undefined }
  | { readonly do: 'look-up', readonly address: string }
  /** From now on the connection counts as that client's, and begins anew with a greeting. */
  | { readonly do: 'become', readonly client: XclientFacts }
  /** Read up to CRLF.CRLF. */
  | { readonly do: 'read-data', readonly envelope: Envelope }
  /** Read exactly so many octets; drop them when there is no message they could belong to. */
  | { readonly do: 'read-chunk', readonly octets: number, readonly last: boolean, readonly envelope: Envelope | undefined }

export interface Step {
  readonly next: Session
  readonly reply: Reply | undefined
  /** Further replies of the same event: one for each recipient but the first (RFC 2033 §4.2). */
  readonly more?: readonly Reply[]
  readonly effect: Effect
}

const nothing: Effect = { do: 'nothing' }
const close: Effect = { do: 'close' }

/** One event, one reply (or none yet), one next state. RFC 5321 §4.1.4 */
export function step(session: Session, event: Event, facts: Facts): Step {
  switch (event.verb) {
    case 'recipient-known': return recipientKnown(session, event.verdict, facts)
    case 'sign-in-done': return signInDone(session, event)
    case 'message-done': return messageDone(session, event, facts)
    case 'chunk-done': return chunkDone(session, event.refusal)
    case 'tls-started': return { next: { ...newSession, tally: session.tally }, reply: undefined, effect: nothing }
    default: return commandStep(count(session), event, facts)
  }
}

function count(session: Session): Session {
  return { ...session, tally: { ...session.tally, commands: session.tally.commands + 1 } }
}

function commandStep(session: Session, command: Command, facts: Facts): Step {
  if (session.tally.commands > COMMANDS_MAX) return closing(session, 'too-many-commands')
  switch (command.verb) {
    case 'HELO':
    case 'EHLO': return facts.lmtp ? bad(session, 'unknown-command') : hello(session, command, facts)
    case 'LHLO': return facts.lmtp ? hello(session, command, facts) : bad(session, 'unknown-command')
    case 'XCLIENT': return become(session, command.facts, facts)
    case 'MAIL': return mail(session, command.from, command.parameters, facts)
    case 'RCPT': return rcpt(session, command.to, command.parameters, facts)
    case 'DATA': return data(session, facts)
    case 'BDAT': return bdat(session, command.octets, command.last)
    case 'RSET': return to(session.stage === 'greeted' ? session : backToReady(session), reply('ok'))
    case 'NOOP': return to(session, reply('ok'))
    case 'QUIT': return { next: closed(session), reply: reply('bye'), effect: close }
    case 'HELP': return to(session, reply('help'))
    case 'VRFY': return to(session, reply('cannot-verify'))
    case 'EXPN': return bad(session, 'not-implemented')
    case 'STARTTLS': return startTls(session, facts)
    case 'AUTH': return auth(session, command.mechanism, command.initial, facts)
    case 'foreign': return closing(session, 'foreign-protocol')
    case 'malformed': return bad(session, command.reply)
  }
}

interface Hello { readonly verb: 'HELO' | 'EHLO' | 'LHLO', readonly client: string }

function hello(session: Session, { verb, client }: Hello, facts: Facts): Step {
  const next = { stage: 'ready', client: { name: client, extended: verb !== 'HELO' }, user: session.user, tally: session.tally } as const
  if (verb === 'HELO') return to(next, reply('hello', facts.hostname))
  return to(next, { code: 250, enhanced: '', lines: [`${facts.hostname} greets you`, ...extensions(session, facts)] })
}

/** The EHLO answer: exactly what is built, and what may be used at this moment. */
function extensions({ user }: Session, facts: Facts): readonly string[] {
  const offered = ['PIPELINING', `SIZE ${facts.sizeBytesMax}`, '8BITMIME', 'SMTPUTF8', 'ENHANCEDSTATUSCODES', 'CHUNKING', 'DSN']
  // RFC 9422: what would be refused with 452 is known beforehand.
  offered.push(`LIMITS RCPTMAX=${facts.recipientsMax}`)
  if (facts.xclient) offered.push('XCLIENT ADDR HELO NAME PORT PROTO DESTADDR DESTPORT')
  if (!facts.tls && facts.tlsAvailable) offered.push('STARTTLS')
  // Only under TLS (RFC 8689 §3): without it the promise would be broken already.
  if (facts.tls) offered.push('REQUIRETLS')
  if (facts.role === 'submission' && facts.tls && user === null) {
    offered.push(`AUTH ${MECHANISMS.filter((name) => name !== 'SCRAM-SHA-256-PLUS' || facts.canBind).join(' ')}`)
  }
  return offered
}

/** Submission asks for TLS and a signed-in sender first (RFC 6409 §4.3, RFC 8314 §3.3). */
function gate(session: Session, facts: Facts): ReplyName | undefined {
  if (facts.role !== 'submission') return undefined
  if (!facts.tls) return 'tls-first'
  return session.user === null ? 'sign-in-first' : undefined
}

function mail(session: Session, from: Mailbox, parameters: MailParameters, facts: Facts): Step {
  if (session.stage === 'greeted') return bad(session, 'hello-first')
  if (session.stage !== 'ready') return bad(session, 'bad-sequence')
  const closedGate = gate(session, facts)
  if (closedGate !== undefined) return bad(session, closedGate)
  if (from.utf8 && !parameters.smtputf8) return to(session, reply('utf8-needed'))
  if (parameters.requireTls === true && !facts.tls) return to(session, reply('unsupported-parameter'))
  if ((parameters.sizeBytes ?? 0) > facts.sizeBytesMax) return to(session, reply('message-too-large'))
  return to({ ...session, stage: 'mail', envelope: { from: from.address, parameters, to: [] } }, reply('sender-ok'))
}

function rcpt(session: Session, mailbox: Mailbox, parameters: RecipientParameters, facts: Facts): Step {
  if (session.stage !== 'mail') return bad(session, 'bad-sequence')
  if (mailbox.utf8 && !session.envelope.parameters.smtputf8) return to(session, reply('utf8-needed'))
  if (session.envelope.to.length >= facts.recipientsMax) return to(session, reply('too-many-recipients'))
  const asked = { address: mailbox.address, ...parameters }
  return { next: { ...session, stage: 'looking-up', asked }, reply: undefined, effect: { do: 'look-up', address: mailbox.address } }
}

function recipientKnown(session: Session, verdict: RecipientVerdict, facts: Facts): Step {
  if (session.stage !== 'looking-up') return bad(session, 'our-fault')
  const { asked, ...rest } = session
  const back = { ...rest, stage: 'mail' } as const
  if (verdict === 'ok') {
    const envelope = { ...session.envelope, to: [...session.envelope.to, asked] }
    return to({ ...back, envelope }, reply('recipient-ok'))
  }
  if (verdict === 'too-much') return to(back, reply('too-much-at-once'))
  if (verdict === 'temporary') return to(back, reply('recipient-try-later'))
  if (typeof verdict === 'object') return bad(back, 'client-refused', verdict.refused)
  const tally = { ...session.tally, unknown: session.tally.unknown + 1 }
  if (tally.unknown >= facts.unknownRecipientsMax) return closing({ ...back, tally }, 'too-many-unknown-recipients')
  return to({ ...back, tally }, reply(verdict === 'unknown' ? 'unknown-recipient' : 'not-local'))
}

/** Only before a transaction (XCLIENT_README): what was said by the filter is not the client's. */
function become(session: Session, client: XclientFacts, facts: Facts): Step {
  if (!facts.xclient) return bad(session, 'not-implemented')
  if (session.stage !== 'ready' && session.stage !== 'greeted') return bad(session, 'bad-sequence')
  return { next: { ...newSession, tally: session.tally }, reply: undefined, effect: { do: 'become', client } }
}

function messageDone(session: Session, event: Event & { readonly verb: 'message-done' }, facts: Facts): Step {
  const recipients = facts.lmtp && 'envelope' in session ? session.envelope.to : []
  const [first, ...more] = recipients.map((_, index) => event.each?.[index] ?? event)
  const { reply: name, detail } = first ?? event
  return { ...to(backToReady(session), reply(name, detail)), more: more.map((one) => reply(one.reply, one.detail)) }
}

function data(session: Session, { lmtp }: Facts): Step {
  if (session.stage !== 'mail') return bad(session, 'bad-sequence')
  // LMTP has its own word for it (RFC 2033 §4.2).
  if (session.envelope.to.length === 0) return bad(session, lmtp ? 'bad-sequence' : 'no-valid-recipients')
  return { next: { ...session, stage: 'data' }, reply: reply('send-data'), effect: { do: 'read-data', envelope: session.envelope } }
}

/** The octets of a chunk follow in any case, so they are read even when the command is refused (RFC 3030 §4.2). */
function bdat(session: Session, octets: number, last: boolean): Step {
  if (session.stage === 'chunks') {
    if (session.chunks >= CHUNKS_MAX) return closing(session, 'too-many-commands')
    return chunk({ ...session, chunks: session.chunks + 1 }, octets, last)
  }
  const refusal = session.stage !== 'mail' ? 'bad-sequence' : session.envelope.to.length === 0 ? 'no-valid-recipients' : undefined
  if (refusal !== undefined || session.stage !== 'mail') {
    return { ...bad(session, refusal ?? 'bad-sequence'), effect: { do: 'read-chunk', octets, last, envelope: undefined } }
  }
  return chunk({ ...session, stage: 'chunks', chunks: 1 }, octets, last)
}

function chunk(session: Session & { readonly stage: 'chunks' }, octets: number, last: boolean): Step {
  return { next: session, reply: undefined, effect: { do: 'read-chunk', octets, last, envelope: session.envelope } }
}

function chunkDone(session: Session, refusal: MessageAnswer | undefined): Step {
  return refusal === undefined ? to(session, reply('chunk-ok')) : to(backToReady(session), reply(refusal.reply, refusal.detail))
}

function startTls(session: Session, facts: Facts): Step {
  if (facts.tls) return bad(session, 'already-tls')
  if (!facts.tlsAvailable) return bad(session, 'not-implemented')
  if (session.stage === 'chunks') return bad(session, 'bad-sequence')
  return { next: session, reply: undefined, effect: { do: 'start-tls' } }
}

function auth(session: Session, mechanism: string, initial: string | undefined, facts: Facts): Step {
  if (facts.role !== 'submission') return bad(session, 'not-implemented')
  if (!facts.tls) return bad(session, 'tls-for-sign-in')
  if (session.user !== null) return bad(session, 'already-signed-in')
  if (session.stage === 'greeted') return bad(session, 'hello-first')
  if (session.stage !== 'ready') return bad(session, 'bad-sequence')
  const known = MECHANISMS.find((name) => name === mechanism)
  if (known === undefined) return bad(session, 'unknown-mechanism')
  const next = { stage: 'signing-in', client: session.client, user: null, tally: session.tally } as const
  return { next, reply: undefined, effect: { do: 'sign-in', mechanism: known, initial } }
}

function signInDone(session: Session, event: Event & { readonly verb: 'sign-in-done' }): Step {
  if (session.stage !== 'signing-in') return bad(session, 'our-fault')
  const back = { ...session, stage: 'ready' } as const
  switch (event.outcome) {
    case 'open': return to({ ...back, user: event.user }, reply('signed-in'))
    case 'cancelled': return bad(back, 'auth-cancelled')
    case 'bad-base64': return bad(back, 'bad-base64')
    case 'try-later': return failedSignIn(back, 'sign-in-try-later')
    case 'refused': return failedSignIn(back, 'sign-in-refused')
  }
}

function failedSignIn(session: Session, name: ReplyName): Step {
  const tally = { ...session.tally, signInFailures: session.tally.signInFailures + 1 }
  if (tally.signInFailures >= SIGN_IN_FAILURES_MAX) return closing({ ...session, tally }, 'too-many-tries')
  return to({ ...session, tally }, reply(name))
}

function to(next: Session, answer: Reply): Step {
  return { next, reply: answer, effect: nothing }
}

function bad(session: Session, name: ReplyName, detail?: string): Step {
  const tally = { ...session.tally, bad: session.tally.bad + 1 }
  if (tally.bad >= BAD_COMMANDS_MAX) return closing({ ...session, tally }, 'too-many-bad-commands')
  return to({ ...session, tally }, reply(name, detail))
}

function closing(session: Session, name: ReplyName): Step {
  return { next: closed(session), reply: reply(name), effect: close }
}

function closed({ user, tally }: Session): Session {
  return { stage: 'closing', user, tally }
}

function backToReady(session: Session): Session {
  if (session.stage === 'greeted' || session.stage === 'closing') return session
  return { stage: 'ready', client: session.client, user: session.user, tally: session.tally }
}
