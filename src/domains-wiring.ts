/** A domain's own page: what it must publish, how the world sees it, and what the world reported. */
import type { House } from './app.ts'
import { minute } from './base/sizes.ts'
import { lookAtRecords, publishedRecords, type DomainLooks } from './publishing-wiring.ts'
import { checkTexts } from './publishing/check-texts.ts'
import { zoneLine } from './publishing/records.ts'
import { publishingTexts } from './publishing/texts.ts'
import { BoundedMap } from './tenants/bounded-map.ts'
import type { OwnDomains } from './web-server/routes/domains.ts'

/** How long an answer of the checks is given again: they cost connections to our own servers. */
export const CHECKED_MS = 1 * minute
/** Domains whose checks are remembered. */
export const CHECKED_MAX = 100

export function createOwnDomains(house: House): OwnDomains {
  const checked = new BoundedMap<string, Promise<{ readonly at: number, readonly looks: DomainLooks | undefined }>>({
    max: CHECKED_MAX, ageMs: CHECKED_MS, now: () => house.clock.now(),
  })

  function look(domain: string): Promise<{ readonly at: number, readonly looks: DomainLooks | undefined }> {
    const known = checked.get(domain)
    if (known !== undefined) return known
    const work = lookAtRecords(house, domain).then(([looks]) => ({ at: house.clock.now(), looks }))
    checked.set(domain, work)
    return work
  }

  return {
    list: async (tenant) => (await house.tenants.domains(tenant)).map(({ name }) => name),
    async state({ tenant, domain, language }) {
      const { why } = publishingTexts[language]
      const [own] = await publishedRecords(house, domain)
      return {
        domain, reports: await house.reports.about({ tenant, domain }),
        records: (own?.records ?? []).map((one) => ({ ...one, why: why[one.kind], line: zoneLine(one) })),
      }
    },
    async check({ domain, language }) {
      const { at, looks } = await look(domain)
      return { domain, at, ...inWords(looks, language) }
    },
  }
}

function inWords(looks: DomainLooks | undefined, language: 'nl' | 'en'): object {
  const texts = checkTexts[language]
  const { states, todo } = publishingTexts[language]
  return {
    checks: (looks?.checks ?? []).map(({ id, group, weight, state, found, unseen }) => ({
      id, group: texts.groups[group], weight: texts.weights[weight], counts: weight === 'must', state, word: texts.states[state],
      title: texts.checks[id][0], found,
      advice: state === 'wrong' || state === 'notice' ? texts.checks[id][1] : unseen === undefined ? '' : texts.unseen[unseen],
    })),
    records: (looks?.looks ?? []).map(({ published: { name, type, value, need }, state }) =>
      ({ name, type, value, need, state, word: states[state], advice: state === 'good' ? '' : todo[state] })),
  }
}
