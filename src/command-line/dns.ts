import { Refusal } from '../base/errors.ts'
import { checkTexts } from '../publishing/check-texts.ts'
import { publishingTexts } from '../publishing/texts.ts'
import { zoneLine } from '../publishing/records.ts'
import type { DomainLooks } from '../publishing-wiring.ts'
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

interface Shown { readonly json: boolean, readonly language: 'nl' | 'en' }

/** The same compared with what the world sees, and the checks of internet.nl. */
export const dnsCheck: Command = {
  name: 'dns check',
  parameters: '[--domain D] [--language nl|en] [--home DIR] [--json]',
  doc: 'Makes the 38 checks of internet.nl\'s mail test on the domains, live, and compares every record with what it should be: how it is, what was found, what to do. The exit code says whether something that must be right is not.',
  async run(words) {
    const { values } = readParameters(words, options)
    const shown: Shown = { json: values.json, language: values.language === 'en' ? 'en' : 'nl' }
    const all = await runOperation(values, 'dns.check', { domain: values.domain })
    if (all.length === 0) throw new Refusal('no such domain', `${values.domain} is not a domain of this service`)
    for (const one of all) {
      printChecks(one, shown)
      printLooks(one, shown)
    }
    const isGood = all.every(({ checks, looks }) => checks.every(({ weight, state }) => weight !== 'must' || state !== 'wrong')
      && looks.every(({ published: { need }, state }) => need !== 'must' || state === 'good'))
    return isGood ? 0 : 1
  },
}

function printChecks({ domain, checks }: DomainLooks, shown: Shown): void {
  const texts = checkTexts[shown.language]
  if (!shown.json) process.stdout.write(`${domain}\n`)
  let group = ''
  for (const check of checks) {
    const [title, todo] = texts.checks[check.id]
    const advice = check.state === 'wrong' || check.state === 'notice' ? todo : check.unseen === undefined ? '' : texts.unseen[check.unseen]
    if (!shown.json && check.group !== group) process.stdout.write(`\n${texts.groups[check.group]}\n`)
    group = check.group
    print(shown, { domain, check: check.id, group, weight: check.weight, state: check.state, title, advice,
      found: check.found, ...(check.unseen === undefined ? {} : { unseen: check.unseen }) }, [
      `${texts.states[check.state].padEnd(14)} ${title} (${texts.weights[check.weight]})`,
      ...(check.state === 'good' || check.state === 'none' ? [] : [...check.found.map((one) => `    ${one}`), `    ${advice}`]),
    ])
  }
}

function printLooks({ domain, looks }: DomainLooks, shown: Shown): void {
  const { states, todo, why } = publishingTexts[shown.language]
  if (!shown.json) process.stdout.write('\n')
  for (const { published, state } of looks) {
    const advice = state === 'good' ? '' : todo[state]
    const { kind, name, need } = published
    print(shown, { domain, kind, name, need, state, advice, line: zoneLine(published) }, [
      `${states[state].padEnd(14)} ${published.type.padEnd(5)} ${published.name}`,
      ...(state === 'good' ? [] : [`    ${why[published.kind]}`, `    ${advice}`, `    ${zoneLine(published)}`]),
    ])
  }
}
