import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nl } from '../texts/nl.ts'
import { aboutOf, accountNames, checkOf, happenedOf, whoOf, type LedgerEntry } from './ledger.ts'

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
