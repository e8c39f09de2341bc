/** Queued mail for other servers: the next hop, the protection that was decided, and what was really reached. */
import { Temporary } from '../base/errors.ts'
import type { Resolver } from '../dns/types.ts'
import type { SmtpClient } from '../smtp-client/client.ts'
import type { Protection, RecipientResult, SendResult } from '../smtp-client/types.ts'
import { nextHops, type NextHops } from './next-hops.ts'
import type { Outcomes, Tried } from './outcomes.ts'
import type { Attempt, DueRecipient, Route } from './types.ts'
import type { Deliver } from './worker.ts'

export interface RemoteParts {
  readonly client: Pick<SmtpClient, 'send'>
  readonly resolver: Resolver
  /** Fixed next hops by domain (`delivery.routes`). */
  readonly routes: Readonly<Record<string, string>>
  /** Adds DKIM signatures of the sender's domain. */
  readonly sign: (mail: { readonly tenant: number, readonly mailFrom: string,
    readonly raw: Uint8Array }) => Promise<Uint8Array>
  readonly outcomes: Outcomes
  /** For recipients whose server gave no verified TLS: nothing left. */
  readonly fallBack: (tried: readonly Tried[], raw: Uint8Array) => Promise<void>
}

/** Which recipients of one mail share a try: those of one domain with one route. */
export function groupOf({ recipient }: DueRecipient): string {
  if (recipient.route === 'internal') return 'internal'
  // Whoever stands in no header shares no transaction either: the other server would see both names in one envelope.
  if (recipient.blind === true) return `${recipient.route} alone ${recipient.address}`
  return `${recipient.route} ${domainOf(recipient.address)}`
}

/** The try for recipients of one domain. */
export function createRemoteDelivery(parts: RemoteParts): Deliver {
  const { client, outcomes } = parts
  return async ({ due, raw }) => {
    const [first] = due
    if (first === undefined) return
    const { route } = first.recipient
    const hops = await nextHops({ ...parts, domain: domainOf(first.recipient.address) })
    if (hops.kind !== 'hops') return outcomes.write(due.map((one) => ({ due: one, attempt: noHops[hops.kind] })), raw)
    const protection = protectionFor(route, hops.names)
    if (protection === undefined) throw new Temporary('route', `the route ${route} cannot be carried out here`)
    const { envelope } = first
    const letter = await parts.sign({ tenant: first.tenant, mailFrom: envelope.mailFrom, raw })
    const result = await client.send({
      hops: hops.list, protection,
      letter: {
        mailFrom: envelope.mailFrom, rcptTo: due.map(({ recipient }) => recipient), raw: letter,
        ...(envelope.envelopeId === undefined ? {} : { envelopeId: envelope.envelopeId }),
        ...(envelope.ret === undefined ? {} : { ret: envelope.ret }),
      },
    })
    const tried = triedOf(due, result)
    const isWeaker = route === 'verified-tls' && result.server === null && result.recipients.every(({ at }) => at === 'tls')
    await (isWeaker ? parts.fallBack(tried, raw) : outcomes.write(tried, raw))
  }
}

const noHops: Readonly<Record<Exclude<NextHops['kind'], 'hops'>, Attempt>> = {
  'takes-no-mail': { outcome: 'failed', status: '5.1.10', reply: '5.1.10 this domain takes no mail' },
  'no-such-domain': { outcome: 'failed', status: '5.1.2', reply: '5.1.2 there is no such domain' },
  'try-later': { outcome: 'try-later', status: '4.4.3', reply: '4.4.3 the domain could not be looked up' },
}

/** What the connection must be for this route; undefined for routes that other flows carry out. */
function protectionFor(route: Route, names: readonly string[]): Protection | undefined {
  if (route === 'ordinary') return { need: 'opportunistic' }
  return route === 'verified-tls' ? { need: 'verified', names } : undefined
}

function triedOf(due: readonly DueRecipient[], result: SendResult): Tried[] {
  return due.map((one, index): Tried => {
    const outcome = result.recipients[index]
    return { due: one, attempt: outcome === undefined ? unanswered : attemptOf(one, outcome, result) }
  })
}

const unanswered: Attempt = { outcome: 'try-later', status: '4.4.2', reply: '4.4.2 there was no answer' }

function attemptOf(due: DueRecipient, { outcome, reply, status }: RecipientResult, { server }: SendResult): Attempt {
  if (outcome !== 'delivered') return { outcome, reply, status }
  return {
    outcome, reply,
    reached: {
      route: due.recipient.route, protocol: server?.tls?.protocol ?? null, cipher: server?.tls?.cipher ?? null,
      verified: server?.tls?.verified ?? false, peer: server?.host ?? null,
    },
  }
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase()
}
