import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { openWebHouse, USING, type Client, type WebHouse } from './web-server.testing.ts'

const mail = (subject: string, more = ''): string =>
  `From: Bo <bo@example.org>\nTo: anna@zonnehof.test\nSubject: ${subject}\nDate: Fri, 20 Nov 2026 10:00:00 +0100\n`
  + `Message-ID: <${subject.replace(/\W/g, '')}@example.org>\n${more}MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\nHello ${subject}\n`

describe('JMAP over HTTP', () => {
  let house: WebHouse
  let anna: Client
  before(async () => {
    const limits = { maxObjectsInGet: 5, maxObjectsInSet: 5, maxCallsInRequest: 8, maxSizeRequest: 40_000 }
    house = await openWebHouse({ limits })
    anna = await house.signedIn('anna')
  })
  after(() => house.close())

  test('the session object names one account and addresses of this host', async () => {
    for (const path of ['/jmap/session', '/.well-known/jmap']) {
      const { json } = await anna.ask('GET', path)
      assert.deepEqual(Object.keys(json.accounts), [anna.accountId])
      assert.equal(json.username, 'anna@zonnehof.test')
      assert.equal(json.apiUrl, `http://${house.at}/jmap/api`)
      assert.equal(json.capabilities['urn:ietf:params:jmap:core'].maxObjectsInGet, 5)
      for (const name of USING) assert.ok(name in json.capabilities)
    }
  })

  test('requests that are none get problem details', async () => {
    const call = ['Core/echo', {}, 'a']
    const cases: readonly (readonly [unknown, string, string?])[] = [
      ['{', 'notJSON'], ['"x"', 'notRequest'], [{}, 'notRequest'], [{ using: [], methodCalls: {} }, 'notRequest'],
      [{ using: [1], methodCalls: [] }, 'notRequest'], [{ using: [], methodCalls: [['a', {}]] }, 'notRequest'],
      [{ using: [], methodCalls: [['a', [], 'b']] }, 'notRequest'], [{ using: ['urn:x'], methodCalls: [] }, 'unknownCapability'],
      [{ using: [], methodCalls: [], createdIds: { a: 1 } }, 'notRequest'],
      [{ using: USING, methodCalls: Array.from({ length: 9 }, () => call) }, 'limit', 'maxCallsInRequest'],
      [`{"using":[],"methodCalls":[],"x":"${'y'.repeat(40_000)}"}`, 'limit', 'maxSizeRequest'],
      [`{"x":${'['.repeat(40)}${']'.repeat(40)}}`, 'limit', 'maxDepth'],
    ]
    for (const [body, word, limit] of cases) {
      const { status, json, headers } = await anna.ask('POST', '/jmap/api', { body })
      assert.deepEqual([status, json.type, json.limit], [400, `urn:ietf:params:jmap:error:${word}`, limit], JSON.stringify(body).slice(0, 60))
      assert.equal(headers.get('content-type'), 'application/problem+json')
    }
    const most = await anna.ask('POST', '/jmap/api', { body: { using: USING, methodCalls: Array.from({ length: 8 }, () => call) } })
    assert.equal(most.json.methodResponses.length, 8)
  })

  test('a method outside the capabilities in use is not known', async () => {
    const { json } = await anna.ask('POST', '/jmap/api', {
      body: { using: ['urn:ietf:params:jmap:core'], methodCalls: [['Email/get', { accountId: anna.accountId, ids: [] }, 'a'], ['Core/echo', { x: 1 }, 'b']] },
    })
    assert.deepEqual([json.methodResponses[0][1].type, json.methodResponses[1]], ['unknownMethod', ['Core/echo', { x: 1 }, 'b']])
  })

  test('arguments of a wrong form end their own call only', async () => {
    const cases: readonly (readonly [string, Readonly<Record<string, unknown>>, string])[] = [
      ['Mailbox/get', { accountId: 'Azz' }, 'accountNotFound'], ['Mailbox/get', { accountId: null }, 'invalidArguments'],
      ['Mailbox/get', { ids: 'x' }, 'invalidArguments'], ['Mailbox/get', { properties: ['nope'] }, 'invalidArguments'],
      ['Mailbox/get', { extra: 1 }, 'invalidArguments'], ['Email/get', { ids: null }, 'requestTooLarge'],
      ['Email/get', { ids: ['M1', 'M2', 'M3', 'M4', 'M5', 'M6'] }, 'requestTooLarge'],
      ['Email/get', { ids: ['M1'], properties: ['header:From:asDate'] }, 'invalidArguments'],
      ['Email/get', { ids: ['M1'], properties: ['header:Subject:asText:all:more'] }, 'invalidArguments'],
      ['Email/get', { ids: ['../x'] }, 'invalidArguments'], ['Thread/get', { ids: null }, 'requestTooLarge'],
      ['Email/query', { filter: { nope: 1 } }, 'unsupportedFilter'], ['Email/query', { filter: { inMailbox: 'M1' } }, 'invalidArguments'],
      ['Email/query', { filter: { operator: 'XOR', conditions: [] } }, 'invalidArguments'],
      ['Email/query', { filter: { before: 'yesterday' } }, 'invalidArguments'], ['Email/query', { sort: [{ property: 'colour' }] }, 'unsupportedSort'],
      ['Email/query', { anchor: 'M99' }, 'anchorNotFound'], ['Email/query', { limit: -1 }, 'invalidArguments'],
      ['Email/changes', { sinceState: 'soon' }, 'cannotCalculateChanges'], ['Email/changes', { sinceState: '99999999' }, 'cannotCalculateChanges'],
      ['Email/changes', {}, 'invalidArguments'], ['Email/set', { ifInState: 'old' }, 'stateMismatch'],
      ['Email/set', { create: { a: {}, b: {}, c: {}, d: {}, e: {}, f: {} } }, 'requestTooLarge'],
      ['Email/set', { create: { 'no id': {} } }, 'invalidArguments'], ['Email/set', { update: { M1: 1 } }, 'invalidArguments'],
      ['Email/copy', { fromAccountId: 'Azz', create: {} }, 'fromAccountNotFound'], ['Email/nope', {}, 'unknownMethod'],
      ['Mailbox/queryChanges', { sinceQueryState: 'old' }, 'cannotCalculateChanges'],
      ['Email/query', { filter: deep(9) }, 'unsupportedFilter'],
    ]
    for (const [name, args, type] of cases) assert.equal((await anna.call(name, args)).error, type, `${name} ${JSON.stringify(args).slice(0, 80)}`)
    assert.ok((await anna.call('Email/query', { filter: deep(8) })).ids)
  })

  test('references feed one call into the next', async () => {
    const bob = await house.signedIn('bob')
    await bob.keep(mail('one'))
    await bob.keep(mail('Re: one', 'In-Reply-To: <one@example.org>\nReferences: <one@example.org>\n'))
    await bob.keep(mail('two'))
    const [query, get, threads, all] = await bob.jmap(
      ['Email/query', { collapseThreads: true, sort: [{ property: 'receivedAt', isAscending: false }], calculateTotal: true }],
      ['Email/get', { '#ids': { resultOf: 'c0', name: 'Email/query', path: '/ids' }, properties: ['threadId'] }],
      ['Thread/get', { '#ids': { resultOf: 'c1', name: 'Email/get', path: '/list/*/threadId' } }],
      ['Email/get', { '#ids': { resultOf: 'c2', name: 'Thread/get', path: '/list/*/emailIds' }, properties: ['subject'] }],
    )
    assert.equal(query?.[1].total, 2)
    assert.equal(get?.[1].list.length, 2)
    assert.equal(threads?.[1].list.length, 2)
    assert.deepEqual(all?.[1].list.map((one: { subject: string }) => one.subject).sort(), ['Re: one', 'one', 'two'])
    for (const path of ['/nope', 'ids', '/ids/9', '/ids/x', '/ids/*/x']) {
      const [, second] = await bob.jmap(['Email/query', {}], ['Email/get', { '#ids': { resultOf: 'c0', name: 'Email/query', path } }])
      assert.equal(second?.[1].type, 'invalidResultReference', path)
    }
    const [, , both] = await bob.jmap(['Email/query', {}], ['Core/echo', {}],
      ['Email/get', { ids: [], '#ids': { resultOf: 'c0', name: 'Email/query', path: '/ids' } }])
    assert.equal(both?.[1].type, 'invalidArguments')
  })

  test('what changed is told, and nothing else', async () => {
    const cato = await house.signedIn('cato')
    const first = await cato.keep(mail('first'))
    const { state } = await cato.call('Email/get', { ids: [] })
    const second = await cato.keep(mail('second'))
    await cato.call('Email/set', { update: { [first]: { 'keywords/$seen': true } } })
    const changes = await cato.call('Email/changes', { sinceState: state })
    const { created, updated, destroyed, hasMoreChanges } = changes
    assert.deepEqual([created, updated, destroyed, hasMoreChanges], [[second], [first], [], false])
    const boxes = await cato.call('Mailbox/changes', { sinceState: state })
    assert.deepEqual([boxes.updated, boxes.updatedProperties?.length], [[await cato.box('inbox')], 4])
    const query = await cato.call('Email/queryChanges', { sinceQueryState: state, filter: { notKeyword: '$seen' }, collapseThreads: true, calculateTotal: true })
    assert.deepEqual(query.removed.sort(), [first, second].sort())
    assert.deepEqual([query.added, query.total], [[{ id: second, index: 0 }], 1])
    await cato.call('Email/set', { destroy: [second] })
    assert.deepEqual((await cato.call('Email/changes', { sinceState: changes.newState })).destroyed, [second])
    assert.equal((await cato.call('Email/changes', { sinceState: changes.newState, maxChanges: 0 })).error, 'invalidArguments')
  })

  test('conditions on header fields and on whole threads', async () => {
    const femke = await house.signedIn('femke')
    const one = await femke.keep(mail('alfa', 'X-Soort: Nieuwsbrief van Mei\n'))
    const answer = await femke.keep(mail('Re: alfa', 'In-Reply-To: <alfa@example.org>\nReferences: <alfa@example.org>\n'))
    const other = await femke.keep(mail('beta', 'List-Id: <lijst.example.org>\n'))
    await femke.call('Email/set', { update: { [one]: { 'keywords/$seen': true }, [other]: { 'keywords/$seen': true } } })
    const find = async (filter: unknown): Promise<readonly string[]> => (await femke.call('Email/query', { filter })).ids.toSorted()
    const cases: readonly (readonly [unknown, readonly string[]])[] = [
      [{ header: ['X-Soort'] }, [one]], [{ header: ['x-soort', 'van mei'] }, [one]], [{ header: ['X-Soort', 'juni'] }, []],
      [{ header: ['List-Id', 'LIJST'] }, [other]], [{ header: ['Subject', 'alfa'] }, [one, answer]],
      [{ operator: 'AND', conditions: [{ header: ['Subject', 'alfa'] }, { header: ['In-Reply-To'] }] }, [answer]],
      [{ allInThreadHaveKeyword: '$seen' }, [other]], [{ someInThreadHaveKeyword: '$SEEN' }, [one, answer, other]],
      [{ noneInThreadHaveKeyword: '$flagged' }, [one, answer, other]], [{ noneInThreadHaveKeyword: '$seen' }, []],
      [{ someInThreadHaveKeyword: '$seen', subject: 'alfa' }, [one, answer]],
    ]
    for (const [filter, ids] of cases) assert.deepEqual(await find(filter), ids.toSorted(), JSON.stringify(filter))
    const wrong: readonly (readonly [unknown, string])[] = [
      [{ header: 'X' }, 'invalidArguments'], [{ header: [] }, 'invalidArguments'], [{ header: ['a b'] }, 'invalidArguments'],
      [{ header: ['X', 1] }, 'invalidArguments'], [{ header: ['X', 'y', 'z'] }, 'invalidArguments'], [{ allInThreadHaveKeyword: 5 }, 'invalidArguments'],
      [{ operator: 'NOT', conditions: [{ header: ['X'] }] }, 'unsupportedFilter'],
    ]
    for (const [filter, type] of wrong) assert.equal((await femke.call('Email/query', { filter })).error, type, JSON.stringify(filter))
    const { queryState, canCalculateChanges } = await femke.call('Email/query', { filter: { allInThreadHaveKeyword: '$seen' } })
    assert.equal(canCalculateChanges, true)
    await femke.call('Email/set', { update: { [answer]: { 'keywords/$seen': true } } })
    const changes = await femke.call('Email/queryChanges', { filter: { allInThreadHaveKeyword: '$seen' }, sinceQueryState: queryState })
    assert.deepEqual(changes.added.map(({ id }: { id: string }) => id).toSorted(), [one, answer].toSorted())
  })

  test('by relevance: a subject says more than a text, and what is equal stays newest first', async () => {
    const eva = await house.signedIn('eva')
    const at = (second: number) => ({ receivedAt: `2026-11-20T10:00:0${second}Z` })
    const inSubject = await eva.keep(mail('rollator'), at(0))
    const first = await eva.keep(mail('other').replace('Hello other', 'de rollator'), at(1))
    const second = await eva.keep(mail('another').replace('Hello another', 'een rollator'), at(2))
    const ranked = { filter: { text: 'Rollator' }, sort: [{ property: 'relevance', isAscending: false }] }
    // Indexed or not: what the index cannot tell yet counts alike for all.
    assert.deepEqual(new Set((await eva.call('Email/query', ranked)).ids), new Set([inSubject, first, second]))
    const { tenant, account } = (await house.accounts.findRecipient('eva@zonnehof.test')) ?? assert.fail()
    await house.mailstore.tidy({ tenant, account })
    const answer = await eva.call('Email/query', ranked)
    assert.deepEqual([answer.ids, answer.canCalculateChanges], [[inSubject, second, first], false])
    assert.deepEqual((await eva.call('Email/query', { ...ranked, collapseThreads: true })).ids, [inSubject, second, first])
    assert.deepEqual((await eva.call('Email/query', { filter: ranked.filter })).ids, [second, first, inSubject])
    for (const wrong of [
      { ...ranked, sort: [{ property: 'relevance' }] }, { ...ranked, filter: { hasAttachment: false } },
      { ...ranked, sort: [{ property: 'size' }, { property: 'relevance', isAscending: false }] },
    ]) {
      assert.equal((await eva.call('Email/query', wrong)).error, 'unsupportedSort')
    }
    assert.equal((await eva.call('Email/queryChanges', { ...ranked, sinceQueryState: answer.queryState })).error, 'cannotCalculateChanges')
    const { json } = await eva.ask('GET', '/jmap/session')
    assert.ok(json.accounts[eva.accountId].accountCapabilities['urn:ietf:params:jmap:mail'].emailQuerySortOptions.includes('relevance'))
  })

  test('windows of a query', async () => {
    const dirk = await house.signedIn('dirk')
    const ids: string[] = []
    for (const subject of ['a', 'b', 'c', 'd']) ids.push(await dirk.keep(mail(subject), { receivedAt: `2026-11-20T10:00:0${ids.length}Z` }))
    const sort = [{ property: 'receivedAt', isAscending: true }]
    const cases: readonly (readonly [Readonly<Record<string, unknown>>, number, readonly number[]])[] = [
      [{}, 0, [0, 1, 2, 3]], [{ limit: 2 }, 0, [0, 1]], [{ position: 1, limit: 2 }, 1, [1, 2]],
      [{ position: -1 }, 3, [3]],
      [{ position: -9 }, 0, [0, 1, 2, 3]], [{ position: 9 }, 4, []], [{ anchor: ids[2], limit: 1 }, 2, [2]],
      [{ anchor: ids[2], anchorOffset: -1, limit: 2 }, 1, [1, 2]],
      [{ anchor: ids[0], anchorOffset: -5, limit: 1 }, 0, [0]], [{ limit: 0 }, 0, []],
    ]
    for (const [window, position, expected] of cases) {
      const answer = await dirk.call('Email/query', { sort, ...window })
      assert.deepEqual([answer.position, answer.ids], [position, expected.map((at) => ids[at])], JSON.stringify(window))
    }
  })

  test('nothing of one account is there for another', async () => {
    const id = await anna.keep(mail('secret'))
    const eve = await house.signedIn('eve')
    await eve.keep(mail('own'))
    const foreign = await eve.ask('POST', '/jmap/api', { body: { using: USING, methodCalls: [['Email/get', { accountId: anna.accountId, ids: [id] }, 'a']] } })
    assert.equal(foreign.json.methodResponses[0][1].type, 'accountNotFound')
    const { list } = await anna.call('Email/get', { ids: [id], properties: ['blobId'] })
    for (const path of [
      `/jmap/download/${anna.accountId}/${list[0].blobId}/x`, `/jmap/download/${eve.accountId}/B999/x`, `/jmap/download/${eve.accountId}/Uabc/x`,
      `/jmap/download/${eve.accountId}/..%2F..%2Fetc/x`, `/jmap/download/Azzz/${list[0].blobId}/x`,
    ]) assert.equal((await eve.ask('GET', path)).status, 404, path)
    assert.equal((await eve.ask('POST', `/jmap/upload/${anna.accountId}`, { body: 'x', type: 'text/plain' })).status, 404)
    const upload = await anna.upload('private bytes', 'text/plain')
    assert.equal((await eve.ask('GET', `/jmap/download/${eve.accountId}/${upload}/x`)).status, 404)
  })

  test('mail clients come in with an app password, and no other way', async () => {
    const fred = await house.signedIn('fred')
    const { json } = await fred.ask('POST', '/api/app-passwords', { body: { label: 'Phone' } })
    const client = house.visitor()
    const basic = (pair: string) => ({ headers: { authorization: `Basic ${Buffer.from(pair).toString('base64')}`, 'x-zegel': '' } })
    const session = await client.ask('GET', '/.well-known/jmap', basic(`fred@zonnehof.test:${json.password}`))
    assert.equal(session.json.username, 'fred@zonnehof.test')
    const called = await client.ask('POST', '/jmap/api', { ...basic(`fred@zonnehof.test:${json.password}`), body: { using: USING, methodCalls: [['Core/echo', {}, 'a']] } })
    assert.equal(called.status, 200)
    for (const wrong of ['fred@zonnehof.test:nope', 'fred', ':x', '']) assert.equal((await client.ask('GET', '/jmap/session', basic(wrong))).status, 401)
    assert.equal((await client.ask('GET', '/jmap/session', { headers: { authorization: 'Basic %%%' } })).status, 401)
    assert.equal((await client.ask('GET', '/jmap/session', { headers: { authorization: 'Bearer abc' } })).status, 401)
    assert.match((await client.ask('GET', '/jmap/session')).headers.get('www-authenticate') ?? '', /^Basic /)
    const browser = await client.ask('GET', '/jmap/session', { headers: { 'sec-fetch-mode': 'cors', 'sec-fetch-site': 'same-origin' } })
    assert.deepEqual([browser.status, browser.headers.get('www-authenticate')], [401, null], 'no dialog of the browser')
    assert.equal((await client.ask('GET', '/api/session', basic(`fred@zonnehof.test:${json.password}`))).status, 401, 'settings are for the web only')
    assert.equal((await client.ask('GET', '/api/app-passwords', basic(`fred@zonnehof.test:${json.password}`))).status, 401)
    const list = await fred.ask('GET', '/api/app-passwords')
    await fred.ask('DELETE', `/api/app-passwords/${list.json.appPasswords[0].id}`)
    assert.equal((await client.ask('GET', '/jmap/session', basic(`fred@zonnehof.test:${json.password}`))).status, 401)
  })
})

/** A filter with that many levels. */
function deep(levels: number): unknown {
  return levels === 1 ? { hasAttachment: false } : { operator: 'AND', conditions: [deep(levels - 1)] }
}
