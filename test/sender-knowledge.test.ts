/** What the service remembers of a sender for the guard: whom they wrote to, and from where. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { day, hour } from '../src/base/sizes.ts'
import { createCorrespondence } from '../src/submission/correspondence.ts'
import { letter, openTestHouse, type TestHouse } from './house.ts'

let t: TestHouse
before(async () => {
  t = await openTestHouse()
})
after(() => t.remove())

let counter = 0
const send = async (fields: Readonly<Record<string, string>>, to: readonly string[]): Promise<void> => {
  const submitted = await t.submit({ raw: letter({ ...fields, Subject: 'x', 'Message-ID': `<k${++counter}@x>` }, 'Tot morgen.'), to, holdMs: hour })
  assert.equal(submitted.outcome, 'queued')
}
const people = async () => {
  const known = await t.house.sending.knowledge.correspondence.of(t.nurse.open)
  return Object.fromEntries([...known.values()].map(({ address, name, count }) => [address, [name, count]]))
}

test('whom somebody wrote to is counted from the own Sent mail, Bcc included', async () => {
  assert.deepEqual(await people(), {})
  await send({ To: 'Jan Bakker <J.Bakker@partner.example>' }, ['J.Bakker@partner.example', 'stil@partner.example'])
  await send({ To: 'j.bakker@partner.example', Cc: 'karin@zorg.example' }, ['j.bakker@partner.example', 'karin@zorg.example'])
  assert.deepEqual(await people(), {
    'j.bakker@partner.example': ['Jan Bakker', 2], 'stil@partner.example': [null, 1], 'karin@zorg.example': [null, 1],
  })
})

test('another process knows it from the encrypted note, and looks only at what is new', async () => {
  const { store, mailstore, clock } = t.house
  const again = createCorrespondence({ store, mailstore, clock })
  assert.equal((await again.of(t.nurse.open)).get('j.bakker@partner.example')?.count, 2)
  await send({ To: 'j.bakker@partner.example' }, ['j.bakker@partner.example'])
  assert.equal((await again.of(t.nurse.open)).get('j.bakker@partner.example')?.count, 3)
})

test('nobody else sees it', async () => {
  assert.equal((await t.house.sending.knowledge.correspondence.of(t.colleague.open)).size, 0)
  await assert.rejects(async () => {
    const row = await t.house.store.one<{ box: Uint8Array }>({ text: "select box from account_document where kind = 'correspondence' and id = 'note' limit 1", values: [] })
    t.colleague.open.decrypt({ tenant: t.nurse.open.tenant, account: t.nurse.open.account, kind: 'submission-note', id: 'correspondence' }, row.box)
  })
})

test('a network is known from the second day on; the first one ever is', async () => {
  const { networks } = t.house.sending.knowledge
  const look = (ip: string) => networks.look(t.nurse.open, ip)
  assert.deepEqual([await look('127.0.0.1'), await look('10.1.2.3'), await look('::1'), await look('fd00::1')], ['known', 'known', 'known', 'known'])
  assert.equal(await look('192.0.2.7'), 'known')
  assert.equal(await look('192.0.2.7'), 'known')
  assert.equal(await look('198.51.100.9'), 'unknown')
  assert.equal(await look('198.51.100.9'), 'unknown')
  t.later(day)
  assert.equal(await look('198.51.100.9'), 'known')
  assert.equal(await look('2001:db8::1'), 'unknown')
})

test('neither people nor networks stand on the disk', async () => {
  const files = readdirSync(t.folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
  for (const file of files) {
    const bytes = readFileSync(join(file.parentPath, file.name)).toString('latin1')
    assert.ok(!/bakker@partner|stil@partner|198\.51\.100\.9/i.test(bytes), file.name)
  }
})
