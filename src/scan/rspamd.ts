/**
 * Rspamd beside our own filter: a mail goes in over HTTP on this machine, its score and symbols come out. Nothing is written to
 * disk here, and each question asks Rspamd not to log the mail.
 *
 * Promises: one answer within `timeoutMs`, never a throw; at most `scansMax` at the same time, others wait in turn; after a
 * failure nobody waits for it again for `RSPAMD_REST_MS`.
 * Fails: what cannot be asked or is not understood is undefined, and then our own filter judges alone; `state` says so.
 * Source: Rspamd 3.4, protocol of the normal worker (`POST /checkv2`).
 */
import type { Clock } from '../base/clock.ts'
import { KiB, MiB, second } from '../base/sizes.ts'
import type { Log } from '../log/log.ts'
import { createScanTurns } from './scan-turns.ts'
import { askScanner, type ScannerAnswer } from './scanner-socket.ts'

/** What Rspamd says of one mail. */
export interface RspamdVerdict {
  /** Its points; most honest mail is around 0. */
  readonly score: number
  /** Its own settings would mark the mail as spam or refuse it. */
  readonly saysSpam: boolean
  /** Names of what it found, those of most points first; at most `SYMBOLS_MAX`. */
  readonly symbols: readonly string[]
}

export interface RspamdState {
  readonly state: 'unasked' | 'answers' | 'unavailable'
  /** Why it does not answer, without anything of a mail; '' while it does. */
  readonly problem: string
}

export interface Rspamd {
  check(mail: {
    readonly raw: Uint8Array, readonly ip: string, readonly helo: string, readonly mailFrom: string,
  }): Promise<RspamdVerdict | undefined>
  /** As the last question went. */
  state(): RspamdState
}

/** Octets of an answer that are read. */
export const RSPAMD_ANSWER_BYTES_MAX = 256 * KiB
/** A larger mail is sent so far: spam is small, and Rspamd has a limit of its own. */
export const RSPAMD_MAIL_BYTES_MAX = 4 * MiB
/** Mails that wait for their turn; further ones go without. */
export const RSPAMD_WAITING_MAX = 100
/** After a failure it is left alone so long. */
export const RSPAMD_REST_MS = 30 * second
/** Symbols of one mail that are kept. */
export const SYMBOLS_MAX = 20
const SYMBOL_NAME = /^[A-Z0-9_]{1,64}$/

/** Rspamd's normal worker at `unix:/path` or `host:port`. */
export function createRspamd({ address, timeoutMs, scansMax, clock, log }: {
  readonly address: string, readonly timeoutMs: number, readonly scansMax: number, readonly clock: Clock,
  readonly log: Log,
}): Rspamd {
  const turns = createScanTurns({ atOnceMax: scansMax, waitingMax: RSPAMD_WAITING_MAX })
  const ask = (mail: Parameters<Rspamd['check']>[0]): Promise<ScannerAnswer> => askScanner({
    address, timeoutMs, pieces: question(mail), answerBytesMax: HEAD_BYTES_MAX + RSPAMD_ANSWER_BYTES_MAX, isWhole,
  })
  let known: RspamdState = { state: 'unasked', problem: '' }
  let restsUntil = 0

  function learn(problem: string): void {
    if (problem !== '') restsUntil = clock.now() + RSPAMD_REST_MS
    if (problem !== known.problem) log[problem === '' ? 'info' : 'warn']('rspamd.state', { problem: problem === '' ? 'none' : problem })
    known = { state: problem === '' ? 'answers' : 'unavailable', problem }
  }

  return {
    async check(mail) {
      if (clock.now() < restsUntil || !(await turns.take())) return undefined
      try {
        // Whoever waited while it failed does not try once more.
        if (clock.now() < restsUntil) return undefined
        let heard = await ask(mail)
        // A worker that was started anew closes what it had taken: nothing was answered, so the same is asked again.
        if ('isUnheard' in heard) heard = await ask(mail)
        const answer = 'text' in heard ? bodyOf(heard.text) : heard
        const verdict = 'text' in answer ? verdictOf(answer.text) : undefined
        learn('problem' in answer ? answer.problem : verdict === undefined ? 'an answer that is none' : '')
        return verdict
      } finally {
        turns.leave()
      }
    },
    state: () => known,
  }
}

/** The question as HTTP, in one write; Rspamd ends each connection after its answer. RFC 9112 §9.6 */
function question({ raw, ip, helo, mailFrom }: Parameters<Rspamd['check']>[0]): readonly (string | Uint8Array)[] {
  const bytes = raw.subarray(0, RSPAMD_MAIL_BYTES_MAX)
  const fields = [
    'POST /checkv2 HTTP/1.1', 'Host: localhost', 'Connection: close', `Content-Length: ${bytes.length}`, 'Flags: no_log',
    ...ip === '' ? [] : [`IP: ${ip}`], ...isPlain(helo) ? [`Helo: ${helo}`] : [], ...isPlain(mailFrom) ? [`From: ${mailFrom}`] : [],
  ]
  return [`${fields.join('\r\n')}\r\n\r\n`, bytes]
}

/** Octets of an answer's header that are read. */
const HEAD_BYTES_MAX = 16 * KiB

/** Whether a response with a length is there to its end; one without ends with the connection. */
function isWhole(text: string): boolean {
  const body = text.indexOf('\r\n\r\n') + 4
  if (body < 4) return false
  const told = lengthTold(text.slice(0, body))
  return told !== undefined && text.length >= body + told
}

const lengthTold = (head: string): number | undefined => {
  const told = /\r\ncontent-length:[ \t]{0,10}([0-9]{1,10})[ \t]{0,10}\r\n/i.exec(head)?.[1]
  return told === undefined ? undefined : Number(told)
}

/** The body of a response with status 200, or what is wrong with it. */
function bodyOf(text: string): ScannerAnswer {
  const body = text.indexOf('\r\n\r\n') + 4
  const status = /^HTTP\/1\.[01] ([0-9]{3}) /.exec(text)?.[1]
  if (body < 4 || status === undefined) return { problem: 'an answer that is none' }
  if (status !== '200') return { problem: `status ${status}` }
  const told = lengthTold(text.slice(0, body))
  if (told !== undefined && text.length < body + told) return { problem: 'broken off' }
  return { text: Buffer.from(text.slice(body), 'latin1').toString('utf8') }
}

/** Undefined for what is no verdict. */
export function verdictOf(text: string): RspamdVerdict | undefined {
  let answer: unknown
  try {
    answer = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof answer !== 'object' || answer === null || !('score' in answer) || !('action' in answer)) return undefined
  const { score, action } = answer
  if (typeof score !== 'number' || !Number.isFinite(score) || typeof action !== 'string') return undefined
  const found = 'symbols' in answer && typeof answer.symbols === 'object' && answer.symbols !== null ? answer.symbols : {}
  const symbols = Object.entries(found as Readonly<Record<string, unknown>>)
    .flatMap(([name, symbol]) => SYMBOL_NAME.test(name) ? [{ name, points: pointsOf(symbol) }] : [])
    .toSorted((a, b) => b.points - a.points).slice(0, SYMBOLS_MAX).map(({ name }) => name)
  return { score, saysSpam: SPAM_ACTIONS.has(action), symbols }
}

const SPAM_ACTIONS: ReadonlySet<string> = new Set(['add header', 'rewrite subject', 'reject', 'quarantine', 'discard'])

function pointsOf(symbol: unknown): number {
  const points = typeof symbol === 'object' && symbol !== null && 'score' in symbol ? symbol.score : 0
  return typeof points === 'number' && Number.isFinite(points) ? points : 0
}

/** What may stand in a header field of HTTP as it is. */
function isPlain(text: string): boolean {
  return text !== '' && text.length <= 512 && /^[\x21-\x7e]+$/.test(text)
}
