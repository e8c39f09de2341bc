/** The guard in the browser and the one on the server: the same cases, the same outcome for the sender. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { assess } from '../src/guard/assess.ts'
import { readCase, type Case } from '../src/guard/cases.ts'
import { defaultPolicy } from '../src/guard/policy.ts'
import type { DomainAbility, Policy, RecipientKnowledge } from '../src/guard/types.ts'
import { decide } from '../src/submission/decision.ts'
import type { KnownRecipient } from '../web/mail/write/judged.ts'
import { judgeLocally } from '../web/mail/write/local-judge.ts'

const corpus = join(import.meta.dirname, '..', 'src', 'guard', 'corpus')
const NOW = Date.UTC(2026, 0, 1)
const cases: readonly Case[] = ['presend.jsonl', 'human-error.jsonl'].flatMap((name) =>
  readFileSync(join(corpus, name), 'utf8').split('\n').filter((line) => line !== '').map((line) => readCase(JSON.parse(line), NOW)))
  .filter((one) => one !== undefined)

/** What the server would tell of the recipients of a case: all servers the same, somebody known, one with a number. */
function recipientsOf({ draft, knowledge }: Case, verifiedTls: DomainAbility['verifiedTls']): readonly KnownRecipient[] {
  const domains = new Set(knowledge.internalDomains.map((domain) => domain.toLowerCase()))
  return draft.recipients.map(({ address }, index): KnownRecipient => {
    const isInternal = domains.has(address.slice(address.lastIndexOf('@') + 1).toLowerCase())
    return {
      address, isInternal, isInHouse: isInternal, isUnknownHere: false, phoneHint: null, text: '', hasPinnedKey: false,
      ability: { verifiedTls, nta7516: false, checkedAt: NOW }, hasVerifiedPhone: index % 2 === 1, sentBefore: index,
    }
  })
}

const all = <T>(value: T): Record<keyof Policy['levels'], T> =>
  Object.fromEntries(Object.keys(defaultPolicy.levels).map((reason) => [reason, value])) as Record<keyof Policy['levels'], T>

const policies: Readonly<Record<string, Policy>> = {
  'the default': defaultPolicy,
  shadow: { ...defaultPolicy, mode: 'shadow' },
  'everything stops': { ...defaultPolicy, levels: all('block'), mayOverride: all('no') },
  'no way outside': { ...defaultPolicy, routes: all(['verified-tls'] as const) },
}

for (const [name, policy] of Object.entries(policies)) {
  for (const tls of ['pinned', 'none'] as const) {
    test(`both guards come to the same act on ${cases.length} cases: policy ${name}, servers with TLS ${tls}`, () => {
      for (const one of cases) {
        const known = recipientsOf(one, tls)
        const { recipients: _, ...sender } = one.knowledge
        const here = judgeLocally({ draft: one.draft, context: { ...sender, policy }, known, now: NOW, language: 'nl' })
        const knowledge = { ...sender, now: NOW, recipients: known.map((person): RecipientKnowledge => person) }
        const assessment = assess(one.draft, knowledge, policy)
        const places = new Map(known.map(({ address, isInHouse }) => [
          address.toLowerCase(), { isInHouse, isUnknownHere: false, phoneHint: null, plainRoute: 'ordinary' as const },
        ]))
        const there = decide({ assessment, knowledge, policy, places, wishes: {} })
        assert.deepEqual(
          { ...actOf(here), level: here.assessment.level, warnings: here.assessment.warnings.map(({ id }) => id) },
          { ...actOf(there), level: assessment.level, warnings: assessment.warnings.map(({ id }) => id) }, one.id)
      }
    })
  }
}

test('somebody the server was not asked about counts as unknown: never less protected', () => {
  for (const one of cases) {
    const { recipients: _, ...sender } = one.knowledge
    const question = { draft: one.draft, context: { ...sender, policy: defaultPolicy }, now: NOW, language: 'nl' as const }
    const known = judgeLocally({ ...question, known: recipientsOf(one, 'pinned') })
    const unknown = judgeLocally({ ...question, known: [] })
    assert.equal(unknown.assessment.secure, known.assessment.secure, one.id)
    for (const [index, { route }] of unknown.recipients.entries()) {
      if (known.recipients[index]?.route === 'portal') assert.equal(route, 'portal', one.id)
    }
  }
})

type Act = Pick<ReturnType<typeof decide>, 'action' | 'questions' | 'mayOverride' | 'factorNeeded'>
  & { readonly recipients: readonly { readonly route: string, readonly isImpossible: boolean }[] }

function actOf(act: Act | ReturnType<typeof judgeLocally>): Readonly<Record<string, unknown>> {
  const { action, questions, mayOverride, factorNeeded, recipients } = act
  const ways = recipients.map(({ route, isImpossible }) => [route, isImpossible])
  return { action, questions, mayOverride, factorNeeded, ways }
}
