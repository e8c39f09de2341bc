/** A whole house in this process, with a guard, a portal and next hops of its own. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openHouse, type House } from '../src/app.ts'
import type { Account } from '../src/accounts/types.ts'
import { systemClock, type Clock } from '../src/base/clock.ts'
import { openHome } from '../src/command-line/home.ts'
import { initHome } from '../src/command-line/init.ts'
import type { OpenAccount } from '../src/keys/keys.ts'
import { silentLog } from '../src/log/log.ts'
import type { LedgerEntry } from '../src/ledger/types.ts'
import { parseMessage } from '../src/message/parse.ts'
import type { SenderWishes, Submitted, SubmittedMail } from '../src/submission/types.ts'
import { createCertificateAuthority } from '../src/tls/certificates.ts'
import { NextHop, type KeyPair } from './next-hop.ts'
import { PASSWORD } from './service.ts'

const authority = await createCertificateAuthority({ name: 'Test authority', clock: systemClock })

/** A certificate that the house trusts; `days` from `clock` on. */
export const certificateFor = (name: string, more: { readonly clock?: Clock,
  readonly days?: number } = {}): Promise<KeyPair> =>
  authority.issue({ names: [name], clock: systemClock, ...more })

export interface Writer {
  readonly account: Account
  readonly open: OpenAccount
}

export interface TestHouse {
  readonly house: House
  readonly folder: string
  /** Turns the clock of the house. */
  later(ms: number): void
  readonly nurse: Writer
  readonly colleague: Writer
  /** `partner.example`: verified TLS; what happens to `pair` happens to its TLS. */
  readonly partner: NextHop
  /** `home.example`: a private person's provider without TLS. */
  readonly home: NextHop
  submit(mail: Partial<SubmittedMail> & { readonly raw: Uint8Array,
    readonly to: readonly string[] }): Promise<Submitted>
  ledger(kind: string): Promise<readonly LedgerEntry[]>
  /** Subjects in a mailbox of somebody. */
  subjects(of: Writer, role: 'inbox' | 'sent' | 'junk'): Promise<readonly string[]>
  bodies(of: Writer, role: 'inbox' | 'sent' | 'junk'): Promise<readonly string[]>
  remove(): Promise<void>
}

/** Opens it; `sets` are further settings. Nothing listens; the queue works. */
export async function openTestHouse(
  { sets = [], policy }: { readonly sets?: readonly string[], readonly policy?: string } = {},
): Promise<TestHouse> {
  let shift = 0
  const clock: Clock = { now: () => Date.now() + shift }
  const folder = join(mkdtempSync(join(tmpdir(), 'zegel-house-')), 'home')
  const partner = await new NextHop(await certificateFor('partner.example')).listen()
  const home = await new NextHop(null).listen()
  await initHome({
    folder, domain: 'zorg.example', organisation: 'Zorghuis', admin: 'beheer@zorg.example', name: 'Beheer', password: PASSWORD,
    hostname: 'mail.zorg.example', language: 'nl', sets: [], certificateFiles: null,
    configuration: ['dns.servers: []', 'sms.driver: local', 'delivery.fixedRouteTls: verified', 'delivery.routes:',
      `  partner.example: 127.0.0.1:${partner.port}`, `  home.example: 127.0.0.1:${home.port}`],
  })
  writeFileSync(join(folder, 'authority.pem'), authority.certificate)
  if (policy !== undefined) writeFileSync(join(folder, 'policy.yaml'), policy)
  const house = await openHouse({
    home: openHome({ folder, sets: [`tls.trustedFile=${join(folder, 'authority.pem')}`, 'hold.webSeconds=0', ...sets] }), log: silentLog, clock,
  })
  const [tenant] = await house.tenants.list()
  if (tenant === undefined) throw new Error('no organisation')
  const person = async (address: string, name: string): Promise<Writer> => {
    const made = await house.accounts.create({ tenant: tenant.id, address, name, password: PASSWORD, roles: ['user'], language: 'nl' })
    if (typeof made === 'string') throw new Error(made)
    const signedIn = await house.accounts.signIn({ address, password: PASSWORD, door: 'web', ip: '127.0.0.1' })
    if (signedIn.outcome !== 'open') throw new Error(signedIn.outcome)
    house.keyring.hold(signedIn.open)
    return { account: signedIn.account, open: signedIn.open }
  }
  const nurse = await person('noor@zorg.example', 'Noor Jansen')
  const colleague = await person('karin@zorg.example', 'Karin de Wit')
  await house.queue.start()

  async function raws({ open }: Writer, role: 'inbox' | 'sent' | 'junk'): Promise<readonly Uint8Array[]> {
    const mail = await house.mailstore.open(open)
    await mail.absorbed()
    const mailbox = (await mail.mailboxFigures()).find((one) => one.role === role)
    const view = mailbox === undefined ? 'no such mailbox' : await mail.view(mailbox.id)
    if (view === 'no such mailbox') return []
    const all = await Promise.all(view.entries.map(({ message }) => mail.body(message)))
    view.close()
    return all.filter((raw) => raw !== undefined)
  }

  return {
    house, folder, later: (ms) => { shift += ms }, nurse, colleague, partner, home,
    submit: ({ to, ...mail }) => house.submission.submit({
      ...nurse, mailFrom: nurse.account.address, rcptTo: to.map((address) => ({ address })), door: 'submission', ip: '127.0.0.1', ...mail,
    }),
    async ledger(kind) {
      await house.ledger.sequence()
      return house.ledger.list({ tenant: tenant.id, limit: 200, kind })
    },
    subjects: async (of, role) => (await raws(of, role)).map((raw) => parseMessage(raw).subject),
    bodies: async (of, role) => (await raws(of, role)).map((raw) => Buffer.from(raw).toString('latin1')),
    async remove() {
      await house.queue.stop()
      await house.close()
      await Promise.all([partner.close(), home.close()])
      rmSync(join(folder, '..'), { recursive: true, force: true })
    },
  }
}

/** A plain text mail. */
export function letter(fields: Readonly<Record<string, string>>, text: string): Uint8Array {
  const all = { From: 'Noor Jansen <noor@zorg.example>', ...fields }
  return Buffer.from(`${Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${text.replaceAll('\n', '\r\n')}\r\n`)
}

/** Waits until it is so: deliveries happen on their own. */
export async function until(what: string, is: () => Promise<boolean> | boolean): Promise<void> {
  for (let tries = 0; tries < 500; tries += 1) {
    if (await is()) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error(`not within 10 s: ${what}`)
}

export type { SenderWishes }
