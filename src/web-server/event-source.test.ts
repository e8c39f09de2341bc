import assert from 'node:assert/strict'
import http from 'node:http'
import { connect } from 'node:net'
import { once } from 'node:events'
import { after, before, describe, test } from 'node:test'
import { sql } from '../storage/script.ts'
import { webLimits } from './limits.ts'
import { openWebHouse, type Client, type WebHouse } from './web-server.testing.ts'

describe('events, uploads and downloads', () => {
  let house: WebHouse
  let anna: Client
  before(async () => {
    house = await openWebHouse({ limits: { maxSizeUpload: 100_000, maxConcurrentUpload: 2 } })
    anna = await house.signedIn('anna')
  })
  after(() => house.close())

  test('a change is pushed to whoever listens, to nobody else', async () => {
    const eve = await house.signedIn('eve')
    const [own, foreign] = [await anna.events('types=*&ping=300'), await eve.events('types=*')]
    const before = (await anna.call('Email/get', { ids: [] })).state
    const first = JSON.parse(await own.next('state')).changed[anna.accountId]
    assert.equal(first.Email, before, 'where things stand is told at once')
    assert.deepEqual(Object.keys(first), ['Mailbox', 'Email', 'Thread', 'EmailSubmission'])
    await foreign.next('state')
    await anna.keep('Subject: a\n\nb\n')
    const { '@type': type, changed } = JSON.parse(await own.next('state'))
    assert.deepEqual([type, Object.keys(changed)], ['StateChange', [anna.accountId]])
    assert.deepEqual(Object.keys(changed[anna.accountId]), ['Mailbox', 'Email', 'Thread'])
    assert.notEqual(changed[anna.accountId].Email, before)
    await eve.keep('Subject: x\n\ny\n')
    assert.deepEqual(Object.keys(JSON.parse(await foreign.next('state')).changed), [eve.accountId])
    own.close()
    foreign.close()
  })

  test('a stream for one type, closed after its first event', async () => {
    const stream = await anna.events('types=EmailSubmission&closeafter=state')
    const [drafts, identities] = [await anna.box('drafts'), await anna.call('Identity/get', { ids: null })]
    await anna.jmap(
      ['Email/set', { create: { d: { mailboxIds: { [drafts]: true }, from: [{ email: 'anna@zonnehof.test' }], to: [{ email: 'eve@zonnehof.test' }], subject: 'x' } } }],
      ['EmailSubmission/set', { create: { s: { identityId: identities.list[0].id, emailId: '#d' } } }],
    )
    assert.deepEqual(Object.keys(JSON.parse(await stream.next('state')).changed[anna.accountId]), ['EmailSubmission'])
    await stream.ended
  })

  test('what becomes of a submission later is pushed as well', async () => {
    const [drafts, identities] = [await anna.box('drafts'), await anna.call('Identity/get', { ids: null })]
    const answers = await anna.jmap(
      ['Email/set', { create: { d: {
        mailboxIds: { [drafts]: true }, from: [{ email: 'anna@zonnehof.test' }], subject: 'y',
        to: [{ email: 'anna@zonnehof.test' }],
      } } }],
      ['EmailSubmission/set', { create: { s: { identityId: identities.list[0].id, emailId: '#d' } } }],
    )
    const id: string = answers[1]?.[1].created.s.id
    const stream = await anna.events('types=EmailSubmission')
    await stream.next('state')
    const { updated } = await anna.call('EmailSubmission/set', { update: { [id]: { undoStatus: 'canceled' } } })
    assert.deepEqual(Object.keys(updated), [id])
    assert.deepEqual(Object.keys(JSON.parse(await stream.next('state')).changed[anna.accountId]), ['EmailSubmission'])
    stream.close()
  })

  test('signing out closes the stream, and the newest of too many stay', async () => {
    const hans = await house.signedIn('hans')
    const streams = []
    for (let i = 0; i <= webLimits.eventStreamsPerSession; i += 1) streams.push(await hans.events('types=*'))
    await streams[0]?.ended
    await hans.ask('POST', '/api/sign-out')
    await Promise.all(streams.map(({ ended }) => ended))
  })

  test('wrong parameters are refused', async () => {
    for (const query of ['ping=x', 'ping=-1', 'closeafter=never']) assert.equal((await anna.ask('GET', `/jmap/eventsource?${query}`)).status, 400, query)
  })

  test('an upload that is cut off leaves nothing behind', async () => {
    const count = async () => (await house.store.one<{ n: number }>(sql`select count(*) as n from upload`)).n
    const before = await count()
    const socket = connect(Number(house.at.split(':')[1]), '127.0.0.1')
    socket.write(`POST /jmap/upload/${anna.accountId} HTTP/1.1\r\nHost: ${house.at}\r\nCookie: ${anna.cookie}\r\nX-Zegel: 1\r\nContent-Length: 50000\r\n\r\n${'x'.repeat(20_000)}`)
    socket.end()
    socket.resume()
    await once(socket, 'close')
    // The server answered or dropped it; a request after it proves that it is over.
    await anna.ask('GET', '/api/session')
    assert.equal(await count(), before)
  })

  test('uploads stop at the limit, whatever length they claim', async () => {
    const upload = (size: number) => anna.ask('POST', `/jmap/upload/${anna.accountId}`, { body: Buffer.alloc(size), type: 'image/png' })
    const at = await upload(100_000)
    assert.deepEqual([at.status, at.json.size, at.json.type], [201, 100_000, 'image/png'])
    assert.deepEqual([(await upload(100_001)).status, (await upload(100_001)).json.problem], [413, 'too-large'])
    const { promise, resolve } = Promise.withResolvers<number | undefined>()
    const request = http.request(`${anna.url}/jmap/upload/${anna.accountId}`, { method: 'POST', headers: { cookie: anna.cookie, 'x-zegel': '1', 'transfer-encoding': 'chunked' } }, ({ statusCode }) => resolve(statusCode))
    request.on('error', () => resolve(413))
    request.write(Buffer.alloc(60_000))
    request.end(Buffer.alloc(60_000))
    assert.equal(await promise, 413)
  })

  test('too many uploads at once are told so', async () => {
    const waiting = [1, 2].map(() => {
      const request = http.request(`${anna.url}/jmap/upload/${anna.accountId}`, { method: 'POST', headers: { cookie: anna.cookie, 'x-zegel': '1', 'content-length': '10' } })
      request.on('error', () => undefined).write('12345')
      return request
    })
    let status = 0
    // The two others arrive on connections of their own; ask until they are in.
    for (let tries = 0; tries < 200 && status !== 400; tries += 1) {
      const answer = await anna.ask('POST', `/jmap/upload/${anna.accountId}`, { body: 'x', type: 'text/plain' })
      status = answer.status
      if (status === 400) assert.equal(answer.json.limit, 'maxConcurrentUpload')
      if (status === 429) break
    }
    assert.equal(status, 400)
    for (const request of waiting) request.destroy()
  })

  test('what strangers sent is saved, never shown', async () => {
    const cases: readonly (readonly [string, string, string, string])[] = [
      ['text/html', '<script>1</script>', 'a.html', 'application/octet-stream'], ['image/svg+xml', '<svg/>', 'a.svg', 'application/octet-stream'],
      ['text/plain', 'x', 'a.txt', 'text/plain; charset=utf-8'], ['image/png', 'x', 'a.png', 'image/png'], ['application/xhtml+xml', 'x', 'a.xhtml', 'application/octet-stream'],
      ['text/javascript', 'x', 'a.js', 'application/octet-stream'], ['multipart/x-mixed-replace', 'x', 'x', 'application/octet-stream'],
    ]
    for (const [type, bytes, name, shown] of cases) {
      const blobId = await anna.upload(bytes, type)
      for (const asked of [`?type=${encodeURIComponent(type)}`, '']) {
        const { status, headers, text } = await anna.ask('GET', `/jmap/download/${anna.accountId}/${blobId}/${encodeURIComponent(name)}${asked}`)
        assert.deepEqual([status, text, headers.get('content-type')], [200, bytes, shown], type)
        assert.match(headers.get('content-disposition') ?? '', /^attachment; /)
        assert.equal(headers.get('x-content-type-options'), 'nosniff')
        assert.match(headers.get('content-security-policy') ?? '', /^default-src 'none';.*sandbox/)
      }
    }
    const blobId = await anna.upload('x', 'text/plain')
    const { headers } = await anna.ask('GET', `/jmap/download/${anna.accountId}/${blobId}/${encodeURIComponent('../‮a"\r\nX: y;.txt')}`)
    assert.equal(headers.get('x'), null)
    assert.match(headers.get('content-disposition') ?? '', /^attachment; filename="_[^"\\/]*"; filename\*=UTF-8''[\w.%-]*$/)
  })
})
