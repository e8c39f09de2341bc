/**
 * What comes back: notices to tagged senders of ours (`queue/bounce-tags.ts`). A good tag is taken off and the notice
 * goes to its sender; one about a notice to a guest becomes a notice in the sender's own language, and the guest's
 * message says that nobody was told. A tag that we did not make is refused as an address that nobody has; a report
 * about delivery to an address without a tag is about mail that did not leave here, and goes to Junk or is refused
 * (`delivery.bounceTags`).
 */
import { randomId } from '../base/ids.ts'
import type { Clock } from '../base/clock.ts'
import { appendRecord } from '../ledger/scripts.ts'
import type { Ledger, PreparedRecord } from '../ledger/types.ts'
import type { Log } from '../log/log.ts'
import { isDeliveryReport, readDeliveryStatus } from '../message/delivery-status.ts'
import type { BounceTags } from '../queue/bounce-tags.ts'
import type { Notices } from '../queue/notices.ts'
import { insertOutgoing, type DueRow, type PreparedOutgoing } from '../queue/scripts.ts'
import type { QueueSecrets } from '../queue/secrets.ts'
import type { Attempt, DueRecipient } from '../queue/types.ts'
import { readScript, sql, writeScript, type Script } from '../storage/script.ts'
import type { Store } from '../storage/store.ts'
import type { Tenants } from '../tenants/tenants.ts'
import type { Accepted, IncomingMail, Receiving } from './types.ts'

/** The one recipient of a notice to a guest, after it was handed to another server. */
const handedOver = readScript('delivery.handed-over', import.meta.url, function* (
  tx, { tenant, outgoing }: { readonly tenant: number, readonly outgoing: string },
): Script<DueRow | undefined> {
  return yield* tx.maybe<DueRow>(sql`select r.tenant, r.outgoing, r.number, r.attempts, r.address, r.destination,
    r.lane,
      o.account, o.handed_in_at, o.expires_at, o.size_bytes, o.envelope
    from outgoing_recipient r join outgoing o on o.tenant = r.tenant and o.id = r.outgoing
    where r.tenant = ${tenant} and r.outgoing = ${outgoing} and r.number = 0 and r.state in ('delivered', 'failed')`)
})

/** It came back: not delivered after all, once. */
export const cameBack = writeScript('delivery.came-back', import.meta.url, function* (
  tx, { tenant, outgoing, account, at, reply, tells, records, notices }: {
    readonly tenant: number, readonly outgoing: string, readonly account: number, readonly at: number,
      readonly reply: Uint8Array,
    readonly tells: number | null, readonly records: readonly PreparedRecord[],
      readonly notices: readonly PreparedOutgoing[],
  },
): Script<boolean> {
  const touched = yield* tx.run(sql`update outgoing_recipient set state = 'failed', reply = ${reply}, finished_at =
    ${at}
    where tenant = ${tenant} and outgoing = ${outgoing} and number = 0 and state = 'delivered'`)
  if (touched !== 1) return false
  for (const record of records) yield* appendRecord(record)
  for (const notice of notices) yield* insertOutgoing(tx, notice)
  for (const one of tells === null ? [account] : [account, tells]) {
    yield* tx.changed({ tenant, account: one, topic: 'submission', number: 0, detail: { outgoing } })
  }
  return true
})

export interface BouncesParts {
  readonly receiving: Receiving
  readonly tags: Pick<BounceTags, 'read'>
  readonly store: Store
  readonly secrets: QueueSecrets
  readonly notices: Notices
  readonly tenants: Pick<Tenants, 'byDomain'>
  readonly ledger: Pick<Ledger, 'prepare'>
  readonly clock: Clock
  readonly log: Log
  /** What happens to reports about delivery that carry no tag of ours. */
  readonly untagged: 'accept' | 'junk' | 'refuse'
}

/** The way in, where what comes back is known by its tag. */
export function withBounces(parts: BouncesParts): Receiving {
  const { receiving, tags, store, secrets, clock, log } = parts

  async function dueOf(outgoing: string, domain: string): Promise<DueRecipient | undefined> {
    const own = await parts.tenants.byDomain(domain)
    const row = own === undefined ? undefined : await store.read(handedOver, { tenant: own.tenant, outgoing })
    return row === undefined ? undefined : secrets.openDue(row)
  }

  /** Gives the address that the notice goes on to; none when all that it says has been told. */
  async function aboutGuest({ raw, mailFrom }: IncomingMail, outgoing: string,
    domain: string): Promise<string | undefined> {
    const due = await dueOf(outgoing, domain)
    if (due === undefined) return undefined
    const status = readDeliveryStatus(raw)
    // An answer of a person or a machine is for the sender to read.
    if (mailFrom !== '' || status === undefined) return due.envelope.mailFrom
    if (status.action !== 'failed') return undefined
    await tell(due, { outcome: 'failed', status: status.status ?? '5.0.0',
      reply: `550 ${status.diagnostic === '' ? 'it came back' : status.diagnostic}` })
    return undefined
  }

  async function tell(due: DueRecipient, attempt: Extract<Attempt, { outcome: 'failed' }>): Promise<void> {
    const notice = await parts.notices.prepare({ kind: 'failed', tried: [{ due, attempt }], raw: new Uint8Array() })
    const { tenant, outgoing, account, envelope } = due
    const isFirst = await store.write(cameBack, {
      tenant, outgoing, account, at: clock.now(), reply: secrets.sealReply(due, due.number, attempt.reply),
        tells: envelope.tells ?? null,
      notices: notice === undefined ? [] : [notice],
      records: [parts.ledger.prepare({
        tenant, at: clock.now(), kind: 'mail.came-back', facts: { submission: outgoing, status: attempt.status },
        personal: { to: due.recipient.address },
      })],
    })
    log.info('mail.came-back', { outgoing, isFirst })
  }

  async function addressesOf(mail: IncomingMail): Promise<IncomingMail['rcptTo']> {
    const addresses = await Promise.all(mail.rcptTo.map(async (recipient) => {
      const tag = tags.read(recipient.address)
      if (tag.kind === 'sender') return [{ ...recipient, address: tag.address }]
      if (tag.kind !== 'mail') return [recipient]
      const address = await aboutGuest(mail, tag.outgoing, tag.domain)
      return address === undefined ? [] : [{ ...recipient, address }]
    }))
    return addresses.flat()
  }

  async function accept(mail: IncomingMail): Promise<Accepted> {
    const isTagged = mail.rcptTo.some(({ address }) => tags.read(address).kind !== 'foreign')
    const isStray = parts.untagged !== 'accept' && mail.mailFrom === '' && !isTagged && isDeliveryReport(mail.raw)
    if (isStray && parts.untagged === 'refuse') {
      return { outcome: 'refused', reason: 'malformed', text: 'this report is about mail that was not sent from here' }
    }
    const rcptTo = isTagged ? await addressesOf(mail) : mail.rcptTo
    if (rcptTo.length === 0) return { outcome: 'kept', id: randomId() }
    return receiving.accept({ ...mail, rcptTo, ...isStray ? { isBackscatter: true } : {} })
  }

  return {
    ...receiving,
    accept,
    async recipient(args) {
      const tag = tags.read(args.address)
      if (tag.kind === 'foreign') return receiving.recipient(args)
      if (tag.kind === 'sender') return receiving.recipient({ ...args, address: tag.address })
      const domain = args.address.slice(args.address.lastIndexOf('@') + 1)
      if (await parts.tenants.byDomain(domain) === undefined) return receiving.recipient(args)
      return tag.kind === 'mail' ? 'ok' : 'unknown'
    },
  }
}
