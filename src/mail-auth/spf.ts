import type { Clock } from '../base/clock.ts'
import type { Resolver } from '../dns/types.ts'
import { mailAuthLibrary } from './library.ts'
import { lookupOf } from './lookups.ts'
import { SPF_MS_MAX, SPF_RESULT_MS, SPF_RESULTS_MAX, type AuthQuestion, type SpfCheck, type SpfResult } from './types.ts'

/** SPF of one message with the text for Authentication-Results. */
export interface SpfOutcome extends SpfCheck {
  readonly info: string
}

export type CheckSpf = (question: AuthQuestion) => Promise<SpfOutcome>

/**
 * SPF (RFC 7208) by `mailauth`, remembered for a few minutes by address, domain and HELO. A record that looks at the
 * local part (macros l, s, o with it) is not remembered, nor is a temporary failure.
 */
export function createSpf({ resolver, hostname, clock }: {
  readonly resolver: Resolver, readonly hostname: string, readonly clock: Clock,
}): CheckSpf {
  const known = new Map<string, { readonly outcome: SpfOutcome, readonly until: number }>()
  return async ({ ip, helo, mailFrom }) => {
    const key = `${ip} ${helo.toLowerCase()} ${domainOf(mailFrom)}`
    const found = known.get(key)
    if (found !== undefined && found.until > clock.now()) return found.outcome
    let isPersonal = false
    const { spf } = await mailAuthLibrary()
    const answer = await spf({
      sender: mailFrom, ip, helo, mta: hostname, maxElapsedTime: SPF_MS_MAX, strict: true,
      resolver: lookupOf(resolver, (text) => {
        isPersonal ||= /%\{[lso]/i.test(text)
      }) as Parameters<typeof spf>[0]['resolver'] & {},
    })
    const result = resultOf(answer.status.result)
    const outcome: SpfOutcome = { result, domain: answer.domain === '' ? null : answer.domain.toLowerCase(), info: answer.info }
    if (!isPersonal && result !== 'temperror') {
      if (known.size >= SPF_RESULTS_MAX) known.clear()
      known.set(key, { outcome, until: clock.now() + SPF_RESULT_MS })
    }
    return outcome
  }
}

const results: ReadonlySet<string> = new Set<SpfResult>(['none', 'neutral', 'pass', 'fail', 'softfail', 'temperror', 'permerror'])

function resultOf(word: string): SpfResult {
  return results.has(word) ? word as SpfResult : 'permerror'
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase()
}
