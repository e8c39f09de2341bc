import { readFile } from 'node:fs/promises'
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls'
import { Refusal } from '../base/errors.ts'
import { clientPolicy } from './policy.ts'

/** What connections to other servers trust. */
export interface ClientTls {
  /** Trusts the public authorities and the extra ones. */
  readonly secureContext: SecureContext
}

/** The public authorities that come with the runtime, and these PEM certificates besides (`tls.trustedFile`). */
export function clientTls({ trusted = [] }: { readonly trusted?: readonly string[] } = {}): ClientTls {
  const ca = [...getCACertificates('default'), ...trusted]
  return { secureContext: createSecureContext({ ...clientPolicy, ca }) }
}

/** The same with the certificates of a file; '' means none. Throws `Refusal('tls-files')` when it cannot be used. */
export async function loadClientTls({ trustedFile }: { readonly trustedFile: string }): Promise<ClientTls> {
  if (trustedFile === '') return clientTls()
  try {
    return clientTls({ trusted: [await readFile(trustedFile, 'utf8')] })
  } catch (cause) {
    throw new Refusal('tls-files', `cannot use ${trustedFile}`, { cause })
  }
}
