/** A house with one account that has something of every kind, for tests of its keys; and the process that is killed. */
import { createInterface } from 'node:readline'
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { openHouse, type House } from '../src/app.ts'
import { systemClock } from '../src/base/clock.ts'
import { initHome } from '../src/command-line/init.ts'
import { openHome } from '../src/command-line/home.ts'
import type { OpenAccount } from '../src/keys/keys.ts'
import { silentLog } from '../src/log/log.ts'
import type { AccountMail } from '../src/mailstore/types.ts'

export const OWNER = 'beheer@delinde.example'
export const PASSWORD = 'twaalf-stille-kastanjes'

/** Where a home stands and on which engine. */
export interface Place {
  readonly folder: string
  /** `storage.url=...`, or nothing for SQLite. */
  readonly sets: readonly string[]
}

export function setsOf(url: string | undefined): readonly string[] {
  return url === undefined ? [] : [`storage.url=${url}`]
}

/** Makes the home; gives the recovery code of its owner. */
export async function makeHouse({ folder, sets }: Place): Promise<string> {
  const made = await initHome({
    folder, domain: 'delinde.example', organisation: 'De Linde', admin: OWNER, name: 'Beheer', password: PASSWORD,
    hostname: 'mail.delinde.example', language: 'nl', sets, certificateFiles: null,
  })
  return made.recoveryCode
}

export function openPlace({ folder, sets }: Place): Promise<House> {
  return openHouse({
    home: openHome({ folder, sets: [...sets, 'dns.servers=[]'] }), log: silentLog, clock: systemClock,
  })
}

/** Opens the account by a password or app password, held until the function given back is called. */
export async function enter(house: House, password: string, door: 'web' | 'imap' = 'web'): Promise<{
  readonly open: OpenAccount, readonly mail: AccountMail, readonly leave: () => void,
}> {
  const signedIn = await house.accounts.signIn({ address: OWNER, password, door, ip: '127.0.0.1' })
  if (signedIn.outcome !== 'open') throw new Error(`cannot sign in: ${signedIn.outcome}`)
  const leave = house.keyring.hold(signedIn.open)
  return { open: signedIn.open, mail: await house.mailstore.open(signedIn.open), leave }
}

export async function inboxOf(mail: AccountMail): Promise<number> {
  const inbox = (await mail.mailboxes()).find(({ role }) => role === 'inbox')
  if (inbox === undefined) throw new Error('no inbox')
  return inbox.id
}

/** A small mail of its own conversation, or an answer to `answers`. */
export function letter(number: number, { answers, body = `woord${number}` }: {
  readonly answers?: number, readonly body?: string,
} = {}): Uint8Array {
  const about = answers ?? number
  const references = answers === undefined ? '' : `References: <m${answers}@x.example>\r\n`
  return new TextEncoder().encode(`From: Tom <tom@fysio.example>\r\nTo: ${OWNER}\r\nSubject: ${answers === undefined ? '' : 'Re: '}Dossier ${about}\r\n`
    + `Message-ID: <m${number}@x.example>\r\n${references}Date: Mon, 1 Jun 2026 10:00:00 +0200\r\n\r\n${body} gaat over dossier ${about}\r\n`)
}

/** What an account shows: mailboxes with subjects, flags and texts. Equal before and after a rotation. */
export async function shownBy(mail: AccountMail): Promise<readonly string[]> {
  const lines: string[] = []
  for (const { id, path, total } of await mail.mailboxes()) {
    const view = await mail.view(id)
    if (view === 'no such mailbox') throw new Error(`${path} cannot be opened`)
    const records = await mail.records(view.entries.map(({ message }) => message))
    const metas = await mail.emails(view.entries.map(({ message }) => message))
    lines.push(`${path} ${total}`)
    for (const [index, { uid, message, flags }] of view.entries.entries()) {
      const body = new TextDecoder().decode(await mail.body(message))
      lines.push(`${path} ${uid} ${records[index]?.summary.subject} ${flags.bits} ${flags.keywords.join(' ')} ${metas[index]?.thread} ${body.length}`)
    }
    view.close()
  }
  return lines
}

/**
 * Starts the rotation in a process of its own and kills it (SIGKILL) after so many lines of progress; gives the
 * lines.
 */
export async function rotateAndKill({ folder, sets }: Place, { appPassword, afterLines }: {
  readonly appPassword: string, readonly afterLines: number,
}): Promise<readonly string[]> {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, 'key-rotation.child.testing.ts'), JSON.stringify({ folder, sets, appPassword })],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const lines: string[] = []
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line)
    if (lines.length === afterLines) child.kill('SIGKILL')
  })
  await new Promise((resolve) => child.once('close', resolve))
  return lines
}
