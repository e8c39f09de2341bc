import { foldedWords } from '../fold.ts'
import type { DraftRecipient, Knowledge } from '../types.ts'
import { isOtherForm } from './nicknames.ts'
import { localOf } from './warning.ts'

/** Somebody as the rules know them: by address and shown name only. */
export interface Person { readonly address: string, readonly shown: string | null, readonly words: readonly string[],
  readonly joined: string }

export function person(address: string, shown: string | null): Person {
  const local = foldedWords(localOf(address))
  return { address: address.toLowerCase(), shown, words: [...local, ...foldedWords(shown ?? '')].map(plain), joined: plain(local.join('')) }
}

/** The recipients as people; a name that the mail does not show comes from the contacts. */
export function peopleOf(recipients: readonly DraftRecipient[], contacts: Knowledge['contacts']): Person[] {
  const nameless = new Set(recipients.filter(({ name }) => name === null).map(({ address }) => address.toLowerCase()))
  const names = new Map<string, string>()
  for (const { address, name } of nameless.size === 0 ? [] : contacts) {
    if (name !== null && nameless.has(address.toLowerCase())) names.set(address.toLowerCase(), name)
  }
  return recipients.map(({ address, name }) => person(address, name ?? names.get(address.toLowerCase()) ?? null))
}

/** `juergen` and `jurgen`, `mueller` and `muller` alike. */
export const plain = (word: string): string => word.replace(/([aou])e/g, '$1')

/** Whether a name may be this person: it, a short form, its initial, or part of a run-together address. */
export function mayBe(name: string, one: Person): boolean {
  const own = plain(name)
  return isSurely(name, one) || isOtherForm(name, one.words) || isOtherForm(own, one.words)
    || one.words.some((word) => startsAlike(own, word) || (word.length === 1 && word === own[0]))
    || (own.length >= 3 && one.words.some((word) => word.length >= 6 && word.includes(own)))
    || (own.length >= 4 && one.joined.includes(own)) || isRunTogether(own, one)
}

/** One begins with the other, and the shorter has at least two letters of a name of four. */
const startsAlike = (name: string, word: string): boolean => (name.length >= 2 && word.length >= 4
  && word.startsWith(name))
  || (word.length >= 3 && name.length >= 4 && name.startsWith(word))

/** `hjdevries`: initials and family in one word; the first letter fits and nothing speaks against it. */
const isRunTogether = (name: string, { words, shown }: Person): boolean => shown === null && words.length === 1
  && (words[0]?.length ?? 0) >= 7 && words[0]?.[0] === name[0]

/** The name stands there as a word, or behind a joined particle (`vanderveen`, `degroot`). */
export function isSurely(name: string, { words }: Person): boolean {
  const own = plain(name)
  return words.some((word) => word === own || (own.length >= 4 && word.length > own.length && PARTICLE.test(word)
    && word.endsWith(own)))
}
const PARTICLE = /^(?:\p{L}?(?:van|vande|vander|vanden|de|den|der|ten|ter|te|von|du|le|la|mc|mac|o))\p{L}/u

/** "Beste Marloes" with `m.jansen` known beside `t.jansen`: the initial of the same family. */
export const isInitialOfFamily = (name: string, { words }: Person, families: ReadonlySet<string>): boolean =>
  words.some((word) => word.length === 1 && word === plain(name)[0]) && words.some((word) => families.has(word))

const OFFICE = new RegExp(String.raw`^(?:info|post|mail|kontakt|contact|office|admin\w*|sales|hr|it|support|service\w*|kantoor|secretar\w*|balie|receptie|verkoop|inkoop|boekhouding|finance|press|pers|hello|hallo|team\w*|directie|bestuur|accueil|b(?:ue)?ro|klanten\w*|praktijk|poli\w*|apotheek|huisarts\w*|spoed|zorg\w*|griffie\w*|beheer|redactie|planning|agentur|leitung|verwaltung|direction|mairie|comptab\w*|agence|reception|enquir\w*|accounts?|billing|helpdesk|ict|advies\w*|dossier\w*|wijkteam|loon\w*|lohn\w*|hypotheker|partner|physio|landowner|courtier|kasse|medecin|arts|school|ouders?|leden|klant\w*|schilder|onderaannemer|raad|beleid|ward\w*|lawyer|legal|advoca\w*|notari\w*|intake|aanmeld\w*|facturen|invoice\w*|rechnung\w*|lijst|news\w*|ops|docs|dev\w*|web\w*|mt|familie|fam|gezin|family|no|noreply|assistent\w*|verpleeg\w*|afdeling|kliniek|clinic|surgery|nurse|kanzlei|praxis|cabinet|bureau|marketing|communicatie|presse|jobs|vacature\w*|werk\w*|bestel\w*|order\w*|shop|winkel|garage|stichting|vereniging|gemeente|burger\w*|belasting\w*|bank|makelaar|aannemer|bouw\w*|tuin\w*|mum|mom|mother|dad|father|son|daughter|mutter|vater|sohn|tochter|moeder|vader|mama|papa|oma|opa|zoon|dochter|maman|mere|pere|fils|fille|parents?|eltern)$`)

/** Whether the address or its shown name is a person's. */
export function hasName({ address, shown }: Person): boolean {
  if (shown !== null && foldedWords(shown).filter((word) => word.length >= 2).length >= 2) return true
  const words = foldedWords(localOf(address)).filter((word) => /^[a-z]+$/.test(word))
  return words.length > 0 && !OFFICE.test(words[0] ?? '') && words.some((word) => word.length >= 3)
}
