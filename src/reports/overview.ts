/** What the world reported about one domain in the last weeks, for its page. */
import type { Clock } from '../base/clock.ts'
import { day } from '../base/sizes.ts'
import type { ServiceKey } from '../keys/keys.ts'
import type { Store } from '../storage/store.ts'
import { receivedPlace, type KeptReport } from './received.ts'
import { receivedSince, type ReceivedRow } from './scripts.ts'

/** Days of the graphs, and lines of each table beside them. */
export const DAYS_SHOWN = 30
export const LINES_SHOWN = 20
/** Reports that are looked at for one page. */
export const REPORTS_READ_MAX = 3000

/** Messages or connections of one day. */
export interface DayCount { readonly good: number, readonly bad: number }

export interface DomainReports {
  /** `2026-11-22` with what was said of that day, oldest first; every day of `DAYS_SHOWN` once. */
  readonly days: readonly { readonly day: string, readonly dmarc: DayCount, readonly tls: DayCount }[]
  /** Mail in this domain's name that passed neither SPF nor DKIM, by where it came from. */
  readonly sources: readonly { readonly ip: string, readonly count: number, readonly refused: number }[]
  /** Why connections to our servers fell short. */
  readonly failures: readonly { readonly result: string, readonly host: string, readonly count: number,
    readonly reason: string }[]
  readonly reporters: readonly { readonly organisation: string, readonly kind: 'dmarc' | 'tls', readonly reports: number, readonly lastDay: string }[]
}

export async function domainReports(
  { store, serviceKey, clock, subjectOf }: {
    readonly store: Store, readonly serviceKey: ServiceKey, readonly clock: Clock,
    readonly subjectOf: (tenant: number, about: string) => Uint8Array,
  }, { tenant, domain }: { readonly tenant: number, readonly domain: string },
): Promise<DomainReports> {
  const today = Math.floor(clock.now() / day)
  const since = today - DAYS_SHOWN + 1
  const rows = await store.read(receivedSince, {
    tenant, subject: subjectOf(tenant, domain), day: since, limit: REPORTS_READ_MAX,
  })
  const days = Array.from({ length: DAYS_SHOWN }, (_, index) => since + index)
  const sum = (kind: 'dmarc' | 'tls', number: number): DayCount => rows.filter((row) => row.kind === kind && row.day === number)
    .reduce((all, { good, bad }) => ({ good: all.good + good, bad: all.bad + bad }), { good: 0, bad: 0 })
  const kept = rows.map((row) => ({ row, ...open(serviceKey, row) }))
  return {
    days: days.map((number) => ({ day: nameOf(number), dmarc: sum('dmarc', number), tls: sum('tls', number) })),
    sources: sourcesOf(kept), failures: failuresOf(kept), reporters: reportersOf(kept),
  }
}

type Kept = KeptReport & { readonly row: ReceivedRow }

function open(serviceKey: ServiceKey, row: ReceivedRow): KeptReport {
  return JSON.parse(new TextDecoder().decode(serviceKey.decrypt(receivedPlace(row), row.facts))) as KeptReport
}

const nameOf = (number: number): string => new Date(number * day).toISOString().slice(0, 10)

function sourcesOf(all: readonly Kept[]): DomainReports['sources'] {
  const failed = all.flatMap(({ report }) => report.kind === 'dmarc' ? report.rows : [])
    .filter(({ dkim, spf }) => dkim === 'fail' && spf === 'fail')
  return [...Map.groupBy(failed, ({ sourceIp }) => sourceIp)].map(([ip, rows]) => ({
    ip, count: total(rows), refused: total(rows.filter(({ disposition }) => disposition === 'reject' || disposition === 'quarantine')),
  })).toSorted(byCount).slice(0, LINES_SHOWN)
}

function failuresOf(all: readonly Kept[]): DomainReports['failures'] {
  const failures = all.flatMap(({ report }) => report.kind === 'tls' ? report.policies.flatMap((policy) => policy.failures) : [])
  return [...Map.groupBy(failures, ({ result, mxHost }) => `${result} ${mxHost}`).values()].map((same) => ({
    result: same[0]?.result ?? '', host: same[0]?.mxHost ?? '', count: total(same), reason: same.find(({ reason }) => reason !== '')?.reason ?? '',
  })).toSorted(byCount).slice(0, LINES_SHOWN)
}

function reportersOf(all: readonly Kept[]): DomainReports['reporters'] {
  return [...Map.groupBy(all, ({ organisation, report }) => `${report.kind} ${organisation}`).values()].map((same) => ({
    organisation: same[0]?.organisation ?? '', kind: same[0]?.report.kind ?? 'dmarc', reports: same.length,
    lastDay: nameOf(Math.max(...same.map(({ row }) => row.day))),
  })).toSorted((one, other) => other.reports - one.reports).slice(0, LINES_SHOWN)
}

const total = (rows: readonly { readonly count: number }[]): number => rows.reduce((sum, { count }) => sum + count, 0)
const byCount = (one: { readonly count: number }, other: { readonly count: number }): number => other.count - one.count
