/**
 * Sends the reports of yesterday: once a day, each at a minute of its own in the first hours, so that not all the world
 * writes at midnight (RFC 8460 §5.5). A report is in the queue before its counts are forgotten, and goes out once.
 */
import { randomBytes } from 'node:crypto'
import type { Clock } from '../base/clock.ts'
import { randomId } from '../base/ids.ts'
import { day, hour, minute } from '../base/sizes.ts'
import type { Resolver } from '../dns/types.ts'
import type { Ledger } from '../ledger/types.ts'
import type { Log } from '../log/log.ts'
import type { Queue } from '../queue/queue.ts'
import type { Posted } from '../smtp-client/tls-report-post.ts'
import type { Store } from '../storage/store.ts'
import type { Tenants } from '../tenants/tenants.ts'
import type { Counts } from './counts.ts'
import { destinations } from './destinations.ts'
import type { Destination } from './dmarc-tags.ts'
import { reportFile, reportMail, type ReportFile } from './report-mail.ts'
import { countsOf, forgetCounts, subjectsBefore, type Subject } from './scripts.ts'
import type { DmarcFact, TlsFact } from './seen.ts'
import { dmarcReports, tlsReport, type Counted } from './summary.ts'
import type { Report, ReportKind } from './types.ts'

/** Over how long the reports of one day are spread, and what is left for the last counts to be written. */
export const SPREAD_MS = 4 * hour
export const AFTER_MIDNIGHT_MS = 10 * minute
/** A report that could not be sent is tried again after this, and given up after `GIVEN_UP_MS` (RFC 8460 §5.5). */
export const RETRY_MS = 1 * hour
export const GIVEN_UP_MS = 1 * day
/** Domains that are looked at in one round. */
export const SUBJECTS_MAX = 5000

export interface SendingParts {
  readonly store: Store
  readonly counts: Counts
  readonly tenants: Pick<Tenants, 'defaultDomain' | 'byDomain'>
  readonly resolver: Pick<Resolver, 'txt' | 'available'>
  readonly queue: Pick<Queue, 'enqueue'>
  readonly ledger: Pick<Ledger, 'prepare'>
  readonly post: (to: { readonly url: string, readonly type: string, readonly bytes: Uint8Array }) => Promise<Posted>
  readonly kinds: readonly ReportKind[]
  readonly clock: Clock
  readonly log: Log
}

/** What became of one domain's report. */
type Sent = 'sent' | 'nobody-asks' | 'later'

/** Gives a function that sends what is due; one round at a time. Says how many domains it wrote to. */
export function createReportSending(parts: SendingParts): () => Promise<number> {
  const { store, counts, clock, log } = parts
  const retryAt = new Map<string, number>()
  let underWay: Promise<number> | undefined

  async function round(): Promise<number> {
    await counts.flush()
    const now = clock.now()
    const today = Math.floor(now / day)
    let sent = 0
    for (const subject of await store.read(subjectsBefore, { day: today, limit: SUBJECTS_MAX })) {
      const over = (subject.day + 1) * day
      const key = `${subject.tenant}|${subject.kind}|${subject.day}|${subject.subject.toHex()}`
      if (now < (retryAt.get(key) ?? over + waitOf(subject))) continue
      const outcome = parts.kinds.includes(subject.kind) ? await sendOne(parts,
        subject).catch((error: unknown): Sent => {
        log.error('reports.send-failed', error, { kind: subject.kind })
        return 'later'
      }) : 'nobody-asks'
      if (outcome === 'later' && now < over + GIVEN_UP_MS) {
        if (retryAt.size >= SUBJECTS_MAX) retryAt.clear()
        retryAt.set(key, now + RETRY_MS)
        continue
      }
      retryAt.delete(key)
      await store.write(forgetCounts, subject)
      if (outcome === 'sent') sent += 1
    }
    return sent
  }

  return () => {
    underWay ??= round().finally(() => {
      underWay = undefined
    })
    return underWay
  }
}

/** The minute of its own, the same on every node and after a restart. */
function waitOf({ subject }: Subject): number {
  const number = ((subject[0] ?? 0) << 16 | (subject[1] ?? 0) << 8 | (subject[2] ?? 0)) >>> 0
  return AFTER_MIDNIGHT_MS + number / 0x1000000 * SPREAD_MS
}

async function sendOne(parts: SendingParts, subject: Subject): Promise<Sent> {
  const { store, counts, tenants, resolver, ledger, queue, clock } = parts
  const { tenant, kind } = subject
  const rows = await store.read(countsOf, subject)
  const submitter = await tenants.defaultDomain(tenant)
  if (submitter === undefined || rows.length === 0) return 'nobody-asks'
  const facts = rows.map((row) => ({ amount: row.amount, fact: counts.open(row) }))
  const about = kind === 'tls' ? (facts as readonly Counted<TlsFact>[])[0]?.fact.domain : (facts as readonly Counted<DmarcFact>[])[0]?.fact.policy.domain
  if (about === undefined) return 'nobody-asks'
  const to = await destinations(resolver, { kind, domain: about })
  if (to === 'later') return 'later'
  if (to.length === 0) return 'nobody-asks'
  const head = { submitter, contact: `postmaster@${submitter}`, day: subject.day, id: subject.subject.toHex() }
  const reports: readonly Report[] = kind === 'tls' ? [tlsReport(facts as readonly Counted<TlsFact>[], head)] : dmarcReports(facts as readonly Counted<DmarcFact>[], head)
  let failed = 0
  for (const report of reports) {
    const file = reportFile(report, { about, submitter })
    const outcomes = await Promise.all(to.map((one) => handOver(one, { report, file })))
    failed += outcomes.filter((outcome) => outcome === 'later').length
  }
  return failed > 0 ? 'later' : 'sent'

  async function handOver(one: Destination, { report, file }: { readonly report: Report, readonly file: ReportFile }): Promise<'done' | 'later'> {
    if (one.scheme === 'https') {
      const posted = await parts.post({ url: one.url, type: file.type, bytes: file.bytes })
      return posted === 'taken' || posted === 'not-public' ? 'done' : 'later'
    }
    if (one.bytesMax !== null && file.bytes.length > one.bytesMax) return 'done'
    const from = `postmaster@${submitter}`
    const messageId = `${randomId()}@${submitter}`
    const at = clock.now()
    const raw = reportMail({
      report, file, about: about ?? '', submitter: submitter ?? '', from, to: one.address, messageId,
      date: { ms: at, offsetMinutes: 0 }, boundary: randomBytes(16).toString('hex'),
    })
    const isOwn = await tenants.byDomain(one.domain) !== undefined
    await queue.enqueue({
      tenant, account: 0, leavesAt: at, raw, repeatKey: `report ${kind} ${report.reportId} ${one.address}`,
      envelope: { mailFrom: from, messageId, isProtected: false, isNotice: true, utf8: false, language: 'nl' },
      recipients: [{ address: one.address, route: isOwn ? 'internal' : 'ordinary', notify: 'NEVER' }],
    }, [ledger.prepare({
      tenant, at, kind: 'report.sent', facts: { report: kind, day: new Date(subject.day * day).toISOString().slice(0, 10) },
      personal: { about: about ?? '', to: one.address },
    })])
    return 'done'
  }
}
