import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { assess } from './assess.ts'
import { plainDraft, plainKnowledge } from './cases.ts'
import { defaultPolicy, LEVELS, REASONS } from './policy.ts'
import { unknownRecipient } from './routes.ts'
import { pastOf, RECIPIENT_KINDS_MAX, simulate } from './simulate.ts'
import type { Level, Policy, Reason, RecipientKnowledge } from './types.ts'

const recipients: readonly RecipientKnowledge[] = [
  { ...unknownRecipient('p@huis.example') },
  { ...unknownRecipient('z@zorg.example'), ability: { verifiedTls: 'dane', nta7516: true, checkedAt: 0 } },
  { ...unknownRecipient('k@pgp.example'), hasPinnedKey: true },
  { ...unknownRecipient('c@eigen.test'), isInternal: true },
]
const BODIES = [
  'Het BSN van mevrouw Anja Bakker is 111222333.', 'Mevrouw Bakker slikt metformine voor haar diabetes.', 'Zullen we dinsdag lunchen?',
  'Het wachtwoord voor de server is Xk3!mmq9.', 'Het bod op de overname blijft geheim tot 1 mei.', '',
]

const policies = fc.record({
  levels: fc.record(Object.fromEntries(REASONS.map((reason) => [reason,
    fc.constantFrom<Level>(...LEVELS)])) as Record<Reason, fc.Arbitrary<Level>>),
  unreadAttachments: fc.constantFrom('protect', 'advise', 'record'), mode: fc.constantFrom('active', 'shadow'),
}).map((parts): Policy => ({ ...defaultPolicy, ...parts }))

test('a policy tried on what was kept says what it says about the mail itself', () => {
  fc.assert(fc.property(
    policies, fc.constantFrom(...BODIES), fc.subarray([...recipients], { minLength: 1 }), fc.boolean(), fc.boolean(),
    (policy, body, people, threadProtected, hasUnread) => {
      const knowledge = plainKnowledge({ internalDomains: ['eigen.test'], recipients: people })
      const draft = plainDraft({
        from: 'ik@eigen.test', body, threadProtected, recipients: people.map(({ address }) => ({ address, name: null, field: 'to' as const })),
        attachments: hasUnread ? [{ id: '1', name: 'x.7z', type: 'application/x-7z-compressed', sizeBytes: 1, unread: 'unknown-format' as const }] : [],
      })
      const past = pastOf({ draft, knowledge, assessment: assess(draft, knowledge, defaultPolicy) })
      const really = assess(draft, knowledge, policy)
      const tried = simulate(past, policy)
      assert.deepEqual([tried.level, tried.secure, [...tried.reasons].sort()], [
        really.level, really.secure, really.reasons.map(({ reason }) => reason).sort(),
      ])
      const routes = Object.groupBy(really.recipients, ({ route }) => route)
      assert.deepEqual(tried.routes, Object.fromEntries(Object.entries(routes).map(([route, list]) => [
        route, list.length,
      ])))
      assert.equal(tried.impossible, really.recipients.filter(({ isImpossible }) => isImpossible).length)
    },
  ), { numRuns: 300 })
})

test('nothing of text or addresses is kept; ten thousand recipients are some kinds', () => {
  const many = Array.from({ length: 10_000 }, (_, index) => ({ address: `geheim${index}@huis.example`, name: 'Geheim', field: 'to' as const }))
  const draft = plainDraft({ from: 'ik@eigen.test', subject: 'Geheim', body: BODIES[0] ?? '', recipients: many })
  const knowledge = plainKnowledge({ internalDomains: ['eigen.test'] })
  const past = pastOf({ draft, knowledge, assessment: assess(draft, knowledge, defaultPolicy) })
  assert.ok(past.recipients.length <= RECIPIENT_KINDS_MAX)
  assert.equal(past.recipients[0]?.count, 10_000)
  assert.doesNotMatch(JSON.stringify(past), /geheim|111222333|Bakker|example/i)
})
