/**
 * Deleted means gone: after a message was deleted, and after an account closed, the raw bytes of everything we keep
 * (database file, write-ahead log, free pages, files, temporary folder) hold neither its text, which was never there,
 * nor its ciphertext, nor the keys that opened it. On PostgreSQL the database's own files keep rows until it is vacuumed,
 * and so hold ciphertext for a while; text and keys never. `docs/deletion.md` says the same in words.
 */
import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { after, describe, test } from 'node:test'
import { Client } from 'pg'
import { openHouse, type House } from '../src/app.ts'
import { day, KiB } from '../src/base/sizes.ts'
import { boxKey, openBox } from '../src/crypto/box.ts'
import type { OpenAccount } from '../src/keys/keys.ts'
import { openHome } from '../src/command-line/home.ts'
import { silentLog } from '../src/log/log.ts'
import { OpenAccountKeys } from '../src/keys/open-account.ts'
import { StoredRecord } from '../src/mailstore/record.ts'
import { postgresMissing, startPostgres, type TestPostgres } from '../src/storage/postgres/server.testing.ts'
import { sql } from '../src/storage/script.ts'
import { enter, inboxOf, letter, makeHouse, openPlace, OWNER, PASSWORD, setsOf, type Place } from './key-rotation.testing.ts'

/** Later than every age that a sweep waits for. */
const LATER_MS = 2 * day
/** Longest wait until the log of the database is emptied. */
const GONE_WITHIN_MS = 120_000
/** Bytes of a ciphertext that are looked for, from its beginning, middle and end. */
const SAMPLE_BYTES = 24

interface Samples {
  /** Never there in any form. */
  readonly texts: readonly string[]
  readonly keys: readonly Uint8Array[]
  /** There while the message was. */
  readonly ciphertexts: readonly Uint8Array[]
}

function* filesUnder(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* filesUnder(path)
    else if (entry.isFile()) yield path
  }
}

/** Where any of the samples stands in the files of these folders. */
function foundIn(folders: readonly string[], samples: readonly Uint8Array[]): string[] {
  const found: string[] = []
  for (const folder of folders) {
    for (const file of filesUnder(folder)) {
      const bytes = readFileSync(file)
      for (const [number, sample] of samples.entries()) if (bytes.includes(sample)) found.push(`${number} in ${file}`)
    }
  }
  return found
}

/** Text as it may stand somewhere: as it is, folded, in base64 whatever its place. */
function formsOf(text: string): Uint8Array[] {
  const base64 = [0, 1, 2].map((shift) => Buffer.from('x'.repeat(shift) + text).toString('base64').slice(4, -4))
  return [text, text.toLowerCase(), ...base64].map((form) => Buffer.from(form))
}

function piecesOf(bytes: Uint8Array): Uint8Array[] {
  const last = bytes.length - SAMPLE_BYTES
  return [0, Math.floor(last / 2), last].map((at) => bytes.slice(at, at + SAMPLE_BYTES))
}

function keyFormsOf(key: Uint8Array): Uint8Array[] {
  return [key, Buffer.from(Buffer.from(key).toString('base64url')), Buffer.from(Buffer.from(key).toString('hex'))]
}

function dataKeyIn(open: OpenAccount): Uint8Array {
  assert.ok(open instanceof OpenAccountKeys)
  const key = boxKey(new Uint8Array(32))
  return openBox(key, new Uint8Array(), open.wrapFor(key, new Uint8Array()))
}

async function ciphertextsOf(house: House, { body, message }: { readonly body: string,
  readonly message: number }): Promise<Uint8Array[]> {
  const row = await house.store.one<{ sealed: Uint8Array | null,
    blob: string | null }>(sql`select sealed, blob from body where body = ${body}`)
  const whole = row.sealed ?? await house.blobs.get(row.blob ?? '')
  const page = await house.store.one<{ sealed: Uint8Array }>(sql`select record_page.sealed from record_page, message
    where message.message = ${message} and record_page.page = message.page`)
  const parts = await house.store.all<{ sealed: Uint8Array }>(sql`select sealed from search_part`)
  assert.ok(whole !== undefined)
  return [whole, page.sealed, ...parts.map(({ sealed }) => sealed)].flatMap(piecesOf)
}

/** Ciphertext of every row of these columns, and of the files that they name. */
async function sealedIn(house: House, table: string, { box, blob, folder }: {
  readonly box?: string, readonly blob: string, readonly folder: string,
}): Promise<Uint8Array[]> {
  const rows = await house.store.all<{ box: Uint8Array | null, blob: string | null }>({
    text: `select ${box ?? 'null'} as box, ${blob} as blob from ${table}`, values: [],
  })
  const names = new Set(rows.flatMap(({ blob: name }) => name ?? []))
  const files = [...filesUnder(folder)].filter((path) => [...names].some((name) => path.endsWith(name)))
  assert.equal(files.length, names.size, `files of ${table}`)
  const all = [...rows.flatMap(({ box: bytes }) => bytes ?? []), ...files.map((path) => readFileSync(path))]
  assert.ok(all.length > 0, table)
  return all.flatMap(piecesOf)
}

async function emptied(path: string): Promise<void> {
  const until = performance.now() + GONE_WITHIN_MS
  while (statSync(path, { throwIfNoEntry: false })?.size !== 0) {
    assert.ok(performance.now() < until, 'the log of the database is not emptied')
    await pause(100)
  }
}

/**
 * PostgreSQL keeps the rows of before in its tables until they are vacuumed, and in its log until that is used again:
 * `docs/deletion.md` says so. After `VACUUM FULL` the tables hold none of it.
 */
async function assertVacuumed({ url, folder }: TestPostgres, ciphertexts: readonly Uint8Array[]): Promise<void> {
  const tables = join(folder, 'c', 'base')
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query('checkpoint')
    assert.notDeepEqual(foundIn([tables], ciphertexts), [], 'what the page on deletion says is not so any more')
    await client.query('vacuum full')
    await client.query('checkpoint')
  } finally {
    await client.end()
  }
  assert.deepEqual(foundIn([tables], ciphertexts), [])
}

function goneOn(engine: 'SQLite' | 'PostgreSQL', start: () => Promise<TestPostgres | undefined>,
  options: { readonly skip: string | false }): void {
  describe(`deleted means gone on ${engine}`, options, () => {
    const folder = mkdtempSync(join(tmpdir(), 'zegel-gone-'))
    after(() => rmSync(folder, { recursive: true, force: true }))
    let server: TestPostgres | undefined
    const place = (): Place => ({
      folder: join(folder, 'home'), sets: [...setsOf(server?.url), 'account.closingDays=0'],
    })
    const log = join(folder, 'home', 'zegel.db-wal')

    /** What must not be in our files now. */
    async function assertGone({ texts, keys, ciphertexts }: Samples): Promise<void> {
      if (engine === 'SQLite') await emptied(log)
      const own = [join(folder, 'home')]
      assert.deepEqual(foundIn(own, ciphertexts), [])
      const database = server?.folder
      assert.deepEqual(foundIn(
        [...own, ...database === undefined ? [] : [database]], [...texts.flatMap(formsOf), ...keys.flatMap(keyFormsOf)],
      ), [])
    }

    test('what only passed through: drafts of before, uploads, held files, mail that was taken back', { timeout: 300_000 }, async () => {
      const server = await start()
      const passing = { folder: join(folder, 'passing'), sets: [...setsOf(server?.url), 'hold.submissionSeconds=0'] }
      await makeHouse(passing)
      let shift = 0
      const house = await openHouse({
        home: openHome({ folder: passing.folder, sets: [...passing.sets, 'dns.servers=[]'] }), log: silentLog,
        clock: { now: () => Date.now() + shift },
      })
      const blobsOf = (name: string): string => join(passing.folder, 'blobs', name)
      try {
        const { open, mail, leave } = await enter(house, PASSWORD)
        const text = (sizeBytes: number): string => `Roodborstgeheim ${'tekst '.repeat(sizeBytes / 6)}`
        const ciphertexts: Uint8Array[] = []

        // A draft that is saved again and again, small and large.
        const drafts = (await mail.mailboxes()).find(({ role }) => role === 'drafts')?.id ?? assert.fail()
        const saved = (sizeBytes: number): ReturnType<typeof mail.append> => mail.append({
          mailbox: drafts, raw: letter(1, { body: text(sizeBytes) }), flags: { bits: 16, keywords: [] }, receivedAt: 1,
          truth: null,
        })
        let kept = await saved(600)
        assert.ok(typeof kept !== 'string')
        for (const sizeBytes of [30_000, 300 * KiB, 600]) {
          const [record] = await mail.records([kept.message])
          assert.ok(record instanceof StoredRecord)
          ciphertexts.push(...await ciphertextsOf(house, { body: record.bodyId, message: kept.message }))
          const before = kept.message
          const next = await saved(sizeBytes)
          assert.ok(typeof next !== 'string')
          await mail.destroyEmails([before])
          kept = next
        }
        await mail.destroyEmails([kept.message])

        for (const sizeBytes of [600, 400 * KiB]) await mail.upload({ bytes: Buffer.from(text(sizeBytes)), type: 'text/plain' })
        ciphertexts.push(...await sealedIn(house, 'upload', { box: 'sealed', blob: 'blob', folder: blobsOf('mail') }))

        const boundary = 'Content-Type: multipart/mixed; boundary=grens\r\n\r\n--grens\r\n\r\nZie bijlage.\r\n--grens\r\n'
        const held = Buffer.from(`From: Tom <tom@fysio.example>\r\nTo: ${OWNER}\r\nSubject: Programma\r\nMIME-Version: 1.0\r\n${boundary}`
          + `Content-Disposition: attachment; filename="doe.exe"\r\n\r\n${text(300 * KiB).replaceAll(/.{60}/g, '$&\r\n')}\r\n--grens--\r\n`)
        const accepted = await house.delivery.accept({
          mailFrom: 'tom@fysio.example', rcptTo: [{ address: OWNER }], raw: new Uint8Array(held),
          session: { ip: '192.0.2.7', helo: 'mx.fysio.example', hostname: 'mail.delinde.example', tls: null, utf8: false },
        })
        assert.equal(accepted.outcome, 'kept')
        const [waits] = await house.quarantine.list(open.tenant)
        assert.ok(waits !== undefined)
        ciphertexts.push(...await sealedIn(house, 'quarantine', { blob: 'body_blob', folder: blobsOf('quarantine') }))
        const heldFacts = await house.store.one<{ facts: Uint8Array }>(sql`select facts from quarantine`)
        await house.quarantine.decide({ tenant: open.tenant, id: waits.id, decision: 'delete', by: 'functionaris' })
        ciphertexts.push(...piecesOf(heldFacts.facts))

        const taken: string[] = []
        for (const sizeBytes of [600, 400 * KiB]) {
          const { id } = await house.queue.enqueue({
            tenant: open.tenant, account: open.account, leavesAt: Date.now() + day,
            raw: letter(2, { body: text(sizeBytes) }),
            envelope: { mailFrom: OWNER, messageId: null, isProtected: false, isNotice: false, utf8: false, language: 'nl' },
            recipients: [{ address: 'x@elders.example', route: 'ordinary' }],
          }, [])
          taken.push(id)
        }
        ciphertexts.push(...await sealedIn(house, 'outgoing', { box: 'body', blob: 'body_blob', folder: blobsOf('queue') }))
        for (const id of taken) {
          assert.equal(await house.queue.recall({ tenant: open.tenant, account: open.account, id, records: [] }), 'recalled')
        }

        shift = LATER_MS
        await house.mailstore.tidy(mail.account)
        await house.mailstore.sweep()
        await house.queue.tidy()
        await house.quarantine.tidy()
        if (engine === 'SQLite') await emptied(join(passing.folder, 'zegel.db-wal'))
        assert.deepEqual(foundIn([passing.folder], ciphertexts), [])
        assert.deepEqual(foundIn([passing.folder, ...server === undefined ? [] : [server.folder]], formsOf('Roodborstgeheim')), [])
        if (server !== undefined) await assertVacuumed(server, ciphertexts)
        leave()
      } finally {
        await house.close()
        await server?.stop()
      }
    })

    test('a deleted message, then a closed account', { timeout: 300_000 }, async () => {
      server = await start()
      await makeHouse(place())
      const house = await openPlace(place())
      try {
        const { open, mail, leave } = await enter(house, PASSWORD)
        const inbox = await inboxOf(mail)
        const add = async (number: number, word: string, sizeBytes: number): Promise<{ message: number, body: string,
          key: Uint8Array }> => {
          const kept = await mail.append({
            mailbox: inbox, raw: letter(number, { body: `${word} ${'tekst '.repeat(sizeBytes / 6)}` }),
              flags: { bits: 0, keywords: [] },
            receivedAt: 1, truth: null,
          })
          assert.ok(typeof kept !== 'string')
          const [record] = await mail.records([kept.message])
          assert.ok(record instanceof StoredRecord)
          return { message: kept.message, body: record.bodyId, key: record.bodyKey }
        }
        const others = [await add(1, 'Blijvendwoord', 600), await add(2, 'Blijvendwoord', 30_000), await add(
          3, 'Blijvendwoord', 300 * KiB,
        )]
        const gone = [await add(4, 'Kwikstaartgeheim', 600), await add(5, 'Kwikstaartgeheim', 30_000), await add(
          6, 'Kwikstaartgeheim', 300 * KiB,
        )]
        await house.mailstore.tidy(mail.account)
        const ciphertexts: Uint8Array[] = []
        for (const one of gone) ciphertexts.push(...await ciphertextsOf(house, one))
        if (engine === 'SQLite') assert.ok(foundIn([join(folder, 'home')], ciphertexts).length >= ciphertexts.length,
          'the samples are there before')
        await mail.destroyEmails(gone.map(({ message }) => message))
        await house.mailstore.tidy(mail.account)
        await assertGone({ texts: ['Kwikstaartgeheim'], keys: gone.map(({ key }) => key), ciphertexts })
        for (const { message } of others) assert.match(new TextDecoder().decode(await mail.body(message)),
          /Blijvendwoord/)

        // A second owner, so that the first may close.
        await house.accounts.create({
          tenant: open.tenant, address: 'tweede@delinde.example', name: 'Tweede', password: PASSWORD, roles: ['owner'],
        })
        const rest: Uint8Array[] = []
        for (const one of others) rest.push(...await ciphertextsOf(house, one))
        const wraps = await house.store.all<{ box: Uint8Array, way_box: Uint8Array }>(sql`select box, way_box from account_wrap
          where account = ${open.account}`)
        const dataKey = dataKeyIn(open)
        assert.equal((await house.accounts.closings.ask(open, open)).outcome, 'asked')
        await house.accounts.closings.runDue()
        assert.equal((await house.accounts.closings.state(mail.account))?.state, 'closed')
        leave()
        await assertGone({
          texts: ['Blijvendwoord', 'beheer@delinde.example'], keys: [dataKey, ...others.map(({ key }) => key)],
          ciphertexts: [...rest, ...wraps.flatMap(({ box, way_box }) => [...piecesOf(box), ...piecesOf(way_box)])],
        })
      } finally {
        await house.close()
        await server?.stop()
      }
    })
  })
}

goneOn('SQLite', () => Promise.resolve(undefined), { skip: false })
goneOn('PostgreSQL', startPostgres, { skip: postgresMissing ?? false })
