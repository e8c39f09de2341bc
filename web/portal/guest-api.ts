/**
 * What the guest pages ask of the server. Every failure is a `GuestProblem` with one word, the server's own or `offline`,
 * `server`. Asking by link changes nothing; a cookie that no script can read is there after the code.
 */

import type { GuestLanguage } from './language.ts'

/** Longest wait for an answer before it counts as offline. */
export const answerMsMax = 30_000
/** Longest wait for one piece of a file: slow lines are the rule on a phone. */
export const pieceMsMax = 120_000

/** What stands in the notice: the link, or the code of 12 characters that is typed. */
export type Held = { readonly link: string } | { readonly code12: string }

export type Ending = 'locked' | 'expired' | 'recalled' | 'refused'

export interface Service {
  readonly name: string
  readonly phone: string
  readonly email: string
  readonly hours: string
}

/** All that a stranger may know of a message. Times are ms since 1970. */
export interface Look {
  readonly state: 'open' | Ending
  readonly organisation: string
  readonly sender: { readonly name: string }
  readonly recipient: { readonly name: string | null }
  readonly sentAt: number
  readonly expiresAt: number
  readonly endedAt: number | null
  readonly language: GuestLanguage
  readonly factor: { readonly kind: 'sms', readonly hint: string } | { readonly kind: 'agreed-code', readonly question: string | null } | null
  readonly contact: { readonly service: Service, readonly content: { readonly name: string, readonly email: string } }
}

export interface GuestFile {
  readonly id: string
  readonly name: string
  readonly type: string
  readonly sizeBytes: number
  readonly contentId: string | null
}

export interface Reply {
  readonly sentAt: number
  readonly text: string
  readonly files: readonly { readonly name: string, readonly sizeBytes: number }[]
}

/** A file of an answer that is not sent yet: the server has its first `received` bytes. */
export interface Upload {
  readonly id: string
  readonly name: string
  readonly type: string
  readonly sizeBytes: number
  readonly received: number
}

export interface Mailbox {
  readonly name: string | null
  readonly email: string
}

export interface GuestMessage {
  readonly id: string
  readonly subject: string
  readonly from: Mailbox
  readonly to: readonly Mailbox[]
  readonly cc: readonly Mailbox[]
  readonly sentAt: number
  readonly text: string
  readonly html: string | null
  readonly attachments: readonly GuestFile[]
  readonly replies: readonly Reply[]
  readonly uploads: readonly Upload[]
  readonly organisation: string
  readonly canReply: boolean
  readonly replyBytesMax: number
  readonly expiresAt: number
}

/** A call that did not work out: the server's word, and the numbers that came with it. */
export class GuestProblem extends Error {
  override name = 'GuestProblem'
  readonly word: string
  readonly status: number
  readonly facts: Readonly<Record<string, unknown>>

  constructor(word: string, status: number, facts: Readonly<Record<string, unknown>> = {}) {
    super(word)
    this.word = word
    this.status = status
    this.facts = facts
  }

  /** A number that came along, such as `triesLeft`. */
  count(name: string): number | undefined {
    const value = this.facts[name]
    return typeof value === 'number' ? value : undefined
  }
}

/** The problem in anything thrown. */
export function problemOf(error: unknown): GuestProblem {
  return error instanceof GuestProblem ? error : new GuestProblem('server', 0)
}

/** The message this tab shows. Another tab may have opened another one with the same cookie: the server then says no. */
let message = ''

/** From now on every call says that it is about this message. */
export function speakOf(id: string): void {
  message = id
}

async function fetched(path: string, init: RequestInit = {}, waitMs = answerMsMax): Promise<Response> {
  const headers = new Headers(init.headers)
  headers.set('X-Zegel', '1')
  if (message !== '') headers.set('X-Zegel-Message', message)
  const limit = AbortSignal.timeout(waitMs)
  const signal = init.signal ? AbortSignal.any([init.signal, limit]) : limit
  let response: Response
  try {
    response = await fetch(`/api/guest/${path}`, { ...init, headers, signal, credentials: 'same-origin', cache: 'no-store' })
  } catch (error) {
    if (init.signal?.aborted) throw error
    throw new GuestProblem('offline', 0)
  }
  if (response.ok) return response
  let facts: Record<string, unknown> = {}
  try {
    facts = await response.json() as Record<string, unknown>
  } catch {
    // No JSON: the status says enough.
  }
  const word = typeof facts['problem'] === 'string' ? facts['problem'] : 'server'
  throw new GuestProblem(word, response.status, facts)
}

async function json<Answer>(response: Response): Promise<Answer> {
  try {
    return await response.json() as Answer
  } catch {
    // The line broke in the middle of the answer.
    throw new GuestProblem('offline', 0)
  }
}

async function post<Answer>(path: string, body: unknown): Promise<Answer> {
  return json(await fetched(path, { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }))
}

export const look = (held: Held): Promise<Look> => post('look', held)
/** Asks for the code, in the language of the page. `waitSeconds`: until another may be asked for. */
export const begin = (held: Held, language: GuestLanguage): Promise<{ readonly sent: boolean, readonly waitSeconds: number }> => post('begin', { ...held, language })
export const giveCode = (held: Held, code: string): Promise<unknown> => post('code', { ...held, code })
export const notMe = (held: Held): Promise<unknown> => post('not-me', held)
export const readMessage = async (): Promise<GuestMessage> => json(await fetched('message'))
export const signOut = async (): Promise<void> => { await fetched('sign-out', { method: 'POST' }) }
/** Bytes of an attachment, or of the own copy (`copy.eml`, `copy.pdf`). */
export const bytesOf = async (path: string): Promise<Blob> => (await fetched(path, {}, pieceMsMax)).blob()

export const beginUpload = (
  file: { readonly name: string, readonly type: string, readonly sizeBytes: number },
): Promise<Upload & { readonly pieceBytes: number }> =>
  post('upload', file)
export const uploadState = async (id: string): Promise<Upload> => json(await fetched(`upload/${id}`))
/** The next piece; gives how much the server has now. */
export async function sendPiece(id: string, offset: number, piece: Blob, signal: AbortSignal): Promise<number> {
  const { received } = await json<{ received: number }>(await fetched(`upload/${id}?offset=${offset}`, {
    method: 'POST', body: piece, signal, headers: { 'Content-Type': 'application/octet-stream' },
  }, pieceMsMax))
  return received
}
export const dropUpload = async (id: string): Promise<void> => { await fetched(`upload/${id}`, { method: 'DELETE' }) }
/** Sends the answer; the same key twice sends once. */
export const sendReply = (
  answer: { readonly text: string, readonly uploads: readonly string[], readonly key: string },
): Promise<{ readonly sentAt: number }> =>
  post('reply', answer)
