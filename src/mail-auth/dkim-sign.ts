import { createHash, createPrivateKey, sign, type KeyObject } from 'node:crypto'
import { headerFields } from '../message/rewrite.ts'
import type { HeaderField } from '../message/types.ts'
import type { DkimAlgorithm, DkimKey } from './dkim-keys.ts'

/** Signs mail that leaves. */
export interface DkimSigner {
  /** The message with one signature per key in front; unchanged when there is no key. */
  /** `also`: a further field that is signed, and named once more so that nobody can add another. */
  sign(raw: Uint8Array, args: { readonly at: number, readonly also?: string }): Uint8Array
}

/**
 * Fields that are signed when they are there (RFC 6376 §5.4.1). Each is named once more than it stands, so that nobody
 * can add another one under our signature (§8.15).
 */
const SIGNED = [
  'from', 'sender', 'reply-to', 'to', 'cc', 'subject', 'date', 'message-id', 'in-reply-to', 'references', 'mime-version',
  'content-type', 'content-transfer-encoding', 'auto-submitted', 'list-id', 'list-unsubscribe', 'list-unsubscribe-post',
] as const
/** These are named even when they are not there. */
const ALWAYS: ReadonlySet<string> = new Set(['from', 'sender', 'reply-to', 'to', 'cc', 'subject', 'date', 'message-id', 'mime-version', 'content-type'])

/** A signer for these keys; they are read once. Canonicalization is relaxed/relaxed. RFC 6376, RFC 8463 */
export function createDkimSigner({ keys }: { readonly keys: readonly DkimKey[] }): DkimSigner {
  const ready = keys.map((key) => ({ ...key, secret: createPrivateKey({ key: Buffer.from(key.privateKey), format: 'der', type: 'pkcs8' }) }))
  return {
    sign(raw, { at, also }) {
      if (ready.length === 0) return raw
      const { fields, bodyStart } = headerFields(raw)
      const signed = signedFields(raw, fields, also)
      const bodyHash = createHash('sha256').update(relaxedBody(raw.subarray(bodyStart))).digest('base64')
      const signatures = ready.map((key) => signature({ key, signed, bodyHash, at }))
      return Buffer.concat([Buffer.from(signatures.join(''), 'latin1'), raw])
    },
  }
}

/** The fields that a signature covers. */
export interface SignedFields {
  readonly names: readonly string[]
  /** Canonical, one character a byte. */
  readonly text: string
}

function signature({ key, signed: { names, text }, bodyHash, at }: {
  readonly key: DkimKey & { readonly secret: KeyObject }, readonly signed: SignedFields,
  readonly bodyHash: string, readonly at: number,
}): string {
  const tags = [
    'v=1', `a=${key.algorithm}`, 'c=relaxed/relaxed', `d=${key.domain}`, `s=${key.selector}`, `t=${Math.floor(at / 1000)}`,
    `h=${names.join(':')}`, `bh=${bodyHash}`,
  ].join('; ')
  const unsigned = `${fold(tags)};\r\n\tb=`
  const value = signBytes(key.algorithm, key.secret, Buffer.from(`${text}dkim-signature:${relaxedValue(unsigned)}`, 'latin1'))
  return `DKIM-Signature: ${unsigned}${foldBase64(value.toString('base64'))}\r\n`
}

/** RSA signs the text; Ed25519 signs its SHA-256 (RFC 8463 §3). */
export function signBytes(algorithm: DkimAlgorithm, secret: KeyObject, text: Uint8Array): Buffer {
  return algorithm === 'rsa-sha256' ? sign('sha256', text, secret) : sign(null, createHash('sha256').update(text).digest(), secret)
}

/** Names for h= and the canonical text: of several fields with one name the lowest comes first (RFC 6376 §5.4.2). */
export function signedFields(raw: Uint8Array, fields: readonly HeaderField[], also: string | undefined): SignedFields {
  const names: string[] = []
  let text = ''
  for (const name of also === undefined ? SIGNED : [...SIGNED, also.toLowerCase()]) {
    const found = fields.filter((field) => field.name.toLowerCase() === name).reverse()
    for (const field of found) {
      names.push(name)
      text += `${name}:${relaxedValue(bytesOf(raw, field))}\r\n`
    }
    if (found.length > 0 || ALWAYS.has(name)) names.push(name)
  }
  return { names, text }
}

/** The value as it stands in the message, one character a byte. */
export function bytesOf(raw: Uint8Array, { start, end }: HeaderField): string {
  const line = Buffer.from(raw.buffer, raw.byteOffset + start, end - start).toString('latin1')
  return line.slice(line.indexOf(':') + 1)
}

/** Unfolded, runs of blanks as one, none at the ends (RFC 6376 §3.4.2). */
export function relaxedValue(value: string): string {
  return value.replace(/\r?\n/g, '').replace(/[ \t]+/g, ' ').replace(/^ /, '').replace(/ $/, '')
}

/** Blanks at line ends gone, runs of blanks as one, empty lines at the end gone, CRLF at the end (RFC 6376 §3.4.4). */
export function relaxedBody(body: Uint8Array): Buffer {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const needsWork = bytes.includes('  ') || bytes.includes('\t') || bytes.includes(' \r\n')
  const text = needsWork ? Buffer.from(bytes.toString('latin1').replace(/[ \t]+/g, ' ').replaceAll(' \r\n', '\r\n').replace(/ $/, ''), 'latin1') : bytes
  let end = text.length
  while (end >= 2 && text[end - 2] === 13 && text[end - 1] === 10) end -= 2
  if (end === 0) return Buffer.alloc(0)
  if (end + 2 <= text.length) return text.subarray(0, end + 2)
  return Buffer.concat([text, Buffer.from('\r\n')])
}

/** Folds at the blanks between tags; h= may be folded after a colon. */
export function fold(tags: string): string {
  const lines: string[] = []
  let line = ''
  for (const word of tags.replace(/:(?=[a-z])/g, ': ').split(' ')) {
    const glue = line === '' || line.endsWith(':') ? '' : ' '
    if (line.length + glue.length + word.length > 70 && line !== '') {
      lines.push(line)
      line = word
    } else line += glue + word
  }
  return [...lines, line].join('\r\n\t')
}

/** A signature in lines. */
export function foldBase64(value: string): string {
  return (value.match(/.{1,70}/g) ?? []).join('\r\n\t')
}
