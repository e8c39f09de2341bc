import { Refusal } from '../base/errors.ts'
import { publishingTexts } from '../publishing/texts.ts'
import { zoneLine } from '../publishing/records.ts'
import { readParameters, print, type Command } from './command.ts'
import { runOperation } from './operations.ts'

const options = { domain: { type: 'string', default: '' }, language: { type: 'string', default: 'nl' } } as const

/** What each domain must publish, ready for a zone file, with a sentence why. */
export const dnsRecords: Command = {
  name: 'dns records',
  parameters: '[--domain D] [--language nl|en] [--home DIR] [--json]',
  doc: 'Prints everything the domains must publish (MX, SPF, DKIM, DMARC, TLSA, MTA-STS, TLS-RPT, CAA, NTA 7516, SRV and more), each with a sentence why.',
  async run(words) {
    const { values } = readParameters(words, options)
    const { why } = publishingTexts[values.language === 'en' ? 'en' : 'nl']
    const all = await runOperation(values, 'dns.records', { domain: values.domain })
    if (all.length === 0) throw new Refusal('no such domain', `${values.domain} is not a domain of this service`)
    for (const { domain, records } of all) {
      if (!values.json) process.stdout.write(`; ${domain}\n`)
      for (const one of records) print(values, { domain, ...one, why: why[one.kind], line: zoneLine(one) }, [`; ${why[one.kind]}`, zoneLine(one), ''])
    }
    return 0
  },
}

/** The same, compared with what the world sees. */
export const dnsCheck: Command = {
  name: 'dns check',
  parameters: '[--domain D] [--language nl|en] [--home DIR] [--json]',
  doc: 'Looks at what the domains really publish and says of each record how it is and what to do. The exit code says whether all that must be there is good.',
  async run(words) {
    const { values } = readParameters(words, options)
    const { states, todo, why, ground: advices } = publishingTexts[values.language === 'en' ? 'en' : 'nl']
    let isGood = true
    for (const { domain, looks, ground } of await runOperation(values, 'dns.check', { domain: values.domain })) {
      for (const { kind, state } of ground) {
        const advice = state === 'good' ? '' : state === 'unknown' ? todo.unknown : advices[kind]
        print(values, { domain, kind, state, advice }, [`${states[state].padEnd(14)} ${kind}`, ...(advice === '' ? [] : [`    ${advice}`])])
      }
      for (const { published, state } of looks) {
        if (published.need === 'must' && state !== 'good') isGood = false
        const advice = state === 'good' ? '' : todo[state]
        const { kind, name, need } = published
        print(values, { domain, kind, name, need, state, advice, line: zoneLine(published) }, [
          `${states[state].padEnd(14)} ${published.type.padEnd(5)} ${published.name}`,
          ...(state === 'good' ? [] : [`    ${why[published.kind]}`, `    ${advice}`, `    ${zoneLine(published)}`]),
        ])
      }
    }
    return isGood ? 0 : 1
  },
}
