import assert from 'node:assert/strict'
import { test } from 'node:test'
import { comparableName, judgeAuthor, type AuthorFacts } from './judgement.ts'

const stranger: AuthorFacts = {
  domain: 'apotheek.example', name: 'Apotheek', dmarc: 'none', policy: null, aligned: null,
  isOwnDomain: false, isColleagueName: false,
}

const cases: readonly { readonly what: string, readonly facts: Partial<AuthorFacts>, readonly gives: string }[] = [
  { what: 'a stranger without any proof', facts: {}, gives: 'inbox unverifiable dmarc-none' },
  { what: 'proved by DMARC', facts: { dmarc: 'pass', policy: 'reject', aligned: 'apotheek.example' }, gives: 'inbox verified dmarc-pass' },
  { what: 'proved and aligned without a DMARC record', facts: { aligned: 'apotheek.example' }, gives: 'inbox verified aligned' },
  { what: 'fails where the owner asks to refuse', facts: { dmarc: 'fail', policy: 'reject' }, gives: 'refuse failed dmarc-reject' },
  { what: 'fails where the owner asks for quarantine', facts: { dmarc: 'fail', policy: 'quarantine' }, gives: 'junk failed dmarc-quarantine' },
  { what: 'fails where the owner asks for nothing', facts: { dmarc: 'fail', policy: 'none' }, gives: 'inbox failed dmarc-fail' },
  { what: 'a spoofed colleague', facts: { isOwnDomain: true }, gives: 'junk impersonation own-domain-not-proved' },
  { what: 'a spoofed colleague while DNS is away', facts: { isOwnDomain: true, dmarc: 'temperror' }, gives: 'junk impersonation own-domain-not-proved' },
  { what: 'a spoofed colleague of a strict domain', facts: { isOwnDomain: true, dmarc: 'fail', policy: 'reject' }, gives: 'refuse failed dmarc-reject' },
  { what: 'our own mail by way of a proved forwarder', facts: { isOwnDomain: true, dmarc: 'pass', aligned: 'delinde.example' }, gives: 'inbox verified dmarc-pass' },
  { what: 'the name of a colleague with an unproved address', facts: { isColleagueName: true }, gives: 'junk impersonation name-of-colleague' },
  { what: 'the private address of a colleague, proved', facts: { isColleagueName: true, dmarc: 'pass', aligned: 'post.example' }, gives: 'inbox verified dmarc-pass' },
]

for (const { what, facts, gives } of cases) {
  test(what, () => {
    const { place, truth } = judgeAuthor({ ...stranger, ...facts })
    assert.equal(`${place} ${truth.verdict} ${truth.reason}`, gives)
  })
}

test('names compare without case, accents, blanks and signs', () => {
  assert.equal(comparableName('Maríeke  Hofstra'), comparableName('marieke.hofstra'))
  assert.equal(comparableName('x'.repeat(201)), 'x'.repeat(200))
})
