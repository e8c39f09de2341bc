import assert from 'node:assert/strict'
import http from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { isPublicAddress } from '../../dns/public-address.ts'
import { createRemoteImages, remoteImageLimits, type RemoteImage } from './remote-images.ts'
import { imageType } from './sniff.ts'

const png = Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), Buffer.alloc(20)])

test('only addresses of the open internet are public', () => {
  const cases: readonly (readonly [string, boolean])[] = [
    ['93.184.216.34', true], ['8.8.8.8', true], ['2606:2800:220:1:248:1893:25c8:1946', true],
    ['127.0.0.1', false], ['127.255.255.254', false], ['0.0.0.0', false], ['0.1.2.3', false], ['10.1.2.3', false], ['172.16.0.1', false],
    ['172.31.255.255', false], ['192.168.1.1', false], ['169.254.169.254', false], ['100.64.0.1', false], ['100.127.255.255', false],
    ['192.0.0.1', false], ['192.0.2.1', false], ['198.18.0.1', false], ['198.51.100.1', false], ['203.0.113.1', false], ['224.0.0.1', false],
    ['239.1.1.1', false], ['240.0.0.1', false], ['255.255.255.255', false],
    ['::', false], ['::1', false], ['::127.0.0.1', false], ['::ffff:127.0.0.1', false], ['::ffff:8.8.8.8', false], ['::ffff:0:127.0.0.1', false],
    ['64:ff9b::7f00:1', false], ['64:ff9b:1::1', false], ['2002:7f00:1::', false], ['2001::1', false], ['100::1', false], ['fe80::1', false],
    ['fe80::1%eth0', false], ['fec0::1', false], ['fc00::1', false], ['fd12::1', false], ['ff02::1', false], ['2001:db8::1', false],
    ['not an address', false], ['', false], ['1.2.3', false],
  ]
  for (const [address, expected] of cases) assert.equal(isPublicAddress(address), expected, address)
})

test('a picture is one by its bytes', () => {
  assert.equal(imageType(png), 'image/png')
  assert.equal(imageType(Buffer.from('GIF89a......')), 'image/gif')
  assert.equal(imageType(Buffer.from('RIFF....WEBPVP8 ')), 'image/webp')
  assert.equal(imageType(Buffer.from([0xff, 0xd8, 0xff, 0xe0])), 'image/jpeg')
  for (const text of ['<svg xmlns="http://www.w3.org/2000/svg"/>', '<?xml version="1.0"?><svg/>', '<html>', '', 'GIF', '\u0089PNG']) {
    assert.equal(imageType(Buffer.from(text)), undefined, text)
  }
})

describe('fetching a picture for a reader', () => {
  const seen: http.IncomingMessage[] = []
  const dialled: string[] = []
  let server: http.Server
  let names: Record<string, readonly string[]> = {}
  let port = 0
  before(async () => {
    server = http.createServer((request, response) => {
      seen.push(request)
      const path = request.url ?? ''
      if (path.startsWith('/to?')) return void response.writeHead(302, { location: decodeURIComponent(path.slice(4)) }).end()
      if (path === '/loop') return void response.writeHead(301, { location: '/loop' }).end()
      if (path === '/svg') return void response.writeHead(200, { 'content-type': 'image/png' }).end('<svg onload="alert(1)"/>')
      if (path === '/large') return void response.writeHead(200, { 'content-length': '2000000' }).end()
      if (path === '/endless') {
        const more = (): void => { while (response.write(Buffer.alloc(65_536))) { /* until the reader is full */ } }
        response.on('drain', more)
        return more()
      }
      if (path === '/hang') return
      if (path === '/slow') return void response.writeHead(200).write('x')
      if (path === '/404') return void response.writeHead(404).end(png)
      response.writeHead(200, { 'content-type': 'text/html', 'set-cookie': 'track=1' }).end(png)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    port = (server.address() as AddressInfo).port
  })
  after(() => {
    server.closeAllConnections()
    server.close()
  })

  /** The test stands in for the internet: whatever public address is dialled, the little server answers. */
  const images = (limits: Partial<typeof remoteImageLimits> | Record<string, number> = {}) => createRemoteImages({
    resolve: async (name) => names[name] ?? [],
    dial: ({ address, port: wanted }) => {
      dialled.push(`${address}:${wanted}`)
      return connect(port, '127.0.0.1')
    },
    limits: { ...remoteImageLimits, bytesMax: 1_000_000, totalMs: 2000, ...limits },
  })
  const reason = (image: RemoteImage): string => image.outcome === 'picture' ? image.type : image.reason

  test('the picture comes from the address that was checked, with nothing that tells of the reader', async () => {
    names = { 'pictures.example.org': ['93.184.216.34', '2606:2800:220:1:248:1893:25c8:1946'] }
    dialled.length = 0
    const image = await images().fetch('http://pictures.example.org/a.png?id=7#part')
    assert.equal(reason(image), 'image/png')
    assert.deepEqual(dialled, ['93.184.216.34:80'])
    const request = seen.at(-1)
    assert.deepEqual([request?.url, request?.headers.host, request?.headers.cookie, request?.headers.referer], ['/a.png?id=7', 'pictures.example.org', undefined, undefined])
    assert.deepEqual(Object.keys(request?.headers ?? {}).sort(), ['accept', 'connection', 'host', 'user-agent'])
  })

  test('no mail makes this server talk to its own neighbourhood', async () => {
    names = { 'inside.example.org': ['10.0.0.5'], 'mixed.example.org': ['93.184.216.34', '127.0.0.1'], 'six.example.org': ['::1'], 'none.example.org': [] }
    dialled.length = 0
    const cases: readonly (readonly [string, string])[] = [
      ['http://127.0.0.1/', 'not-public'], ['http://169.254.169.254/latest/meta-data/', 'not-public'], ['http://[::1]/', 'not-public'],
      ['http://2130706433/', 'not-public'], ['http://0x7f000001/', 'not-public'], ['http://0177.0.0.1/', 'not-public'], ['http://127.1/', 'not-public'],
      ['http://0/', 'not-public'], ['http://[::ffff:127.0.0.1]/', 'not-public'], ['http://[::ffff:7f00:1]/', 'not-public'], ['http://127。0。0。1/', 'not-public'],
      ['http://localhost/', 'not-public'], ['http://a.localhost/', 'not-public'], ['http://printer.local/', 'not-public'], ['http://intranet/', 'not-public'],
      ['http://metadata.google.internal/', 'not-public'], ['http://inside.example.org/', 'not-public'], ['http://inside.example.org./', 'not-public'],
      ['http://mixed.example.org/', 'not-public'], ['http://six.example.org/', 'not-public'], ['http://none.example.org/', 'no-address'],
      ['http://93.184.216.34:25/', 'port'], ['http://93.184.216.34:8080/', 'port'], ['https://93.184.216.34:80/', 'port'], ['ftp://93.184.216.34/', 'scheme'],
      ['file:///etc/passwd', 'scheme'], ['data:image/png;base64,AA', 'scheme'], ['javascript:1', 'scheme'], ['gopher://93.184.216.34/', 'scheme'],
      ['http://user:pass@93.184.216.34/', 'credentials'], ['//93.184.216.34/', 'not-a-url'], ['', 'not-a-url'], [`http://93.184.216.34/${'a'.repeat(5000)}`, 'not-a-url'],
      ['http://93.184.216.34\\@127.0.0.1/', 'image/png'],
    ]
    for (const [url, expected] of cases) assert.equal(reason(await images().fetch(url)), expected, url.slice(0, 60))
    assert.deepEqual(dialled, ['93.184.216.34:80'])
  })

  test('a name that changes its address between check and connection gains nothing', async () => {
    let asked = 0
    const rebinding = createRemoteImages({
      resolve: async () => (asked++ === 0 ? ['93.184.216.34'] : ['127.0.0.1']),
      dial: ({ address }) => {
        assert.equal(address, '93.184.216.34')
        return connect(port, '127.0.0.1')
      },
    })
    assert.equal(reason(await rebinding.fetch('http://rebind.example.org/')), 'image/png')
    assert.equal(asked, 1)
    assert.equal(reason(await rebinding.fetch('http://rebind.example.org/')), 'not-public')
  })

  test('redirects are checked like the first address', async () => {
    names = { 'a.example.org': ['93.184.216.34'], 'inside.example.org': ['192.168.0.1'] }
    const to = (target: string): string => `http://a.example.org/to?${encodeURIComponent(target)}`
    assert.equal(reason(await images().fetch(to('/ok.png'))), 'image/png')
    for (const target of ['http://127.0.0.1/', 'http://inside.example.org/', 'http://169.254.169.254/']) assert.equal(reason(await images().fetch(to(target))), 'not-public')
    assert.equal(reason(await images().fetch(to('file:///etc/passwd'))), 'scheme')
    assert.equal(reason(await images().fetch(to('http://a.example.org:22/'))), 'port')
    assert.equal(reason(await images().fetch(to(to(to('/ok.png'))))), 'image/png')
    assert.equal(reason(await images().fetch(to(to(to(to('/ok.png')))))), 'too-many-redirects')
    assert.equal(reason(await images().fetch('http://a.example.org/loop')), 'too-many-redirects')
  })

  test('what is no picture, too large or too slow is not passed on', async () => {
    names = { 'a.example.org': ['93.184.216.34'] }
    for (const [path, expected] of [['svg', 'not-a-picture'], ['large', 'too-large'], ['endless', 'too-large'], ['404', 'status']] as const) {
      assert.equal(reason(await images().fetch(`http://a.example.org/${path}`)), expected, path)
    }
    for (const path of ['hang', 'slow']) assert.equal(reason(await images({ totalMs: 100 }).fetch(`http://a.example.org/${path}`)), 'too-slow', path)
  })

  test('the certificate of an https address must fit', async () => {
    names = { 'a.example.org': ['93.184.216.34'] }
    assert.equal(reason(await images().fetch('https://a.example.org/')), 'unreachable')
  })
})
