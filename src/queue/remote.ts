/** Queued mail for other servers: the next hop, the protection that was decided, and what was really reached. */
import { Temporary } from '../base/errors.ts'
import type { SmtpClient } from '../smtp-client/client.ts'
import { TLS_PROOFS, type Protection, type RecipientResult, type SendResult, type SessionSeen,
  type TlsProof } from '../smtp-client/types.ts'
import { parseMessage } from '../message/parse.ts'
import { prependHeaders, removeHeaders } from '../message/rewrite.ts'
import { domainOf } from './destination.ts'
import { nextHops, type NextHops, type WayParts } from './next-hops.ts'
import { nta7516Protection, type Nta7516Hops, type Nta7516Way } from './nta7516-way.ts'
import { asksNoTls } from './remote-header.ts'
import type { Outcomes, Tried } from './outcomes.ts'
import type { DestinationNews } from './standings.ts'
import type { Attempt, DueRecipient } from './types.ts'
import type { Deliver } from './worker.ts'

export interface RemoteParts {
  readonly client: Pick<SmtpClient, 'send'>
  readonly way: WayParts
  /** Adds DKIM signatures of the sender's domain. */
  readonly sign: (
    mail: { readonly tenant: number, readonly mailFrom: string, readonly raw: Uint8Array, readonly also?: string },
  ) => Promise<Uint8Array>
  /** The way under NTA 7516; mail that was decided for it waits when absent. */
  readonly nta7516?: Nta7516Way
  readonly outcomes: Outcomes
  /** The envelope sender under which a mail leaves; its own when absent. */
  readonly senderOf?: (due: DueRecipient) => string
  /** Hears how each new connection to the servers of a domain ended, for reports to it (RFC 8460). */
  readonly onSession?: (of: { readonly tenant: number, readonly domain: string }, seen: SessionSeen) => void
  /** For recipients whose server fell short of what was decided, or of what its domain demands: nothing left. */
  readonly fallBack: (tried: readonly Tried[], raw: Uint8Array) => Promise<void>
}

/** Which recipients of one mail share a try: those of one domain with one route. */
export function groupOf({ recipient }: DueRecipient): string {
  if (recipient.route === 'internal') return 'internal'
  // Whoever stands in no header shares no transaction either: the other server would see both names in one envelope.
  const way = `${recipient.route} ${recipient.proofs?.join() ?? ''}`
  if (recipient.blind === true) return `${way} alone ${recipient.address}`
  return `${way} ${domainOf(recipient.address)}`
}

/** The try for recipients of one domain. */
export function createRemoteDelivery(parts: RemoteParts): Deliver {
  const { client, outcomes } = parts
  return async ({ due, raw }) => {
    const [first] = due
    if (first === undefined) return
    const { envelope } = first
    const nta7516 = first.recipient.route === 'nta7516' ? await nta7516Of(parts.nta7516, first) : undefined
    if (nta7516 !== undefined && nta7516.kind !== 'hops') {
      const tried = due.map((one): Tried => ({ due: one, attempt: notByNta7516(nta7516) }))
      // What the DNS did not say may be said in a moment; anything else means that this way is gone.
      await (nta7516.kind === 'defer' ? outcomes.write(tried, raw) : parts.fallBack(tried, raw))
      return REACHED
    }
    const hops = nta7516 ?? await nextHops(parts.way, domainOf(first.recipient.address))
    if (hops.kind !== 'hops') {
      const attempt = noHops[hops.kind]
      await outcomes.write(due.map((one) => ({ due: one, attempt })), raw)
      return attempt.outcome === 'try-later' ? { kind: 'unreachable', reply: attempt.reply } : REACHED
    }
    const protection = nta7516 === undefined ? protectionFor(first, raw) : nta7516Protection(nta7516.profile)
    if (protection === undefined) throw new Temporary('route',
      `the route ${first.recipient.route} cannot be carried out here`)
    const header = nta7516?.profile.header
    const letter = await parts.sign({
      tenant: first.tenant, mailFrom: signerOf(envelope, raw),
      raw: header === undefined ? raw : withHeader(raw, header),
      ...(header === undefined ? {} : { also: header.name }),
    })
    const domain = domainOf(first.recipient.address)
    // A fixed route is no policy of the domain's, and a letter that passes over its policy says nothing about it.
    const isFixed = 'isFixed' in hops && hops.isFixed
    const isToldOf = !isFixed && !(protection.need === 'opportunistic' && protection.ignoresPolicies === true)
    const result = await client.send({
      hops: hops.list, protection,
      ...(isToldOf ? { onSession: (seen) => parts.onSession?.({ tenant: first.tenant, domain }, seen) } : {}),
      letter: {
        mailFrom: parts.senderOf?.(first) ?? envelope.mailFrom, rcptTo: due.map(({ recipient }) => recipient),
          raw: letter,
        ...(envelope.envelopeId === undefined ? {} : { envelopeId: envelope.envelopeId }),
        ...retOf(envelope),
        ...(envelope.requireTls === true ? { requireTls: true } : {}),
      },
    })
    const tried = triedOf(due, result, nta7516)
    const mayComeLater = tried.every(({ attempt }) => attempt.outcome === 'try-later')
    await (result.isDowngrade && mayComeLater ? parts.fallBack(tried, raw) : outcomes.write(tried, raw))
    return newsOf(result)
  }
}

/**
 * In whose name a mail is signed. A notice of ours has no envelope sender; its author's domain is what DKIM and DMARC are
 * about. What somebody else hands in without one is signed for nobody: its From is only what he wrote there.
 */
function signerOf({ mailFrom, isNotice }: DueRecipient['envelope'], raw: Uint8Array): string {
  if (mailFrom !== '' || !isNotice) return mailFrom
  return parseMessage(raw).from[0]?.addresses[0]?.email ?? ''
}

/** Secured mail asks for headers only: its text must not come back over whatever way a notice takes (RFC 8689 §5). */
function retOf({ ret, isProtected, requireTls }: DueRecipient['envelope']): { readonly ret?: string } {
  if (isProtected || requireTls === true) return { ret: 'HDRS' }
  return ret === undefined ? {} : { ret }
}

const REACHED: DestinationNews = { kind: 'reached' }

/**
 * What a try taught of the servers there. No answer at the door, or one that turns everybody away, is about them; what
 * they say of a sender, a recipient or a text is about this mail only. TLS that falls short keeps this mail from them,
 * not others.
 */
export function newsOf({ recipients, server }: Pick<SendResult, 'recipients' | 'server'>): DestinationNews {
  const [first] = recipients
  if (first === undefined || recipients.some(({ outcome }) => outcome === 'delivered')) return REACHED
  const { reply } = first
  if (server === null) {
    // The DNS did not say what a server must show: that is asked anew for each mail, and costs no connection.
    if (first.status === '4.4.3') return REACHED
    const atDoor = first.at === 'connect' || first.at === 'greeting' || first.at === 'hello'
    return atDoor && first.outcome === 'try-later' ? { kind: 'unreachable', reply } : REACHED
  }
  const turnedAway = recipients.every(({ code, at }) => code === 0 || code === 421 || (at === 'mail' && code >= 400
    && code < 500))
  return turnedAway ? { kind: 'busy', reply: withoutWords(first) } : REACHED
}

/**
 * What may be remembered of a destination, and told to everybody who writes to it. From MAIL on its words may name the
 * sender or the recipient of this mail, who is no business of others.
 */
function withoutWords({ at, code, status, reply }: RecipientResult): string {
  const isAboutMail = at === 'mail' || at === 'rcpt' || at === 'data' || at === 'text'
  return isAboutMail && code !== 0 ? `${code} ${status}` : reply
}

const noHops: Readonly<Record<Exclude<NextHops['kind'], 'hops'>, Attempt>> = {
  'takes-no-mail': { outcome: 'failed', status: '5.1.10', reply: '5.1.10 this domain takes no mail' },
  'no-such-domain': { outcome: 'failed', status: '5.1.2', reply: '5.1.2 there is no such domain' },
  'try-later': { outcome: 'try-later', status: '4.4.3', reply: '4.4.3 the domain could not be looked up' },
}

/** Looks at everything again: the record may have ended while the mail waited. */
async function nta7516Of(
  way: Nta7516Way | undefined, { tenant, envelope, recipient }: DueRecipient,
): Promise<Nta7516Hops> {
  if (way === undefined) return { kind: 'other-way', step: 'S1', why: 'profile-off' }
  const own = await way.own({ tenant, name: domainOf(envelope.mailFrom) })
  // The second factor was looked at when the mail was handed in; the sender is not here now.
  return way.hops(domainOf(recipient.address), { own, hasSecondFactor: true })
}

function notByNta7516({ kind, step, why }: Exclude<Nta7516Hops, { kind: 'hops' }>): Attempt {
  return { outcome: 'try-later', status: kind === 'defer' ? '4.4.3' : '4.7.10',
    reply: `${kind === 'defer' ? '4.4.3' : '4.7.10'} NTA 7516 ${step}: ${why}` }
}

/** The profile's header, once and with its value: whatever stood there under its name was written by somebody else. */
function withHeader(raw: Uint8Array, { name, value }: { readonly name: string, readonly value: string }): Uint8Array {
  return prependHeaders(removeHeaders(raw, [name]), [[name, value]])
}

/**
 * Proofs of a server that the sender's domain can rely on for REQUIRETLS: its name came by DNSSEC, MTA-STS or by hand
 * (RFC 8689 §4.2.1).
 */
const PROVED_NAMES: readonly TlsProof[] = ['dane', 'pinned', 'mta-sts']

/** What the connection must be for this route; undefined for routes that other flows carry out. */
function protectionFor({ recipient, envelope }: DueRecipient, raw: Uint8Array): Protection | undefined {
  const { route, proofs = TLS_PROOFS } = recipient
  if (route !== 'ordinary' && route !== 'verified-tls') return undefined
  const decided = route === 'verified-tls' ? proofs : TLS_PROOFS
  if (envelope.requireTls === true) {
    return { need: 'verified', proofs: decided.filter((proof) => PROVED_NAMES.includes(proof)), requireTls: true }
  }
  if (route === 'verified-tls') return { need: 'verified', proofs }
  // Whatever was decided here stands over what a header says.
  return !envelope.isProtected && asksNoTls(raw) ? { need: 'opportunistic', ignoresPolicies: true }
    : { need: 'opportunistic' }
}

function triedOf(due: readonly DueRecipient[], result: SendResult, nta7516: ByNta7516 | undefined): Tried[] {
  return due.map((one, index): Tried => {
    const outcome = result.recipients[index]
    return { due: one, attempt: outcome === undefined ? unanswered : attemptOf(one, outcome, result, nta7516) }
  })
}

const unanswered: Attempt = { outcome: 'try-later', status: '4.4.2', reply: '4.4.2 there was no answer' }

type ByNta7516 = Extract<Nta7516Hops, { kind: 'hops' }>

function attemptOf(
  due: DueRecipient, { outcome, reply, status }: RecipientResult, { server }: SendResult,
  nta7516: ByNta7516 | undefined,
): Attempt {
  if (outcome !== 'delivered') return { outcome, reply, status }
  return {
    outcome, reply,
    reached: {
      route: due.recipient.route, protocol: server?.tls?.protocol ?? null, cipher: server?.tls?.cipher ?? null,
      group: server?.tls?.group ?? null, proof: server?.tls?.proofs[0] ?? null,
      level: server?.tls?.level ?? null, keyLevel: server?.tls?.keyLevel ?? null,
      verified: (server?.tls?.proofs.length ?? 0) > 0, peer: server?.host ?? null,
      ...(server?.tellsOfDelivery === true ? { tellsOfDelivery: true } : {}),
      ...(nta7516 === undefined ? {} : { nta7516: {
        profile: nta7516.profile.id, provider: nta7516.record.provider, endMonth: nta7516.record.endMonth,
      } }),
    },
  }
}
