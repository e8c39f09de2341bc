import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import type { TestClient } from './client.testing.ts'
import { TOLD_AT_ONCE_MAX } from './selected.ts'
import { letter, openImapHouse, type ImapHouse } from './server.testing.ts'

let house: ImapHouse
before(async () => { house = await openImapHouse() })
after(async () => {
  assert.deepEqual(house.errors, [])
  await house.close()
})

/** A mail program that believes what it is told and nothing else. */
class Mirror {
  readonly client: TestClient
  /** By message number: UID (0 while not known) and flags as last told. */
  messages: { uid: number, flags: string }[] = []

  constructor(client: TestClient) {
    this.client = client
  }

  /** Runs a command and takes in what it brings; gives the tagged answer. */
  async run(text: string, options: { readonly numbersKeep?: boolean } = {}): Promise<string> {
    const { untagged, tagged } = await this.client.command(text)
    for (const line of untagged) this.hear(line, options)
    return tagged
  }

  hear(line: string, { numbersKeep = false }: { readonly numbersKeep?: boolean } = {}): void {
    const [, number, what, rest] = /^\* (\d+) (EXISTS|EXPUNGE|FETCH)(?: \((.*)\))?$/.exec(line) ?? []
    const seq = Number(number)
    if (what === 'EXISTS') {
      assert.ok(seq >= this.messages.length, 'EXISTS never shrinks')
      while (this.messages.length < seq) this.messages.push({ uid: 0, flags: '?' })
    } else if (what === 'EXPUNGE') {
      assert.ok(!numbersKeep, 'no EXPUNGE while numbers are in use')
      assert.ok(seq >= 1 && seq <= this.messages.length, 'EXPUNGE of a message there is')
      this.messages.splice(seq - 1, 1)
    } else if (what === 'FETCH') {
      const message = this.messages[seq - 1]
      assert.ok(message, 'FETCH of a message there is')
      const uid = Number(/UID (\d+)/.exec(rest ?? '')?.[1] ?? 0)
      if (uid > 0 && message.uid > 0) assert.equal(uid, message.uid, 'a number keeps its message')
      if (uid > 0) message.uid = uid
      message.flags = /FLAGS \(([^)]*)\)/.exec(rest ?? '')?.[1] ?? message.flags
    }
  }

  /** What it believes, after asking for what it was never told. */
  async settled(): Promise<string[]> {
    await this.run('NOOP')
    if (this.messages.some(({ uid, flags }) => uid === 0 || flags === '?')) await this.run('FETCH 1:* (UID FLAGS)')
    return this.messages.map(({ uid, flags }) => `${uid} ${flags}`)
  }
}

const step = fc.record({
  who: fc.nat(2), what: fc.constantFrom('append', 'store', 'store', 'unstore', 'delete', 'expunge', 'move', 'noop',
    'fetch', 'search'),
  where: fc.nat(30),
})

test('three clients that act at random end up seeing the same, and are never told what breaks numbers', async () => {
  let run = 0
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
    const name = `r${++run}`
    const mirrors: Mirror[] = []
    for (let count = 0; count < 3; count++) mirrors.push(new Mirror(await house.client(name)))
    for (const subject of ['een', 'twee', 'drie']) await mirrors[0]?.client.append('INBOX', letter(subject))
    for (const mirror of mirrors) await mirror.run('SELECT INBOX')
    for (const { who, what, where } of steps) await act(mirrors[who] as Mirror, what, where)
    const seen = []
    for (const mirror of mirrors) seen.push(await mirror.settled())
    const fresh = new Mirror(await house.client(name))
    await fresh.run('SELECT INBOX')
    const truth = await fresh.settled()
    for (const one of seen) assert.deepEqual(one, truth)
    for (const { client } of [...mirrors, fresh]) client.close()
  }), { numRuns: 8 })
})

async function act(mirror: Mirror, what: string, where: number): Promise<void> {
  const exists = mirror.messages.length
  const seq = exists === 0 ? 0 : where % exists + 1
  if (what === 'append') await mirror.client.append('INBOX',
    letter(`m${where}`)).then(({ untagged }) => untagged.forEach((line) => mirror.hear(line)))
  else if (what === 'noop') await mirror.run('NOOP')
  else if (what === 'expunge') await mirror.run('EXPUNGE')
  else if (seq === 0) await mirror.run('NOOP')
  else if (what === 'store') await mirror.run(`STORE ${seq} +FLAGS (${where % 2 ? '\\Flagged' : 'Eigen'})`,
    { numbersKeep: true })
  else if (what === 'unstore') await mirror.run(`STORE 1:${seq} -FLAGS (\\Flagged)`, { numbersKeep: true })
  else if (what === 'delete') await mirror.run(`STORE ${seq} +FLAGS (\\Deleted)`, { numbersKeep: true })
  else if (what === 'move') await mirror.run(`MOVE ${seq} Archive`)
  else if (what === 'fetch') await mirror.run(`FETCH 1:${seq} (UID FLAGS)`, { numbersKeep: true })
  else await mirror.run('SEARCH ALL', { numbersKeep: true })
}

test('thousands of changed flags are told in portions, by NOOP and by IDLE', async () => {
  const [one, two, three] = [await house.client('veel'), await house.client('veel'), await house.client('veel')]
  for (let count = 0; count < 10; count++) await one.append('INBOX', letter(`m${count}`))
  await one.command('SELECT INBOX')
  for (let size = 10; size < 2 * TOLD_AT_ONCE_MAX; size *= 2) await one.command('COPY 1:* INBOX')
  const size = Number(/(\d+) EXISTS/.exec((await one.command('SELECT INBOX')).untagged.find((line) =>
    line.includes('EXISTS')) ?? '')?.[1])
  assert.ok(size > 2 * TOLD_AT_ONCE_MAX)
  await two.command('SELECT INBOX')
  await three.command('SELECT INBOX')
  three.send('i1 IDLE\r\n')
  assert.match(await three.response(), /^\+/)
  assert.match((await one.command('STORE 1:* +FLAGS.SILENT (\\Seen)')).tagged, /^OK/)
  const told = (await two.command('NOOP')).untagged
  assert.equal(told.length, size)
  assert.equal(new Set(told).size, size)
  for (let count = 0; count < size; count++) assert.match(await three.response(),
    /^\* \d+ FETCH \(UID \d+ FLAGS \(\\Seen\)\)$/)
  three.send('DONE\r\n')
  assert.match((await three.answer('i1')).tagged, /^OK/)
  for (const client of [one, two, three]) client.close()
})
