/**
 * Fetches pictures of mails for readers who allowed them, so that the sender sees this server and not the reader.
 *
 * Promises: only http and https on their own ports; a name is resolved once and exactly the address that was checked is
 * connected to; only the open internet (`public-address.ts`); redirects are checked the same way; no cookies, no
 * referrer, one plain user agent; what comes back is a picture by its bytes, within size and time.
 * Fails: every refusal is a word for the log and one and the same answer for the browser.
 */
import http from 'node:http'
import type { Duplex } from 'node:stream'
import { KiB, MiB, second } from '../../base/sizes.ts'
import { checkedTarget, connectChecked, type Dial, type Resolve, type TargetRefused } from '../checked-target.ts'
import { imageType } from './sniff.ts'

export const remoteImageLimits = {
  urlCharactersMax: 4096,
  bytesMax: 8 * MiB,
  totalMs: 15 * second,
  redirectsMax: 3,
} as const

export type RemoteImage =
  | { readonly outcome: 'picture', readonly type: string, readonly bytes: Uint8Array }
  | { readonly outcome: 'refused', readonly reason: RefusedReason }

export type RefusedReason =
  | TargetRefused | 'not-a-url' | 'status' | 'too-many-redirects' | 'not-a-picture' | 'too-large' | 'too-slow' | 'unreachable'

type Asked = { readonly bytes: Uint8Array } | { readonly location: string } | RefusedReason

export interface RemoteImages {
  fetch(url: string): Promise<RemoteImage>
}

export function createRemoteImages({ resolve, dial, trusted, limits = remoteImageLimits }: {
  readonly resolve: Resolve
  readonly dial: Dial
  /** Certificate authorities in PEM; the public ones when absent. */
  readonly trusted?: readonly string[] | undefined
  readonly limits?: { readonly [Name in keyof typeof remoteImageLimits]: number }
}): RemoteImages {
  async function follow(url: URL, redirects: number, signal: AbortSignal): Promise<RemoteImage> {
    const target = await checkedTarget(url, resolve)
    if (typeof target === 'string') return { outcome: 'refused', reason: target }
    const answer = await ask(url, target, signal)
    if (typeof answer === 'string') return { outcome: 'refused', reason: answer }
    if ('location' in answer) {
      if (redirects >= limits.redirectsMax) return { outcome: 'refused', reason: 'too-many-redirects' }
      if (!URL.canParse(answer.location, url)) return { outcome: 'refused', reason: 'not-a-url' }
      return follow(new URL(answer.location, url), redirects + 1, signal)
    }
    const type = imageType(answer.bytes)
    return type === undefined ? { outcome: 'refused', reason: 'not-a-picture' } : { outcome: 'picture', type, bytes: answer.bytes }
  }

  function ask(
    url: URL, { address, port }: { readonly address: string, readonly port: number }, signal: AbortSignal,
  ): Promise<Asked> {
    const { promise, resolve: settle } = Promise.withResolvers<Asked>()
    const createConnection = (): Duplex => connectChecked(url, { address, port }, { dial, trusted })
    const request = http.request({
      method: 'GET', signal, host: url.hostname, port, path: `${url.pathname}${url.search}`, setHost: false,
      headers: {
        host: url.host, accept: 'image/avif,image/webp,image/png,image/*;q=0.8',
        'user-agent': 'Mozilla/5.0 (image proxy)',
      },
      maxHeaderSize: 16 * KiB, createConnection,
    })
    request.on('error', () => settle(signal.aborted ? 'too-slow' : 'unreachable'))
    request.on('response', (response) => {
      collect(response, limits.bytesMax)
        .then(settle, () => settle(signal.aborted ? 'too-slow' : 'unreachable'))
        .finally(() => request.destroy())
    })
    request.end()
    return promise
  }

  return {
    async fetch(text) {
      if (text.length > limits.urlCharactersMax || !URL.canParse(text)) {
        return { outcome: 'refused', reason: 'not-a-url' }
      }
      const end = new AbortController()
      const timer = setTimeout(() => end.abort(), limits.totalMs)
      try {
        return await follow(new URL(text), 0, end.signal)
      } finally {
        clearTimeout(timer)
      }
    },
  }
}

async function collect(
  response: http.IncomingMessage, bytesMax: number,
): Promise<Asked> {
  const { statusCode = 0, headers } = response
  if ([301, 302, 303, 307, 308].includes(statusCode) && headers.location !== undefined) {
    return { location: headers.location }
  }
  if (statusCode !== 200) return 'status'
  if (Number(headers['content-length'] ?? 0) > bytesMax) return 'too-large'
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response as AsyncIterable<Uint8Array>) {
    size += chunk.length
    if (size > bytesMax) return 'too-large'
    chunks.push(chunk)
  }
  return { bytes: Buffer.concat(chunks, size) }
}
