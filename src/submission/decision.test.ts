import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { assess } from '../guard/assess.ts'
import { plainDraft, plainKnowledge } from '../guard/cases.ts'
import { defaultPolicy } from '../guard/policy.ts'
import type { DomainAbility, Policy, RecipientKnowledge } from '../guard/types.ts'
import { day } from '../base/sizes.ts'
import { CREDENTIALS_PORTAL_MS, decide, GROUND_LENGTH_MIN, portalEnd, type RecipientPlace } from './decision.ts'
import type { SenderWishes } from './types.ts'

const PERSON = 'Het BSN van de heer Jan de Vries is 111222333, geboren 12-03-1961.'
const PASSWORD = 'Uw gebruikersnaam is noor en het wachtwoord is Zomer2026!welkom'

interface Scene {
  readonly text?: string
  readonly tls?: DomainAbility['verifiedTls']
  readonly policy?: Partial<Policy>
  readonly wishes?: SenderWishes
  readonly known?: Partial<RecipientKnowledge>
  readonly place?: Partial<RecipientPlace>
}

function decided({ text = PERSON, tls = 'pinned', policy: changed = {}, wishes = {}, known = {}, place = {} }: Scene) {
  const policy = { ...defaultPolicy, ...changed }
  const address = known.address ?? 'x@partner.example'
  const draft = plainDraft({ from: 'noor@zorg.example', recipients: [{ address, name: null, field: 'to' }], body: text })
  const knowledge = plainKnowledge({
    recipients: [{
      address, isInternal: false, ability: { verifiedTls: tls, nta7516: false, checkedAt: 1 }, hasPinnedKey: false,
      hasVerifiedPhone: false, sentBefore: 3, ...known,
    }],
  })
  const places = new Map([[address, { isInHouse: false, isUnknownHere: false, phoneHint: null, plainRoute: 'ordinary' as const, ...place }]])
  return decide({ assessment: assess(draft, knowledge, policy), knowledge, policy, places, wishes })
}

const all = <T>(value: T) => Object.fromEntries(Object.keys(defaultPolicy.levels).map((reason) => [reason, value])) as Record<keyof Policy['levels'], T>

describe('what Send does', () => {
  const scenes: Readonly<Record<string, readonly [Scene, action: string, route: string, problem: string | null]>> = {
    'nothing to secure': [{ text: 'Tot morgen.' }, 'send', 'ordinary', null],
    'nothing to secure, and every mail verified': [{ text: 'Tot morgen.', place: { plainRoute: 'verified-tls' } }, 'send', 'verified-tls', null],
    'a person, to a partner': [{}, 'protect', 'verified-tls', null],
    'a person, to a server without TLS': [{ tls: 'none' }, 'protect', 'portal', 'factor-needed'],
    'a server that nobody looked at yet': [{ tls: 'unknown' }, 'protect', 'portal', 'factor-needed'],
    'the same with a known number': [{ tls: 'none', known: { hasVerifiedPhone: true } }, 'protect', 'portal', null],
    'the same with a number given': [{ tls: 'none', wishes: { guestFactors: new Map([['x@partner.example', { kind: 'sms', phone: '0612345678' }]]) } }, 'protect', 'portal', null],
    'a mailbox of another organisation in this house': [{ tls: 'none', place: { isInHouse: true } }, 'protect', 'internal', null],
    'a reason that the policy blocks': [{ policy: { levels: all('block') } }, 'block', 'verified-tls', 'blocked'],
    'blocked, with a ground': [{ policy: { levels: all('block') }, wishes: { overrideGround: 'in overleg' } }, 'send', 'ordinary', null],
    'a ground that is too short for what is stopped': [{ policy: { levels: all('block') }, wishes: { overrideGround: 'ja' } }, 'block', 'verified-tls', 'ground-needed'],
    'what would be secured goes plainly without a ground': [{ wishes: { overrideGround: '' } }, 'send', 'ordinary', null],
    'a ground where none counts': [{ policy: { mayOverride: all('no') }, wishes: { overrideGround: 'in overleg' } }, 'protect', 'verified-tls', 'override-not-allowed'],
    'a ground where nothing is to override': [{ text: 'Tot morgen.', wishes: { overrideGround: 'in overleg' } }, 'send', 'ordinary', null],
    'no way of the policy reaches them': [{ tls: 'none', policy: { routes: all(['verified-tls']) } }, 'block', 'portal', 'no-route'],
    'shadow': [{ policy: { mode: 'shadow', levels: all('block') } }, 'send', 'ordinary', null],
  }
  for (const [what, [scene, action, route, problem]] of Object.entries(scenes)) {
    test(what, () => {
      const found = decided(scene)
      assert.deepEqual([found.action, found.recipients[0]?.route, found.problem], [action, route, problem])
    })
  }

  test('the portal stands in for verified TLS only where every reason allows it', () => {
    assert.deepEqual(decided({}).recipients[0]?.fallback, ['portal'])
    assert.deepEqual(decided({ policy: { routes: { ...defaultPolicy.routes, 'national-id': ['verified-tls'] } } }).recipients[0]?.fallback, [])
  })

  test(`a ground has at least ${GROUND_LENGTH_MIN} characters, blanks apart`, () => {
    assert.equal(decided({ policy: { levels: all('block') }, wishes: { overrideGround: ' ab ' } }).problem, 'ground-needed')
    assert.equal(decided({ wishes: { overrideGround: ' abc ' } }).problem, null)
  })

  test('a portal message with credentials ends within a week', () => {
    const now = 1000
    const assessment = (text: string) => assess(plainDraft({ recipients: [{ address: 'x@y.example', name: null, field: 'to' }], body: text }), plainKnowledge(), defaultPolicy)
    assert.equal(portalEnd({ assessment: assessment(PASSWORD), now, wished: undefined }), now + CREDENTIALS_PORTAL_MS)
    assert.equal(portalEnd({ assessment: assessment(PASSWORD), now, wished: now + 30 * day }),
      now + CREDENTIALS_PORTAL_MS)
    assert.equal(portalEnd({ assessment: assessment(PASSWORD), now, wished: now + day }), now + day)
    assert.equal(portalEnd({ assessment: assessment(PERSON), now, wished: undefined }), undefined)
  })
})
