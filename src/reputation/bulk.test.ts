import assert from 'node:assert/strict'
import { test } from 'node:test'
import { day } from '../base/sizes.ts'
import { createBulkWatch } from './bulk.ts'

const mail = (subject: string, more: readonly string[] = []): Uint8Array =>
  new TextEncoder().encode([`Subject: ${subject}`, 'From: Noor <noor@zorg.example>', ...more, '', 'Nieuws.', ''].join('\r\n'))
const LEAVING = ['List-Unsubscribe: <https://zorg.example/uit?a=1>', 'List-Unsubscribe-Post: List-Unsubscribe=One-Click']

function open(from = 100) {
  let now = 0
  const watch = createBulkWatch({ clock: { now: () => now }, from })
  return {
    later: (ms: number) => { now += ms },
    count: (raw: Uint8Array, outside: number, account = 7) => watch.count({ tenant: 1, account, raw, outside }),
  }
}

test('one kind of mail to many in a day, without a way to leave: told at the limit, once; the next day anew', () => {
  const { count, later } = open()
  assert.equal(count(mail('Nieuwsbrief 12 voor 100 mensen'), 99), undefined)
  assert.equal(count(mail('nieuwsbrief 13 voor 7 mensen'), 1), 100)
  assert.equal(count(mail('Nieuwsbrief 12 voor 100 mensen'), 500), undefined)
  later(day)
  assert.equal(count(mail('Nieuwsbrief 12 voor 100 mensen'), 100), 100)
})

test('other accounts, other subjects, colleagues and mail that can be left count apart or not at all', () => {
  const { count } = open()
  assert.equal(count(mail('Nieuws'), 99), undefined)
  assert.equal(count(mail('Nieuws'), 99, 8), undefined)
  assert.equal(count(mail('Iets anders'), 99), undefined)
  assert.equal(count(mail('Nieuws'), 0), undefined)
  assert.equal(count(mail('Nieuws', LEAVING), 5000), undefined)
  assert.equal(count(mail('Nieuws', LEAVING.slice(0, 1)), 1), 100, 'an address alone is no one click')
})
