/** Taking mail back while it is on its way to another server: what is said is what happens. */
import assert from 'node:assert/strict'
import { createServer, type Server, type Socket } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { recipientSentence } from '../src/submission/recipient-words.ts'
import { letter, openTestHouse, until, type TestHouse } from './house.ts'

/** A server outside that has the whole mail and does not say yet what it does with it. */
class SlowHop {
  #server: Server
  #sockets = new Set<Socket>()
  /** Connections that waited for an answer after the last dot. */
  waiting: Socket[] = []
  connections = 0
  refusesRcpt = false
  port = 0

  constructor() {
    this.#server = createServer((socket) => this.#serve(socket))
  }

  async listen(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    const address = this.#server.address()
    this.port = typeof address === 'object' && address !== null ? address.port : 0
    return this
  }

  answer(line: string): void {
    for (const socket of this.waiting.splice(0)) socket.write(`${line}\r\n`)
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #serve(socket: Socket): void {
    this.connections += 1
    this.#sockets.add(socket)
    socket.on('error', () => socket.destroy())
    let input = ''
    let isText = false
    socket.write('220 slow.test\r\n')
    socket.on('data', (bytes: Buffer) => {
      input += bytes.toString('latin1')
      for (;;) {
        const end = input.indexOf(isText ? '\r\n.\r\n' : '\r\n')
        if (end < 0) return
        const line = input.slice(0, end)
        input = input.slice(end + (isText ? 5 : 2))
        if (isText) {
          isText = false
          this.waiting.push(socket)
        } else if (line === 'DATA') {
          isText = true
          socket.write('354 go\r\n')
        } else if (line === 'QUIT') socket.end('221 bye\r\n')
        else socket.write(line.startsWith('RCPT') && this.refusesRcpt ? '451 4.2.0 later\r\n' : '250 2.0.0 ok\r\n')
      }
    })
  }
}

describe('a server that takes its time', () => {
  let slow: SlowHop
  let t: TestHouse
  before(async () => {
    slow = await new SlowHop().listen()
    t = await openTestHouse({ sets: [`delivery.routes={"slow.example":"127.0.0.1:${slow.port}"}`, 'delivery.unverifiedRoutes=["slow.example"]'] })
  })
  after(async () => {
    await t.remove()
    await slow.close()
  })

  let counter = 0
  async function send(): Promise<string> {
    counter += 1
    const raw = letter({ To: 'x@slow.example', Subject: 'Rooster', 'Message-ID': `<t${counter}@client.example>` }, 'Vrijdag om tien uur.')
    const sent = await t.submit({ raw, to: ['x@slow.example'] })
    assert.equal(sent.outcome, 'queued')
    return sent.outcome === 'queued' ? sent.submission : ''
  }
  const stateOf = async (id: string) => (await t.house.submission.list(t.nurse.account, [id]))[0]?.recipients[0]
  const said = async (id: string): Promise<string> => {
    const one = await stateOf(id)
    return one === undefined ? '' : recipientSentence(one, 'nl')
  }
  const withdraw = async (submission: string): Promise<readonly string[]> => {
    const results = await t.house.submission.withdraw({ account: t.nurse.account, submission })
    return results === 'not found' ? [results] : results.map(({ result }) => result)
  }

  test('it says no after the recall: there is no further try, and that is what the sender reads', async () => {
    const id = await send()
    await until('the mail is with the other server', () => slow.waiting.length === 1)
    assert.deepEqual(await withdraw(id), ['under-way'], 'nobody can say yet')
    assert.equal(await said(id), 'Wordt nu verstuurd.')
    slow.answer('451 4.3.0 later')
    await until('the recall took hold', async () => (await stateOf(id))?.state === 'recalled')
    assert.equal(await said(id), 'Ingetrokken voordat het aankwam.')
    const before = slow.connections
    t.later(60 * 60_000)
    const other = await send()
    await until('others go on', () => slow.waiting.length === 1)
    slow.answer('250 2.0.0 taken')
    await until('the other is delivered', async () => (await stateOf(other))?.state === 'delivered')
    assert.equal(slow.connections, before + 1, 'what was taken back was not tried again')
    assert.deepEqual(await withdraw(id), ['already-ended'])
    assert.ok((await t.ledger('mail.recalled')).some(({ facts }) => facts['submission'] === id))
  })

  test('it says yes after the recall: then it is there, and nothing else is said', async () => {
    const id = await send()
    await until('the mail is with the other server', () => slow.waiting.length === 1)
    assert.deepEqual(await withdraw(id), ['under-way'])
    slow.answer('250 2.0.0 taken')
    await until('it is delivered', async () => (await stateOf(id))?.state === 'delivered')
    assert.equal(await said(id), 'Bezorgd bij slow.example, als gewone mail, zonder versleuteling.')
    assert.deepEqual(await withdraw(id), ['with-other-server'])
  })

  test('between two tries it is stopped, and not called never sent', async () => {
    slow.refusesRcpt = true
    const id = await send()
    await until('the first try did not work', async () => {
      const one = await stateOf(id)
      return one?.state === 'waiting' && one.reply !== ''
    })
    assert.equal(await said(id), 'Nog niet aangekomen. Wij proberen het opnieuw.')
    assert.deepEqual(await withdraw(id), ['stopped'])
    const before = slow.connections
    slow.refusesRcpt = false
    t.later(24 * 60 * 60_000)
    const other = await send()
    await until('others go on', () => slow.waiting.length === 1)
    slow.answer('250 2.0.0 taken')
    await until('the other is delivered', async () => (await stateOf(other))?.state === 'delivered')
    assert.equal(slow.connections, before + 1)
    assert.equal(await said(id), 'Ingetrokken voordat het aankwam.')
  })
})
