import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { after, before, test } from 'node:test'
import { constants, createDeflateRaw, deflateRawSync } from 'node:zlib'
import { TestClient } from './client.testing.ts'
import { CompressedSocket, INFLATE_RATIO_MAX, WINDOW_SIZE } from './compressed-socket.ts'
import { letter, openImapHouse, type ImapHouse } from './server.testing.ts'

let house: ImapHouse
before(async () => { house = await openImapHouse() })
after(async () => {
  assert.deepEqual(house.errors, [])
  await house.close()
})

test('COMPRESS DEFLATE: both directions, large and small, and only once', async () => {
  const client = await house.client('klein')
  assert.match((await client.command('COMPRESS LZW')).tagged, /^BAD/)
  assert.match((await client.command('COMPRESS DEFLATE')).tagged, /^OK/)
  const wire = client.startDeflate()
  assert.match((await client.command('COMPRESS DEFLATE')).tagged, /^NO \[COMPRESSIONACTIVE\]/)
  const big = letter('groot', 'De vergadering is verplaatst naar morgen.\r\n'.repeat(20_000))
  assert.match((await client.append('INBOX', big)).tagged, /^OK/)
  assert.ok(wire.went() < big.length / 20, `${wire.went()} octets went for ${big.length}`)
  await client.command('SELECT INBOX')
  const came = wire.came()
  const { untagged, tagged } = await client.command('FETCH 1 (BODY.PEEK[])')
  assert.match(tagged, /^OK/)
  assert.ok(untagged[0]?.includes(big), 'the message comes back as it was')
  assert.ok(wire.came() - came < big.length / 20, `${wire.came() - came} octets came for ${big.length}`)
  // What happens elsewhere is told at once.
  client.send('i IDLE\r\n')
  assert.match(await client.response(), /^\+/)
  const other = await house.client('klein')
  await other.append('INBOX', letter('nieuw'))
  assert.equal(await client.response(), '* 2 EXISTS')
  assert.equal(await client.response(), '* 0 RECENT')
  client.send('DONE\r\n')
  await client.answer('i')
  assert.match((await client.command('LOGOUT')).tagged, /^OK/)
  await client.closed()
  other.close()
})

test('COMPRESS is not allowed before sign-in, nor with commands behind it', async () => {
  const stranger = await TestClient.open(house.tls, { tls: true })
  assert.match((await stranger.command('COMPRESS DEFLATE')).tagged, /^BAD/)
  stranger.close()
  const hasty = await house.client('haast')
  hasty.send('a COMPRESS DEFLATE\r\nb CREATE Kwaad\r\n')
  assert.match((await hasty.answer('a')).tagged, /^BAD/)
  assert.equal((await hasty.answer('b')).tagged, 'CLOSED')
})

test('what is no deflate stream ends the connection, and the server goes on', async () => {
  for (const octets of [Buffer.from('x1 CREATE Kwaad\r\n'.repeat(10)), Buffer.alloc(100_000, 0xff), deflateRawSync('x2 LOGOUT\r\n')]) {
    const client = await house.client('ruis')
    await client.command('COMPRESS DEFLATE')
    client.startDeflate()
    client.sendRaw(octets)
    await client.closed()
  }
  const again = await house.client('ruis')
  assert.deepEqual((await again.command('LIST "" Kwaad')).untagged, [])
  again.close()
})

test('a connection under TLS and compression that is closed is counted no more', async () => {
  const before = house.server.connections
  const client = await TestClient.open(house.plain)
  await client.command('STARTTLS')
  await client.startTls()
  await house.client('telling').then((one) => one.close())
  await client.command('LOGIN telling@zonnehof.test "correct horse"')
  assert.match((await client.command('COMPRESS DEFLATE')).tagged, /^OK/)
  client.startDeflate()
  assert.match((await client.command('NOOP')).tagged, /^OK/)
  await client.command('LOGOUT')
  await client.closed()
  while (house.server.connections > before) await new Promise((resolve) => { setImmediate(resolve) })
})

test('a line without end under compression is dropped as any other', async () => {
  const client = await house.client('regel')
  await client.command('COMPRESS DEFLATE')
  client.startDeflate()
  client.send(`a1 NOOP ${'x'.repeat(4_000_000)}\r\na2 NOOP\r\n`)
  assert.match((await client.answer('a1')).tagged, /^BAD/)
  assert.match((await client.answer('a2')).tagged, /^OK/)
  client.close()
})

/** Two ends of a connection on this machine. */
async function pair(): Promise<{ readonly near: Socket, readonly far: Socket, readonly close: () => void }> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  assert.ok(address && typeof address === 'object')
  const { connect } = await import('node:net')
  const far = connect(address.port, '127.0.0.1')
  const [near] = await once(server, 'connection') as [Socket]
  far.on('error', () => undefined)
  return { near, far, close: () => {
    far.destroy()
    near.destroy()
    server.close()
  } }
}

test('bombs: past the free size so many times what came in, and not one octet buffered past what is read', async () => {
  const bomb = deflateRawSync(Buffer.alloc(8 * 1024 * 1024), { finishFlush: constants.Z_SYNC_FLUSH })
  assert.ok(8 * 1024 * 1024 / bomb.length > 2 * INFLATE_RATIO_MAX)
  const { near, far, close } = await pair()
  const wire = new CompressedSocket(near, { freeSize: 1024 * 1024 })
  let came = 0
  wire.on('data', (octets: Buffer) => { came += octets.length })
  far.write(bomb)
  await once(wire, 'close')
  assert.ok(came >= 1024 * 1024 && came <= 1024 * 1024 + INFLATE_RATIO_MAX * bomb.length + 32 * 1024, `${came} octets came out`)
  close()

  const slow = await pair()
  const unread = new CompressedSocket(slow.near)
  slow.far.write(bomb)
  await once(unread, 'readable')
  // Nobody reads: what lies ready stays within the buffers of the stream.
  for (let turn = 0; turn < 2000; turn++) await new Promise((resolve) => { setImmediate(resolve) })
  assert.ok(unread.readableLength <= 256 * 1024, `${unread.readableLength} octets wait`)
  slow.close()
})

test('an idle client holds no window, and what it says next may refer to all that it said before', async () => {
  const { near, far, close } = await pair()
  const wire = new CompressedSocket(near, { sleepMs: 1 })
  const said = createDeflateRaw({ windowBits: 15 })
  said.on('data', (octets: Buffer) => { far.write(octets) })
  const say = async (text: string, flush = constants.Z_SYNC_FLUSH): Promise<void> => {
    said.write(text)
    await new Promise<void>((resolve) => said.flush(flush, resolve))
  }
  let came = ''
  wire.on('data', (octets: Buffer) => { came += octets.toString('latin1') })
  const heard = async (text: string): Promise<void> => {
    while (came.length < text.length) await new Promise((resolve) => { setImmediate(resolve) })
    assert.equal(came, text)
    came = ''
  }
  const asleep = async (): Promise<void> => {
    while (wire.isAwake) await new Promise((resolve) => { setTimeout(resolve, 1) })
  }
  // Texts that shrink to a reference to the one before, at sizes on both sides of the window.
  let seed = 1
  for (const size of [5, 200, 300, WINDOW_SIZE - 505, 1, WINDOW_SIZE, WINDOW_SIZE + 1, 3 * WINDOW_SIZE, 40]) {
    const text = Array.from({ length: size }, () => String.fromCharCode(33 + (seed = seed * 16807 % 2147483647) % 90)).join('')
    await say(text)
    await heard(text)
    await asleep()
    await say(text.slice(-20_000))
    await heard(text.slice(-20_000))
    await asleep()
  }
  close()
})

test('a client that did not flush to an octet keeps its window', async () => {
  const { near, far, close } = await pair()
  const wire = new CompressedSocket(near, { sleepMs: 1 })
  wire.resume()
  const whole = deflateRawSync('a1 NOOP\r\n'.repeat(100), { finishFlush: constants.Z_SYNC_FLUSH })
  far.write(whole.subarray(0, -2))
  await once(near, 'data')
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => { setTimeout(resolve, 1) })
  assert.equal(wire.isAwake, true)
  close()
})
