import http from 'node:http'
import { hour, KiB, second } from '../../base/sizes.ts'
import { checkedTarget, connectChecked, type Dial, type Resolve } from '../checked-target.ts'
import { encryptPush, type PushKeys } from '../../crypto/web-push.ts'

/** How long one message may take, from the look-up of the name to the answer. */
export const PUSH_POST_MS = 15 * second
/** How long the push service keeps a message for a device that is away: changes of a day ago are found anyway. */
export const PUSH_TTL_SECONDS = 24 * 3600
/** The longest that a push service makes us wait. */
export const RETRY_AFTER_MS_MAX = hour

export interface PushWay {
  readonly resolve: Resolve
  readonly dial: Dial
  /** Certificate authorities in PEM; the public ones when absent. */
  readonly trusted?: readonly string[] | undefined
}

export type Posted =
  | { readonly outcome: 'taken' }
  /** The address is no longer one. RFC 8030 §7.3 */
  | { readonly outcome: 'gone' }
  | { readonly outcome: 'failed', readonly reason: string, readonly retryAfterMs: number }

/**
 * Sends one object to a push service. RFC 8030 §5, RFC 8620 §7.2. Only over https, only to the open internet, to exactly
 * the address that was checked; redirects are not followed, of the answer only the status and `Retry-After` are looked at.
 */
export async function postPush({ url: text, keys }: { readonly url: string, readonly keys: PushKeys | null }, {
  message, urgency, way,
}: { readonly message: unknown, readonly urgency: 'normal' | 'high', readonly way: PushWay }): Promise<Posted> {
  const url = new URL(text)
  const end = new AbortController()
  const timer = setTimeout(() => end.abort(), PUSH_POST_MS)
  try {
    const target = url.protocol === 'https:' ? await checkedTarget(url, way.resolve) : 'scheme'
    if (typeof target === 'string') return failed(target)
    const plain = new TextEncoder().encode(JSON.stringify(message))
    const body = keys === null ? plain : encryptPush(plain, keys)
    const { promise, resolve } = Promise.withResolvers<Posted>()
    const request = http.request({
      method: 'POST', signal: end.signal, host: url.hostname, port: target.port, path: `${url.pathname}${url.search}`,
      setHost: false, maxHeaderSize: 16 * KiB, createConnection: () => connectChecked(url, target, way),
      headers: {
        'host': url.host, 'content-type': 'application/json', 'content-length': body.length,
        'ttl': PUSH_TTL_SECONDS, urgency, ...keys === null ? {} : { 'content-encoding': 'aes128gcm' },
      },
    })
    request.on('error', () => resolve(failed(end.signal.aborted ? 'too-slow' : 'unreachable')))
    request.on('response', (response) => {
      resolve(postedOf(response))
      request.destroy()
    })
    request.end(body)
    return await promise
  } finally {
    clearTimeout(timer)
  }
}

function postedOf({ statusCode = 0, headers }: http.IncomingMessage): Posted {
  if (statusCode >= 200 && statusCode < 300) return { outcome: 'taken' }
  if (statusCode === 404 || statusCode === 410) return { outcome: 'gone' }
  const seconds = /^\d{1,6}$/.test(headers['retry-after'] ?? '') ? Number(headers['retry-after']) : 0
  return failed(`status-${statusCode}`, Math.min(seconds * second, RETRY_AFTER_MS_MAX))
}

const failed = (reason: string, retryAfterMs = 0): Posted => ({ outcome: 'failed', reason, retryAfterMs })

