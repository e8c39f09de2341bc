import { generateKeyPair } from 'node:crypto'
import { promisify } from 'node:util'

/** Both sign everything: RSA because everybody verifies it, Ed25519 because it will outlive it (RFC 8463). */
export type DkimAlgorithm = 'rsa-sha256' | 'ed25519-sha256'

export interface DkimKey {
  readonly domain: string
  readonly selector: string
  readonly algorithm: DkimAlgorithm
  /** PKCS #8 in DER. Secret. */
  readonly privateKey: Uint8Array
}

/** A key with what has to be published for it. */
export interface NewDkimKey extends DkimKey {
  /** Where the record goes: `selector._domainkey.domain`. */
  readonly recordName: string
  /** The TXT record's text; DNS servers cut it into strings of 255 themselves. */
  readonly record: string
}

/** Bits of the RSA key (RFC 8301 §3.2: at least 2048 when signing). */
export const RSA_BITS = 2048

const generate = promisify(generateKeyPair)

/** Makes a key of that algorithm. RSA takes a tenth of a second or more, off the main thread. */
export async function newDkimKey({ domain, selector, algorithm }: Omit<DkimKey, 'privateKey'>): Promise<NewDkimKey> {
  const { publicKey, privateKey } = algorithm === 'rsa-sha256' ? await generate('rsa', { modulusLength: RSA_BITS }) : await generate('ed25519')
  const spki = publicKey.export({ format: 'der', type: 'spki' })
  // RSA publishes the whole SubjectPublicKeyInfo, Ed25519 the bare 32 bytes at its end (RFC 8463 §4).
  const published = algorithm === 'rsa-sha256' ? spki : spki.subarray(-32)
  return {
    domain, selector, algorithm, privateKey: new Uint8Array(privateKey.export({ format: 'der', type: 'pkcs8' })),
    recordName: `${selector}._domainkey.${domain}`,
    record: `v=DKIM1; k=${algorithm === 'rsa-sha256' ? 'rsa' : 'ed25519'}; p=${published.toString('base64')}`,
  }
}
