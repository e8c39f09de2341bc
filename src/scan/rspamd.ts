/**
 * Rspamd beside our own filter: a mail goes in over HTTP on this machine, its score and symbols come out. Nothing is written to
 * disk here, and each question asks Rspamd not to log the mail.
 *
 * Promises: one answer within `timeoutMs`, never a throw; at most `scansMax` at the same time, others wait in turn; after a
 * failure nobody waits for it again for `RSPAMD_REST_MS`.
 * Fails: what cannot be asked or is not understood is undefined, and then our own filter judges alone; `state` says so.
 * Source: Rspamd 3.4, protocol of the normal worker (`POST /checkv2`).
 */
import http from 'node:http'
import type { Clock } from '../base/clock.ts'
import { KiB, MiB, second } from '../base/sizes.ts'
import type { Log } from '../log/log.ts'
import { createScanTurns } from './scan-turns.ts'

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
const PIECE_BYTES = 64 * KiB
const SYMBOL_NAME = /^[A-Z0-9_]{1,64}$/

/** Rspamd's normal worker at `unix:/path` or `host:port`. */
export function createRspamd({ address, timeoutMs, scansMax, clock, log }: {
  readonly address: string, readonly timeoutMs: number, readonly scansMax: number, readonly clock: Clock,
  readonly log: Log,
}): Rspamd {
  const turns = createScanTurns({ atOnceMax: scansMax, waitingMax: RSPAMD_WAITING_MAX })
  const agent = new http.Agent({ keepAlive: true, maxSockets: scansMax, timeout: 60 * second })
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
        let answer = await ask({ address, timeoutMs, agent, mail })
        // It may have closed the connection just when this mail was sent over it.
        if ('isStale' in answer) answer = await ask({ address, timeoutMs, agent, mail })
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

type Answer = { readonly text: string } | { readonly problem: string, readonly isStale?: true }

function ask({ address, timeoutMs, agent, mail: { raw, ip, helo, mailFrom } }: {
  readonly address: string, readonly timeoutMs: number, readonly agent: http.Agent, readonly mail: Parameters<Rspamd['check']>[0],
}): Promise<Answer> {
  const { promise, resolve } = Promise.withResolvers<Answer>()
  const bytes = raw.subarray(0, RSPAMD_MAIL_BYTES_MAX)
  const request = http.request({
    ...placeOf(address), agent, method: 'POST', path: '/checkv2', maxHeaderSize: 16 * KiB,
    headers: {
      'content-length': bytes.length, flags: 'no_log', ...ip === '' ? {} : { ip }, ...isPlain(helo) ? { helo } : {},
      ...isPlain(mailFrom) ? { from: mailFrom } : {},
    },
  })
  const done = (answer: Answer): void => {
    clearTimeout(timer)
    resolve(answer)
    // An answer that was read to its end leaves the connection for the next mail.
    if ('problem' in answer) request.destroy()
  }
  const timer = setTimeout(() => done({ problem: 'no answer in time' }), timeoutMs)
  request.on('error', (error: NodeJS.ErrnoException) =>
    done({ problem: error.code ?? 'socket', ...request.reusedSocket ? { isStale: true } : {} }))
  request.on('response', (response) => {
    if (response.statusCode !== 200) return done({ problem: `status ${response.statusCode ?? 0}` })
    let text = ''
    response.setEncoding('utf8')
    response.on('data', (piece: string) => {
      text += piece
      if (text.length > RSPAMD_ANSWER_BYTES_MAX) done({ problem: 'an answer without end' })
    })
    response.on('error', () => done({ problem: 'broken off' }))
    response.on('end', () => done({ text }))
  })
  void send(request, bytes)
  return promise
}

/** In pieces, waiting when the other side is slow. */
async function send(request: http.ClientRequest, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length && !request.destroyed; at += PIECE_BYTES) {
    if (request.write(bytes.subarray(at, at + PIECE_BYTES))) continue
    await new Promise<void>((resolve) => {
      const goOn = (): void => {
        request.off('drain', goOn).off('close', goOn)
        resolve()
      }
      request.on('drain', goOn).on('close', goOn)
    })
  }
  if (!request.destroyed) request.end()
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

function placeOf(address: string): { readonly socketPath: string } | { readonly host: string, readonly port: number } {
  if (address.startsWith('unix:')) return { socketPath: address.slice('unix:'.length) }
  const at = address.lastIndexOf(':')
  return { host: address.slice(0, at).replace(/^\[|\]$/g, ''), port: Number(address.slice(at + 1)) }
}
