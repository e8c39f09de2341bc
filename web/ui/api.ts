/**
 * The small HTTP interface beside JMAP: signing in, settings, administration, ledger. Every failure is a `Problem` with one word;
 * words from the server come through unchanged, our own are `offline`, `signed-out`, `forbidden`, `missing` and `server`.
 */

/** Longest wait for an answer before it counts as offline. */
export const answerMsMax = 30_000

/** A call that did not work out; `word` says why, in the server's vocabulary. */
export class Problem extends Error {
  override name = 'Problem'
  readonly word: string
  readonly status: number
  readonly retryAfterSeconds: number | undefined
  /** What else the server said: fields that are missing, mistakes by line. */
  readonly details: Readonly<Record<string, unknown>>

  constructor(
    word: string, status: number, retryAfterSeconds?: number, details: Readonly<Record<string, unknown>> = {},
  ) {
    super(word)
    this.details = details
    this.word = word
    this.status = status
    this.retryAfterSeconds = retryAfterSeconds
  }
}

/** The word of anything thrown: a `Problem`'s own, `server` for the rest. */
export function problemWord(error: unknown): string {
  return error instanceof Problem ? error.word : 'server'
}

let signedOut: (() => void) | undefined

/** Who hears that the session has ended while the page was open. */
export function whenSignedOut(listener: () => void): void {
  signedOut = listener
}

/** Tells the application that the server no longer knows this session. */
export function noticeSignedOut(): void {
  signedOut?.()
}

function wordFor(status: number): string {
  if (status === 401) return 'signed-out'
  if (status === 403) return 'forbidden'
  if (status === 404) return 'missing'
  return 'server'
}

async function problemOf(response: Response): Promise<Problem> {
  let word = wordFor(response.status)
  let retryAfterSeconds: number | undefined
  let details: Readonly<Record<string, unknown>> = {}
  try {
    const answer: unknown = await response.json()
    if (typeof answer === 'object' && answer !== null) {
      details = { ...answer }
      if ('problem' in answer && typeof answer.problem === 'string') word = answer.problem
      if ('retryAfterSeconds' in answer && typeof answer.retryAfterSeconds === 'number') retryAfterSeconds = answer.retryAfterSeconds
    }
  } catch {
    // No JSON: the status says enough.
  }
  return new Problem(word, response.status, retryAfterSeconds, details)
}

/** `fetch` with our header, a time limit and `Problem` for everything that is not 2xx. */
export async function call(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers)
  headers.set('X-Zegel', '1')
  const limit = AbortSignal.timeout(answerMsMax)
  const signal = init.signal ? AbortSignal.any([init.signal, limit]) : limit
  let response: Response
  try {
    response = await fetch(path, { ...init, headers, signal, credentials: 'same-origin', cache: 'no-store' })
  } catch (error) {
    if (init.signal?.aborted) throw error
    throw new Problem('offline', 0)
  }
  if (!response.ok) throw await problemOf(response)
  return response
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

async function request<Answer>(method: Method, path: string, body: unknown, door: boolean): Promise<Answer> {
  try {
    const response = await call(path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
    })
    const text = await response.text()
    return (text === '' ? undefined : JSON.parse(text)) as Answer
  } catch (error) {
    // A wrong code or password is also a 401, with a word of its own: that ends no session.
    const ended = error instanceof Problem && error.status === 401 && ['signed-out', 'no-session', 'unauthorized'].includes(error.word)
    if (ended && !door) noticeSignedOut()
    throw error
  }
}

/** Asks; the answer has the shape of the contract. */
export const get = <Answer>(path: string): Promise<Answer> => request('GET', path, undefined, false)
/** Does something. */
export const post = <Answer = unknown>(path: string, body: unknown = {}): Promise<Answer> => request('POST', path, body, false)
/** Replaces something. */
export const put = <Answer = unknown>(path: string, body: unknown): Promise<Answer> => request('PUT', path, body, false)
/** Takes something away. */
export const remove = <Answer = unknown>(path: string): Promise<Answer> => request('DELETE', path, undefined, false)
/** The calls of the door: their 401 is an answer, not the end of a session. */
export const knock = <Answer>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<Answer> => request(method, path, body, true)
