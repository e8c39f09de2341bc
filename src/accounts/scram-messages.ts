/**
 * The messages of SCRAM as text: what a client sends first and last, and what it is answered. RFC 5802 §5.1 and §7. The
 * grammar is strict: attributes in their order, nothing unknown that claims to be mandatory, no control characters.
 */

/** Longest message of a client that is looked at, in characters. */
export const SCRAM_MESSAGE_LENGTH_MAX = 2048
/** Longest nonce of a client, in characters. Real ones have 24 to 64. */
export const SCRAM_NONCE_LENGTH_MAX = 256

/** How a client binds itself to the channel (gs2-cbind-flag): not, it could but believes we cannot, or by that type. */
export type BindingFlag = { readonly kind: 'none' | 'unknown-to-server' } | { readonly kind: 'bound', readonly type: string }

export interface ClientFirst {
  readonly binding: BindingFlag
  /** `n,,` and the like, as it was sent: what `c=` of the last message must repeat. */
  readonly gs2Header: string
  /** Whom to act for; '' when nobody was named. */
  readonly authorisation: string
  readonly name: string
  readonly nonce: string
  /** Without the gs2 header: the first part of the signed text. */
  readonly bare: string
}

export interface ClientFinal {
  readonly binding: Uint8Array
  readonly nonce: string
  readonly proof: Uint8Array
  /** Up to the proof: the last part of the signed text. */
  readonly withoutProof: string
}

/** client-first-message, or undefined when it is none. RFC 5802 §7 */
export function readClientFirst(text: string): ClientFirst | undefined {
  if (text.length > SCRAM_MESSAGE_LENGTH_MAX || !isPrintable(text)) return undefined
  const [flag = '', authzid = '', user = '', nonceField = ''] = text.split(',', 4)
  const binding = readFlag(flag)
  const authorisation = authzid === '' ? '' : saslName(authzid, 'a=')
  const name = saslName(user, 'n=')
  const nonce = nonceField.startsWith('r=') ? nonceField.slice(2) : ''
  if (binding === undefined || authorisation === undefined || name === undefined || name === '') return undefined
  if (nonce === '' || nonce.length > SCRAM_NONCE_LENGTH_MAX) return undefined
  const gs2Header = `${flag},${authzid},`
  const bare = text.slice(gs2Header.length)
  return { binding, gs2Header, authorisation, name, nonce, bare }
}

/** client-final-message, or undefined when it is none. Unknown extensions between nonce and proof are signed along. */
export function readClientFinal(text: string): ClientFinal | undefined {
  if (text.length > SCRAM_MESSAGE_LENGTH_MAX || !isPrintable(text)) return undefined
  const at = text.lastIndexOf(',p=')
  if (at < 0) return undefined
  const withoutProof = text.slice(0, at)
  const [bindingField = '', nonceField = ''] = withoutProof.split(',', 2)
  const binding = bindingField.startsWith('c=') ? readBase64(bindingField.slice(2)) : undefined
  const proof = readBase64(text.slice(at + 3))
  if (binding === undefined || proof?.length !== 32 || !nonceField.startsWith('r=')) return undefined
  return { binding, nonce: nonceField.slice(2), proof, withoutProof }
}

/** server-first-message. RFC 5802 §5.1 */
export function serverFirst({ nonce, salt, iterations }: {
  readonly nonce: string, readonly salt: Uint8Array, readonly iterations: number,
}): string {
  return `r=${nonce},s=${salt.toBase64()},i=${iterations}`
}

function readFlag(flag: string): BindingFlag | undefined {
  if (flag === 'n') return { kind: 'none' }
  if (flag === 'y') return { kind: 'unknown-to-server' }
  return flag.startsWith('p=') && flag.length > 2 ? { kind: 'bound', type: flag.slice(2) } : undefined
}

/** `=2C` is a comma and `=3D` an equals sign; any other `=` is no name. RFC 5802 §5.1 */
function saslName(field: string, head: 'a=' | 'n='): string | undefined {
  if (!field.startsWith(head)) return undefined
  const parts = field.slice(2).split('=')
  let name = parts[0] ?? ''
  for (const part of parts.slice(1)) {
    const sign = part.startsWith('2C') ? ',' : part.startsWith('3D') ? '=' : undefined
    if (sign === undefined) return undefined
    name += sign + part.slice(2)
  }
  return name
}

function isPrintable(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code < 32 || code === 127) return false
  }
  return true
}

function readBase64(text: string): Uint8Array | undefined {
  try {
    return Uint8Array.fromBase64(text, { lastChunkHandling: 'strict' })
  } catch {
    return undefined
  }
}
