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
    for (const subject of ['x', 'y', 'z']) await importOf(await anna.upload(`Subject: ${subject}\r\n\r\nb\r\n`))
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

  test('what never changes may be sent along as it is, and not otherwise (RFC 8620 §5.3)', async () => {
    const { created } = await importOf(await anna.upload('From: Jan <jan@x.test>\r\nSubject: vast\r\n\r\nb\r\n'))
    const id: string = created.k.id
    const properties = ['id', 'blobId', 'threadId', 'size', 'receivedAt', 'from', 'subject', 'messageId', 'preview', 'mailboxIds']
    const { list: [object] } = await anna.call('Email/get', { ids: [id], properties })
    const whole = await anna.call('Email/set', { update: { [id]: { ...object, keywords: { $seen: true } } } })
    assert.deepEqual(whole.updated, { [id]: null })
    const other = await anna.call('Email/set', { update: { [id]: { subject: 'anders', size: object.size, 'keywords/$flagged': true } } })
    assert.deepEqual([other.notUpdated[id].type, other.notUpdated[id].properties], ['invalidProperties', ['subject']])
    const { list: [now] } = await anna.call('Email/get', { ids: [id], properties: ['keywords'] })
    assert.deepEqual(now.keywords, { $seen: true })
    assert.equal((await anna.call('Email/set', { update: { Mzz: { subject: 'x' } } })).notUpdated.Mzz.type, 'notFound')
  })

  test('a value that is cut ends between characters, and a page between tags (RFC 8621 §4.2)', async () => {
    const { created } = await importOf(await anna.upload(Buffer.from(['MIME-Version: 1.0',
      'Content-Type: multipart/alternative; boundary=x', '', '--x', 'Content-Type: text/plain; charset=utf-8', '', '\u00e9\u00e9\u{1f600}a', '--x',
      'Content-Type: text/html; charset=utf-8', '', '<p>ja</p><a href="https://x.test">b</a>', '--x--', ''].join('\r\n'))))
    const valueAt = async (maxBodyValueBytes: number): Promise<readonly { value: string, isTruncated: boolean }[]> => {
      const { list } = await anna.call('Email/get', {
        ids: [created.k.id], properties: ['bodyValues'], fetchAllBodyValues: true, maxBodyValueBytes })
      return Object.values(list[0].bodyValues)
    }
    for (const [bytes, text] of [[1, ''], [2, '\u00e9'], [3, '\u00e9'], [4, '\u00e9\u00e9'], [7, '\u00e9\u00e9'], [8, '\u00e9\u00e9\u{1f600}']] as const) {
      const [plain] = await valueAt(bytes)
      assert.deepEqual([plain?.value, plain?.isTruncated], [text, true], String(bytes))
    }
    for (const [bytes, page] of [[2, ''], [4, '<p>j'], [7, '<p>ja'], [9, '<p>ja</p>'], [20, '<p>ja</p>']] as const) {
      assert.equal((await valueAt(bytes))[1]?.value, page, String(bytes))
    }
    assert.equal((await valueAt(0))[1]?.isTruncated, false)
  })

  test('windows of a query (RFC 8620 §5.5)', async () => {
    const { ids: all } = await anna.call('Email/query')
    const window = (more: Readonly<Record<string, unknown>>) => anna.call('Email/query', { calculateTotal: true, ...more })
    const last = all.length - 1
    const cases: readonly [Readonly<Record<string, unknown>>, number, readonly string[]][] = [
      [{ position: -1 }, last, all.slice(-1)], [{ position: -1000, limit: 1 }, 0, all.slice(0, 1)],
      [{ position: 1000 }, all.length, []], [{ limit: 0 }, 0, []],
      [{ anchor: all[last], anchorOffset: -1, limit: 1 }, last - 1, all.slice(last - 1, last)],
      [{ anchor: all[0], anchorOffset: -5, position: 3 }, 0, all],
      [{ anchor: all[1], anchorOffset: 1 }, 2, all.slice(2)],
    ]
    for (const [more, position, ids] of cases) {
      const answer = await window(more)
      assert.deepEqual([answer.position, answer.ids, answer.total], [position, ids, all.length], JSON.stringify(more))
    }
    assert.equal((await window({ anchor: 'Mzz' })).error, 'anchorNotFound')
    assert.equal((await window({ limit: -1 })).error, 'invalidArguments')
    assert.equal((await window({ sort: [{ property: 'taste' }] })).error, 'unsupportedSort')
    assert.equal((await window({ filter: { taste: 'sour' } })).error, 'unsupportedFilter')
  })

  test('references, creation ids and limits of one request (RFC 8620 §3.3, §3.7, §5.1, §5.3)', async () => {
    const ids = Array.from({ length: 501 }, (_, at) => `M${at.toString(36)}`)
    assert.equal((await anna.call('Email/get', { ids })).error, 'requestTooLarge')
    assert.equal((await anna.call('Email/set', { destroy: ids })).error, 'requestTooLarge')
    assert.equal((await anna.call('Email/set', { ifInState: '0', destroy: [] })).error, 'stateMismatch')
    assert.equal((await anna.call('Email/set', { accountId: 'Azz' })).error, 'accountNotFound')
    assert.equal((await anna.call('Email/copy', { fromAccountId: 'Azz', create: {} })).error, 'fromAccountNotFound')
    const responses = await anna.jmap(
      ['Email/query', { limit: 2 }],
      ['Email/get', { '#ids': { resultOf: 'c0', name: 'Email/query', path: '/ids' }, properties: ['threadId'] }],
      ['Thread/get', { '#ids': { resultOf: 'c1', name: 'Email/get', path: '/list/*/threadId' } }],
      ['Email/get', { '#ids': { resultOf: 'c2', name: 'Thread/get', path: '/list/*/emailIds' }, properties: ['id'] }],
      ['Email/get', { '#ids': { resultOf: 'c2', name: 'Thread/get', path: '/list/*/nothing' } }],
      ['Email/get', { ids: [], '#ids': { resultOf: 'c0', name: 'Email/query', path: '/ids' } }],
    )
    assert.equal(responses[3]?.[1]['list'].length, 2)
    assert.deepEqual([responses[4]?.[1]['type'], responses[5]?.[1]['type']], ['invalidResultReference', 'invalidArguments'])
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
