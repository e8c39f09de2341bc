import { Refusal } from '../base/errors.ts'
import { print, readParameters, type Command } from './command.ts'
import { runOperation } from './operations.ts'

const day = (at: number): string => at === 0 ? 'never' : new Date(at).toISOString().slice(0, 10)

const meaning = {
  'announced': 'to be published', 'published': 'published, signs soon', 'in-use': 'signs',
    'retired': 'signs no more; leave its record for now',
} as const

/** Shows the keys of the domains. */
export const dkimList: Command = {
  name: 'dkim list',
  parameters: '[--domain DOMAIN] [--home DIR] [--json]',
  doc: 'Shows the DKIM keys of our domains: which sign, which must be published, and when each was last seen.',
  async run(words) {
    const { values } = readParameters(words, { domain: { type: 'string', default: '' } })
    for (const { domain, keys } of await runOperation(values, 'dkim.list', { domain: values.domain })) {
      for (const key of keys) {
        const { name, text, state, createdAt, seenAt } = key
        print(values, { domain, ...key }, [
          `${name}  ${meaning[state]}  made ${day(createdAt)}, seen ${day(seenAt)}`, ...(state === 'announced'
            ? [`  TXT ${text}`] : []),
        ])
      }
    }
    return 0
  },
}

/** Announces new keys. */
export const dkimRotate: Command = {
  name: 'dkim rotate',
  parameters: 'DOMAIN [--home DIR] [--json]',
  doc: 'Makes the next DKIM keys of a domain. They sign once their records have been seen in the DNS for an hour; then '
    + 'the old ones are retired.',
  async run(words) {
    const { values, positionals } = readParameters(words, {})
    const [domain] = positionals
    if (domain === undefined || positionals.length !== 1) throw new Refusal('usage',
      'dkim rotate needs exactly one domain')
    const keys = await runOperation(values, 'dkim.rotate', { domain })
    const fresh = keys.filter(({ state }) => state === 'announced')
    print(values, { domain, keys: fresh }, ['Publish these records; everything else goes by itself:',
      ...fresh.map(({ name, text }) => `${name}  TXT  ${text}`)])
    return 0
  },
}
