/** Mailboxes outside: a real SMTP server without TLS that takes anything for its domains. Kept as lines of JSON. */
import { appendFile, readFile, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import type { Clock } from '../../base/clock.ts'
import { randomId } from '../../base/ids.ts'
import { MiB } from '../../base/sizes.ts'
import type { Receiving } from '../../delivery/types.ts'
import type { Log } from '../../log/log.ts'
import { decodedText } from '../../message/body.ts'
import { bodyParts } from '../../message/body-parts.ts'
import { parseMessage } from '../../message/parse.ts'
import { createSmtpShared } from '../../smtp-server/shared.ts'
import { createSmtpServer } from '../../smtp-server/server.ts'
import { createThrottle } from '../../throttle/throttle.ts'

/** Domains that live here: neither offers TLS. */
export const OUTSIDE_DOMAINS = ['post.example', 'oud.example'] as const
/** Mails that are kept; the oldest go. */
export const OUTSIDE_MAILS_MAX = 200
/** Bytes of one mail. */
export const OUTSIDE_MAIL_BYTES_MAX = 25 * MiB

/** One mail as its reader sees it. */
export interface OutsideMail {
  readonly id: string
  readonly at: number
  readonly to: string
  readonly from: { readonly name: string, readonly address: string }
  readonly subject: string
  readonly text: string
  /** As it came; the page shows only what it knows to be harmless. */
  readonly html: string | null
}

interface KeptMail {
  readonly id: string
  readonly at: number
  readonly to: string
  readonly raw: string
}

export interface OutsideMailbox {
  readonly port: number
  /** Newest first. */
  mails(): readonly OutsideMail[]
  close(): Promise<void>
}

/** Opens them and begins to listen. */
export async function openMailbox({ file, port, clock, log }: {
  readonly file: string, readonly port: number, readonly clock: Clock, readonly log: Log,
}): Promise<OutsideMailbox> {
  let kept: OutsideMail[] = []
  if (existsSync(file)) {
    const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '').slice(-OUTSIDE_MAILS_MAX)
    await writeFile(file, lines.map((line) => `${line}\n`).join(''))
    kept = lines.map((line) => JSON.parse(line) as KeptMail)
      .map(({ raw, ...rest }) => readMail({ ...rest, raw: Buffer.from(raw, 'base64') }))
  }

  const receiving: Receiving = {
    async recipient({ address }) {
      const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase()
      return OUTSIDE_DOMAINS.some((one) => one === domain) ? 'ok' : 'not-local'
    },
    async accept({ rcptTo, raw }) {
      const bytes = Buffer.from(raw)
      const at = clock.now()
      for (const { address } of rcptTo) {
        const one = { id: randomId(), at, to: address.toLowerCase() }
        const line = { ...one, raw: bytes.toString('base64') } satisfies KeptMail
        await appendFile(file, `${JSON.stringify(line)}\n`, { mode: 0o600 })
        kept = [...kept, readMail({ ...one, raw: bytes })].slice(-OUTSIDE_MAILS_MAX)
      }
      return { outcome: 'kept', id: randomId() }
    },
  }
  const throttle = createThrottle({ clock })
  const server = createSmtpServer({
    kind: 'smtp', hostname: 'mx.post.example', receiving, throttle, clock, log,
    shared: createSmtpShared({ connections: 50, bufferedBytes: OUTSIDE_MAIL_BYTES_MAX * 4, throttle, clock }),
    limits: { sizeBytesMax: OUTSIDE_MAIL_BYTES_MAX },
  })
  const at = await server.listen(`127.0.0.1:${port}`)
  return {
    port: Number(at.slice(at.lastIndexOf(':') + 1)),
    mails: () => kept.toReversed(),
    close: () => server.close(),
  }
}

function readMail({ id, at, to, raw }: Omit<KeptMail, 'raw'> & { readonly raw: Uint8Array }): OutsideMail {
  const parsed = parseMessage(raw)
  const { textBody, htmlBody } = bodyParts(parsed.root)
  const text = textBody.find((part) => part.subtype === 'plain')
  const html = htmlBody.find((part) => part.subtype === 'html')
  const author = parsed.from[0]?.addresses[0]
  return {
    id, at, to, subject: parsed.subject, from: { name: author?.name ?? '', address: author?.email ?? '' },
    text: text === undefined ? '' : decodedText(text, raw).value, html: html === undefined ? null : decodedText(html, raw).value,
  }
}
