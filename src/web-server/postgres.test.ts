import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createDocuments, DOCUMENTS_MAX } from '../jmap-server/documents.ts'
import { putDocument } from '../jmap-server/documents.ts'
import { postgresMissing, startPostgres } from '../storage/postgres/server.testing.ts'
import { password } from '../accounts/accounts.testing.ts'
import { openWebHouse, type WebHouse } from './web-server.testing.ts'

async function life(house: WebHouse): Promise<void> {
  const anna = await house.signedIn('anna')
  const stream = await anna.events('types=*')
  await stream.next('state')
  const [drafts, inbox] = [await anna.box('drafts'), await anna.box('inbox')]
  const id = await anna.keep('From: Bo <bo@example.org>\nSubject: Dag\n\ntekst\n')
  assert.ok(JSON.parse(await stream.next('state')).changed[anna.accountId].Email)
  stream.close()
  const { state } = await anna.call('Email/get', { ids: [] })
  await anna.call('Email/set', { update: { [id]: { 'keywords/$seen': true } } })
  assert.deepEqual((await anna.call('Email/changes', { sinceState: state })).updated, [id])
  assert.deepEqual((await anna.call('Email/query', { filter: { inMailbox: inbox, text: 'tekst' } })).ids, [id])
  const identityId = (await anna.call('Identity/get', { ids: null })).list[0].id
  const [, submitted] = await anna.jmap(
    ['Email/set', { create: { d: { mailboxIds: { [drafts]: true }, from: [{ email: 'anna@zonnehof.test' }], to: [{ email: 'x@example.org' }], subject: 'x' } } }],
    ['EmailSubmission/set', { create: { s: { identityId, emailId: '#d' } } }],
  )
  assert.equal(submitted?.[1].created.s.undoStatus, 'pending')
  assert.equal((await anna.call('EmailSubmission/get', { ids: null })).list.length, 1)
  await documents(house)
}

/** Kept, replaced, listed newest first, and no more than the maximum. */
async function documents(house: WebHouse): Promise<void> {
  await house.person('bert')
  const answer = await house.accounts.signIn({ address: 'bert@zonnehof.test', password, door: 'web', ip: '192.0.2.1' })
  assert.ok(answer.outcome === 'open')
  const { open } = answer
  let now = 1
  const kept = createDocuments({ store: house.store, now: () => now++ })
  await kept.put(open, 'identity', 'a', { n: 1 })
  await kept.put(open, 'identity', 'b', { n: 2 })
  await kept.put(open, 'identity', 'a', { n: 3 })
  assert.deepEqual([...await kept.list(open, 'identity')], [['a', { n: 3 }], ['b', { n: 2 }]])
  await kept.remove(open, 'identity', 'b')
  assert.deepEqual([await kept.get(open, 'identity', 'a'), await kept.get(open, 'identity', 'b')], [{ n: 3 }, undefined])
  const { tenant, account } = open
  const put = (id: string, max: number) =>
    house.store.write(putDocument, { tenant, account, kind: 'identity', id, box: new Uint8Array(1), at: now++, max, keyVersion: 1 })
  for (const id of ['c', 'd', 'e']) await put(id, 3)
  const rows = await house.store.all<{ id: string }>({ text: 'select id from account_document where kind = ? order by id', values: ['identity'] })
  assert.deepEqual(rows.map(({ id }) => id), ['c', 'd', 'e'])
  assert.ok(DOCUMENTS_MAX > 3)
}

test('a life over JMAP on SQLite', async () => {
  const house = await openWebHouse()
  try {
    await life(house)
  } finally {
    await house.close()
  }
})

test('the same life on PostgreSQL', { skip: postgresMissing ?? false }, async () => {
  const server = await startPostgres()
  try {
    const house = await openWebHouse({ url: server.url })
    try {
      await life(house)
    } finally {
      await house.close()
    }
  } finally {
    await server.stop()
  }
})
