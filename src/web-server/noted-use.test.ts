/** Whatever gives out the text of a received mail over JMAP stands in the ledger as read, also to make a copy of it. */
import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { openNotedUse, receive } from '../delivery/noted-mail.testing.ts'
import { PROTECTION } from '../jmap/session.ts'
import { openWebHouse, USING, type Client, type WebHouse } from './web-server.testing.ts'

const READ = ['mail.read 1 nta7516', 'mail.read 1']
const raw = [
  'From: Lab <wie@lab.example>', 'To: anna@zonnehof.test', 'Subject: Uitslag', 'Message-ID: <u1@lab.example>', 'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary=x', '', '--x', 'Content-Type: text/plain', '', 'De waarde was zeven.',
  '--x', 'Content-Type: text/plain; name=bijlage.txt', 'Content-Disposition: attachment; filename=bijlage.txt', '', 'Vertrouwelijk.', '--x--', '',
].join('\r\n')

describe('what counts as reading over JMAP', () => {
  const noted = openNotedUse()
  let house: WebHouse
  let anna: Client
  let id: string
  let whole: string
  let part: string

  before(async () => {
    house = await openWebHouse({ web: { use: noted.use } })
    anna = await house.signedIn('anna')
    anna.using = [...USING, 'urn:ietf:params:jmap:blob', PROTECTION]
    await receive(house, 'anna@zonnehof.test', Buffer.from(raw))
    const { ids } = await anna.call('Email/query')
    id = ids[0]
    const { list } = await anna.call('Email/get', { ids: [id], properties: ['blobId', 'attachments'] })
    whole = list[0].blobId
    part = list[0].attachments[0].blobId
  })
  after(() => house.close())
  // Each begins as a session that has read nothing.
  beforeEach(() => noted.told())

  const importOf = (blobId: string, inbox: string) => ({ emails: { k: { blobId, mailboxIds: { [inbox]: true } } } })
  const draftOf = (drafts: string, more: Readonly<Record<string, unknown>>) => ({ create: { d: {
    mailboxIds: { [drafts]: true }, keywords: { $draft: true }, from: [{ email: 'anna@zonnehof.test' }], ...more,
  } } })

  test('a list gives no text, and is no reading', async () => {
    await anna.call('Email/get', { ids: [id], properties: ['subject', 'preview', 'blobId'] })
    assert.deepEqual(await noted.told(), [])
  })

  test('a received mail that its reader calls a draft', async () => {
    await anna.call('Email/set', { update: { [id]: { 'keywords/$draft': true } } })
    await anna.call('Email/get', { ids: [id], properties: ['bodyValues'], fetchTextBodyValues: true })
    await anna.call('Email/set', { update: { [id]: { 'keywords/$draft': null } } })
    assert.deepEqual(await noted.told(), READ)
  })

  for (const [name, blob] of [['the whole', () => whole], ['a file', () => part]] as const) {
    test(`an upload that is made of ${name}`, async () => {
      const { created } = await anna.call('Blob/upload', { create: { c: { data: [{ blobId: blob() }] } } })
      assert.deepEqual(await noted.told(), READ)
      const { list } = await anna.call('Blob/get', { ids: [created.c.id] })
      assert.match(list[0]['data:asText'], /Vertrouwelijk/)
    })

    test(`a draft that ${name} is attached to, and only then`, async () => {
      const drafts = await anna.box('drafts')
      const { created } = await anna.call('Email/set', draftOf(drafts, { attachments: [{ blobId: blob(), type: 'text/plain', name: 'x' }] }))
      assert.deepEqual(await noted.told(), READ)
      await anna.call('Email/get', { ids: [created.d.id], properties: ['bodyValues'], fetchTextBodyValues: true })
      await anna.call('Email/set', { destroy: [created.d.id] })
      assert.deepEqual(await noted.told(), [], 'an own draft is no received mail')
    })
  }

  test('an upload by creation reference of an upload', async () => {
    await anna.jmap(['Blob/upload', { create: { c: { data: [{ blobId: whole }] } } }], ['Blob/upload', { create: { e: { data: [{ blobId: '#c' }] } } }])
    assert.deepEqual(await noted.told(), READ)
  })

  test('a copy that is put into a mailbox', async () => {
    const { created } = await anna.call('Email/import', importOf(whole, await anna.box('inbox')))
    assert.notEqual(created, null)
    assert.deepEqual(await noted.told(), READ)
    await anna.call('Email/set', { destroy: [created.k.id] })
  })

  test('a piece around a word; a word of the subject, and one that stands nowhere, give nothing of the text', async () => {
    const pieces = async (text: string) => (await anna.call('SearchSnippet/get', { filter: { text }, emailIds: [id] })).list[0]
    assert.equal((await pieces('uitslag')).preview, null)
    assert.equal((await pieces('olifant')).preview, null)
    assert.deepEqual(await noted.told(), [])
    assert.match((await pieces('waarde')).preview, /was zeven/)
    assert.deepEqual(await noted.told(), READ)
  })

  test('a judgement of it, or of a draft with a file of it', async () => {
    assert.equal((await anna.call('ProtectionAssessment/get', { emailId: id, recipients: ['jan@elders.test'] })).error, undefined)
    assert.deepEqual(await noted.told(), READ)
    const draft = { recipients: [{ address: 'jan@elders.test' }], attachments: [{ blobId: part, name: 'bijlage.txt' }] }
    assert.equal((await anna.call('ProtectionAssessment/get', { draft })).error, undefined)
    assert.deepEqual(await noted.told(), READ)
  })

  test('removing a mailbox with what is in it, and only when that was asked for', async () => {
    await receive(house, 'anna@zonnehof.test', Buffer.from(raw.replace('u1@', 'u2@')))
    const made = await anna.call('Mailbox/set', { create: { m: { name: 'Weg' } } })
    const box: string = made.created.m.id
    const { ids: [other] } = await anna.call('Email/query')
    await anna.call('Email/set', { update: { [other]: { mailboxIds: { [box]: true } } } })
    assert.equal((await anna.call('Mailbox/set', { destroy: [box] })).notDestroyed[box].type, 'mailboxHasEmail')
    assert.deepEqual(await noted.told(), [])
    assert.deepEqual((await anna.call('Mailbox/set', { destroy: [box], onDestroyRemoveEmails: true })).destroyed, [box])
    assert.deepEqual(await noted.told(), ['mail.removed 1'])
  })

  test('removing what was called a draft first', async () => {
    await anna.call('Email/set', { update: { [id]: { 'keywords/$draft': true } } })
    await anna.call('Email/set', { destroy: [id] })
    assert.deepEqual(await noted.told(), ['mail.removed 1'])
  })
})
