/** In which language a guest is written to, before he chose one himself. */
import type { AccountRef } from '../keys/keys.ts'
import { knownContact } from './factors.ts'
import { senderLanguage, type PortalParts } from './parts.ts'
import type { GuestLanguage } from './types.ts'

/** Countries whose addresses say in which language most people read. */
const COUNTRIES: ReadonlyMap<string, GuestLanguage> = new Map([['nl', 'nl'], ['de', 'de'], ['at', 'de'], ['fr', 'fr'], ['uk', 'en'], ['ie', 'en']])

const languages: ReadonlySet<string> = new Set<GuestLanguage>(['nl', 'en', 'de', 'fr'])

/** Whether a word names a language in which guests can read. */
export function isGuestLanguage(word: unknown): word is GuestLanguage {
  return typeof word === 'string' && languages.has(word)
}

/** What this contact read in before; else what the country of the address says; else the sender's language. */
export async function guestLanguage(
  parts: Pick<PortalParts, 'store' | 'secrets' | 'accounts'>, ref: AccountRef & { readonly message: string }, address: string,
): Promise<GuestLanguage> {
  const known = await knownContact(parts, ref, address)
  return known?.language ?? COUNTRIES.get(address.slice(address.lastIndexOf('.') + 1).toLowerCase()) ?? senderLanguage(parts, ref, 'nl')
}
