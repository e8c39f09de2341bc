/**
 * Accounts close while everything goes on in them: mail comes in and is absorbed, indexed, moved and removed, files are
 * uploaded, keys change, other accounts close, the ledger is sequenced and signed. Each closing comes to its end, leaves
 * no row and gives a receipt that checks; whoever still worked in the account hears a reason, never a mistake of ours.
 */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { openHouse, type House } from '../src/app.ts'
import { erasedTables, keyTables } from '../src/accounts/erased-tables.ts'
import { systemClock } from '../src/base/clock.ts'
import { Refusal, Temporary } from '../src/base/errors.ts'
import { openHome } from '../src/command-line/home.ts'
import type { AccountRef, OpenAccount } from '../src/keys/keys.ts'
import { verifyReceipt } from '../src/ledger/receipt.ts'
import { silentLog } from '../src/log/log.ts'
import { keepPrepared } from '../src/mailstore/scripts/append.ts'
import type { AccountMail } from '../src/mailstore/types.ts'
import { postgresMissing, startPostgres, type TestPostgres } from '../src/storage/postgres/server.testing.ts'
import { letter, makeHouse, PASSWORD, setsOf } from './key-rotation.testing.ts'

const DEEP = Number(process.env['ZEGEL_CLOSING_ACCOUNTS'] ?? 0)
/** A sample on SQLite; `npm run test:deep` closes six at a time, on PostgreSQL too, with two nodes. */
const ACCOUNTS = DEEP > 0 ? DEEP : 2
/** Turns of every kind of work in an account before it is asked to close, and the most there are. */
const TURNS_BEFORE = 4
const TURNS_MAX = 200

interface Resident {
  readonly address: string
  readonly open: OpenAccount
  readonly mail: AccountMail
  readonly inbox: number
  isClosed: boolean
}

async function moveIn(house: House, tenant: number, number: number): Promise<Resident> {
  const address = `bewoner${number}@delinde.example`
  const made = await house.accounts.create({ tenant, address, name: address, password: PASSWORD, roles: ['user'] })
  assert.ok(typeof made !== 'string')
  const signedIn = await house.accounts.signIn({ address, password: PASSWORD, door: 'web', ip: '127.0.0.1' })
  assert.ok(signedIn.outcome === 'open')
  house.keyring.hold(signedIn.open)
  const mail = await house.mailstore.open(signedIn.open)
  const inbox = (await mail.mailboxes()).find(({ role }) => role === 'inbox')?.id ?? assert.fail()
  return { address, open: signedIn.open, mail, inbox, isClosed: false }
}

/** Every kind of work on an account, one turn of each. */
function works(
  house: House, { address, open, mail, inbox }: Resident,
): readonly ((turn: number) => Promise<unknown>)[] {
  const raw = (turn: number): Uint8Array => letter(turn, { body: `woord${turn} ${'x'.repeat(turn % 7 === 0 ? 300_000 : 100)}` })
  const flags = { bits: 0, keywords: ['$Zaak'] }
  return [
    (turn) => mail.append({ mailbox: inbox, raw: raw(turn), flags, receivedAt: turn, truth: null }),
    async (turn) => {
      const account = await house.accounts.findRecipient(address)
      if (account === undefined) return
      await house.store.write(keepPrepared, await house.mailstore.prepare({
        account, raw: raw(turn), receivedAt: turn, returnPath: 'tom@fysio.example', truth: null, role: 'inbox',
      }))
    },
    async () => {
      const messages = await mail.query({ filter: { body: 'woord' }, sort: [], collapseThreads: false })
      await mail.destroyEmails(messages.slice(0, 2))
    },
    async (turn) => {
      const folder = await mail.createMailbox({ path: `Zaak ${turn}` })
      if (typeof folder !== 'string') await mail.copy({ from: inbox, uids: [turn, turn + 1], to: folder.id })
      if (typeof folder !== 'string' && turn % 2 === 0) await mail.deleteMailbox({ mailbox: folder.id, removeEmails: true })
    },
    () => house.mailstore.tidy(mail.account),
    (turn) => mail.upload({ bytes: raw(turn), type: 'text/plain' }),
    (turn) => house.accounts.savePreferences(open, JSON.stringify({ turn })),
    async () => {
      await house.accounts.rotations.begin(open, { reason: 'asked' })
      await house.accounts.rotations.settled(open)
    },
    async () => {
      await house.accounts.addAppPassword({ open, label: 'Thunderbird' })
    },
    async () => {
      const resumed = await house.accounts.startSession({ open, userAgent: 'proef' })
      await house.accounts.resumeSession(resumed.cookie)
    },
  ]
}

/** Turns until the account is closed; gives what was no reason but a mistake. */
async function busy(house: House, resident: Resident, first: () => void): Promise<readonly string[]> {
  const mistakes: string[] = []
  let turns = 0
  await Promise.all(works(house, resident).map(async (work) => {
    for (let turn = 1; turn <= TURNS_MAX; turn++) {
      const wasClosed = resident.isClosed
      try {
        await work(turn)
      } catch (error) {
        if (!(error instanceof Refusal) && !(error instanceof Temporary)) mistakes.push(error instanceof Error ? error.stack ?? '' : String(error))
      }
      turns += 1
      if (turns === TURNS_BEFORE * 10) first()
      // Once more after the end.
      if (wasClosed) return
    }
  }))
  return mistakes
}

/** `houses`: one, or two nodes that look at what is due at the same moment. */
async function close(houses: readonly House[], resident: Resident, by: AccountRef): Promise<void> {
  const [house = assert.fail()] = houses
  const ref = { tenant: resident.open.tenant, account: resident.open.account }
  assert.equal((await house.accounts.closings.ask(ref, by)).outcome, 'asked')
  try {
    // A look of the timer that began before may not have seen it.
    for (let look = 0; look < 3 && (await house.accounts.closings.state(ref))?.state !== 'closed'; look++) {
      await Promise.all(houses.map(({ accounts }) => accounts.closings.runDue()))
    }
  } finally {
    resident.isClosed = true
  }
}

function closingOn(engine: string, urlOf: () => string | undefined, options: { readonly skip: string | false }): void {
  describe(`accounts close while much goes on, on ${engine}`, options, () => {
    const folder = mkdtempSync(join(tmpdir(), 'zegel-closing-'))
    after(() => rmSync(folder, { recursive: true, force: true }))

    test('each closing ends, whole, and nobody meets a mistake of ours', { timeout: 300_000 }, async () => {
      const place = { folder: join(folder, 'home'), sets: [...setsOf(urlOf()), 'account.closingDays=0'] }
      await makeHouse(place)
      const errors: string[] = []
      const log = { ...silentLog, with: () => log, error: (event: string, error: unknown) =>
        errors.push(`${event}: ${error instanceof Error ? error.stack : String(error)}`) }
      const node = (): Promise<House> => openHouse({
        home: openHome({ folder: place.folder, sets: [...place.sets, 'dns.servers=[]'] }), log, clock: systemClock,
      })
      const house = await node()
      // One file has one service; a database server may have several.
      const houses = urlOf() === undefined ? [house] : [house, await node()]
      try {
        const [{ id: tenant } = { id: 0 }] = await house.tenants.list()
        const residents: Resident[] = []
        for (let number = 0; number < ACCOUNTS; number++) residents.push(await moveIn(house, tenant, number))
        let isOver = false
        const placing = (async () => {
          while (!isOver) {
            await Promise.all(houses.map(({ ledger: one }) => one.sequence()))
            await house.ledger.signHeads()
          }
        })()
        const mistakes = await Promise.all(residents.map(async (resident) => {
          const ready = Promise.withResolvers<void>()
          const working = busy(house, resident, ready.resolve)
          await ready.promise
          await close(houses, resident, { tenant, account: 0 })
          return working
        }))
        isOver = true
        await placing
        assert.deepEqual(mistakes.flat(), [])
        for (const { open: { account }, address } of residents) {
          const closing = await house.accounts.closings.state({ tenant, account })
          assert.equal(closing?.state, 'closed')
          const check = verifyReceipt(await house.accounts.closings.receipt({ tenant, account }) ?? '')
          assert.ok(check.ok && check.personal['address'] === address, JSON.stringify(check))
          for (const table of [...erasedTables.map((one) => one.table), ...keyTables]) {
            const rows = await house.store.all({ text: `select 1 as there from ${table} where tenant = ? and account = ? limit 1`, values: [tenant, account] })
            assert.deepEqual(rows, [], `${table} of ${address}`)
          }
        }
        const records = await house.ledger.list({ tenant, kind: 'account.closed', limit: 100 })
        assert.equal(records.length, ACCOUNTS)
        assert.ok((await house.ledger.verify(tenant)).ok)
        assert.deepEqual(errors, [])
      } finally {
        for (const one of houses) await one.close()
      }
    })
  })
}

closingOn('SQLite', () => undefined, { skip: false })

if (DEEP > 0) {
  let server: TestPostgres | undefined
  before(async () => {
    if (postgresMissing === undefined) server = await startPostgres()
  })
  after(() => server?.stop())
  closingOn('PostgreSQL', () => server?.url, { skip: postgresMissing ?? false })
}
