/** Rows written past the service: planted and changed mail is set aside, a changed ledger record is named. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, test } from 'node:test'
import { startService, type Person, type Service } from './service.ts'
import { deliver, eventually, openImap, plainMessage, subjectsIn } from './wire.ts'

let service: Service
let marieke: Person
let sanne: Person
before(async () => {
  service = await startService({ domain: 'delinde.example' })
  marieke = service.addAccount('marieke@delinde.example')
  sanne = service.addAccount('sanne@delinde.example')
  // A new account stays open for half a minute; after a restart mail is sealed.
  await service.stop()
  await service.start()
})
after(() => service.remove())

/** What somebody with the database file, and without any key, could do. */
function inDatabase<T>(work: (database: DatabaseSync) => T): T {
  const database = new DatabaseSync(join(service.home, 'zegel.db'))
  try {
    database.exec('PRAGMA busy_timeout = 5000')
    return work(database)
  } finally {
    database.close()
  }
}

const mail = (to: Person, subject: string): Promise<void> =>
  deliver(service, 'tom@fysio.example', to.address, plainMessage({ from: 'tom@fysio.example', to: to.address, subject }))

interface Owner { readonly account: number, readonly number: number, readonly body: string }

const sealedRows = (): Owner[] => inDatabase((database) =>
  database.prepare('select account, number, body from sealed where set_aside is null order by rowid').all() as unknown as Owner[])

test('copied, changed and moved rows are set aside with their reasons; what was not touched arrives', async () => {
  await mail(marieke, 'Van Marieke alleen')
  const [hers] = sealedRows()
  for (const subject of ['Eerste', 'Kop veranderd', 'Kop van tekst', 'Tekst veranderd', 'Laatste']) await mail(sanne, subject)
  const own = sealedRows().filter(({ account }) => account !== hers?.account)
  assert.equal(own.length, 5)
  inDatabase((database) => {
    const change = (index: number, what: string): unknown =>
      database.prepare(`update sealed set ${what} where account = ? and number = ?`).run(own[index]?.account ?? 0, own[index]?.number ?? 0)
    // Another account's sealed row and body, put into this account.
    database.prepare(`insert into sealed (tenant, account, number, id, body, received_at, size_bytes, encapsulation, box, mac)
      select tenant, ?, 900, id || 'x', body, received_at, size_bytes, encapsulation, box, mac from sealed where account = ?`)
      .run(own[0]?.account ?? 0, hers?.account ?? 0)
    database.prepare(`insert into body (tenant, account, body, size_bytes, sealed, blob)
      select tenant, ?, body, size_bytes, sealed, blob from body where account = ?`).run(own[0]?.account ?? 0, hers?.account ?? 0)
    change(0, 'received_at = received_at - 86400000')
    change(1, `box = cast(substr(box, 1, 20) || x'00112233' || substr(box, 25) as blob)`)
    change(2, `box = 'tekst'`)
    database.prepare(`update body set sealed = cast(substr(sealed, 1, 40) || x'00112233' || substr(sealed, 45) as blob)
      where account = ? and body = ?`)
      .run(own[3]?.account ?? 0, own[3]?.body ?? '')
  })
  const client = await openImap(service, sanne)
  assert.deepEqual(await subjectsIn(client, 'INBOX'), ['Eerste', 'Laatste'])
  const first = await client.fetchOne('1', { internalDate: true })
  assert.ok(first !== undefined && first !== false && first.internalDate instanceof Date)
  assert.ok(first.internalDate.getTime() > Date.now() - 3_600_000, 'the time of arrival is the sealed one')
  await client.logout()
  const aside = inDatabase((database) => database.prepare('select number, set_aside from sealed where set_aside is not null').all())
  assert.equal(aside.length, 4)
  const leaves = await eventually(() => Promise.resolve(service.command(['ledger', 'export']).stdout),
    (text) => text.split('mail.set-aside').length - 1 === 4)
  assert.ok(!leaves.includes('Van Marieke alleen'))
})

test('whose row was copied has lost nothing', async () => {
  const client = await openImap(service, marieke)
  assert.deepEqual(await subjectsIn(client, 'INBOX'), ['Van Marieke alleen'])
  await client.logout()
})

test('mail that was read before and is changed on the disk is not shown as if it were whole', async () => {
  await mail(marieke, 'Later veranderd')
  const first = await openImap(service, marieke)
  assert.deepEqual(await subjectsIn(first, 'INBOX'), ['Van Marieke alleen', 'Later veranderd'])
  await first.logout()
  inDatabase((database) => database.exec(
    `update body set sealed = cast(substr(sealed, 1, length(sealed) - 4) || x'00112233' as blob)
      where rowid = (select max(b.rowid) from body b join message m on m.account = b.account and m.body = b.body)`,
  ))
  const client = await openImap(service, marieke)
  const lock = await client.getMailboxLock('INBOX')
  const message = await client.fetchOne('*', { source: true }).catch(() => undefined)
  lock.release()
  assert.ok(message === undefined || message === false || message.source === undefined || !message.source.includes('Tot morgen'))
  // The connection and the other mail live on.
  assert.ok((await subjectsIn(client, 'INBOX')).includes('Van Marieke alleen'))
  await client.logout()
})

test('one changed byte in a ledger record is found and named, with exit code 1', async () => {
  const verify = (): ReturnType<Service['command']> => service.command(['ledger', 'verify', '--json'])
  const good = await eventually(() => Promise.resolve(verify()), ({ status }) => status === 0)
  const { records } = JSON.parse(good.stdout) as { records: number }
  assert.ok(records >= 10)
  const number = inDatabase((database) => database.prepare(
    `select min(sequence) as found from ledger_record where kind = 'mail.received'`,
  ).get())?.['found']
  const change = (from: string, to: string): unknown => inDatabase((database) => database.prepare(
    'update ledger_record set leaf = cast(replace(cast(leaf as text), ?, ?) as blob) where sequence = ?',
  ).run(from, to, number ?? null))
  change('"place":"inbox"', '"place":"inbow"')
  const bad = verify()
  assert.equal(bad.status, 1)
  const told = JSON.parse(bad.stdout) as { ok: boolean, sequence: number }
  assert.equal(told.ok, false)
  assert.equal(told.sequence, number)
  assert.match(service.command(['ledger', 'verify']).stdout, new RegExp(`NOT in order at record ${String(number)}:`))
  change('"place":"inbow"', '"place":"inbox"')
  assert.equal(verify().status, 0)
})

test('a record that was taken away is missed', async () => {
  await eventually(() => Promise.resolve(service.command(['ledger', 'verify'])), ({ status }) => status === 0)
  inDatabase((database) => database.exec('delete from ledger_record where sequence = 2'))
  const verify = service.command(['ledger', 'verify', '--json'])
  assert.equal(verify.status, 1)
  assert.match(verify.stdout, /"sequence":2/)
})
