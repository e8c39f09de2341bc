/**
 * Mail on its way in: judged, traced, and kept for every recipient in one transaction with its ledger record.
 *
 * Promises: `kept` comes after the commit is durable; each local recipient gets exactly one copy, sealed to the account
 * when it is closed and in its final form when it is open; what others wrote in our name is removed; mail in the
 * name of our own people that nothing proves never reaches an inbox.
 * Fails: a full disk or mailbox is `try-later` and nothing is kept; what may not come in is `refused` with its reason.
 * Standards: RFC 5321 §4.4 and §6.3, RFC 7489 §6.6, RFC 8601.
 */
import type { Account, Accounts } from '../accounts/types.ts'
import { giveBack } from '../base/bytes.ts'
import type { Clock } from '../base/clock.ts'
import { Refusal, Temporary } from '../base/errors.ts'
import { randomId } from '../base/ids.ts'
import { KiB, second } from '../base/sizes.ts'
import { underNewestKey } from '../keys/newest-key.ts'
import type { Ledger, PreparedRecord } from '../ledger/types.ts'
import type { Log } from '../log/log.ts'
import type { AuthCheck, MailAuth } from '../mail-auth/mail-auth.ts'
import type { Inspection } from '../malware/inspection.ts'
import type { Quarantine } from '../malware/quarantine.ts'
import type { PreparedHeld } from '../malware/scripts.ts'
import type { Mailstore } from '../mailstore/mailstore.ts'
import type { Role, SenderTruth } from '../mailstore/types.ts'
import type { PreparedMail } from '../mailstore/scripts/append.ts'
import type { Finished } from '../queue/ending-scripts.ts'
import type { PreparedOutgoing } from '../queue/scripts.ts'
import { parsedBehind } from '../message/parsed-behind.ts'
import { headerFields, prependHeaders, removeHeaders } from '../message/rewrite.ts'
import type { ParsedMessage } from '../message/types.ts'
import type { Arrivals, MailVerdict } from '../reputation/reputation.ts'
import type { Rspamd } from '../scan/rspamd.ts'
import { countReceived } from '../smtp/received.ts'
import type { Reports } from '../reports/reports.ts'
import type { BlobStore, Store } from '../storage/store.ts'
import type { Tenants } from '../tenants/tenants.ts'
import { holdFor } from './held-files.ts'
import { judgeAuthor, type Judgement } from './judgement.ts'
import { likeOurs } from './likeness.ts'
import type { Nta7516Claims } from './nta7516-claims.ts'
import { createOwnPeople } from './own-people.ts'
import { receivedRecords } from './received-records.ts'
import { keepMail, roomOf } from './scripts.ts'
import type { SuccessNotice, SuccessNotices } from './success-notices.ts'
import { traced, withTrace, type Trace } from './trace.ts'
import { accountKey, keepEach } from './keep-each.ts'
import type { Accepted, IncomingMail, Receiving, Recipient, Target, TryLater } from './types.ts'

/** More Received fields than this are a loop. RFC 5321 §6.3 */
export const RECEIVED_MAX = 100
/** How long it is remembered that a mailbox has room. */
export const ROOM_REMEMBERED_MS = 10 * second
/** Accounts whose room is remembered. */
export const ROOM_REMEMBERED_MAX = 10_000

export interface DeliveryParts {
  readonly store: Store
  readonly blobs: BlobStore
  readonly accounts: Pick<Accounts, 'findRecipient' | 'byRef' | 'isLocalDomain' | 'list'>
  readonly tenants: Pick<Tenants, 'domains'>
  readonly mailstore: Pick<Mailstore, 'prepare' | 'discard'>
  readonly mailAuth: MailAuth
  readonly ledger: Pick<Ledger, 'prepare'>
  /** Looks at files; nothing is looked at when absent. */
  readonly inspection?: Inspection | undefined
  readonly quarantine?: Pick<Quarantine, 'prepare' | 'discard'> | undefined
  /** Asked beside our own spam filter; nobody is asked when absent. */
  readonly rspamd?: Pick<Rspamd, 'check'> | undefined
  /** Judges mail that says to come under NTA 7516; none is believed when absent. */
  readonly claims?: Nta7516Claims | undefined
  /** Tells senders outside who asked that their mail is in a mailbox; nobody is told when absent. */
  readonly successNotices?: SuccessNotices | undefined
  /** Counts for reports to others and reads theirs; nothing of both when absent. */
  readonly reports?: Pick<Reports, 'judged' | 'arrived'> | undefined
  /** What is known of senders, and hears how their mail ended; nothing is known when absent. */
  readonly arrivals?: Pick<Arrivals, 'judgeMail' | 'note'> | undefined
  readonly clock: Clock
  readonly log: Log
}

/** Copies for our own people of a mail that is in the queue: stored and ended in one transaction. */
export interface InternalMail {
  readonly mailFrom: string
  /** The guard found that it must be secured. */
  readonly isSensitive?: boolean
  readonly raw: Uint8Array
  readonly recipients: readonly { readonly account: Account, readonly finished: Finished }[]
  readonly records: readonly PreparedRecord[]
  /** Mails that leave with it, such as a notice that it arrived. */
  readonly notices?: readonly PreparedOutgoing[]
}

export interface Delivery extends Receiving {
  /** Throws `Refusal('over-quota')`, `Refusal('ended-already')`, `Temporary`; then nothing was kept. */
  internal(mail: InternalMail): Promise<void>
}

/** The way in. */
export function createDelivery(parts: DeliveryParts): Delivery {
  const { store, blobs, accounts, mailstore, ledger, clock, log } = parts
  const ownPeople = createOwnPeople(parts)
  const room = new Map<string, { readonly at: number, readonly isFull: boolean }>()

  async function isFull(account: Account): Promise<boolean> {
    const key = accountKey(account)
    const known = room.get(key)
    if (known !== undefined && clock.now() - known.at < ROOM_REMEMBERED_MS) return known.isFull
    if (room.size >= ROOM_REMEMBERED_MAX) room.clear()
    const { isFull: full } = await store.read(roomOf, { tenant: account.tenant, account: account.account })
    room.set(key, { at: clock.now(), isFull: full })
    return full
  }

  /** Keeps every copy; does it again when one of the accounts got a new key meanwhile. */
  function keep(copies: readonly Copy[], args: KeepArgs): Promise<void> {
    let isAgain = false
    return underNewestKey(async () => {
      const now = isAgain ? await Promise.all(copies.map(withNewestKey)) : copies
      isAgain = true
      await keepOnce(now, args)
    })
  }

  async function withNewestKey(copy: Copy): Promise<Copy> {
    const account = await accounts.byRef(copy.account)
    if (account === undefined || account.state === 'closing') throw new Temporary('account-changing',
      'an account closes at this moment')
    return { ...copy, account }
  }

  async function keepOnce(copies: readonly Copy[], args: KeepArgs): Promise<void> {
    const ordered = copies.toSorted(({ account: a }, { account: b }) => a.tenant - b.tenant || a.account - b.account)
    const prepared = await prepareAll(ordered)
    try {
      const bodies = prepared.flatMap(({ body }) => body.sealed ?? [])
      const handOver = bodies.filter((sealed) => sealed.length >= MOVED_BYTES_MIN)
      const ended = await store.write(keepMail, { copies: prepared, ...args }, { handOver })
      for (const blob of ended) await blobs.delete(blob)
    } catch (error) {
      await Promise.all(prepared.map((copy) => mailstore.discard(copy)))
      throw error
    }
  }

  /** All copies or none: what was prepared before one failed is thrown away. */
  async function prepareAll(copies: readonly Copy[]): Promise<readonly PreparedMail[]> {
    const tried = await Promise.allSettled(copies.map(({ account, raw, parsed, at, returnPath, truth, role }) =>
      mailstore.prepare({ account, raw, parsed, receivedAt: at, returnPath, truth, role })))
    const failed = tried.find((one) => one.status === 'rejected')
    const prepared = tried.flatMap((one) => one.status === 'fulfilled' ? [one.value] : [])
    if (failed === undefined) return prepared
    await Promise.all(prepared.map((copy) => mailstore.discard(copy)))
    throw failed.reason
  }

  async function accept(mail: IncomingMail): Promise<Accepted> {
    const id = randomId()
    if (countReceived(mail.raw, RECEIVED_MAX) > RECEIVED_MAX) return refuse('loop', 'too many Received fields')
    const header = headerFields(mail.raw)
    const sizeBytes = mail.raw.length
    const check = await parts.mailAuth.check({
      ip: mail.session.ip, helo: mail.session.helo, mailFrom: mail.mailFrom, raw: mail.raw, header,
    })
    const { author } = check
    if (author === undefined) {
      return refuse('not-one-author', 'a message needs exactly one From field with one address')
    }
    const targets = await targetsOf(mail.rcptTo)
    const first = targets?.[0]
    // Somebody who was there at RCPT is not any more: with a 250 his copy would be lost.
    if (targets === undefined || first === undefined) return { outcome: 'try-later', reason: 'temporary' }
    const judged = await judge(check, first.account.tenant)
    if (judged.place === 'refuse') {
      count(mail, check, first, 'refuse')
      parts.arrivals?.note(mail.session.ip, 'refused')
      return refuse('sender-forged', `refused by the policy of ${author.domain}`)
    }
    const known = await parts.arrivals?.judgeMail(factsOf(mail, check, author.domain, targets))
    if (known?.comeAgain === true) return { outcome: 'try-later', reason: 'come-again' }
    const judgement = known === undefined ? judged : withStanding(judged, known)
    const [inspected, rspamd] = await Promise.all([
      parts.inspection?.inspect(mail.raw, header),
      parts.rspamd?.check({ raw: mail.raw, ip: mail.session.ip, helo: mail.session.helo, mailFrom: mail.mailFrom }),
    ])
    if (inspected?.outcome === 'refuse') return await refuseMalware(mail, targets, inspected.name)
    if (inspected?.outcome === 'try-later') return { outcome: 'try-later', reason: 'temporary' }
    const claim = await parts.claims?.look({ header, check, session: mail.session })
    const reportTo = await reportIn(mail, check, targets)
    // A report about reports would be answered by one about that.
    if (reportTo === undefined) count(mail, check, first, judgement.place)
    const at = clock.now()
    const trace: Trace = {
      id, at, mailFrom: mail.mailFrom, session: mail.session, authenticationResults: check.authenticationResults,
      recipient: targets.length === 1 ? first.address : null, strips: claim?.strips,
    }
    const { raw: whole, front, without } = traced(mail.raw, trace, header)
    const held = inspected?.outcome === 'held' ? inspected : undefined
    // Taken apart once for all who look at it: the trace changes nothing but its places.
    const seen = inspected?.outcome === 'pass' ? inspected.parsed : undefined
    const parsed = seen && parsedBehind(front, { raw: mail.raw, parsed: seen, without })
    const raw = held === undefined ? whole : withTrace(held.raw, trace)
    const truth: SenderTruth = {
      ...judgement.truth, ...held === undefined ? {} : { held: held.files },
      ...rspamd === undefined ? {} : { rspamd },
      ...check.dkim.some(({ coversUnsubscribe }) => coversUnsubscribe === true) ? { oneClick: true } : {},
      ...claim?.profile === undefined ? {} : { nta7516: claim.profile },
    }
    const role: Role = judgement.place === 'junk' || mail.isBackscatter === true ? 'junk' : 'inbox'
    const put = async (some: readonly Target[]): Promise<void> => {
      const copies = some.map(({ account, address }): Copy => ({
        // What programs write to programs does not lie in somebody's inbox.
        account, raw, parsed, at, returnPath: mail.mailFrom, truth, role: address === reportTo ? 'archive' : role,
      }))
      const records = receivedRecords(ledger, { mail, check, judgement, targets: some, at, id, sizeBytes, held, claim })
      let quarantined: readonly PreparedHeld[] = []
      let notice: SuccessNotice | undefined
      try {
        if (held !== undefined && parts.quarantine !== undefined) {
          quarantined = await holdFor(parts.quarantine, { raw: whole, held, at, mailFrom: mail.mailFrom,
            author, truth: judgement.truth, targets: some })
        }
        notice = mail.isTrapped === true ? undefined : await parts.successNotices?.prepare({
          mail: { ...mail, raw }, check, accounts: some.map(({ account }) => account),
        })
        const notices = notice === undefined ? [] : [notice.outgoing]
        await keep(copies, { records, finished: [], quarantined, notices })
      } catch (error) {
        notice?.giveBack()
        for (const one of quarantined) await parts.quarantine?.discard(one)
        throw error
      }
    }
    giveBack(mail.raw)
    const kept = await keepEach(targets, put, { isEachAlone: mail.isEachAlone === true, tryLater })
    giveBack(raw)
    if (kept.outcome === 'try-later') return kept
    parts.arrivals?.note(mail.session.ip, judgement.place === 'junk' ? 'junk' : 'accepted')
    log.info('mail.received', { id, recipients: targets.length - kept.failed.size, sizeBytes, place: judgement.place,
      held: held?.why ?? 'none' })
    return { outcome: 'kept', id, ...kept.failed.size === 0 ? {} : { failed: await byAddress(mail.rcptTo, kept.failed) } }
  }

  /** What failed for an account, for each address of it that was written to. */
  async function byAddress(
    recipients: readonly Recipient[], failed: ReadonlyMap<string, TryLater>,
  ): Promise<ReadonlyMap<string, TryLater>> {
    const found = new Map<string, TryLater>()
    for (const { address } of recipients) {
      const account = await accounts.findRecipient(address)
      const later = account === undefined ? LATER : failed.get(accountKey(account))
      if (later !== undefined) found.set(address, later)
    }
    return found
  }

  /** For the report to the author's domain. */
  function count({ session: { ip }, mailFrom }: IncomingMail, check: AuthCheck, { account }: Target, place: Judgement['place']): void {
    parts.reports?.judged({ tenant: account.tenant, ip, mailFrom, check, place })
  }

  /** The address of ours for reports that this mail came to with a report. */
  async function reportIn(
    mail: IncomingMail, check: AuthCheck, targets: readonly Target[],
  ): Promise<string | undefined> {
    for (const { account: { tenant }, address } of targets) {
      const read = await parts.reports?.arrived({ tenant, address, raw: mail.raw, check })
      if (read === 'kept' || read === 'known') return address
    }
    return undefined
  }

  /** Nothing is kept but that it happened. */
  async function refuseMalware(mail: IncomingMail, targets: readonly Target[], name: string): Promise<Accepted> {
    const records = [...new Set(targets.map(({ account }) => account.tenant))].map((tenant) => ledger.prepare({
      tenant, at: clock.now(), kind: 'malware.refused', facts: { malware: name }, personal: { from: mail.mailFrom,
        ip: mail.session.ip },
    }))
    await store.write(keepMail, { copies: [], records, finished: [] })
    parts.arrivals?.note(mail.session.ip, 'refused')
    return refuse('malware', `the message holds ${name}`)
  }

  /** The accounts behind the recipients, each once; undefined when one of them has none. */
  async function targetsOf(recipients: readonly Recipient[]): Promise<readonly Target[] | undefined> {
    const targets = new Map<string, Target>()
    for (const { address } of recipients) {
      const account = await accounts.findRecipient(address)
      if (account === undefined) return undefined
      targets.set(accountKey(account), { account, address })
    }
    return [...targets.values()]
  }

  async function judge(check: AuthCheck, tenant: number): Promise<Judgement> {
    const { author } = check
    if (author === undefined) throw new Error('judged without an author')
    return judgeAuthor({
      domain: author.domain, dmarc: check.dmarc.result, policy: check.dmarc.policy, aligned: check.alignedDomain,
      isOwnDomain: await accounts.isLocalDomain(author.domain), likeness: likeOurs(author, await ownPeople(tenant)),
    })
  }

  return {
    accept,
    async recipient({ address }) {
      const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase()
      if (address.includes('@') && !(await accounts.isLocalDomain(domain))) return 'not-local'
      const account = await accounts.findRecipient(address)
      if (account === undefined) return 'unknown'
      return await isFull(account) ? 'temporary' : 'ok'
    },
    async internal({ mailFrom, isSensitive = false, raw, recipients, records, notices = [] }) {
      const at = clock.now()
      const truth: SenderTruth = { verdict: mailFrom === '' ? 'own' : 'internal', domain: null,
        reason: 'handed-in-here', ...isSensitive ? { sensitive: true } : {} }
      const whole = prependHeaders(removeHeaders(raw, ['return-path']), [['Return-Path', `<${mailFrom}>`]])
      const once = new Map(recipients.map(({ account }) => [account.account, account]))
      const copies = [...once.values()].map((account): Copy =>
        ({ account, raw: whole, at, returnPath: mailFrom, truth, role: 'inbox' }))
      await keep(copies, {
        records, notices, finished: recipients.map(({ finished }) => finished),
      })
    },
  }
}

/** From this size on a body is moved to the writer instead of copied. */
const MOVED_BYTES_MIN = 16 * KiB

interface Copy {
  readonly account: Account
  readonly raw: Uint8Array
  readonly parsed?: ParsedMessage | undefined
  readonly at: number
  readonly returnPath: string
  readonly truth: SenderTruth
  readonly role: Role
}

interface KeepArgs {
  readonly records: readonly PreparedRecord[]
  readonly notices?: readonly PreparedOutgoing[]
  readonly finished: readonly Finished[]
  readonly quarantined?: readonly PreparedHeld[]
}

function factsOf(
  { session, mailFrom, raw, isTrapped = false }: IncomingMail, check: AuthCheck, authorDomain: string,
  targets: readonly Target[],
): Parameters<Arrivals['judgeMail']>[0] {
  return {
    ip: session.ip, helo: session.helo, mailFrom, raw, isTrapped, authorDomain,
    recipients: targets.map(({ address }) => address),
    tenants: [...new Set(targets.map(({ account }) => account.tenant))],
    isProved: check.dmarc.result === 'pass' || check.alignedDomain !== null,
  }
}

/** What is known of the sender goes with the mail, and what came to a trap is Junk. */
function withStanding({ place, truth }: Judgement, { standing, isLikeTrapped }: MailVerdict): Judgement {
  const known = standing === undefined || standing.points === 0 ? truth : { ...truth, standing }
  if (!isLikeTrapped || place !== 'inbox') return { place, truth: known }
  return { place: 'junk', truth: { ...known, junk: ['like-trapped'] } }
}

function refuse(reason: (Accepted & { outcome: 'refused' })['reason'], text: string): Accepted {
  return { outcome: 'refused', reason, text }
}

const LATER: TryLater = { outcome: 'try-later', reason: 'temporary' }

function tryLater(error: unknown): TryLater {
  if (error instanceof Temporary) {
    return { outcome: 'try-later', reason: error.reason === 'storage-full' ? 'storage-full' : 'temporary' }
  }
  if (error instanceof Refusal && error.reason === 'over-quota') return LATER
  throw error
}
