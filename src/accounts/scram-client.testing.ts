import { pbkdf2Sync } from 'node:crypto'
import { hmacSha256, sha256 } from '../crypto/hash.ts'

/** A client of SCRAM-SHA-256 (RFC 5802 §3), written apart from our server side: says two messages, checks the third. */
export interface ScramClient {
  readonly first: string
  /** client-final-message for what the server said. */
  answer(serverFirst: string): string
  /** What the server must say last. */
  readonly expected: string
}

export function scramClient({ name, password, nonce = 'fyko+d2lbbFgONRv9qkxdawL', gs2 = 'n,,', channel }: {
  readonly name: string, readonly password: string, readonly nonce?: string, readonly gs2?: string,
  readonly channel?: Uint8Array,
}): ScramClient {
  const bare = `n=${name},r=${nonce}`
  let expected = ''
  return {
    first: `${gs2}${bare}`,
    answer(serverFirst) {
      const [, whole = '', salt = '', rounds = ''] = /^r=([^,]+),s=([^,]+),i=(\d+)$/.exec(serverFirst) ?? []
      const salted = pbkdf2Sync(password, Buffer.from(salt, 'base64'), Number(rounds), 32, 'sha256')
      const clientKey = hmacSha256(salted, 'Client Key')
      const binding = Buffer.concat([Buffer.from(gs2), channel ?? new Uint8Array()]).toString('base64')
      const withoutProof = `c=${binding},r=${whole}`
      const signed = `${bare},${serverFirst},${withoutProof}`
      const signature = hmacSha256(sha256(clientKey), signed)
      const proof = clientKey.map((octet, at) => octet ^ (signature[at] ?? 0))
      expected = `v=${Buffer.from(hmacSha256(hmacSha256(salted, 'Server Key'), signed)).toString('base64')}`
      return `${withoutProof},p=${Buffer.from(proof).toString('base64')}`
    },
    get expected() {
      return expected
    },
  }
}
