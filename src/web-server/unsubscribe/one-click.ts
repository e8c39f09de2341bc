import http from 'node:http'
import { KiB, second } from '../../base/sizes.ts'
import { checkedTarget, connectChecked, type Dial, type Resolve } from '../checked-target.ts'

/** How long it may take, from the look-up of the name to the status. */
export const UNSUBSCRIBE_POST_MS = 15 * second
/** A longer address is not asked. */
export const UNSUBSCRIBE_URL_MAX = 4096

export interface OneClickWay {
  readonly resolve: Resolve
  readonly dial: Dial
  /** Certificate authorities in PEM; the public ones when absent. */
  readonly trusted?: readonly string[] | undefined
}

/** `done`: the sender's server says so; otherwise a word for the log. */
export type OneClicked = { readonly outcome: 'done' } | { readonly outcome: 'failed', readonly reason: string }

/**
 * Leaves a list with one POST. RFC 8058 §3.2: over https only, no cookies, no other context of the reader, redirects are not
 * followed. Only to the open internet and to exactly the address that was checked; of the answer only the status counts.
 */
export async function postOneClick(text: string, way: OneClickWay): Promise<OneClicked> {
  if (text.length > UNSUBSCRIBE_URL_MAX || !URL.canParse(text)) return failed('not-a-url')
  const url = new URL(text)
  const end = new AbortController()
  const timer = setTimeout(() => end.abort(), UNSUBSCRIBE_POST_MS)
  try {
    const target = url.protocol === 'https:' ? await checkedTarget(url, way.resolve) : 'scheme'
    if (typeof target === 'string') return failed(target)
    const { promise, resolve } = Promise.withResolvers<OneClicked>()
    const request = http.request({
      method: 'POST', signal: end.signal, host: url.hostname, port: target.port, path: `${url.pathname}${url.search}`,
      setHost: false, maxHeaderSize: 16 * KiB, createConnection: () => connectChecked(url, target, way),
      headers: { 'host': url.host, 'content-type': 'application/x-www-form-urlencoded', 'content-length': BODY.length },
    })
    request.on('error', () => resolve(failed(end.signal.aborted ? 'too-slow' : 'unreachable')))
    request.on('response', ({ statusCode = 0 }) => {
      resolve(statusCode >= 200 && statusCode < 300 ? { outcome: 'done' } : failed(`status-${statusCode}`))
      request.destroy()
    })
    request.end(BODY)
    return await promise
  } finally {
    clearTimeout(timer)
  }
}

const BODY = 'List-Unsubscribe=One-Click'
const failed = (reason: string): OneClicked => ({ outcome: 'failed', reason })
