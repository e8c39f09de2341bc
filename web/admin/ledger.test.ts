import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nl } from '../texts/nl.ts'
import { aboutOf, accountNames, checkOf, happenedOf, nameOf, relatedOf, whoOf, type LedgerEntry } from './ledger.ts'

const entry: LedgerEntry = {
  sequence: 7, id: 'x', at: 0, kind: 'mail.sent', facts: { recipients: 2, route: 'verified-tls', messageId: 'm', held: true },
  personal: { to: 'b@y.nl', from: 'a@x.nl', ip: '192.0.2.1' },
}

test('only a plain ok counts as good', () => {
  assert.deepEqual(checkOf({ ok: true, records: 3, root: 'ab', headAt: null }), { ok: true, records: 3, root: 'ab', headAt: undefined })
  assert.deepEqual(checkOf({ ok: false, sequence: 12, id: 'x', problem: 'leaf' }), { ok: false, line: '12' })
  for (const odd of [null, undefined, 'ok', {}, { ok: 'true' }, []]) assert.equal(checkOf(odd).ok, false)
})

test('a record in words', () => {
  assert.equal(happenedOf('mail.sent', nl), 'Mail verstuurd')
  assert.equal(happenedOf('something.new', nl), 'something.new')
  assert.equal(whoOf(entry, nl, new Map()), 'a@x.nl → b@y.nl')
  assert.equal(whoOf({ ...entry, personal: { from: null } }, nl, new Map()), 'gewist')
  assert.equal(aboutOf(entry, nl), 'veilige verbinding, 2 ontvangers')
  assert.equal(aboutOf({ ...entry, facts: { place: 'constructor', route: 'other' } }, nl), '')
})

test('an account by the name it was made with', () => {
  const made: LedgerEntry = { ...entry, kind: 'account.created', facts: { account: 5 }, personal: { name: 'Sanne', address: 's@x.nl' } }
  const names = accountNames([made, entry])
  assert.equal(whoOf({ ...entry, kind: 'session.started', facts: { account: 5 }, personal: { ip: '192.0.2.1' } }, nl, names), 'Sanne')
  assert.equal(whoOf({ ...entry, kind: 'session.started', facts: { account: 6 }, personal: {} }, nl, names), '')
})

test('a mail that went plainly against the advice reads otherwise than one that went secured', () => {
  const judged = (facts: LedgerEntry['facts']): LedgerEntry => ({ ...entry, kind: 'mail.assessed', facts: { outcome: 'queued', ...facts } })
  const plain = judged({ submission: 'a', overridden: true, routes: 'ordinary:1' })
  const secured = judged({ submission: 'b', overridden: false, routes: 'portal:1' })
  const related = relatedOf([plain, secured])
  assert.equal(aboutOf(plain, nl, related), 'toch gewoon verstuurd, gewone mail')
  assert.equal(aboutOf(secured, nl, related), 'verstuurd, met link en code')
  const sent = (submission: string): string => aboutOf({ ...entry, kind: 'mail.submitted', facts: { submission } }, nl, related)
  assert.deepEqual(['a', 'b', 'c'].map(sent), ['toch gewoon verstuurd, gewone mail', 'met link en code', ''])
  assert.equal(aboutOf(judged({ overridden: true, outcome: 'refused', routes: 'constructor:1 :2 x' }), nl), 'geweigerd')
})

test('the mail that brings the link is called that, and not ordinary mail', () => {
  const related = relatedOf([{ ...entry, kind: 'mail.portal', facts: { submission: 'a', noticeMail: 'n' } }])
  const delivered = (submission: string): string => aboutOf({ ...entry, kind: 'mail.delivered', facts: { submission, route: 'ordinary' } }, nl, related)
  assert.deepEqual([delivered('n'), delivered('a')], ['mail met de link', 'gewone mail'])
})

test('who read a mail, and facts by their name', () => {
  assert.equal(whoOf({ ...entry, kind: 'mail.read', personal: { who: 'a@x.nl', ip: '192.0.2.1' } }, nl, new Map()), 'a@x.nl')
  assert.deepEqual(['overridden', 'sizeBytes', 'constructor', 'newer'].map((name) => nameOf(name, nl)), ['Toch gewoon verstuurd', 'Grootte in bytes', undefined, undefined])
})
