/** Reports that others sent us, read as they come in: who may say something about our domains, and what is kept. */
import { getDomain } from 'tldts'
import type { Clock } from '../base/clock.ts'
import { day } from '../base/sizes.ts'
import type { Place, ServiceKey } from '../keys/keys.ts'
import type { AuthCheck } from '../mail-auth/types.ts'
import { decodedBytes } from '../message/body.ts'
import { parseMessage } from '../message/parse.ts'
import type { Part } from '../message/types.ts'
import type { Store } from '../storage/store.ts'
import type { Tenants } from '../tenants/tenants.ts'
import type { ReportOpener } from './opening.ts'
import { keepReceived, SENDER_TOKEN_OCTETS, type ReceivedRow } from './scripts.ts'
import { PACKED_BYTES_MAX, type DmarcReport, type Report, type TlsReport } from './types.ts'

/** Addresses that reports come to: those we publish, and postmaster, which older records name. */
export const REPORT_LOCAL_PARTS: readonly string[] = ['postmaster+dmarc', 'postmaster+tls', 'postmaster']
/** Largest mail that is looked at: the file in base64 and its surroundings. */
export const REPORT_MAIL_BYTES_MAX = Math.ceil(PACKED_BYTES_MAX * 1.4) + 64 * 1024
/** Files of one mail that are tried: a report is one file (RFC 7489 §7.2.1.1, RFC 8460 §5.3). */
export const FILES_MAX = 1
/** Reports about one domain, kind and day that are kept. */
export const REPORTS_PER_DAY_MAX = 500
/** Of these, from one organisation: no one may use up the room of all others. Some report every few hours. */
export const REPORTS_PER_SENDER_MAX = 10
/** Rows of one report that are kept, the largest. */
export const ROWS_KEPT_MAX = 100
/** A report about a day longer ago than this is of no use any more. */
export const AGE_DAYS_MAX = 60

/** What became of a mail to such an address. */
export type ReadReport = 'kept' | 'known' | 'unproved' | 'not-ours' | 'too-old' | 'no-report'

/** What is kept of a report, under the service key. */
export interface KeptReport {
  readonly organisation: string
  /** The domain that SPF or DKIM proved. */
  readonly sender: string
  readonly report: Report
}

export interface ReceivingParts {
  readonly store: Store
  readonly serviceKey: ServiceKey
  readonly tenants: Pick<Tenants, 'byDomain'>
  readonly subjectOf: (tenant: number, about: string) => Uint8Array
  readonly opener: Pick<ReportOpener, 'open'>
  readonly clock: Clock
}

/** Whether a mail to this address of that size could be a report. */
export function mayBeReport({ address, sizeBytes }: { readonly address: string, readonly sizeBytes: number }): boolean {
  return sizeBytes <= REPORT_MAIL_BYTES_MAX && REPORT_LOCAL_PARTS.includes(address.slice(0, address.lastIndexOf('@')).toLowerCase())
}

/**
 * Reads a mail that may be a report about a domain of this organisation. The sender must be proved: DMARC reports by an
 * aligned SPF or DKIM, TLS reports by DKIM (RFC 8460 §5.3); anybody could write numbers otherwise.
 */
export async function readReport(
  parts: ReceivingParts, { tenant, raw, check }: { readonly tenant: number, readonly raw: Uint8Array,
    readonly check: AuthCheck },
): Promise<ReadReport> {
  const [file] = files(parseMessage(raw).root).slice(0, FILES_MAX)
  if (file === undefined) return 'no-report'
  // Before a byte of it is unpacked: a stranger's file must cost nothing.
  const sender = check.alignedDomain
  if (sender === null) return 'unproved'
  const isSigned = check.dkim.some(({ result }) => result === 'pass')
  const report = await parts.opener.open(decodedBytes(file, raw), { isSigned })
  if (report === undefined || report === 'unproved') return report ?? 'no-report'
  const today = Math.floor(parts.clock.now() / day)
  const about = Math.floor(report.begin / 86_400)
  if (about < today - AGE_DAYS_MAX || about > today) return 'too-old'
  let outcome: ReadReport = 'not-ours'
  for (const one of byDomain(report)) {
    const owner = await parts.tenants.byDomain(one.domain)
    if (owner?.tenant !== tenant) continue
    const isNew = await keep(parts, { tenant, sender, day: about, ...one })
    outcome = isNew ? 'kept' : outcome === 'kept' ? 'kept' : 'known'
  }
  return outcome
}

/** Domains of one report that are kept apart. */
interface AboutOne { readonly domain: string, readonly report: Report, readonly good: number, readonly bad: number }

function byDomain(report: Report): readonly AboutOne[] {
  if (report.kind === 'dmarc') return [aboutDmarc(report)]
  return [...Map.groupBy(report.policies, ({ domain }) => domain)].slice(0, 20).map(([domain, policies]) =>
    aboutTls(domain, { ...report, policies: policies.slice(0, 20) }))
}

function aboutDmarc(report: DmarcReport): AboutOne {
  const passed = report.rows.filter(({ dkim, spf }) => dkim === 'pass' || spf === 'pass').reduce((sum, { count }) => sum + count, 0)
  const all = report.rows.reduce((sum, { count }) => sum + count, 0)
  return {
    domain: report.policy.domain, good: passed, bad: all - passed,
    report: { ...report, rows: report.rows.slice(0, ROWS_KEPT_MAX) },
  }
}

function aboutTls(domain: string, report: TlsReport): AboutOne {
  const sum = (of: (policy: TlsReport['policies'][number]) => number): number => report.policies.reduce((total, policy) => total + of(policy), 0)
  const policies = report.policies.map((policy) => ({ ...policy, failures: policy.failures.slice(0, ROWS_KEPT_MAX) }))
  return { domain, good: sum(({ good }) => good), bad: sum(({ bad }) => bad), report: { ...report, policies } }
}

async function keep({ store, serviceKey, subjectOf, clock }: ReceivingParts, args: AboutOne & {
  readonly tenant: number, readonly sender: string, readonly day: number,
}): Promise<boolean> {
  const { tenant, domain, report, good, bad, sender } = args
  const { kind } = report
  const subject = subjectOf(tenant, domain)
  const digest = (text: string): Uint8Array => serviceKey.mac('report-token', new TextEncoder().encode(text))
  // By registrable domain, for names below one's own cost nothing.
  const organisation = getDomain(sender, { allowPrivateDomains: true }) ?? sender
  const whose = digest(`${tenant}|${organisation}`).subarray(0, SENDER_TOKEN_OCTETS)
  const which = digest(`${tenant}|${kind}|${domain}|${sender}|${report.reportId}`).subarray(0, 16)
  const token = Uint8Array.of(...whose, ...which)
  const kept: KeptReport = { organisation: report.organisation, sender, report }
  const facts = serviceKey.encrypt(receivedPlace({ tenant, kind, token }),
    new TextEncoder().encode(JSON.stringify(kept)))
  const row: ReceivedRow = { tenant, kind, subject, token, day: args.day, received_at: clock.now(), good, bad, facts }
  return store.write(keepReceived, { row, perDayMax: REPORTS_PER_DAY_MAX, perSenderMax: REPORTS_PER_SENDER_MAX })
}

/** Where a kept report's box belongs. */
export const receivedPlace = ({ tenant, kind, token }: Pick<ReceivedRow, 'tenant' | 'kind' | 'token'>): Place =>
  ({ tenant, account: 0, kind: 'report-received', id: `${kind}/${token.toHex()}` })

const FILE_TYPES: ReadonlySet<string> = new Set([
  'application/gzip', 'application/x-gzip', 'application/zip', 'application/x-zip-compressed', 'application/x-zip', 'application/xml',
  'text/xml', 'application/tlsrpt+gzip', 'application/tlsrpt+json', 'application/json',
])

function files(part: Part): readonly Part[] {
  if (part.children.length > 0) return part.children.flatMap(files)
  const type = `${part.type}/${part.subtype}`.toLowerCase()
  const isNamed = type === 'application/octet-stream' && /\.(xml|json)(\.gz)?$|\.zip$|\.gz$/i.test(part.fileName ?? '')
  return FILE_TYPES.has(type) || isNamed ? [part] : []
}
