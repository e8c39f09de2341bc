import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify, type KeyObject } from 'node:crypto'
import { mkdir, open, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fromBase64Url, toBase64Url } from '../base/bytes.ts'
import { Temporary } from '../base/errors.ts'
import { canonical } from './leaf.ts'

/**
 * Signed heads: "at this time the tree had this many records and this root", signed with the tenant's Ed25519 key
 * (RFC 8032). They go to a file outside the database, one JSON object a line, and from there out of the machine.
 */

/** One head, hashes and keys in base64url. */
export interface Head {
  readonly tenant: number
  readonly size: number
  readonly at: number
  readonly root: string
  readonly signature: string
  readonly publicKey: string
}

export interface SigningKey {
  /** 32 bytes. */
  readonly publicKey: Uint8Array
  /** The seed, 32 bytes. */
  readonly secret: Uint8Array
}

export function newSigningKey(): SigningKey {
  return keyBytes(generateKeyPairSync('ed25519').privateKey)
}

/** The key pair of a seed. */
export function signingKeyOf(secret: Uint8Array): SigningKey {
  return keyBytes(privateKey(secret))
}

function keyBytes(key: KeyObject): SigningKey {
  const { x, d } = key.export({ format: 'jwk' })
  const [publicKey, secret] = [fromBase64Url(x ?? ''), fromBase64Url(d ?? '')]
  if (publicKey === undefined || secret === undefined) throw new Error('an Ed25519 key has both halves')
  return { publicKey, secret }
}

/** PKCS #8 and SubjectPublicKeyInfo around an Ed25519 key (RFC 8410 §4 and §7). */
const PKCS8 = Uint8Array.fromHex('302e020100300506032b657004220420')
const SPKI = Uint8Array.fromHex('302a300506032b6570032100')

function privateKey(secret: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.concat([PKCS8, secret]), format: 'der', type: 'pkcs8' })
}

/** What is signed. The first member keeps the signature from meaning anything else. */
function signedBytes(head: Pick<Head, 'tenant' | 'size' | 'at' | 'root'>): Uint8Array {
  const { tenant, size, at, root } = head
  return new TextEncoder().encode(canonical({ '': 'zegel ledger head 1', tenant, size, at, root }))
}

export function signHead(
  key: SigningKey,
  head: { readonly tenant: number, readonly size: number, readonly at: number, readonly root: Uint8Array },
): Head {
  const unsigned = { tenant: head.tenant, size: head.size, at: head.at, root: toBase64Url(head.root) }
  const signature = sign(null, signedBytes(unsigned), privateKey(key.secret))
  return { ...unsigned, signature: toBase64Url(signature), publicKey: toBase64Url(key.publicKey) }
}

/** Is this head signed by that key (32 bytes)? */
export function verifyHead(head: Head, publicKey: Uint8Array): boolean {
  const signature = fromBase64Url(head.signature)
  if (signature === undefined || publicKey.length !== 32 || head.publicKey !== toBase64Url(publicKey)) return false
  const key = createPublicKey({ key: Buffer.concat([SPKI, publicKey]), format: 'der', type: 'spki' })
  return verify(null, signedBytes(head), key, signature)
}

/** Reads one line; undefined when it is not a head. */
export function parseHead(line: string): Head | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return isHead(value) ? value : undefined
  } catch {
    return undefined
  }
}

export function isHead(value: unknown): value is Head {
  if (typeof value !== 'object' || value === null) return false
  const head = value as Partial<Record<keyof Head, unknown>>
  return Number.isSafeInteger(head.tenant) && Number.isSafeInteger(head.size) && Number(head.size) > 0 &&
    Number.isSafeInteger(head.at) &&
    typeof head.root === 'string' && typeof head.signature === 'string' && typeof head.publicKey === 'string'
}

/** Adds heads to the file; resolves when they are on disk. A line that a power cut left unfinished is cut off first. */
export async function appendHeads(path: string, heads: readonly Head[]): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    const file = await open(path, 'a+', 0o600)
    try {
      const text = await file.readFile()
      const end = text.lastIndexOf(0x0a) + 1
      if (end < text.length) await file.truncate(end)
      await file.appendFile(heads.map((head) => `${JSON.stringify(head)}\n`).join(''))
      await file.sync()
      if (text.length === 0) await syncFolder(dirname(path))
    } finally {
      await file.close()
    }
  } catch (error) {
    throw new Temporary('storage-full', 'the file of ledger heads cannot be written', { cause: error })
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

/** The heads of one tenant in the file, and the number of its first unreadable line (from 1), if any. */
export async function readHeads(
  path: string,
  tenant: number,
): Promise<{ readonly heads: readonly Head[], readonly badLine: number | null }> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { heads: [], badLine: null }
    throw error
  }
  // What stands after the last line end was not finished.
  const lines = text.split('\n').slice(0, -1)
  const heads: Head[] = []
  let badLine: number | null = null
  for (const [index, line] of lines.entries()) {
    const head = parseHead(line)
    if (head === undefined) badLine ??= index + 1
    else if (head.tenant === tenant) heads.push(head)
  }
  return { heads, badLine }
}
