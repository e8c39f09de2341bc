/** SIGKILL while mail comes in, is appended and flagged: what was acknowledged is there, whole, once, with flags. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, test } from 'node:test'
import type { ImapFlow } from 'imapflow'
import { startService, type Person, type Service } from './service.ts'
import { eventually, openImap, SmtpConversation } from './wire.ts'

const ROUNDS = 3
const SEED = Number(process.env['ZEGEL_KILL_SEED'] ?? 20260601)
/** Sizes on both sides of what is kept in the row itself. */
const BODY_BYTES_MAX = 60_000
const KILL_AFTER_MS = [200, 1200] as const

let service: Service
let marieke: Person
before(async () => {
  service = await startService({ domain: 'delinde.example' })
  marieke = service.addAccount('marieke@delinde.example')
})
after(() => service.remove())

/** Numbers from a seed (mulberry32), so that a failing run can be repeated. */
function numbersFrom(seed: number): (below: number) => number {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex')

function message(id: string, size: number): string {
  const body = `${`${id} `.repeat(8)}\r\n`.repeat(1 + size / (id.length * 8)).slice(0, size)
  return `From: <tom@fysio.example>\r\nTo: <${marieke.address}>\r\nSubject: ${id}\r\nMessage-ID: <${id}@fysio.example>\r\n`
    + `X-Sum: ${digest(`${body}\r\n`)}\r\n\r\n${body}\r\n`
}

interface Round {
  readonly acknowledged: Set<string>
  readonly flagged: Set<string>
  isOver: boolean
}

async function handIn(round: Round, prefix: string, below: (limit: number) => number): Promise<void> {
  for (let number = 0; !round.isOver;) {
    const conversation = await SmtpConversation.open(service.ports['smtp'] ?? 0)
    for (; !round.isOver; number++) {
      const id = `${prefix}-${number}`
      const { code } = await conversation.send('tom@fysio.example', [marieke.address], message(id, below(BODY_BYTES_MAX)))
      if (code !== 250) break
      round.acknowledged.add(id)
    }
    conversation.close()
  }
}

async function append(round: Round, prefix: string, below: (limit: number) => number): Promise<void> {
  const client = await openImap(service, marieke)
  await client.mailboxOpen('INBOX')
  for (let number = 0; !round.isOver; number++) {
    const id = `${prefix}-${number}`
    const appended = await client.append('INBOX', message(id, below(BODY_BYTES_MAX))).catch(() => false as const)
    if (appended === false) break
    round.acknowledged.add(id)
    const stored = await client.messageFlagsAdd(String(appended.uid), ['\\Flagged'], { uid: true }).catch(() => false)
    if (stored) round.flagged.add(id)
  }
  client.close()
}

interface Found { copies: number, isWhole: boolean, isFlagged: boolean }

async function inventory(client: ImapFlow): Promise<Map<string, Found>> {
  const found = new Map<string, Found>()
  const lock = await client.getMailboxLock('INBOX')
  await client.noop()
  if (client.mailbox !== false && client.mailbox.exists > 0) {
    for await (const { source, flags } of client.fetch('1:*', { source: true, flags: true })) {
      const text = source?.toString('latin1') ?? ''
      const id = /^Subject: (\S+)/m.exec(text)?.[1] ?? ''
      const isWhole = /^X-Sum: (\S+)/m.exec(text)?.[1] === digest(text.slice(text.indexOf('\r\n\r\n') + 4))
      const before = found.get(id)
      found.set(id, {
        copies: (before?.copies ?? 0) + 1, isWhole: isWhole && before?.isWhole !== false,
        isFlagged: flags?.has('\\Flagged') === true,
      })
    }
  }
  lock.release()
  return found
}

const below = numbersFrom(SEED)
for (let number = 1; number <= ROUNDS; number++) {
  test(`round ${number} of seed ${SEED}`, { timeout: 60_000 }, async () => {
    const round: Round = { acknowledged: new Set(), flagged: new Set(), isOver: false }
    const clients = [handIn(round, `s${number}a`, below), handIn(round, `s${number}b`, below), append(round, `a${number}`, below)]
    await eventually(() => Promise.resolve([...round.acknowledged]), (ids) => ids.some((id) => id.startsWith('a')) && ids.length > 10)
    await new Promise((resolve) => setTimeout(resolve, KILL_AFTER_MS[0] + below(KILL_AFTER_MS[1])))
    await service.kill()
    round.isOver = true
    await Promise.allSettled(clients)
    await service.start()
    const client = await openImap(service, marieke)
    const found = await eventually(() => inventory(client), (all) => [...round.acknowledged].every((id) => all.has(id)))
    await client.logout()
    assert.deepEqual([...found].filter(([, one]) => one.copies > 1).map(([id]) => id), [], 'no message is there twice')
    assert.deepEqual([...found].filter(([, one]) => !one.isWhole).map(([id]) => id), [], 'no message is torn')
    assert.deepEqual([...round.flagged].filter((id) => found.get(id)?.isFlagged !== true), [], 'no flag is lost')
  })
}

test('the ledger is in order after all this', async () => {
  const verify = await eventually(() => Promise.resolve(service.command(['ledger', 'verify', '--json'])), ({ status }) => status === 0)
  assert.match(verify.stdout, /"ok":true/)
})
