/** Names and passwords out of the AUTH dialogue. PLAIN: RFC 4616; LOGIN: draft-murchison-sasl-login-00. */
import { isSameName } from '../accounts/sign-in-name.ts'
import type { SignedIn } from './hand-over.ts'
import type { Listener } from './listener.ts'
import { errorReply } from './outcomes.ts'

/** The two prompts of LOGIN, `Username:` and `Password:` in base64. */
export const LOGIN_PROMPTS = { name: 'VXNlcm5hbWU6', password: 'UGFzc3dvcmQ6' } as const

export interface Credentials {
  readonly address: string
  readonly password: string
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Decodes one base64 response (strict, RFC 4954 §4); undefined when it is not base64 of UTF-8 text without NUL. */
export function decodeResponse(response: string): string | undefined {
  try {
    const bytes = Uint8Array.fromBase64(response)
    return decoder.decode(bytes)
  } catch {
    return undefined
  }
}

/**
 * message = [authzid] NUL authcid NUL passwd. Acting for somebody else is not offered, so an authzid must be empty or
 * the same name; undefined when the form is broken.
 */
export function plainCredentials(response: string): Credentials | undefined {
  const decoded = decodeResponse(response)
  if (decoded === undefined) return undefined
  const parts = decoded.split('\0')
  if (parts.length !== 3) return undefined
  const [authzid = '', address = '', password = ''] = parts
  if (address === '' || password === '') return undefined
  if (authzid !== '' && !isSameName(authzid, address)) return undefined
  return { address, password }
}

/** Name and password of the LOGIN dialogue, both still in base64. */
export function loginCredentials({ name, password }: {
  readonly name: string, readonly password: string,
}): Credentials | undefined {
  const address = decodeResponse(name)
  const secret = decodeResponse(password)
  if (address === undefined || secret === undefined || address === '' || secret === '') return undefined
  if (address.includes('\0') || secret.includes('\0')) return undefined
  return { address, password: secret }
}

/** Whether these open an account. A right password that still lacks its second factor is answered like a wrong one. */
export async function askAccounts(
  { accounts, log }: Listener, { credentials, ip }: { readonly credentials: Credentials, readonly ip: string },
): Promise<{ readonly outcome: 'open', readonly signedIn: SignedIn } | { readonly outcome: 'refused' | 'try-later' }> {
  try {
    const answer = await accounts?.signIn({ ...credentials, door: 'submission', ip })
    if (answer?.outcome === 'open') {
      return { outcome: 'open', signedIn: { account: answer.account, open: answer.open } }
    }
    return { outcome: answer?.outcome === 'too-many-tries' ? 'try-later' : 'refused' }
  } catch (error) {
    if (errorReply(error).bug) log.error('smtp.sign-in-failed', error)
    return { outcome: 'try-later' }
  }
}
