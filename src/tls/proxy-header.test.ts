import assert from 'node:assert/strict'
import { createServer, connect, type AddressInfo, type Socket } from 'node:net'
import { test } from 'node:test'
import { PROXY_BLOCK_OCTETS_MAX, PROXY_LINE_OCTETS_MAX, readProxyHeader } from './proxy-header.ts'
import { proxiedClient } from './proxied.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const signature = [0x0d, 0x0a, 0x0d, 0x0a, 0, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a]
const block = (...rest: readonly number[]): Uint8Array => Uint8Array.from([...signature, ...rest])

const read: Readonly<Record<string, readonly [Uint8Array, string | null]>> = {
  'a line of IPv4': [bytes('PROXY TCP4 192.0.2.7 198.51.100.1 56324 25\r\nEHLO x'), '192.0.2.7'],
  'a line of IPv6': [bytes('PROXY TCP6 2001:db8::7 2001:db8::1 1 993\r\n'), '2001:db8::7'],
  'a line that does not say': [bytes('PROXY UNKNOWN ffff::1 ffff::2 1 2\r\n'), null],
  'a block of IPv4': [block(0x21, 0x11, 0, 12, 192, 0, 2, 7, 198, 51, 100, 1, 1, 2, 0, 25), '192.0.2.7'],
  'a block of IPv4 with notes behind it': [block(0x21, 0x11, 0, 16, 192, 0, 2, 7, 198, 51, 100, 1, 1, 2, 0, 25, 4, 0, 1, 0), '192.0.2.7'],
  'a block of IPv6': [block(0x21, 0x21, 0, 36, 0x20, 1, 0xd, 0xb8, ...Array<number>(11).fill(0), 7, ...Array<number>(20).fill(0)), '2001:db8::7'],
  'a block of IPv4 within IPv6': [block(0x21, 0x21, 0, 36, ...Array<number>(10).fill(0), 0xff, 0xff, 192, 0, 2, 7, ...Array<number>(20).fill(0)), '192.0.2.7'],
  'a line of IPv4 within IPv6': [bytes('PROXY TCP6 0:0:0:0:0:FFFF:C000:207 2001:db8::1 1 993\r\n'), '192.0.2.7'],
  'a block of the balancer itself': [block(0x20, 0x11, 0, 12, ...Array<number>(12).fill(1)), null],
  'a block without a family': [block(0x21, 0, 0, 0), null],
}
for (const [what, [octets, client]] of Object.entries(read)) {
  test(`${what} is read`, () => {
    const header = readProxyHeader(octets)
    assert.equal(header.state === 'read' ? header.client?.ip ?? null : header.state, client)
  })
}

const broken: Readonly<Record<string, Uint8Array>> = {
  'SMTP': bytes('EHLO x\r\n'), 'lower case': bytes('proxy TCP4 192.0.2.7 192.0.2.1 1 2\r\n'), 'LF alone': bytes('PROXY TCP4 192.0.2.7 192.0.2.1 1 2\n'),
  'two spaces': bytes('PROXY TCP4  192.0.2.7 192.0.2.1 1 2\r\n'), 'one field more': bytes('PROXY TCP4 192.0.2.7 192.0.2.1 1 2 3\r\n'),
  'another family': bytes('PROXY TCP4 2001:db8::7 2001:db8::1 1 2\r\n'), 'a leading zero': bytes('PROXY TCP4 192.0.2.07 192.0.2.1 1 2\r\n'),
  'a port too high': bytes('PROXY TCP4 192.0.2.7 192.0.2.1 65536 2\r\n'), 'a port 01': bytes('PROXY TCP4 192.0.2.7 192.0.2.1 01 2\r\n'),
  'a zone': bytes('PROXY TCP6 fe80::1%eth0 fe80::2 1 2\r\n'), 'a name': bytes('PROXY TCP4 localhost localhost 1 2\r\n'),
  'a line one octet too long': bytes(`PROXY UNKNOWN ${'x'.repeat(PROXY_LINE_OCTETS_MAX - 15)}\r\n`),
  'a line without end': bytes(`PROXY UNKNOWN ${'x'.repeat(200)}`), 'version 1 in a block': block(0x11, 0x11, 0, 12, ...Array<number>(12).fill(1)),
  'an unknown command': block(0x22, 0x11, 0, 12, ...Array<number>(12).fill(1)), 'datagrams': block(0x21, 0x12, 0, 12, ...Array<number>(12).fill(1)),
  'too few octets for its family': block(0x21, 0x21, 0, 12, ...Array<number>(12).fill(1)),
  'a block one octet too long': block(0x21, 0x11, (PROXY_BLOCK_OCTETS_MAX - 15) >> 8, (PROXY_BLOCK_OCTETS_MAX - 15) & 255),
  'a broken signature': Uint8Array.from([0x0d, 0x0a, 0x0d, 0x0a, 1]),
}
for (const [what, octets] of Object.entries(broken)) {
  test(`${what} is broken`, () => assert.equal(readProxyHeader(octets).state, 'broken'))
}

test('the longest line and the longest block are still read', () => {
  const line = bytes(`PROXY UNKNOWN ${'x'.repeat(PROXY_LINE_OCTETS_MAX - 16)}\r\n`)
  assert.equal(line.length, PROXY_LINE_OCTETS_MAX)
  assert.equal(readProxyHeader(line).state, 'read')
  const length = PROXY_BLOCK_OCTETS_MAX - 16
  assert.equal(readProxyHeader(block(0x21, 0x11, length >> 8, length & 255, ...Array<number>(length).fill(1))).state, 'read')
})

test('what is cut anywhere waits for more', () => {
  for (const [octets] of Object.values(read)) {
    const header = readProxyHeader(octets)
    assert.equal(header.state, 'read')
    if (header.state !== 'read') continue
    for (let end = 0; end < header.octets; end++) assert.equal(readProxyHeader(octets.subarray(0, end)).state, 'more', `cut at ${end}`)
  }
})

/** A server that reads the header, then tells whose connection it is and what came behind it. */
async function reading(): Promise<{
  readonly port: number, close(): void, next(): Promise<{ readonly ip: string | undefined, readonly text: string }>,
}> {
  const told: ((what: { readonly ip: string | undefined, readonly text: string }) => void)[] = []
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    void proxiedClient(socket).then((ip) => {
      if (ip === undefined) return told.shift()?.({ ip, text: '' })
      let text = ''
      socket.on('data', (chunk: Buffer) => {
        text += chunk.toString('latin1')
        if (text.endsWith('.')) told.shift()?.({ ip, text })
      })
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    close: () => void server.close(),
    next: () => new Promise((resolve) => told.push(resolve)),
  }
}

test('over a socket: in one piece, octet by octet, and what stands behind it comes as it was', async (t) => {
  const server = await reading()
  t.after(() => server.close())
  const open = (): Socket => {
    const socket = connect(server.port, '127.0.0.1').setNoDelay(true)
    t.after(() => socket.destroy())
    return socket
  }
  const whole = server.next()
  open().write('PROXY TCP4 192.0.2.7 198.51.100.1 1 25\r\nEHLO x\r\nNOOP.')
  assert.deepEqual(await whole, { ip: '192.0.2.7', text: 'EHLO x\r\nNOOP.' })
  const pieces = server.next()
  const slow = open()
  for (const char of 'PROXY TCP6 2001:db8::7 ::1 1 25\r\nQUIT.') {
    await new Promise<void>((resolve) => slow.write(char, () => setImmediate(resolve)))
  }
  assert.deepEqual(await pieces, { ip: '2001:db8::7', text: 'QUIT.' })
  const own = server.next()
  open().write(Uint8Array.from([...block(0x20, 0, 0, 0), 0x2e]))
  assert.deepEqual(await own, { ip: '127.0.0.1', text: '.' })
  const wrong = server.next()
  open().write('EHLO x\r\n.')
  assert.deepEqual(await wrong, { ip: undefined, text: '' })
})
