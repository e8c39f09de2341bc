/** Sentences of RFC 8620 and RFC 8621 that are easily missed, one test each. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { openWebHouse, type Client, type WebHouse } from './web-server.testing.ts'

describe('what the text of JMAP says', () => {
  let house: WebHouse
  let anna: Client
  let inbox: string
  before(async () => {
    house = await openWebHouse()
    anna = await house.signedIn('anna')
    inbox = await anna.box('inbox')
  })
  after(() => house.close())

  const importOf = (blobId: string, more: Readonly<Record<string, unknown>> = {}) =>
    anna.call('Email/import', { emails: { k: { blobId, mailboxIds: { [inbox]: true }, ...more } } })
  const draft = (more: Readonly<Record<string, unknown>>) =>
    anna.call('Email/set', { create: { d: { mailboxIds: { [inbox]: true }, keywords: { $draft: true }, ...more } } })

  test('mailboxes of one call may refer to each other in any order (RFC 8620 §5.3)', async () => {
    const { created, notCreated } = await anna.call('Mailbox/set', { create: {
      c: { name: 'Onder', parentId: '#b' }, b: { name: 'Midden', parentId: '#a' }, a: { name: 'Boven' },
    } })
    assert.equal(notCreated, null)
    const { list } = await anna.call('Mailbox/get', { ids: [created.c.id, created.b.id], properties: ['name', 'parentId'] })
    assert.deepEqual(list.map((box: { parentId: string }) => box.parentId), [created.b.id, created.a.id])
  })

  test('an import of a blob that is not there names the property (RFC 8621 §4.8)', async () => {
    for (const blobId of ['Bzz', 'Uzz', 'nothing']) {
      const { notCreated } = await importOf(blobId)
      assert.deepEqual([notCreated.k.type, notCreated.k.properties], ['invalidProperties', ['blobId']])
    }
    const { notCreated } = await draft({ attachments: [{ blobId: 'Bzz', type: 'text/plain' }] })
    assert.deepEqual([notCreated.d.type, notCreated.d.notFound], ['blobNotFound', ['Bzz']])
  })

  test('what is no message is not parsable; lists are null when empty; what an Email alone has is null (RFC 8621 §4.9)', async () => {
    const [message, picture] = [await anna.upload('Subject: a\r\n\r\nb\r\n'), await anna.upload(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10))]
    const properties = ['id', 'mailboxIds', 'keywords', 'receivedAt', 'threadId', 'subject']
    const both = await anna.call('Email/parse', { blobIds: [message, picture], properties })
    assert.deepEqual(both.parsed[message], {
      id: null, mailboxIds: null, keywords: null, receivedAt: null, threadId: null, subject: 'a',
    })
    assert.deepEqual([both.notParsable, both.notFound], [[picture], null])
    const none = await anna.call('Email/parse', { blobIds: ['Uzz'] })
    assert.deepEqual([none.parsed, none.notParsable, none.notFound], [null, null, ['Uzz']])
  })

  test('maxChanges counts what comes and what goes (RFC 8620 §5.6)', async () => {
    const { queryState } = await anna.call('Email/query')
    await importOf(await anna.upload('Subject: een\r\n\r\nb\r\n'))
    const ask = (maxChanges: number) => anna.call('Email/queryChanges', { sinceQueryState: queryState, maxChanges })
    const { removed, added } = await ask(2)
    assert.equal(removed.length + added.length, 2)
    assert.equal((await ask(1)).error, 'tooManyChanges')
  })

  test('parts of a new email that contradict themselves are refused by name (RFC 8621 §4.6)', async () => {
    const bodyValues = { t: { value: 'Dag' } }
    const wrong: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
      'a charset for a text that is written out': { textBody: [{ partId: 't', type: 'text/plain', charset: 'utf-8' }], bodyValues },
      'a field of its header': { textBody: [{ partId: 't', type: 'text/plain', 'header:Content-Transfer-Encoding': 'base64' }], bodyValues },
      'the list of its fields': { bodyStructure: { partId: 't', headers: [] }, bodyValues },
      'both a value and a blob': { textBody: [{ partId: 't', blobId: 'B1' }], bodyValues },
      'neither': { textBody: [{ type: 'text/plain' }], bodyValues },
      'a value that is not there': { textBody: [{ partId: 'x' }], bodyValues },
      'a value that was cut': { textBody: [{ partId: 't' }], bodyValues: { t: { value: 'Dag', isTruncated: true } } },
      'two texts': { textBody: [{ partId: 't' }, { partId: 't' }], bodyValues },
      'HTML as text': { textBody: [{ partId: 't', type: 'text/html' }], bodyValues },
      'both forms of the body': { bodyStructure: { partId: 't' }, textBody: [{ partId: 't' }], bodyValues },
      'two senders': { sender: [{ email: 'a@x.test' }, { email: 'b@x.test' }] },
      'two Message-IDs': { messageId: ['a@x.test', 'b@x.test'] },
      'what the server sets': { threadId: 'T1' },
      'all fields at once': { headers: [] },
    }
    for (const [what, more] of Object.entries(wrong)) {
      const { created, notCreated } = await draft(more)
      assert.equal(created, null, what)
      assert.equal(notCreated.d.type, 'invalidProperties', what)
      assert.ok(notCreated.d.properties.length > 0, what)
    }
  })

  test('the same field twice in a new email is refused', async () => {
    for (const more of [
      { subject: 'a', 'header:Subject': 'b' }, { from: [{ email: 'anna@zonnehof.test' }], 'header:From': 'x@y.test' },
      { 'header:X-A': 'a', 'header:x-a:asText': 'b' }, { 'header:Content-Type': 'text/html' },
    ]) {
      const { created } = await draft(more)
      assert.equal(created, null, JSON.stringify(more))
    }
  })
})
