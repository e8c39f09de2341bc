/**
 * Reports between mail services: what we saw of others is told to them once a day, what they saw of our domains is read
 * and shown.
 *
 * Promises: a report holds counts, addresses of servers and names of domains, never a person, subject or text; only domains
 * that ask for reports are counted for DMARC; a report goes to addresses that its domain names today, elsewhere only where
 * that was agreed; what comes in counts only when its sender is proved, once, within limits of size, number and age; all
 * that names a domain or an address is encrypted under the service key and ends with its time.
 * Fails: a silent DNS or web server means a later try within a day; counts of the last seconds before a kill are lost.
 * Standards: RFC 8460 (TLS reports), RFC 9990 with RFC 7489 §7.2 (DMARC aggregate reports).
 */
import type { Clock } from '../base/clock.ts'
import { day, second } from '../base/sizes.ts'
import type { ServiceKey } from '../keys/keys.ts'
import type { AuthCheck } from '../mail-auth/types.ts'
import type { MtaStsPolicy } from '../smtp-client/mta-sts.ts'
import type { SessionSeen } from '../smtp-client/types.ts'
import { createCounts } from './counts.ts'
import { domainReports, type DomainReports } from './overview.ts'
import type { ReportOpener } from './opening.ts'
import { mayBeReport, readReport, type ReadReport } from './received.ts'
import { forgetReceived } from './scripts.ts'
import { dmarcFact, tlsFacts } from './seen.ts'
import { createReportSending, type SendingParts } from './sending.ts'

/** How often counts in memory are written. */
export const FLUSH_MS = 10 * second
/** How often it is looked whether reports are due. */
export const SEND_LOOK_MS = 60 * second
/** Reports of others are kept so long. */
export const KEPT_MS = 180 * day

export interface Reports {
  /** One connection to a server of another domain. */
  session(
    of: {
      readonly tenant: number, readonly domain: string,
      /** The MTA-STS policy in force of that domain. */
      readonly policy: Promise<MtaStsPolicy | undefined>,
    },
    seen: SessionSeen,
  ): void
  /** One mail from outside, with where it was put. */
  judged(mail: {
    readonly tenant: number, readonly ip: string, readonly mailFrom: string, readonly check: AuthCheck,
    readonly place: 'inbox' | 'junk' | 'refuse',
  }): void
  /** A mail to one of our people; undefined when it cannot be a report at all. */
  arrived(mail: {
    readonly tenant: number, readonly address: string, readonly raw: Uint8Array, readonly check: AuthCheck,
  }): Promise<ReadReport | undefined>
  /** Sends what is due. */
  send(): Promise<number>
  /** What others said of this domain lately. */
  about(domain: { readonly tenant: number, readonly domain: string }): Promise<DomainReports>
  flush(): Promise<void>
  /** Writes what is counted and ends the child that opens reports. */
  close(): Promise<void>
  tidy(): Promise<void>
}

export interface ReportsParts extends Omit<SendingParts, 'counts'> {
  readonly serviceKey: ServiceKey
  readonly clock: Clock
  readonly opener: ReportOpener
}

/** Reports over this store. */
export function createReports(parts: ReportsParts): Reports {
  const { store, clock, log, kinds } = parts
  const counts = createCounts(parts)
  const send = createReportSending({ ...parts, counts })
  const { subjectOf } = counts
  return {
    session({ tenant, domain, policy }, seen) {
      policy.then((found) => {
        if (!kinds.includes('tls')) return
        for (const fact of tlsFacts(domain, seen, found)) counts.add('tls', { tenant, about: domain }, fact)
      }).catch((error: unknown) => log.error('reports.session-failed', error))
    },
    judged({ tenant, ...mail }) {
      const fact = kinds.includes('dmarc') ? dmarcFact(mail) : undefined
      if (fact !== undefined) counts.add('dmarc', { tenant, about: fact.policy.domain }, fact)
    },
    async arrived({ tenant, address, raw, check }) {
      if (!mayBeReport({ address, sizeBytes: raw.length })) return undefined
      try {
        const outcome = await readReport({ ...parts, subjectOf }, { tenant, raw, check })
        if (outcome !== 'no-report') log.info('reports.received', { outcome })
        return outcome
      } catch (error) {
        // A report that cannot be read must not keep a mail out.
        log.error('reports.read-failed', error)
        return undefined
      }
    },
    send,
    about: (domain) => domainReports({ ...parts, subjectOf }, domain),
    flush: () => counts.flush(),
    async close() {
      parts.opener.close()
      await counts.flush()
    },
    tidy: () => store.write(forgetReceived, { before: Math.floor((clock.now() - KEPT_MS) / day) }),
  }
}
