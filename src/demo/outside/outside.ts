/**
 * The outside world of the demonstration: the mailbox and the telephone of a private person, and somebody who means harm.
 * Its own host name, its own port, and marked as a demonstration on every page.
 *
 * Promises: only `./zegel demo` starts it; it listens on loopback only; what arrives comes over real SMTP without TLS, as at a
 * server that offers nothing; the attacker's buttons really try, and the page shows what the server answered, word for word.
 * Fails: a port that is taken is `Refusal('port-in-use')`; mail past the limits is refused with an SMTP reply.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../../base/clock.ts'
import { Refusal } from '../../base/errors.ts'
import { KiB } from '../../base/sizes.ts'
import type { Log } from '../../log/log.ts'
import { attacks, tryAttack, type Tried } from './attacker.ts'
import { openMailbox, type OutsideMailbox } from './mailbox.ts'
import { homePage, mailPage, mailboxPage, notFoundPage, attackerPage, phonePage } from './pages.ts'
import { smsIn } from './phone.ts'

export interface OutsideOptions {
  /** Where mail is kept over a restart. */
  readonly mailFile: string
  /** Text messages as the local drivers wrote them, one file per organisation. */
  readonly smsFiles: readonly string[]
  /** The SMTP port of the organisation that is attacked. */
  readonly victimPort: number
  readonly httpPort: number
  readonly smtpPort: number
  readonly clock: Clock
  readonly log: Log
}

export interface Outside {
  readonly mailbox: OutsideMailbox
  readonly httpPort: number
  readonly smtpPort: number
  close(): Promise<void>
}

const HEADERS = {
  'content-security-policy': "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; "
    + "base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff', 'referrer-policy': 'same-origin', 'cache-control': 'no-store',
} as const

const FILES: ReadonlyMap<string, string> = new Map([['/buiten.css', 'text/css'], ['/buiten.js', 'text/javascript']])

/** Bytes of a form; ours hold a few words. */
const FORM_BYTES_MAX = 4 * KiB

/** Starts it. Port 0 takes a free one. */
export async function openOutside(options: OutsideOptions): Promise<Outside> {
  const { clock, log, smsFiles, victimPort } = options
  const mailbox = await openMailbox({ file: options.mailFile, port: options.smtpPort, clock, log })
  let tried: Tried | undefined

  async function page(request: IncomingMessage, url: URL): Promise<string | undefined> {
    const [, first = '', second = ''] = url.pathname.split('/')
    if (url.pathname === '/') return homePage()
    if (first === 'post' && second === '') return mailboxPage(mailbox.mails(), url.searchParams.get('van') ?? undefined)
    const mail = first === 'post' ? mailbox.mails().find(({ id }) => id === second) : undefined
    if (mail !== undefined) return mailPage(mail)
    if (url.pathname === '/telefoon') return phonePage(await smsIn(smsFiles))
    if (url.pathname !== '/aanvaller') return undefined
    if (request.method === 'POST') {
      const wanted = new URLSearchParams(await bodyOf(request)).get('poging')
      const attack = attacks.find(({ id }) => id === wanted)
      if (attack !== undefined) tried = await tryAttack(attack, { port: victimPort, now: clock.now() })
    }
    return attackerPage(tried)
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const host = request.headers.host ?? ''
    // A page elsewhere must not press our buttons, and no other name may lead here.
    const from = request.headers.origin
    const isOurs = /^(buiten\.localhost|localhost|127\.0\.0\.1)(:\d+)?$/.test(host) && (from === undefined || from === `http://${host}`)
    const url = new URL(request.url ?? '/', 'http://buiten.localhost')
    if (!isOurs || !['GET', 'HEAD', 'POST'].includes(request.method ?? '')) return send(response, 403, 'text/plain', 'Dit mag niet.\n')
    const file = FILES.get(url.pathname)
    if (file !== undefined) return send(response, 200, file, await readFile(join(import.meta.dirname, url.pathname), 'utf8'))
    if (url.pathname === '/stand') return send(response, 200, 'text/plain', `${mailbox.mails().length}/${(await smsIn(smsFiles)).length}`)
    const html = await page(request, url)
    return send(response, html === undefined ? 404 : 200, 'text/html', html ?? notFoundPage())
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      log.error('outside.failed', error)
      if (!response.headersSent) send(response, 500, 'text/plain', 'Dit lukt nu niet.\n')
    })
  })
  const httpPort = await listen(server, options.httpPort).catch(async (error: unknown) => {
    await mailbox.close()
    throw error
  })
  return {
    mailbox, httpPort, smtpPort: mailbox.port,
    async close() {
      server.closeAllConnections()
      server.close()
      await mailbox.close()
    },
  }
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { ...HEADERS, 'content-type': `${type}; charset=utf-8` }).end(body)
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > FORM_BYTES_MAX) throw new Refusal('too-large', 'the form is too large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

async function listen(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  const failed = once(server, 'error').then(([error]) => {
    throw (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
      ? new Refusal('port-in-use', `port ${port} of the demonstration's outside world is used by another program`)
      : error as Error
  })
  server.listen(port, '127.0.0.1')
  await Promise.race([once(server, 'listening'), failed])
  failed.catch(() => undefined)
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : port
}
