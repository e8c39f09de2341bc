import assert from 'node:assert/strict'
import http from 'node:http'
import { connect } from 'node:net'
import { once } from 'node:events'
import { after, before, describe, test } from 'node:test'
import type { Log } from '../log/log.ts'
import { setQuota } from './quota.testing.ts'
import { openWebHouse, USING, type Client, type WebHouse } from './web-server.testing.ts'

describe('hostile and unlucky requests', () => {
  const lines: string[] = []
  const keep = (...told: readonly unknown[]): void => {
    lines.push(told.map((one) => one instanceof Error ? `${one.stack} ${JSON.stringify(one)}` : JSON.stringify(one)).join(' '))
  }
  const log: Log = { debug: keep, info: keep, warn: keep, error: keep, with: () => log }
  let house: WebHouse
  let anna: Client
  before(async () => {
    house = await openWebHouse({ log, limits: { maxConcurrentRequests: 2 } })
    anna = await house.signedIn('anna')
  })
  after(() => house.close())

  test('nothing that people write is in the log or in an answer to a stranger', async () => {
    const canaries = ['123456782', 'NL91ABNA0417164300', 'hunter2-geheim', 'Onderwerp-kanarie', '739184', 'kanarie@example.org']
    const text = canaries.join(' ')
    const answers: string[] = []
    const ask = async (method: string, path: string, body?: unknown, headers = {}): Promise<void> => {
      const stranger = house.visitor()
      answers.push((await stranger.ask(method, path, { headers, ...(body === undefined ? {} : { body }) })).text)
      await anna.ask(method, path, { headers, ...(body === undefined ? {} : { body }) })
    }
    await ask('POST', '/api/sign-in', { address: 'kanarie@example.org', password: text })
    await ask('POST', '/api/second-factor', { pending: text.slice(0, 100), code: '739184' })
    await ask('POST', '/api/recover', { address: 'kanarie@example.org', recoveryCode: text, next: text })
    await ask('POST', '/api/sign-in', `{"address": "${text}"`)
    await ask('GET', `/${encodeURIComponent(text)}?q=${encodeURIComponent(text)}`)
    await ask('GET', '/api/session', undefined, { cookie: `zegel=${text}`, authorization: `Basic ${btoa(text)}` })
    await ask('POST', '/jmap/api', { using: USING, methodCalls: [[text, { a: text }, text]] })
    await anna.signIn('anna@zonnehof.test')
    await anna.ask('POST', '/api/app-passwords', { body: { label: text } })
    await anna.ask('GET', `/api/remote-image?url=${encodeURIComponent(`http://127.0.0.1/${text}`)}`)
    const id = await anna.keep(`From: kanarie@example.org\nSubject: Onderwerp-kanarie\n\n${text}\n`)
    await anna.jmap(['Email/query', { filter: { text } }], ['Email/get', { ids: [id], properties: [text] }], ['Mailbox/set', { create: { a: { name: text, colour: text } } }],
      ['Email/set', { create: { a: { subject: text, mailboxIds: { [text]: true } } } }], ['Email/set', { update: { [id]: { [`keywords/${text}`]: 1 } } }])
    const told = `${lines.join('\n')}\n${answers.join('\n')}`
    for (const canary of canaries) assert.ok(!told.includes(canary), canary)
    assert.ok(lines.length > 0)
  })

  test('a bug of ours tells a reference and no more', async () => {
    const broken = await openWebHouse({ log, web: { health: () => Promise.reject(new Error('disk /secret/path failed')) } })
    try {
      const owner = await broken.signedIn('baas', ['owner'])
      const { status, json } = await owner.ask('GET', '/api/admin/health')
      assert.deepEqual([status, json.problem, Object.keys(json)], [500, 'our-mistake', ['problem', 'reference']])
      assert.ok(lines.some((line) => line.includes(json.reference) && line.includes('/secret/path')))
    } finally {
      await broken.close()
    }
  })

  test('too many JMAP requests at once are told so, and the next one goes on', async () => {
    const slow = [1, 2].map(() => {
      const request = http.request(`${anna.url}/jmap/api`, { method: 'POST', headers: { cookie: anna.cookie, 'x-zegel': '1', 'content-length': '100' } })
      request.on('error', () => undefined).write('{')
      return request
    })
    let limit: string | undefined
    for (let tries = 0; tries < 200 && limit === undefined; tries += 1) {
      limit = (await anna.ask('POST', '/jmap/api', { body: { using: USING, methodCalls: [] } })).json.limit
    }
    assert.equal(limit, 'maxConcurrentRequests')
    for (const request of slow) request.destroy()
    for (let status = 0; status !== 200;) ({ status } = await anna.ask('POST', '/jmap/api', { body: { using: USING, methodCalls: [] } }))
  })

  test('a full mailbox says so, and keeps what is in it', async () => {
    const piet = await house.signedIn('piet')
    const id = await piet.keep('Subject: eerst\n\ntekst\n')
    await house.store.write(setQuota, { tenant: house.tenant, bytes: 500 })
    const inbox = await piet.box('inbox')
    const { notCreated } = await piet.call('Email/set', {
      create: { k: { mailboxIds: { [inbox]: true }, subject: 'groot', from: [{ email: 'piet@zonnehof.test' }], bodyValues: { t: { value: 'x'.repeat(1000) } }, textBody: [{ partId: 't' }] } },
    })
    assert.equal(notCreated.k.type, 'overQuota')
    assert.equal((await piet.call('Email/get', { ids: [id] })).list.length, 1)
    await house.store.write(setQuota, { tenant: house.tenant, bytes: 0 })
  })

  test('requests that are no HTTP or two at once in one get nothing', async () => {
    const port = Number(house.at.split(':')[1])
    const say = async (text: string): Promise<string> => {
      const socket = connect(port, '127.0.0.1')
      let answer = ''
      socket.setEncoding('latin1').on('data', (piece) => { answer += piece })
      socket.on('error', () => undefined)
      socket.write(text)
      await once(socket, 'close')
      return answer
    }
    const refused = [
      'nonsense\r\n\r\n', 'GET / HTTP/1.1\r\n\r\n', 'GET / HTTP/1.1\r\nHost: a\r\nBad Header: x\r\n\r\n',
      'POST /api/sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      'POST /api/sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!',
      'GET / HTTP/1.1\nHost: localhost\n\n', 'POST /api/sign-in HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n',
    ]
    for (const text of refused) assert.match(await say(text), /^HTTP\/1\.1 400 |^$/, JSON.stringify(text))
    assert.match(await say('GET /jmap/eventsource HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n'), /^$|^HTTP\/1\.1 4/)
    assert.equal((await house.visitor().ask('GET', '/healthz')).status, 200)
  })

  test('paths that decode to nonsense are not found', async () => {
    for (const path of ['/jmap/download/%ZZ/B1/x', `/jmap/download/${anna.accountId}/%00/x`, `/jmap/download/${anna.accountId}/B9/%E0%A4%A`, '/api/sessions/%2e%2e', '/jmap/upload/%']) {
      for (const method of ['GET', 'POST', 'DELETE']) {
        const { status } = await anna.ask(method, path, method === 'POST' ? { body: 'x' } : {})
        assert.ok([400, 404].includes(status), `${method} ${path}: ${status}`)
      }
    }
  })
})
