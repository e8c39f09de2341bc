import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { DATA_SOURCES_MAX } from '../jmap/limits.ts'
import { BLOB, QUOTA } from '../jmap/session.ts'
import { BLOBS_READ_MAX } from '../jmap-server/methods/blob-get.ts'
import { openWebHouse, USING, type Client, type WebHouse } from './web-server.testing.ts'

const mail = (subject: string): string =>
  `From: Bo <bo@example.org>\nTo: anna@zonnehof.test\nSubject: ${subject}\nMIME-Version: 1.0\n`
  + `Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain\n\nDag\n--x\n`
  + `Content-Type: text/csv; name=lijst.csv\nContent-Disposition: attachment\n\na;b\n--x--\n`

interface Answer { readonly [name: string]: ReturnType<typeof JSON.parse> }

describe('quota, blobs and queries of mailboxes over JMAP', () => {
  let house: WebHouse
  let anna: Client
  before(async () => {
    house = await openWebHouse({ limits: { maxObjectsInSet: 100, maxSizeUpload: 100_000, maxObjectsInGet: 200 } })
    anna = await house.signedIn('anna')
    anna.using = [...USING, QUOTA, BLOB]
  })
  after(() => house.close())

  test('the session names both capabilities with their limits', async () => {
    const { json } = await anna.ask('GET', '/jmap/session')
    assert.deepEqual(json.capabilities[QUOTA], {})
    assert.deepEqual(json.accounts[anna.accountId].accountCapabilities[BLOB], {
      maxSizeBlobSet: 100_000, maxDataSources: DATA_SOURCES_MAX, supportedTypeNames: ['Email', 'Thread', 'Mailbox'],
      supportedDigestAlgorithms: ['sha', 'sha-256', 'sha-512'],
    })
    anna.using = USING
    for (const name of ['Quota/get', 'Blob/get']) assert.equal((await anna.call(name, { ids: [] })).error, 'unknownMethod')
    anna.using = [...USING, QUOTA, BLOB]
  })

  test('Quota: one of octets, found, queried, and followed as mail comes in (RFC 9425)', async () => {
    const got: Answer = await anna.call('Quota/get', { ids: null })
    const [quota] = got['list']
    assert.deepEqual([quota.resourceType, quota.scope, quota.types, quota.used], ['octets', 'account', ['Email'], 0])
    assert.ok(quota.hardLimit > 0)
    assert.deepEqual((await anna.call('Quota/get', { ids: ['Q2', quota.id], properties: ['used'] })).notFound, ['Q2'])
    const query: Answer = await anna.call('Quota/query', { filter: { scope: 'account', type: 'Email', name: 'ANNA' }, sort: [{ property: 'used' }], calculateTotal: true })
    assert.deepEqual([query['ids'], query['total'], query['canCalculateChanges']], [[quota.id], 1, true])
    for (const filter of [{ scope: 'domain' }, { resourceType: 'count' }, { name: 'bob' }, { type: 'Mailbox' }]) {
      assert.deepEqual((await anna.call('Quota/query', { filter })).ids, [], JSON.stringify(filter))
    }
    const same = await anna.call('Quota/changes', { sinceState: got['state'] })
    assert.deepEqual([same.created, same.updated, same.destroyed], [[], [], []])
    await anna.keep(mail('one'))
    const changed = await anna.call('Quota/changes', { sinceState: got['state'] })
    assert.deepEqual([changed.updated, changed.updatedProperties], [[quota.id], ['used']])
    const later = await anna.call('Quota/get', { ids: [quota.id] })
    assert.ok(later.list[0].used > 0)
    assert.equal(later.state, changed.newState)
    const moved = await anna.call('Quota/queryChanges', { sinceQueryState: query['queryState'], calculateTotal: true })
    assert.deepEqual([moved.removed, moved.added, moved.total], [[quota.id], [{ id: quota.id, index: 0 }], 1])
    const still = await anna.call('Quota/queryChanges', { sinceQueryState: moved.newQueryState })
    assert.deepEqual([still.removed, still.added], [[], []])
    const wrong: readonly (readonly [string, Answer, string])[] = [
      ['Quota/changes', { sinceState: '17' }, 'cannotCalculateChanges'], ['Quota/changes', {}, 'invalidArguments'],
      ['Quota/queryChanges', { sinceQueryState: 'q' }, 'cannotCalculateChanges'], ['Quota/get', { properties: ['colour'] }, 'invalidArguments'],
      ['Quota/query', { filter: { colour: 'red' } }, 'unsupportedFilter'], ['Quota/query', { filter: { name: 1 } }, 'invalidArguments'],
      ['Quota/query', { sort: [{ property: 'colour' }] }, 'unsupportedSort'], ['Quota/get', { accountId: 'Azz' }, 'accountNotFound'],
    ]
    for (const [name, args, type] of wrong) assert.equal((await anna.call(name, args)).error, type, `${name} ${JSON.stringify(args)}`)
  })

  test('Blob/upload puts text, base64 and ranges of other blobs together (RFC 9404 §4.1)', async () => {
    const first = await anna.call('Blob/upload', {
      create: { a: { data: [{ 'data:asText': 'Dag, \u20ac' }], type: 'text/plain' }, b: { data: [{ 'data:asBase64': 'AP8=' }] } },
    })
    assert.deepEqual([first.created.a.size, first.created.a.type, first.created.b.type], [8, 'text/plain', 'application/octet-stream'])
    const [, made, read] = await anna.jmap(
      ['Blob/upload', { create: { c: { data: [{ 'data:asText': 'een twee drie' }], type: 'text/plain' } } }],
      ['Blob/upload', { create: { d: { data: [{ blobId: '#c', offset: 4, length: 4 }, { 'data:asText': '!' }, { blobId: '#c', offset: 9 }] } } }],
      ['Blob/get', { ids: ['#d'], properties: ['data:asText', 'size'] }],
    )
    assert.equal(made?.[1].created.d.size, 9)
    assert.deepEqual(read?.[1].list.map((one: Answer) => [one['data:asText'], one['size']]), [['twee!drie', 9]])
  })

  test('what cannot be a blob is refused by name, one past each limit', async () => {
    const id = (await anna.call('Blob/upload', { create: { a: { data: [{ 'data:asText': 'abc' }] } } })).created.a.id
    const pieces = (count: number) => Array.from({ length: count }, () => ({ 'data:asText': 'x' }))
    const cases: readonly (readonly [unknown, string])[] = [
      [{}, 'invalidProperties'], [{ data: 'x' }, 'invalidProperties'], [{ data: [1] }, 'invalidProperties'],
      [{ data: [{}] }, 'invalidProperties'], [{ data: [{ 'data:asText': 'a', 'data:asBase64': 'AA==' }] }, 'invalidProperties'],
      [{ data: [{ 'data:asBase64': '!' }] }, 'invalidProperties'], [{ data: [{ 'data:asText': 5 }] }, 'invalidProperties'],
      [{ data: [], type: 5 }, 'invalidProperties'], [{ data: [], type: 'a\nb' }, 'invalidProperties'], [{ data: [], colour: 1 }, 'invalidProperties'],
      [{ data: [{ blobId: 'Unothing' }] }, 'blobNotFound'], [{ data: [{ blobId: id, offset: 4 }] }, 'invalidProperties'],
      [{ data: [{ blobId: id, offset: 1, length: 3 }] }, 'invalidProperties'], [{ data: [{ blobId: id, offset: -1 }] }, 'invalidProperties'],
      [{ data: pieces(DATA_SOURCES_MAX + 1) }, 'invalidProperties'],
      [{ data: [{ 'data:asText': 'x'.repeat(100_001) }] }, 'tooLarge'],
    ]
    for (const [object, type] of cases) {
      assert.equal((await anna.call('Blob/upload', { create: { x: object } })).notCreated?.x?.type, type, JSON.stringify(object).slice(0, 80))
    }
    const most = await anna.call('Blob/upload', { create: { x: { data: pieces(DATA_SOURCES_MAX) }, y: { data: [] }, z: { data: [{ blobId: id, offset: 3 }] } } })
    assert.deepEqual([most.created.x.size, most.created.y.size, most.created.z.size], [DATA_SOURCES_MAX, 0, 0])
    const whole = await anna.call('Blob/upload', { create: { x: { data: [{ 'data:asText': 'x'.repeat(100_000) }] } } })
    assert.equal(whole.created.x.size, 100_000)
    // One request makes no more than one upload may hold, however often it names what is there.
    const { x: { id: large } } = whole.created
    const [, second] = await anna.jmap(
      ['Blob/upload', { create: { x: { data: [{ blobId: large, length: 60_000 }] } } }],
      ['Blob/upload', { create: { x: { data: [{ blobId: large, length: 60_000 }] } } }],
    )
    assert.equal(second?.[1].notCreated.x.type, 'tooLarge')
    assert.equal((await anna.call('Blob/upload', { create: { 'no id': { data: [] } } })).error, 'invalidArguments')
    assert.equal((await anna.call('Blob/upload', {})).error, 'invalidArguments')
    const many = Object.fromEntries(Array.from({ length: 101 }, (_, at) => [`k${at}`, { data: [] }]))
    assert.equal((await anna.call('Blob/upload', { create: many })).error, 'requestTooLarge')
  })

  test('Blob/get gives ranges, digests, and says when it is no text (RFC 9404 §4.2)', async () => {
    const { created } = await anna.call('Blob/upload', {
      create: { t: { data: [{ 'data:asText': 'The quick brown fox jumped over the lazy dog.' }] }, b: { data: [{ 'data:asBase64': 'gYE=' }] } },
    })
    const [t, b] = [created.t.id, created.b.id]
    const one = async (args: Answer): Promise<Answer> => (await anna.call('Blob/get', args)).list[0]
    assert.deepEqual(await one({ ids: [t] }), { id: t, size: 45, 'data:asText': 'The quick brown fox jumped over the lazy dog.' })
    assert.deepEqual(await one({ ids: [t], offset: 4, length: 9, properties: ['data:asText', 'digest:sha', 'digest:sha-256', 'digest:sha-512', 'size'] }), {
      id: t, 'data:asText': 'quick bro', size: 45,
      ...Object.fromEntries([['digest:sha', 'sha1'], ['digest:sha-256', 'sha256'], ['digest:sha-512', 'sha512']]
        .map(([name, hash]) => [name, createHash(hash ?? '').update('quick bro').digest('base64')])),
    })
    assert.deepEqual(await one({ ids: [t], offset: 40, length: 20, properties: ['data:asBase64'] }),
      { id: t, 'data:asBase64': Buffer.from(' dog.').toString('base64'), isTruncated: true })
    assert.deepEqual(await one({ ids: [t], offset: 99, properties: ['data:asText'] }), { id: t, 'data:asText': '', isTruncated: true })
    assert.deepEqual(await one({ ids: [b] }), { id: b, size: 2, 'data:asBase64': 'gYE=', isEncodingProblem: true })
    assert.deepEqual(await one({ ids: [b], properties: ['data:asText'] }), { id: b, 'data:asText': null, isEncodingProblem: true })
    assert.deepEqual((await anna.call('Blob/get', { ids: ['Unothing', 'B1zz', 'x'] })).notFound, ['Unothing', 'B1zz', 'x'])
    assert.equal((await anna.call('Blob/get', { ids: [t], properties: ['digest:md5'] })).error, 'invalidArguments')
    assert.equal((await anna.call('Blob/get', { ids: [t], offset: -1 })).error, 'invalidArguments')
    assert.equal((await anna.call('Blob/get', { ids: null })).error, 'invalidArguments')
    const ids = Array.from({ length: BLOBS_READ_MAX + 1 }, (_, at) => `Ux${at}`)
    assert.equal((await anna.call('Blob/get', { ids })).error, 'requestTooLarge')
    assert.equal((await anna.call('Blob/get', { ids: ids.slice(1) })).notFound.length, BLOBS_READ_MAX)
  })

  test('Blob/lookup says where a message and its parts are; other accounts find nothing (RFC 9404 §4.3)', async () => {
    const id = await anna.keep(mail('lookup'))
    const [email] = (await anna.call('Email/get', { ids: [id], properties: ['blobId', 'threadId', 'mailboxIds', 'attachments'] })).list
    const part = email.attachments[0].blobId
    const matchedIds = { Email: [id], Thread: [email.threadId], Mailbox: Object.keys(email.mailboxIds) }
    const typeNames = ['Email', 'Thread', 'Mailbox']
    const upload = await anna.upload('x', 'text/plain')
    const found = await anna.call('Blob/lookup', { typeNames, ids: [email.blobId, part, upload, 'Unothing'] })
    assert.deepEqual(found.list, [
      { id: email.blobId, matchedIds }, { id: part, matchedIds },
      { id: upload, matchedIds: { Email: [], Thread: [], Mailbox: [] } },
    ])
    assert.deepEqual(found.notFound, ['Unothing'])
    assert.equal((await anna.call('Blob/lookup', { typeNames: ['Calendar'], ids: [] })).error, 'unknownDataType')
    assert.equal((await anna.call('Blob/lookup', { ids: [] })).error, 'invalidArguments')
    assert.equal((await anna.call('Blob/get', { ids: [part], properties: ['data:asText'] })).list[0]['data:asText'], 'a;b')
    const bob = await house.signedIn('bob')
    bob.using = anna.using
    assert.deepEqual((await bob.call('Blob/lookup', { typeNames, ids: [email.blobId, upload] })).notFound, [email.blobId, upload])
    assert.deepEqual((await bob.call('Blob/get', { ids: [upload] })).notFound, [upload])
  })

  test('Mailbox/queryChanges: nothing for new counts, everything for a new tree', async () => {
    const cees = await house.signedIn('cees')
    const asked = { sortAsTree: true, filter: { hasAnyRole: false } }
    const made = await cees.call('Mailbox/set', { create: { a: { name: 'Alfa' }, b: { name: 'Beta' } } })
    const [alfa, beta] = [made.created.a.id, made.created.b.id]
    const first = await cees.call('Mailbox/query', asked)
    assert.deepEqual([first.ids, first.canCalculateChanges], [[alfa, beta], true])
    await cees.keep(mail('counts'))
    const counts = await cees.call('Mailbox/queryChanges', { ...asked, sinceQueryState: first.queryState, calculateTotal: true })
    assert.deepEqual([counts.removed, counts.added, counts.total], [[], [], 2])
    await cees.call('Mailbox/set', { update: { [alfa]: { parentId: beta } } })
    const moved = await cees.call('Mailbox/queryChanges', { ...asked, sinceQueryState: counts.newQueryState })
    assert.deepEqual(moved.added, [{ id: beta, index: 0 }, { id: alfa, index: 1 }])
    assert.ok([alfa, beta].every((id) => moved.removed.includes(id)))
    await cees.call('Mailbox/set', { destroy: [alfa] })
    const gone = await cees.call('Mailbox/queryChanges', { ...asked, sinceQueryState: moved.newQueryState })
    assert.ok(gone.removed.includes(alfa))
    assert.deepEqual(gone.added, [{ id: beta, index: 0 }])
    assert.equal((await cees.call('Mailbox/queryChanges', { ...asked, sinceQueryState: moved.newQueryState, maxChanges: 1 })).error, 'tooManyChanges')
    assert.equal((await cees.call('Mailbox/queryChanges', { sinceQueryState: '999999' })).error, 'cannotCalculateChanges')
  })
})
