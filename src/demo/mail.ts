/** Fills Marieke's mailbox, and lets the hostile sender try the front door. */
import { randomBytes } from 'node:crypto'
import { day, hour, minute } from '../base/sizes.ts'
import type { House } from '../app.ts'
import { buildMessage } from '../message/build.ts'
import type { AccountMail, MailboxInfo, SenderTruth } from '../mailstore/types.ts'
import { createSmtpClient } from '../smtp-client/client.ts'
import { silentLog } from '../log/log.ts'
import { clientTls } from '../tls/client-tls.ts'
import { mailOfMarieke, spoof, type DemoMail, type DemoPerson } from './content.ts'

/** Puts the sample mail where it belongs; times count back from now. */
export async function fillMailbox(house: House, person: DemoPerson): Promise<void> {
  const signedIn = await house.accounts.signIn({ address: person.address, password: person.password, door: 'web', ip: '127.0.0.1' })
  if (signedIn.outcome !== 'open') throw new Error(`${person.address} could not sign in`)
  const release = house.keyring.hold(signedIn.open)
  try {
    const mail = await house.mailstore.open(signedIn.open)
    const mailboxes = await mail.mailboxes()
    for (const one of mailOfMarieke) await put(mail, mailboxes, one, house.clock.now())
  } finally {
    release()
  }
}

async function put(mail: AccountMail, mailboxes: readonly MailboxInfo[], one: DemoMail, now: number): Promise<void> {
  const role = one.folder ?? 'inbox'
  const mailbox = mailboxes.find((box) => box.role === role)
  if (mailbox === undefined) throw new Error(`there is no mailbox for ${role}`)
  const at = timeOf(one, now)
  const appended = await mail.append({
    mailbox: mailbox.id, raw: rawOf(one, at), receivedAt: at, truth: truthOf(one),
    flags: { bits: one.isRead ? 1 : 0, keywords: [] },
  })
  if (typeof appended === 'string') throw new Error(appended)
}

/** That many days ago at that hour; today's mail never lies in the future. */
function timeOf({ daysAgo, at: [hours, minutes] }: DemoMail, now: number): number {
  const midnight = new Date(now)
  midnight.setHours(0, 0, 0, 0)
  const wanted = midnight.getTime() - daysAgo * day + hours * hour + minutes * minute
  return wanted < now ? wanted : now - (24 - hours) * minute
}

function rawOf(one: DemoMail, at: number): Uint8Array {
  const byKey = new Map(mailOfMarieke.map((mail) => [mail.key, mail]))
  const references: string[] = []
  for (let key = one.answers; key !== undefined; key = byKey.get(key)?.answers) references.unshift(idOf(key))
  return buildMessage({
    from: [one.from], to: one.to, subject: one.subject, date: { ms: at, offsetMinutes: 0 }, messageId: idOf(one.key),
    text: one.text, boundary: randomBytes(16).toString('hex'), references,
    ...(one.answers === undefined ? {} : { inReplyTo: [idOf(one.answers)] }),
    ...(one.html === undefined ? {} : { html: one.html }),
    ...(one.attachment === undefined ? {} : {
      attachments: [{
        name: one.attachment.name, type: one.attachment.type, bytes: new TextEncoder().encode(one.attachment.text), disposition: 'attachment' as const,
      }],
    }),
  })
}

const idOf = (key: string): string => `${key}@demonstratie.example`

function truthOf({ checkedDomain, from }: DemoMail): SenderTruth {
  if (from.email.endsWith('@delinde.example')) return { verdict: 'internal', domain: null, reason: 'handed-in-here' }
  return checkedDomain === null
    ? { verdict: 'unverifiable', domain: null, reason: 'dmarc-none' }
    : { verdict: 'verified', domain: checkedDomain, reason: 'dmarc-pass' }
}

/** The hostile sender hands in a mail in the name of a colleague, over SMTP like any stranger. */
export async function sendSpoof(port: number, now: number): Promise<void> {
  const client = createSmtpClient({ hostname: 'snelle-post.example', tls: clientTls(), log: silentLog })
  const raw = buildMessage({
    from: [spoof.from], to: [spoof.to], subject: spoof.subject, text: spoof.text, date: { ms: now, offsetMinutes: 0 },
    messageId: `${randomBytes(8).toString('hex')}@snelle-post.example`, boundary: randomBytes(16).toString('hex'),
  })
  await client.send({
    hops: [{ host: 'localhost', address: '127.0.0.1', port }], protection: { need: 'opportunistic' },
    letter: { mailFrom: spoof.mailFrom, rcptTo: [{ address: spoof.to.email }], raw },
  })
  client.close()
}
