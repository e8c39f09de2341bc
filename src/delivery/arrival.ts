/** What only the owner's own data can tell of a mail from outside: looked at when his account is open. */
import type { AccountRef, OpenAccount } from '../keys/keys.ts'
import type { Clock } from '../base/clock.ts'
import { minute } from '../base/sizes.ts'
import { headerFields } from '../message/rewrite.ts'
import { soleAuthor } from '../mail-auth/sole-author.ts'
import type { Arrived, LookAtArrival } from '../mailstore/types.ts'
import { BoundedMap } from '../tenants/bounded-map.ts'
import { posing } from './judgement.ts'
import { contactPeople, likeContact, type KnownPeople } from './likeness.ts'

/** Accounts whose contacts are kept ready, and for how long. */
export const CONTACTS_READY_MAX = 500
export const CONTACTS_READY_MS = 5 * minute

export interface ArrivalParts {
  /** Whom the account wrote to, as it is remembered; nothing is counted anew. */
  readonly contactsOf: (open: OpenAccount) => Promise<readonly { readonly address: string, readonly name: string | null }[]>
  readonly clock: Clock
}

/** Compares the author with the owner's contacts: who is made to look like one of them is said to be, or goes to Junk. */
export function createArrival({ contactsOf, clock }: ArrivalParts): LookAtArrival {
  const ready = new BoundedMap<string, KnownPeople>({ max: CONTACTS_READY_MAX, ageMs: CONTACTS_READY_MS, now: () => clock.now() })

  async function contacts(open: OpenAccount): Promise<KnownPeople> {
    const found = ready.get(keyOf(open))
    if (found !== undefined) return found
    const people = contactPeople(await contactsOf(open))
    ready.set(keyOf(open), people)
    return people
  }

  return async (open, arrived) => compared(arrived, await contacts(open))
}

const JUDGED = new Set(['verified', 'unverifiable', 'failed'])

function compared(arrived: Arrived, contacts: KnownPeople): Arrived {
  const { truth, raw } = arrived
  if (truth === null || !JUDGED.has(truth.verdict) || truth.as !== undefined || contacts.addresses.size === 0) return arrived
  const author = soleAuthor(headerFields(raw), raw)
  const likeness = author === undefined ? undefined : likeContact(author, contacts)
  if (likeness === undefined) return arrived
  const isProved = truth.verdict === 'verified'
  if (isProved && !likeness.isCertain) return { ...arrived, truth: { ...truth, reason: likeness.kind, as: likeness.as } }
  return { ...arrived, truth: { ...truth, ...posing(likeness) }, role: arrived.role === 'inbox' ? 'junk' : arrived.role }
}

const keyOf = ({ tenant, account }: AccountRef): string => `${tenant}/${account}`
