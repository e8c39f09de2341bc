import assert from 'node:assert/strict'
import { once } from 'node:events'
import type http from 'node:http'
import https from 'node:https'
import { connect, type AddressInfo } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { LEAVING_WORD_LENGTH_MAX } from '../address/leaving-mail.ts'
import { keepPrepared } from '../mailstore/scripts/append.ts'
import type { SenderTruth } from '../mailstore/types.ts'
import { headerFields } from '../message/rewrite.ts'
import { postOneClick, UNSUBSCRIBE_URL_MAX } from './unsubscribe/one-click.ts'
import { ADDRESSES_MAX, waysOf, type Ways } from './unsubscribe/ways.ts'
import { createCertificateAuthority } from '../tls/certificates.ts'
import type { WebServerConfig } from './web-server.ts'
import { openWebHouse, type Client, type WebHouse } from './web-server.testing.ts'

const waysIn = (...lines: readonly string[]): Ways => waysOf(headerFields(Buffer.from(`${lines.join('\r\n')}\r\n\r\nx`)).fields)
const POST = 'List-Unsubscribe-Post: List-Unsubscribe=One-Click'

type Case = readonly [what: string, lines: readonly string[], oneClick: string | undefined, to: string | undefined]
const cases: readonly Case[] = [
  ['both', ['List-Unsubscribe: <mailto:stop@lijst.test?subject=stop%2042>,\r\n <https://lijst.test/stop?u=1>', POST], 'https://lijst.test/stop?u=1', 'stop@lijst.test'],
  ['no word of one click', ['List-Unsubscribe: <https://lijst.test/stop>'], undefined, undefined],
  ['another word', ['List-Unsubscribe: <https://lijst.test/stop>', 'List-Unsubscribe-Post: List-Unsubscribe=Two'], undefined, undefined],
  ['plain http', ['List-Unsubscribe: <http://lijst.test/stop>', POST], undefined, undefined],
  ['the field twice', ['List-Unsubscribe: <https://a.test/>', 'List-Unsubscribe: <https://b.test/>', POST], undefined, undefined],
  ['the word twice', ['List-Unsubscribe: <https://a.test/>', POST, POST], undefined, undefined],
  ['folded inside', ['List-Unsubscribe: <https://lijst.test/\r\n stop>', POST], 'https://lijst.test/stop', undefined],
  ['no brackets', ['List-Unsubscribe: https://lijst.test/stop', POST], undefined, undefined],
  ['an address that is none', ['List-Unsubscribe: <mailto:stop>, <mailto:a%0d%0ab@c.test>, <mailto:%ff@c.test>'], undefined, undefined],
]
for (const [what, lines, oneClick, to] of cases) {
  test(`how to leave a list: ${what}`, () => {
    const ways = waysIn(...lines)
    assert.deepEqual([ways.oneClick, ways.mail?.to], [oneClick, to])
  })
}

test('the mail that leaves a list says no sentence of whoever wrote the address: its subject is one word or ours', () => {
  const word = 'a'.repeat(LEAVING_WORD_LENGTH_MAX)
  for (const [query, subject] of [
    ['?subject=stop-42_a.b', 'stop-42_a.b'], ['?SUBJECT=x&subject=y', 'x'], ['?cc=z@z.test&subject=y', 'y'], [`?subject=${word}`, word],
    [`?subject=${word}a`, 'unsubscribe'], ['', 'unsubscribe'], ['?subject=', 'unsubscribe'], ['?subject=%ff', 'unsubscribe'],
    ['?subject=Ontslag%20per%20direct&body=Ik%20neem%20ontslag', 'unsubscribe'], ['?subject=a%0D%0ABcc:%20x@y.test', 'unsubscribe'],
  ] as const) {
    assert.deepEqual(waysIn(`List-Unsubscribe: <mailto:stop@lijst.test${query}>`).mail, { to: 'stop@lijst.test', subject }, query.slice(0, 40))
  }
})

test('so many addresses of one field are looked at', () => {
  const list = (count: number): string => `List-Unsubscribe: ${'<ftp://x.test/>,'.repeat(count)}<https://lijst.test/>`
  assert.equal(waysIn(list(ADDRESSES_MAX - 1), POST).oneClick, 'https://lijst.test/')
  assert.equal(waysIn(list(ADDRESSES_MAX), POST).oneClick, undefined)
})

test('only the open internet, only https on its own port', async () => {
  const dialled: string[] = []
  const way = {
    resolve: async (name: string) => name === 'inside.test' ? ['10.0.0.1'] : [],
    dial: ({ address }: { readonly address: string }) => {
      dialled.push(address)
      return connect(1, '127.0.0.1')
    },
  }
  for (const [url, reason] of [
    ['http://lijst.test/', 'scheme'], ['https://127.0.0.1/', 'not-public'], ['https://inside.test/', 'not-public'], ['https://[::1]/', 'not-public'],
    ['https://lijst.test:8443/', 'port'], ['https://a:b@lijst.test/', 'credentials'], ['https://localhost/', 'not-public'], ['https://none.test/', 'no-address'],
    [`https://lijst.test/${'a'.repeat(UNSUBSCRIBE_URL_MAX)}`, 'not-a-url'], ['nonsense', 'not-a-url'],
  ] as const) assert.deepEqual(await postOneClick(url, way), { outcome: 'failed', reason }, url.slice(0, 60))
  assert.deepEqual(dialled, [])
})

interface Seen {
  readonly method: string
  readonly url: string
  readonly headers: http.IncomingHttpHeaders
  readonly body: string
}

/** The server of a list, with a certificate of its own: `/ja` takes it, everything else sends the caller there. */
async function openListServer(): Promise<{
  readonly seen: readonly Seen[], readonly dialled: readonly string[], readonly web: Partial<WebServerConfig>,
  close(): void,
}> {
  const authority = await createCertificateAuthority({ name: 'Lijst', clock: { now: () => Date.now() } })
  const { key, certificate } = await authority.issue({ names: ['lijst.example.org'], clock: { now: () => Date.now() } })
  const [seen, dialled]: [Seen[], string[]] = [[], []]
  const server = https.createServer({ key, cert: certificate }, (request, response) => {
    let body = ''
    request.on('data', (piece: Buffer) => { body += piece.toString() })
    request.on('end', () => {
      seen.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body })
      if (request.url === '/ja') response.writeHead(202, { 'set-cookie': 'a=b' }).end('ok')
      else response.writeHead(302, { location: '/ja' }).end()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    seen, dialled,
    web: {
      resolver: async (name) => name === 'lijst.example.org' ? ['93.184.216.34'] : [],
      dial: ({ address, port: wanted }) => {
        dialled.push(`${address}:${wanted}`)
        return connect(port, '127.0.0.1')
      },
      trusted: [authority.certificate],
    },
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

describe('leaving a list as a reader', () => {
  let house: WebHouse
  let anna: Client
  let list: Awaited<ReturnType<typeof openListServer>>
  before(async () => {
    list = await openListServer()
    house = await openWebHouse({ web: list.web })
    anna = await house.signedIn('anna')
  })
  after(async () => {
    await house.close()
    list.close()
  })

  const verified: SenderTruth = { verdict: 'verified', domain: 'lijst.test', reason: 'dmarc-pass' }
  const unproved: SenderTruth = { verdict: 'unverifiable', domain: null, reason: 'dmarc-none' }
  let count = 0
  async function letter(truth: SenderTruth, ...lines: readonly string[]): Promise<string> {
    const account = await house.accounts.findRecipient('anna@zonnehof.test') ?? assert.fail()
    const subject = `Nieuws${++count}`
    const raw = Buffer.from([...lines, 'From: Lijst <nieuws@lijst.test>', 'To: anna@zonnehof.test', `Subject: ${subject}`, '', 'Dag'].join('\r\n'))
    const prepared = await house.mailstore.prepare({ account, raw, receivedAt: house.clock.at, returnPath: 'nieuws@lijst.test', truth, role: 'inbox' })
    await house.store.write(keepPrepared, prepared)
    const { ids } = await anna.call('Email/query', { filter: { subject } })
    assert.equal(ids.length, 1)
    return ids[0]
  }
  const leave = (email: string) => anna.ask('POST', '/api/unsubscribe', { body: { email } })
  const both = (path: string): readonly string[] => [`List-Unsubscribe: <https://lijst.example.org${path}>, <mailto:stop@lijst.test>`, POST]

  test('one POST where a signature covers it, with nothing that tells of the reader', async () => {
    assert.deepEqual((await leave(await letter({ ...unproved, oneClick: true }, ...both('/ja')))).json, { way: 'one-click' })
    const [{ method, url, headers, body } = assert.fail()] = list.seen
    assert.deepEqual([method, url, body, list.dialled], ['POST', '/ja', 'List-Unsubscribe=One-Click', ['93.184.216.34:443']])
    assert.deepEqual(Object.keys(headers).toSorted(), ['connection', 'content-length', 'content-type', 'host'])
  })

  test('a redirect is not followed: then a mail, to a proved sender', async () => {
    const before = list.seen.length
    assert.deepEqual((await leave(await letter({ ...verified, oneClick: true }, ...both('/elders')))).json, { way: 'mail' })
    assert.deepEqual(list.seen.slice(before).map(({ url }) => url), ['/elders'])
    const account = await house.accounts.findRecipient('anna@zonnehof.test') ?? assert.fail()
    const handedIn = await house.sending.submission.list(account)
    assert.deepEqual(handedIn.flatMap(({ recipients }) => recipients.map(({ address }) => address)), ['stop@lijst.test'])
  })

  test('without a covering signature nobody is called, and without a proved sender nobody is mailed', async () => {
    const before = list.seen.length
    assert.deepEqual((await leave(await letter(verified, ...both('/ja')))).json, { way: 'mail' })
    assert.equal((await leave(await letter(unproved, ...both('/ja')))).status, 409)
    assert.equal((await leave(await letter(verified))).status, 409)
    assert.equal(list.seen.length, before)
  })

  test('a mail goes only to the organisation that was proved, never to another one and never into this house', async () => {
    const account = await house.accounts.findRecipient('anna@zonnehof.test') ?? assert.fail()
    const sent = async () => (await house.sending.submission.list(account))
      .flatMap(({ recipients }) => recipients.map(({ address }) => address))
    const before = await sent()
    const mailto = (to: string): string => `List-Unsubscribe: <mailto:${to}?subject=Ontslag%20per%20direct&body=Ik%20neem%20ontslag>`
    const proved = (domain: string | null): SenderTruth => ({ ...verified, domain })
    for (const [domain, to] of [
      ['lijst.test', 'directeur@elders.test'], ['lijst.test', 'bert@zonnehof.test'], ['zonnehof.test', 'bert@zonnehof.test'],
      ['zonnehof.test', 'bert@ZONNEHOF.test'], [null, 'stop@lijst.test'], ['een.co.uk', 'stop@twee.co.uk'], ['lijst.test', 'stop@boselijst.test'],
    ] as const) assert.equal((await leave(await letter(proved(domain), mailto(to)))).status, 409, `${domain} ${to}`)
    assert.deepEqual(await sent(), before)
    assert.deepEqual((await leave(await letter(proved('post.lijst.test'), mailto('stop@af.lijst.test')))).json, { way: 'mail' })
    assert.deepEqual((await sent()).filter((to) => !before.includes(to)), ['stop@af.lijst.test'])
  })

  test('only the own letters, and only signed in', async () => {
    const email = await letter(verified, ...both('/ja'))
    assert.equal((await leave('M0')).status, 404)
    assert.equal((await leave('nonsense')).status, 404)
    assert.equal((await house.visitor().ask('POST', '/api/unsubscribe', { body: { email } })).status, 401)
    const bert = await house.signedIn('bert')
    assert.equal((await bert.ask('POST', '/api/unsubscribe', { body: { email } })).status, 404)
  })
})
