import { pbkdf2 } from 'node:crypto'
import { promisify } from 'node:util'
import { assert } from '../base/assert.ts'
import { hmacSha256, sha256 } from './hash.ts'

/**
 * Rounds of PBKDF2: the least RFC 7677 §4 allows. More would cost phones their battery and add nothing, for the passwords
 * this is used with are random codes of 120 bits.
 */
export const SCRAM_ITERATIONS = 4096

/** What a server keeps of a password for SCRAM (RFC 5802 §3). Neither of them is enough to sign in. */
export interface ScramServerKeys {
  /** H(ClientKey). */
  readonly storedKey: Uint8Array
  readonly serverKey: Uint8Array
}

/** What only the password gives. The client key proves it; nobody stores it. */
export interface ScramKeys extends ScramServerKeys {
  readonly clientKey: Uint8Array
}

const derive = promisify(pbkdf2)

/** All keys of one password. The password must be in its prepared form (RFC 4013); codes of letters and digits are. */
export async function scramKeys({ password, salt, iterations = SCRAM_ITERATIONS }: {
  readonly password: string, readonly salt: Uint8Array, readonly iterations?: number,
}): Promise<ScramKeys> {
  const salted = await derive(password, salt, iterations, 32, 'sha256')
  const clientKey = hmacSha256(salted, 'Client Key')
  const serverKey = hmacSha256(salted, 'Server Key')
  salted.fill(0)
  return { clientKey, storedKey: sha256(clientKey), serverKey }
}

/**
 * The client key out of a proof: ClientProof XOR HMAC(StoredKey, AuthMessage). It is the right one when its hash is the
 * stored key; that is for the caller to compare, in constant time.
 */
export function clientKeyOf({ storedKey, proof, authMessage }: {
  readonly storedKey: Uint8Array, readonly proof: Uint8Array, readonly authMessage: string,
}): Uint8Array {
  assert(proof.length === 32, 'a proof has the length of its hash')
  const signature = hmacSha256(storedKey, authMessage)
  return proof.map((octet, at) => octet ^ (signature[at] ?? 0))
}
