import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Author } from '../mail-auth/types.ts'
import { judgeAuthor, type AuthorFacts } from './judgement.ts'
import { comparableName, contactPeople, COMPARED_MAX, likeContact, likeOurs, ourPeople } from './likeness.ts'

const stranger: AuthorFacts = {
  domain: 'apotheek.example', dmarc: 'none', policy: null, aligned: null, isOwnDomain: false, likeness: undefined,
}
const colleague = { kind: 'name-of-colleague', as: 'Ann de Vries', isCertain: false } as const
const ownLook = { kind: 'like-own-domain', as: 'delinde.example', isCertain: true } as const
const proved = { dmarc: 'pass', aligned: 'apotheek.example' } as const

const cases: readonly { readonly what: string, readonly facts: Partial<AuthorFacts>, readonly gives: string }[] = [
  { what: 'a stranger without any proof', facts: {}, gives: 'inbox unverifiable dmarc-none' },
  { what: 'proved by DMARC', facts: { ...proved, policy: 'reject' }, gives: 'inbox verified dmarc-pass' },
  { what: 'proved and aligned without a DMARC record', facts: { aligned: 'apotheek.example' }, gives: 'inbox verified aligned' },
  { what: 'fails where the owner asks to refuse', facts: { dmarc: 'fail', policy: 'reject' }, gives: 'refuse failed dmarc-reject' },
  { what: 'fails where the owner asks for quarantine', facts: { dmarc: 'fail', policy: 'quarantine' }, gives: 'junk failed dmarc-quarantine' },
  { what: 'fails where the owner asks for nothing', facts: { dmarc: 'fail', policy: 'none' }, gives: 'inbox failed dmarc-fail' },
  { what: 'a spoofed colleague', facts: { isOwnDomain: true }, gives: 'junk impersonation own-domain-not-proved apotheek.example' },
  { what: 'a spoofed colleague while DNS is away', facts: { isOwnDomain: true, dmarc: 'temperror' }, gives: 'junk impersonation own-domain-not-proved apotheek.example' },
  { what: 'a spoofed colleague of a strict domain', facts: { isOwnDomain: true, dmarc: 'fail', policy: 'reject' }, gives: 'refuse failed dmarc-reject' },
  { what: 'our own mail by way of a proved forwarder', facts: { isOwnDomain: true, ...proved }, gives: 'inbox verified dmarc-pass' },
  { what: 'the name of a colleague with an unproved address', facts: { likeness: colleague }, gives: 'junk impersonation name-of-colleague Ann de Vries' },
  { what: 'the private address of a colleague, proved', facts: { likeness: colleague, ...proved }, gives: 'inbox verified name-of-colleague Ann de Vries' },
  { what: 'a domain that looks like ours, proved', facts: { likeness: ownLook, ...proved }, gives: 'junk impersonation like-own-domain delinde.example' },
]
for (const { what, facts, gives } of cases) {
  test(what, () => {
    const { place, truth } = judgeAuthor({ ...stranger, ...facts })
    assert.equal([place, truth.verdict, truth.reason, ...truth.as === undefined ? [] : [truth.as]].join(' '), gives)
  })
}

const ours = ourPeople({ domains: ['delinde.example', 'zorgcentrumdelinde.nl'], names: ['Maríeke Hofstra', 'Jan', 'Ann de Vries'] })
const author = (name: string | null, email: string): Author => ({ name, email, domain: email.slice(email.lastIndexOf('@') + 1) })
const likenesses: readonly (readonly [name: string | null, email: string, gives: string])[] = [
  [null, 'x@elders.example', ''], ['Piet Jansen', 'piet@elders.example', ''], ['Jan', 'jan@elders.example', ''],
  ['Marieke Hofstra', 'm@elders.example', 'name-of-colleague maybe Maríeke Hofstra'],
  ['Hofstra, Marieke', 'm@elders.example', 'name-of-colleague maybe Maríeke Hofstra'],
  ['marieke.hofstra', 'm@elders.example', 'name-of-colleague maybe Maríeke Hofstra'],
  ['Marieke Hofstra', 'm@delinde.example', ''],
  ['info@delinde.example', 'x@elders.example', 'address-in-name sure info@delinde.example'],
  ['Ann (info@delinde.example)', 'x@elders.example', 'address-in-name sure info@delinde.example'],
  ['info＠delinde.example', 'x@elders.example', 'address-in-name sure info@delinde.example'],
  ['service@bank.example', 'x@elders.example', 'address-in-name maybe service@bank.example'],
  ['jan@bank.example via Lijst', 'lijst@elders.example', ''],
  ['service@mail.bank.example', 'x@bank.example', ''],
  [null, 'x@zorgcentrumdelinde.nl.elders.example', 'like-own-domain maybe zorgcentrumdelinde.nl'],
  [null, 'x@zorgcentrumdellnde.nl', 'like-own-domain sure zorgcentrumdelinde.nl'],
  [null, 'x@zorgcentrum-delinde.nl', 'like-own-domain maybe zorgcentrumdelinde.nl'],
  [null, 'x@zorgcentrumdelind.nl', 'like-own-domain maybe zorgcentrumdelinde.nl'],
  [null, 'x@xn--zorgcentrumdelnde-ppo.nl', 'like-own-domain sure zorgcentrumdelinde.nl'],
  [null, 'x@mail.delinde.example', ''],
  ['Ann \u202eekeiram', 'x@elders.example', 'hidden-characters sure '],
]
for (const [name, email, gives] of likenesses) {
  test(`${name ?? ''} <${email}>`, () => {
    const found = likeOurs(author(name, email), ours)
    assert.equal(found === undefined ? '' : `${found.kind} ${found.isCertain ? 'sure' : 'maybe'} ${found.as}`, gives)
  })
}

test('contacts: a look-alike of their domain, their name with another address, and they themselves', () => {
  const people = contactPeople([{ address: 'Jan@Huisartsenpost.example', name: 'Jan Pietersen' }, { address: 'x@bank.example', name: null }])
  assert.equal(likeContact(author('Jan Pietersen', 'jan@huisartsenpost.example'), people), undefined)
  assert.equal(likeContact(author('Jan Pietersen', 'jan2@huisartsenpost.example'), people), undefined)
  assert.deepEqual(likeContact(author('Pietersen, Jan', 'j@elders.example'), people), { kind: 'name-of-contact', as: 'Jan@Huisartsenpost.example', isCertain: false })
  assert.equal(likeContact(author(null, 'jan@huisartsenp0st.example'), people)?.kind, 'like-contact')
})

test('so many contacts are compared, and not one more', () => {
  const many = Array.from({ length: COMPARED_MAX + 1 }, (_, index) => ({ address: `a${index}@x${index}.example`, name: null }))
  const people = contactPeople(many)
  assert.equal(people.addresses.has(`a${COMPARED_MAX - 1}@x${COMPARED_MAX - 1}.example`), true)
  assert.equal(people.addresses.has(`a${COMPARED_MAX}@x${COMPARED_MAX}.example`), false)
})

test('names compare without case, accents, blanks and signs', () => {
  assert.equal(comparableName('Maríeke  Hofstra'), comparableName('marieke.hofstra'))
  assert.equal(comparableName('x'.repeat(201)), 'x'.repeat(200))
})
