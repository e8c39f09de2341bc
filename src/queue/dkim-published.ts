/** Whether the record of a selector stands in the DNS as it should. A signature without it is worse than none. */
import type { Clock } from '../base/clock.ts'
import { hour, minute } from '../base/sizes.ts'
import type { Resolver } from '../dns/types.ts'
import { BoundedMap } from '../tenants/bounded-map.ts'

/** `unknown`: the DNS gave no answer, or there is none to ask. */
export type Published = 'yes' | 'no' | 'unknown'

/** What was found is believed this long; that it is missing, or that nobody said, is asked again sooner. */
export const PUBLISHED_MS = 1 * hour
export const MISSING_MS = 1 * minute
/** Selectors remembered. */
export const SELECTORS_MAX = 2000

export interface DkimDns {
  /** Asks, or remembers. */
  published(name: string, record: string): Promise<Published>
  /** Asks now. */
  look(name: string, record: string): Promise<Published>
}

export function createDkimDns(
  { resolver, clock }: { readonly resolver: Pick<Resolver, 'txt' | 'available'>, readonly clock: Clock },
): DkimDns {
  const known = new BoundedMap<string, { readonly found: Promise<Published>, until: number }>({
    max: SELECTORS_MAX, ageMs: PUBLISHED_MS, now: () => clock.now(),
  })

  async function look(name: string, record: string): Promise<Published> {
    if (!resolver.available) return 'unknown'
    const { kind, records } = await resolver.txt(name)
    if (kind === 'servfail' || kind === 'timeout') return 'unknown'
    return records.some((text) => sameKey(text, record)) ? 'yes' : 'no'
  }

  return {
    look,
    published(name, record) {
      const now = clock.now()
      const before = known.get(`${name} ${record}`)
      if (before !== undefined && now < before.until) return before.found
      const entry = { found: look(name, record), until: now + MISSING_MS }
      known.set(`${name} ${record}`, entry)
      void entry.found.then((found) => {
        if (found === 'yes') entry.until = now + PUBLISHED_MS
      })
      return entry.found
    },
  }
}

/** The same key, however the DNS provider spaced the record (RFC 6376 §3.6.1). A key with `p=` empty is revoked. */
export function sameKey(text: string, record: string): boolean {
  const [one, other] = [keyIn(text), keyIn(record)]
  return one !== '' && one === other
}

function keyIn(text: string): string {
  for (const part of text.slice(0, RECORD_LENGTH_MAX).split(';')) {
    const equals = part.indexOf('=')
    if (part.slice(0, Math.max(0, equals)).trim() === 'p') return part.slice(equals + 1).replaceAll(/\s/g, '')
  }
  return ''
}

/** Characters of a record that are read. */
const RECORD_LENGTH_MAX = 4096
