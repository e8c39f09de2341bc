import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach } from 'node:test'
import { join } from 'node:path'
import { openAccountsHouse, password, type AccountsHouse } from '../accounts/accounts.testing.ts'
import type { Account } from '../accounts/types.ts'
import { systemClock } from '../base/clock.ts'
import { bodyCipher } from '../keys/body-cipher.ts'
import { createSealer } from '../keys/sealer.ts'
import { silentLog, type Log } from '../log/log.ts'
import type { MailUse } from '../delivery/mail-use.ts'
import { openMailstore, type Mailstore } from '../mailstore/mailstore.ts'
import { openFolderBlobs } from '../storage/blobs/folder.ts'
import { selfSigned } from '../tls/certificates.ts'
import { fixedTls } from '../tls/server-tls.ts'
import { TestClient } from './client.testing.ts'
import type { ImapLimits } from './limits.ts'
import { createEntrance, type Entrance } from '../throttle/entrance.ts'
import { createImapServer, type ImapServer } from './server.ts'

/** A whole IMAP server on real parts: database, keys, accounts, mailstore, TLS. */
export interface ImapHouse {
  readonly house: AccountsHouse
  readonly mailstore: Mailstore
  readonly server: ImapServer
  /** With STARTTLS, and with TLS from the first octet. */
  readonly plain: string
  readonly tls: string
  /** Errors that the log was told of: bugs. */
  readonly errors: unknown[]
  /** Signs in as `name@zonnehof.test`, who is made when new. */
  client(name?: string): Promise<TestClient>
  /** Trims the logs of what is gone, and all else that is done in quiet moments. */
  tidy(name: string): Promise<void>
  close(): Promise<void>
}

export async function openImapHouse(options: {
  readonly limits?: Partial<ImapLimits>, readonly allowPlaintextLogin?: 'never' | 'loopback',
  /** Rows the log of what is gone keeps. */
  readonly goneMax?: number,
  /** What each account may keep. */
  readonly quotaBytes?: number,
  readonly use?: MailUse,
  readonly entrance?: Entrance, readonly isProxy?: (ip: string) => boolean,
} = {}): Promise<ImapHouse> {
  const house = await openAccountsHouse(
    options.quotaBytes === undefined ? {} : { quotaBytes: options.quotaBytes })
  const blobs = await openFolderBlobs(join(house.folder, 'blobs'))
  const errors: unknown[] = []
  const log: Log = { ...silentLog, error: (_event, error) => void errors.push(error), with: () => log }
  const { keyring, serviceKey, clock } = house
  const mailstore = openMailstore({
    store: house.store, blobs, keyring, sealer: createSealer({ serviceKey, clock }), bodyCipher, clock, log,
    ...options.goneMax === undefined ? {} : { limits: { goneMax: options.goneMax } },
  })
  const tls = fixedTls(await selfSigned({ names: ['mail.zonnehof.test'], clock: systemClock }))
  const server = createImapServer({
    hostname: 'mail.zonnehof.test', tls, accounts: house.accounts, mailstore, keyring, clock, log,
    entrance: createEntrance({ name: 'imap', limits: { size: 10_000, perNetwork: 2000, perSubnet: 4000 }, throttle: house.throttle, clock }),
    ...options,
  })
  const plain = await server.listen('127.0.0.1:0', { implicitTls: false })
  const secure = await server.listen('127.0.0.1:0', { implicitTls: true })
  const known = new Map<string, Account>()
  return {
    house, mailstore, server, plain, tls: secure, errors,
    async client(name = 'anna') {
      if (!known.has(name)) known.set(name, (await house.person(name)).account)
      return await TestClient.signedIn(secure, { user: `${name}@zonnehof.test`, password })
    },
    async tidy(name) {
      const account = known.get(name)
      if (account) await mailstore.tidy(account)
    },
    async close() {
      await server.close()
      mailstore.close()
      await house.close()
    },
  }
}

/** A small message with this subject. */
export function letter(subject: string, text = 'Dag,\r\n\r\ntot morgen.\r\n'): string {
  return `From: Jan Jansen <jan@elders.test>\r\nTo: anna@zonnehof.test\r\nSubject: ${subject}\r\n`
    + `Date: Mon, 5 Jan 2026 10:00:00 +0100\r\nMessage-ID: <${subject.replaceAll(' ', '.')}@elders.test>\r\n\r\n${text}`
}

/**
 * For tests of what one client hears of another: a house for the file, and before each test two clients of a person who is
 * new, given to `begin`. At the end no bug may have been met.
 */
export function eachWithTwoClients(begin: (one: TestClient, two: TestClient) => Promise<void>): void {
  let house: ImapHouse
  let clients: readonly TestClient[] = []
  let person = 0
  before(async () => { house = await openImapHouse() })
  beforeEach(async () => {
    const name = `persoon${++person}`
    const [one, two] = [await house.client(name), await house.client(name)]
    clients = [one, two]
    await begin(one, two)
  })
  afterEach(() => { for (const client of clients) client.close() })
  after(async () => {
    assert.deepEqual(house.errors, [])
    await house.close()
  })
}
