import { createHash } from 'node:crypto'
import { isObject } from '../jmap/json.ts'
import type { JmapServices, JmapUser } from './context.ts'

export const identityProperties = [
  'id', 'name', 'email', 'replyTo', 'bcc', 'textSignature', 'htmlSignature', 'mayDelete',
] as const

/** One identity for each address of the account; name and signatures are the person's own. RFC 8621 §6 */
export interface Identity {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly replyTo: null
  readonly bcc: null
  readonly textSignature: string
  readonly htmlSignature: string
  readonly mayDelete: false
}

/** What a person may change, kept as a document under the identity's id. */
export interface IdentityWords {
  readonly name: string
  readonly textSignature: string
  readonly htmlSignature: string
}

/** Stable for as long as the address is. */
export function identityId(email: string): string {
  return `I${createHash('sha256').update(email.toLowerCase()).digest('base64url').slice(0, 20)}`
}

export async function readIdentities(
  { account, open, documents }: JmapUser & Pick<JmapServices, 'documents'>,
): Promise<ReadonlyMap<string, Identity>> {
  const kept = await documents.list(open, 'identity')
  return new Map([account.address, ...account.aliases].map((email) => {
    const id = identityId(email)
    return [id, { id, email, replyTo: null, bcc: null, mayDelete: false, ...wordsOf(kept.get(id), account.name) }]
  }))
}

function wordsOf(document: unknown, name: string): IdentityWords {
  const text = (key: string, absent: string): string => {
    const value = isObject(document) ? document[key] : undefined
    return typeof value === 'string' ? value : absent
  }
  return { name: text('name', name), textSignature: text('textSignature', ''), htmlSignature: text('htmlSignature', '') }
}

/** Identities have no change number: the state is a digest of them. */
export function identityState(identities: ReadonlyMap<string, Identity>): string {
  return createHash('sha256').update(JSON.stringify([...identities.values()])).digest('base64url').slice(0, 22)
}
