import assert from 'node:assert/strict'
import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { test, type TestContext } from 'node:test'
import { systemClock } from '../base/clock.ts'
import { createEntrance } from '../throttle/entrance.ts'
import { createThrottle } from '../throttle/throttle.ts'
import { selfSigned } from '../tls/certificates.ts'
import { fixedTls } from '../tls/server-tls.ts'
import { openWebHouse, type WebHouse } from './web-server.testing.ts'

function open(t: TestContext, { at }: WebHouse): Socket {
  const socket = connect(Number(at.slice(at.lastIndexOf(':') + 1)), '127.0.0.1')
  socket.on('error', () => undefined)
  t.after(() => socket.destroy())
  return socket
}

/** Everything until the other side closes. */
async function said(socket: Socket): Promise<string> {
  let text = ''
  for await (const chunk of socket) text += String(chunk)
  return text
}

const GET = 'GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'
const HEADER = 'PROXY TCP4 192.0.2.7 198.51.100.1 4711 443\r\n'

for (const kind of ['http', 'https'] as const) {
  test(`behind a balancer, ${kind}: the client in the header is the one that is asked about at the door`, async (t) => {
    const throttle = createThrottle({ clock: systemClock })
    const asked: string[] = []
    const house = await openWebHouse({
      ...kind === 'https' ? { tls: fixedTls(await selfSigned({ names: ['localhost'], clock: systemClock })) } : {},
      web: {
        isProxy: () => true, entrance: {
          ...createEntrance({ name: 'web', limits: { size: 10, perNetwork: 10, perSubnet: 10 }, throttle, clock: systemClock }),
          arrive(ip) {
            asked.push(ip)
            return ip === '192.0.2.66' ? { in: false, why: 'banned' } : { in: true, leave: () => undefined }
          },
        },
      },
    })
    t.after(() => house.close())
    const plain = open(t, house)
    // In one piece with what follows, as a balancer may send it.
    if (kind === 'http') plain.write(HEADER + GET)
    else plain.write(HEADER)
    const socket = kind === 'http' ? plain : connectTls({ socket: plain, rejectUnauthorized: false })
    if (kind === 'https') socket.write(GET)
    assert.match(await said(socket), /^HTTP\/1\.1 200/)
    const banned = open(t, house)
    banned.write(`PROXY TCP4 192.0.2.66 198.51.100.1 4711 443\r\n${GET}`)
    assert.equal(await said(banned).catch(() => ''), '')
    const none = open(t, house)
    none.write(GET)
    assert.equal(await said(none).catch(() => ''), '')
    assert.deepEqual(asked, ['192.0.2.7', '192.0.2.66'])
  })
}

test('places of the web are shared fairly: a connection without a request makes room for another network', async (t) => {
  const throttle = createThrottle({ clock: systemClock })
  const house = await openWebHouse({ web: {
    entrance: createEntrance({ name: 'web', limits: { size: 3, perNetwork: 3, perSubnet: 3 }, throttle, clock: systemClock, isExempt: () => false }),
  } })
  t.after(() => house.close())
  const port = Number(house.at.slice(house.at.lastIndexOf(':') + 1))
  const idle = await Promise.all([1, 2, 3].map(() => new Promise<Socket>((resolve) => {
    const socket: Socket = connect({ port, host: '127.0.0.1', localAddress: '127.0.0.2' }, () => resolve(socket))
    socket.on('error', () => undefined)
    t.after(() => socket.destroy())
  })))
  const ended = Promise.race(idle.map((socket) => new Promise((resolve) => socket.once('close', resolve))))
  const other = open(t, house)
  other.write(GET)
  assert.match(await said(other), /^HTTP\/1\.1 200/)
  await ended
})
