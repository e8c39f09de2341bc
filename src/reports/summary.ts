/** Counts of one domain and day made into reports. Pure. */
import { policyKey, type DmarcFact, type TlsFact } from './seen.ts'
import type { DmarcReport, TlsFailureRow, TlsPolicyResult, TlsReport } from './types.ts'

export interface Counted<Fact> { readonly amount: number, readonly fact: Fact }

export interface ReportHead {
  readonly submitter: string
  readonly contact: string
  /** Days since 1970, UTC. */
  readonly day: number
  /** Of domain and organisation; the same report made again has the same id. */
  readonly id: string
}

const SECONDS = 86_400

function headOf({ submitter, contact, day, id }: ReportHead, number: number): Pick<TlsReport, 'organisation' | 'contact' | 'reportId' | 'begin' | 'end'> {
  const date = new Date(day * SECONDS * 1000).toISOString().slice(0, 10).replaceAll('-', '')
  return { organisation: submitter, contact, reportId: `${date}.${id.slice(0, 16)}.${number}`, begin: day * SECONDS, end: (day + 1) * SECONDS - 1 }
}

/** One report with a result for each policy that was met (RFC 8460 §4.4). */
export function tlsReport(counted: readonly Counted<TlsFact>[], head: ReportHead): TlsReport {
  const byPolicy = Map.groupBy(counted, ({ fact }) => JSON.stringify([fact.type, fact.policy]))
  const policies = [...byPolicy.values()].map((same): TlsPolicyResult => {
    const bad = same.filter(({ fact }) => fact.result !== null)
    const { type = 'no-policy-found', domain = '', policy = [] } = same[0]?.fact ?? {}
    return {
      type, domain, policy, good: total(same) - total(bad), bad: total(bad),
      mxHosts: type === 'sts' ? policy.flatMap((line) => line.startsWith('mx: ') ? [line.slice(4)] : []) : [],
      failures: bad.map(({ amount, fact }): TlsFailureRow =>
        ({ result: fact.result ?? '', mxHost: fact.mxHost, mxIp: fact.mxIp, count: amount, reason: fact.reason })),
    }
  })
  return { kind: 'tls', ...headOf(head, 1), policies }
}

/** One report for each policy that the domain published in the course of the day (RFC 9990 §3.1.1.5). */
export function dmarcReports(counted: readonly Counted<DmarcFact>[], head: ReportHead): readonly DmarcReport[] {
  const byPolicy = Map.groupBy(counted, ({ fact }) => policyKey(fact.policy))
  return [...byPolicy.values()].flatMap((same, index): DmarcReport[] => {
    const policy = same[0]?.fact.policy
    if (policy === undefined) return []
    return [{ kind: 'dmarc', ...headOf(head, index + 1), policy, rows: same.map(({ amount, fact }) => ({ ...fact.row, count: amount })) }]
  })
}

const total = (counted: readonly Counted<unknown>[]): number => counted.reduce((sum, { amount }) => sum + amount, 0)
