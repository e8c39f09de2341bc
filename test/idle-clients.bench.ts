/**
 * What an idle mail program costs in memory: TLS clients of as many accounts, each with its key open, doing nothing. The
 * figure is the proportional set size of the service with them minus that of the service before the first came, after a
 * while of quiet. `ZEGEL_BENCH_CLIENTS` says how many (1,000 for the figures in docs/performance.md); Linux only.
 */
import { readFileSync } from 'node:fs'
import { openHouse } from '../src/app.ts'
import { systemClock } from '../src/base/clock.ts'
import { openHome } from '../src/command-line/home.ts'
import { silentLog } from '../src/log/log.ts'
import { LeanImap } from './large-mailbox.ts'
import { PASSWORD, startService, type Person, type Service } from './service.ts'

const clients = Number(process.env['ZEGEL_BENCH_CLIENTS'] ?? 100)
/** Messages in the mailbox that is selected in one of the measurements. */
const MESSAGES = 10_000
const MESSAGES_COPIED = 50
/** Accounts with so many: all of them would be ten million messages. */
const FULL_ACCOUNTS_MAX = 20
const SIGN_INS_AT_ONCE = 8
/** Nothing happens for so long before memory is read: what a sign-in needed is given back by then. */
const QUIET_MS = 40_000
/** What the start needed is given back by then. */
const SETTLE_MS = 15_000

export interface Idle {
  readonly name: string
  /** What each says after it signed in; IDLE is left open. */
  readonly commands: readonly string[]
  readonly clients: number
}

const MODES: readonly Idle[] = [
  { name: 'signed in', commands: [], clients },
  { name: 'IDLE in a small mailbox', commands: ['SELECT INBOX', 'IDLE'], clients },
  { name: 'COMPRESS=DEFLATE and IDLE', commands: ['COMPRESS DEFLATE', 'SELECT INBOX', 'IDLE'], clients },
  { name: 'IDLE in a mailbox of 10,000', commands: ['SELECT INBOX', 'IDLE'], clients: Math.min(clients, FULL_ACCOUNTS_MAX) },
]

/** Proportional set size, bytes. */
function memoryOf(pid: number): number {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
  return Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0) * 1024
}

/** Adds people to a home that is not served. */
export async function addPeople(home: string, domain: string, count: number): Promise<readonly Person[]> {
  const house = await openHouse({ home: openHome({ folder: home, sets: ['dns.servers=[]'] }), log: silentLog, clock: systemClock })
  try {
    const [tenant] = await house.tenants.list()
    if (tenant === undefined) throw new Error('no organisation')
    const people: Person[] = []
    for (let index = 0; index < count; index++) {
      const address = `persoon${index}@${domain}`
      const made = await house.accounts.create({
        tenant: tenant.id, address, name: `Persoon ${index}`, password: PASSWORD, roles: ['user'], appPasswordLabel: 'programma',
      })
      if (typeof made === 'string') throw new Error(made)
      people.push({ address, password: PASSWORD, appPassword: made.appPassword ?? '' })
    }
    return people
  } finally {
    await house.close()
  }
}

/** Fills the inbox of each of some people. */
export async function fillInboxes(service: Service, people: readonly Person[]): Promise<void> {
  const raw = Buffer.from('From: a@example.org\r\nSubject: bericht\r\n\r\nTekst\r\n')
  for (const person of people) {
    const client = await LeanImap.open(service, person)
    await client.say('APPEND INBOX', Buffer.concat(Array.from({ length: MESSAGES_COPIED }, () =>
      Buffer.concat([Buffer.from(` {${raw.length}+}\r\n`), raw]))))
    await client.say('SELECT INBOX')
    for (let size = MESSAGES_COPIED; size < MESSAGES; size *= 2) await client.say(`COPY 1:${Math.min(size, MESSAGES - size)} INBOX`)
    client.close()
  }
}

/** Signs so many in, lets them be, and says what each costs. */
export async function measureIdle(
  service: Service, people: readonly Person[], { name, commands, clients: count }: Idle,
): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS))
  const fresh = memoryOf(service.pid)
  const open: LeanImap[] = []
  let next = 0
  await Promise.all(Array.from({ length: SIGN_INS_AT_ONCE }, async () => {
    while (next < count) {
      const person = people[next++]
      if (person === undefined) return
      const client = await LeanImap.open(service, person)
      for (const command of commands) await (command === 'IDLE' ? client.idle() : client.say(command))
      open.push(client)
    }
  }))
  await new Promise((resolve) => setTimeout(resolve, QUIET_MS))
  const full = memoryOf(service.pid)
  process.stdout.write(`${JSON.stringify({
    what: `idle: ${name}`, clients: open.filter((client) => client.isOpen).length, freshMiB: Number((fresh / 2 ** 20).toFixed(1)),
    fullMiB: Number((full / 2 ** 20).toFixed(1)), kibEach: Math.round((full - fresh) / 1024 / open.length),
  })}\n`)
  for (const client of open) client.close()
}

if (import.meta.main) {
  const service = await startService({ domain: 'stil.test', sets: ['log.level=warn'] })
  try {
    await service.stop()
    const people = await addPeople(service.home, 'stil.test', clients)
    await service.start()
    for (const mode of MODES) {
      const isLarge = mode.name.includes('10,000')
      if (isLarge) await fillInboxes(service, people.slice(0, mode.clients))
      // What one measurement leaves behind is not the next one's.
      await service.stop()
      await service.start()
      await measureIdle(service, people, mode)
    }
  } finally {
    await service.remove()
  }
}
