import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '../base/clock.ts'
import type { ExtractText } from '../extract/types.ts'
import { boxKey, openBox } from '../crypto/box.ts'
import { createAccountKeys } from '../keys/account-keys.ts'
import { bodyCipher } from '../keys/body-cipher.ts'
import { createKeyring, type AccountKeyring } from '../keys/keyring.ts'
import type { OpenAccount, ServiceKey } from '../keys/keys.ts'
import { OpenAccountKeys } from '../keys/open-account.ts'
import { createSealer } from '../keys/sealer.ts'
import { temporaryServiceKey } from '../keys/service-key.ts'
import { silentLog, type Log } from '../log/log.ts'
import { openFolderBlobs } from '../storage/blobs/folder.ts'
import { openStore, type StoreOptions } from '../storage/open.ts'
import { sql, writeScript, type Sql } from '../storage/script.ts'
import type { BlobStore, Store } from '../storage/store.ts'
import type { SetAside } from './absorb.ts'
import type { MailstoreLimits } from './limits.ts'
import { openMailstore, type Mailstore } from './mailstore.ts'
import { prepareSealed, pageNumbers, type MailToKeep } from './prepare.ts'
import { keepPrepared } from './scripts/append.ts'
import { Bodies } from './bodies.ts'
import { defaultLimits } from './limits.ts'
import { noFlags } from './flags.ts'
import type { AccountMail, Appended, Arrived, Flags } from './types.ts'

/** A mailstore on a real database in a folder of its own, with accounts made by hand: for tests and benchmarks. */

export interface AccountRowArgs {
  readonly tenant: number
  readonly account: number
  readonly sealingPublic: Uint8Array
  readonly sealingSecret: Uint8Array
  readonly quotaBytes: number
}

export const insertTestAccount = writeScript('mailstore.testing.account', import.meta.url, function* (tx, args: AccountRowArgs) {
  const { tenant, account, sealingPublic, sealingSecret, quotaBytes } = args
  yield* tx.run(sql`insert into account (tenant, id, profile, roles, language, state, sealing_public, sealing_secret,
    created_at, quota_bytes) values (${tenant}, ${account}, ${new Uint8Array(1)}, ${'user'}, ${'nl'}, ${'active'},
    ${sealingPublic}, ${sealingSecret}, 0, ${quotaBytes})`)
})

/** What is left of an account that closed elsewhere, and the last change that this process heard of it. */
export const eraseTestAccount = writeScript('mailstore.testing.erase', import.meta.url, function* (
  tx, { tenant, account, heard }: { readonly tenant: number, readonly account: number, readonly heard: number },
) {
  yield* tx.run(sql`delete from mailbox where tenant = ${tenant} and account = ${account}`)
  yield* tx.run(sql`delete from account where tenant = ${tenant} and id = ${account}`)
  yield* tx.changed({ tenant, account, topic: 'mail', number: heard })
})

/** An account whose key the test keeps, so that it can be closed and opened again. */
export interface TestAccount {
  readonly ref: { readonly tenant: number, readonly account: number, readonly sealingPublic: Uint8Array }
  /** Opens it (held by the house's keyring); `close` gives the hold back. */
  open(house: { readonly keyring: AccountKeyring }): { readonly account: OpenAccount, readonly close: () => void }
}

export interface House {
  readonly folder: string
  readonly store: Store
  readonly blobs: BlobStore
  readonly keyring: AccountKeyring
  readonly serviceKey: ServiceKey
  readonly mailstore: Mailstore
  readonly clock: TestClock
  readonly setAside: SetAside[]
  account(
    args?: { readonly tenant?: number, readonly account?: number, readonly quotaBytes?: number },
  ): Promise<TestAccount>
  /** Keeps mail as delivery does, whatever the account's state. */
  deliver(account: TestAccount, raw: Uint8Array, more?: Partial<MailToKeep>): Promise<'kept' | 'over quota'>
  /** Keeps mail sealed even when the account is open. */
  deliverSealed(account: TestAccount, raw: Uint8Array, more?: Partial<MailToKeep>): Promise<void>
  /** Another mailstore on the same files, as after a restart; the keys stay with the test. */
  restart(): Promise<House>
  close(): Promise<void>
}

export interface TestClock extends Clock {
  advance(ms: number): void
}

export function testClock(start: number = Date.UTC(2026, 10, 21)): TestClock {
  let now = start
  return { now: () => now, advance: (ms) => void (now += ms) }
}

export interface HouseOptions {
  readonly limits?: Partial<MailstoreLimits>
  readonly log?: Log
  readonly url?: string
  readonly store?: StoreOptions
  /** Opens attached files. */
  readonly readFile?: ExtractText
}

interface Kept {
  readonly folder: string
  readonly serviceKey: ServiceKey
  readonly clock: TestClock
}

export async function openHouse(options: HouseOptions = {}): Promise<House> {
  const folder = await mkdtemp(join(tmpdir(), 'zegel-mailstore-'))
  return build({ folder, serviceKey: temporaryServiceKey(), clock: testClock() }, options)
}

async function build(kept: Kept, options: HouseOptions): Promise<House> {
  const { folder, serviceKey, clock } = kept
  const log = options.log ?? silentLog
  const url = options.url ?? `sqlite:${join(folder, 'zegel.db')}`
  const store = await openStore({ url, log, clock, ...options.store === undefined ? {} : { options: options.store } })
  const blobs = await openFolderBlobs(join(folder, 'blobs'))
  const keyring = createKeyring()
  const sealer = createSealer({ serviceKey, clock })
  const setAside: SetAside[] = []
  const limits = { ...defaultLimits, ...options.limits }
  const mailstore = openMailstore({
    store, blobs, keyring, sealer, bodyCipher, clock, log, limits, onSetAside: (what) => setAside.push(what),
    ...options.readFile === undefined ? {} : { readFile: options.readFile },
  })
  const bodies = new Bodies({ store, blobs, cipher: bodyCipher, clock, inlineBytesMax: limits.inlineBytesMax })
  const mailOf = (account: TestAccount, raw: Uint8Array, more: Partial<MailToKeep>): MailToKeep => ({
    account: account.ref, raw, receivedAt: clock.now(), returnPath: 'sender@example.org', truth: null, role: 'inbox', ...more,
  })
  return {
    folder, store, blobs, keyring, serviceKey, mailstore, clock, setAside,
    async account({ tenant = 1, account = 1, quotaBytes = 0 } = {}) {
      const keys = createAccountKeys({ tenant, account }, serviceKey)
      await store.write(insertTestAccount, {
        tenant, account, sealingPublic: keys.sealingPublic, sealingSecret: keys.sealingSecret, quotaBytes,
      })
      return testAccount(keys.open, { ...keys, service: serviceKey })
    },
    async deliver(account, raw, more = {}) {
      const prepared = await mailstore.prepare(mailOf(account, raw, more))
      return (await store.write(keepPrepared, prepared)).outcome
    },
    async deliverSealed(account, raw, more = {}) {
      const parts = {
        bodies, keyring, sealer, clock, pageNumber: pageNumbers(clock), log: silentLog,
        lookAtArrival: async (_: OpenAccount, arrived: Arrived) => arrived,
      }
      await store.write(keepPrepared, await prepareSealed(parts, mailOf(account, raw, more)))
    },
    async restart() {
      mailstore.close()
      sealer.close()
      keyring.close()
      await store.close()
      return build(kept, options)
    },
    async close() {
      mailstore.close()
      sealer.close()
      keyring.close()
      await store.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** The data key is taken out once, as a test may, so that each opening has a key object of its own. */
function testAccount(
  keys: OpenAccountKeys, made: { sealingPublic: Uint8Array, sealingSecret: Uint8Array, service: ServiceKey },
): TestAccount {
  const { tenant, account } = keys
  const wrapKey = boxKey(crypto.getRandomValues(new Uint8Array(32)))
  const dataKey = openBox(wrapKey, new Uint8Array(), keys.wrapFor(wrapKey, new Uint8Array()))
  keys.close()
  return {
    ref: { tenant, account, sealingPublic: made.sealingPublic },
    open({ keyring }) {
      const fresh = new OpenAccountKeys(
        { account: { tenant, account }, dataKey, sealingSecret: made.sealingSecret, service: made.service },
      )
      const close = keyring.hold(fresh)
      return { account: keyring.current(fresh) ?? fresh, close }
    },
  }
}

export function text(raw: Uint8Array | undefined): string {
  return raw === undefined ? '' : new TextDecoder().decode(raw)
}

export function bytes(message: string): Uint8Array {
  return new TextEncoder().encode(message.replace(/\r?\n/g, '\r\n'))
}

/** A small mail. */
export function mail({ subject = 'Hello', id, references = [], body = 'Text', from = 'Ann <ann@example.org>', size = 0 }: {
  readonly subject?: string, readonly id?: string, readonly references?: readonly string[], readonly body?: string,
  readonly from?: string, readonly size?: number,
} = {}): Uint8Array {
  const refs = references.length === 0 ? '' : `In-Reply-To: <${references.at(-1)}>\nReferences: ${references.map((one) => `<${one}>`).join(' ')}\n`
  const messageId = id === undefined ? '' : `Message-ID: <${id}>\n`
  const filler = size === 0 ? '' : `\n${'x'.repeat(76)}`.repeat(Math.ceil(size / 78))
  return bytes(`From: ${from}\nTo: bob@example.net\nSubject: ${subject}\nDate: Fri, 20 Nov 2026 10:00:00 +0100\n`
    + `${messageId}${refs}Content-Type: text/plain; charset=utf-8\n\n${body}\n${filler}`)
}

/** Appends to the inbox, or fails the test. */
export async function append(
  own: AccountMail, raw: Uint8Array, more: { readonly flags?: Flags, readonly mailbox?: number } = {},
): Promise<Appended> {
  const mailbox = more.mailbox ?? await inboxOf(own)
  const appended = await own.append(
    { mailbox, raw, flags: more.flags ?? noFlags, receivedAt: Date.UTC(2026, 10, 20), truth: null },
  )
  if (typeof appended === 'string') throw new Error(appended)
  return appended
}

export async function inboxOf(own: AccountMail): Promise<number> {
  const inbox = (await own.mailboxes()).find(({ role }) => role === 'inbox')
  if (inbox === undefined) throw new Error('no inbox')
  return inbox.id
}

/** Any one statement, for tests that break things. */
export const runTestStatement = writeScript('mailstore.testing.run', import.meta.url, function* (tx, statement: Sql) {
  return yield* tx.run(statement)
})
