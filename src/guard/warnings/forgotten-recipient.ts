import { foldedWords } from '../fold.ts'
import { greetingOf } from './greeting.ts'
import { hasName, isSurely, mayBe, peopleOf, person, type Person } from './person.ts'
import { COMPARED_CONTACTS_MAX, type Alarm, type Situation } from './warning.ts'

/** Who is said to get a copy: a name after "cc" or before "in de cc". Sentences of the new text, cut. */
const COPIED = [
  /(?<!\p{L})(?:[cC][cC]|c\.c\.|in [cC][cC]|[kK]opie aan|met een kopie aan|copy to|copied to|mit [kK]opie an|[kK]opie an|[cC]opie à|en copie à)\s?:?\s+((?:(?:aan|to|an|à)\s+)?\p{Lu}[\p{L}'’-]{1,30}(?:(?:,? (?:en|and|und|et) |, ?| )\p{Lu}[\p{L}'’-]{1,30}){0,5})/gu,
  /(?<!\p{L})(\p{Lu}[\p{L}'’-]{1,30}(?:(?: (?:en|and|und|et) | )\p{Lu}[\p{L}'’-]{1,30}){0,3})\s+(?:\(cc\)|\(in cc\)|in (?:de )?[cC][cC]|staat in (?:de )?[cC][cC]|zit in (?:de )?[cC][cC]|lees(?:t)? mee|on cc|in copy|is copied(?: in)?|is cc.?d|steht (?:im|in) cc|in [kK]opie|liest mit|en copie|est en copie)(?!\p{L})/gu,
  /(?<!\p{L})(?:[zZ]et|[nN]eem|[hH]eb|have|[aA]dd(?:ed|ing)?|copy(?:ing)?|copied|looping|loop|setze|nehme|mets|met)\s+(?:in\s+)?(\p{Lu}[\p{L}'’-]{1,30}(?:(?: (?:en|and|und|et) | )\p{Lu}[\p{L}'’-]{1,30}){0,3})\s+(?:ook |even |hier |also |auch |aussi )?(?:in (?:de )?cc|in (?:on )?(?:this|the (?:mail|loop))|here|in copy|hierbij|in [kK]opie|mee in|ins cc|in cc|en copie)(?!\p{L})/gu,
  /(?<!\p{L})(?:[cC]opying in|[cC][cC].?ing|I.ve copied(?: in)?|I have copied(?: in)?|I.m copying|[lL]ooping in|[aA]dding)\s+(\p{Lu}[\p{L}'’-]{1,30}(?: (?:and )?\p{Lu}[\p{L}'’-]{1,30}){0,3})/gu,
]
/** One of these stands in every such sentence; most sentences are left out by it. */
const MAY_COPY = /cc|c\.c\.|kopie|copy|copie|loop|lees|liest|add|here|hierbij/i
/** It happened another time, or it is a wish. */
const NOT_NOW = new RegExp(String.raw`(?<!\p{L})(?:niet|geen|not|n.t|nicht|pas|vorige|gisteren|last|yesterday|gestern|hier|zou|could|should|kun je|can you|kannst du|peux-tu|graag|please|bitte|volgende keer|next time)(?!\p{L})`, 'iu')
const SENTENCES_MAX = 200
/** A mail to more people is for a group, of which the text may name anybody. */
const RECIPIENTS_MAX = 20

/** Somebody is greeted, or said to get a copy, and is not there. */
export function forgottenRecipient({ draft, knowledge, newText }: Situation): Alarm[] {
  if (draft.recipients.length === 0 || draft.recipients.length > RECIPIENTS_MAX) return []
  const people = peopleOf(draft.recipients, knowledge.contacts)
  const contacts = (): Person[] => knowledge.contacts.slice(0, COMPARED_CONTACTS_MAX)
    .map(({ address, name }) => person(address, name))
  const from = person(draft.from, knowledge.senderName)
  const copied = copiedIn(newText).filter((name) => !mayBe(name, from) && !people.some((one) => mayBe(name, one)))
  // An address without a name may be anybody's: then nobody is missed for sure.
  if (copied.length > 0 && people.every(hasName)) return [alarm('said-to-get-copy', contacts(), copied)]
  const greeting = greetingOf(newText)
  if (greeting === undefined || greeting.names.length < 2) return []
  const missing = greeting.names.filter((name) => !people.some((one) => mayBe(name, one)))
  const isOneThere = missing.length < greeting.names.length
  if (!isOneThere || missing.length === 0 || !people.every(hasName)) return []
  const everybody = contacts()
  const known = missing.filter((name) => everybody.some((one) => isSurely(name, one)))
  return known.length > 0 ? [alarm('greeted', everybody, known)] : []
}

function alarm(rule: string, contacts: readonly Person[], names: readonly string[]): Alarm {
  const suggestion = contacts.find((one) => names.some((name) => isSurely(name, one)))?.address
  return { id: 'forgotten-recipient', score: suggestion === undefined ? 0.6 : 0.85, rules: [rule], ...suggestion === undefined ? {} : { suggestion } }
}

/** Folded first words of the names that are said to get a copy. */
function copiedIn(text: string): string[] {
  return text.slice(0, 20_000).split(/(?<=[.!?])\s+|\n+/).slice(0, SENTENCES_MAX).flatMap((sentence) => {
    const short = sentence.slice(0, 300)
    return !MAY_COPY.test(short) || NOT_NOW.test(short) ? [] : COPIED.flatMap((pattern) => [...short.matchAll(pattern)])
      .flatMap(([, named = '']) => named.split(/,| (?:en|and|und|et) /u))
      .flatMap((named) => foldedWords(named.trim().split(/\s+/).find((word) => /^\p{Lu}/u.test(word) && !TITLE.test(word)) ?? '').slice(0, 1)).filter((name) => name.length >= 3)
  })
}
const TITLE = new RegExp(String.raw`^(?:Mevrouw|Mw|Dhr|Heer|De|Mr|Mrs|Ms|Dr|Herr|Frau|Mme|Madame|Monsieur|Ik|Ook|Hierbij|Bij|I|We|Ich|Je|Van|Met|Please|The|Das|Die|Der|Zie|Cc|In|Op|Deze|Dit|This)$`, 'u')
