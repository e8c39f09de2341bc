/**
 * Whether the parts of a mail agree with each other: a name with its address, a sender with the links, and both with what is said.
 * Letters that were asked for speak of their own house and lead there; people sign with the name that they have. Pure.
 */
import { byteCharacters } from '../base/byte-characters.ts'
import type { Letter } from './letter.ts'
import { organisationOf } from './links.ts'
import type { Notes } from './places.ts'
import type { Said } from './said.ts'

/** Units of the text's beginning that are looked at. */
export const AGREEMENT_LENGTH_MAX = 3000
/** And of its end. */
const END_WITHIN = 400

export function agreementFacts(letter: Letter, notes: Notes): void {
  const { from, said, textAt, subject } = letter
  if (from === undefined) return
  const beginning = lowerOf(said, textAt, Math.min(said.length, textAt + AGREEMENT_LENGTH_MAX))
  const end = lowerOf(said, Math.max(textAt, said.length - END_WITHIN), said.length)
  const address = from.email.toLowerCase()
  const at = address.lastIndexOf('@')
  const organisation = organisationOf(address.slice(at + 1))
  const house = organisation.split('.', 1)[0] ?? ''
  if (house.length > 3) {
    notes.note('house-said', `${subject.toLowerCase().includes(house) ? 's' : ''}${beginning.includes(house) ? 'b' : ''}`)
    notes.note('house-named', (from.name ?? '').toLowerCase().replaceAll(' ', '').includes(house) ? 'yes' : 'no')
  }
  nameFacts(letter, { beginning, end, local: address.slice(0, Math.max(0, at)) }, notes)
  linkAgreement(letter, organisation, notes)
  readerFacts(letter, beginning.slice(0, 300), notes)
}

const scratch = new Uint8Array(AGREEMENT_LENGTH_MAX)

/** Small letters of the Latin scripts of the West, where a search is quick; every other unit is a question mark. */
function lowerOf({ units }: Said, from: number, to: number): string {
  for (let at = from; at < to; at++) scratch[at - from] = LOWER[units[at] as number] as number
  return byteCharacters(scratch.subarray(0, to - from))
}

const LOWER = Uint8Array.from({ length: 0x10000 }, (_, unit) => {
  if (unit > 0xff || (unit >= 0x80 && unit < 0xa0)) return 0x3f
  const isCapital = (unit >= 0x41 && unit <= 0x5a) || (unit >= 0xc0 && unit <= 0xde && unit !== 0xd7)
  return isCapital ? unit + 32 : unit
})

function nameFacts({ from }: Letter, { beginning, end, local }: {
  readonly beginning: string, readonly end: string, readonly local: string,
}, notes: Notes): void {
  const names = (from?.name ?? '').toLowerCase().slice(0, 80).split(/[^\p{L}]+/u).filter((name) => name.length > 2)
  const [first = '', last = ''] = [names[0], names.at(-1)]
  if (first === '') return
  notes.note('name-local', `${local.includes(first) ? 'f' : ''}${last !== first && local.includes(last) ? 'l' : ''}`)
  notes.note('name-signed', `${end.includes(first) ? 'f' : ''}${last !== first && end.includes(last) ? 'l' : ''}`)
  notes.note('name-said', beginning.includes(first) || beginning.includes(last) ? 'yes' : 'no')
}

function linkAgreement({ links, replyTo }: Letter, organisation: string, notes: Notes): void {
  let [own, all] = [0, 0]
  const organisations = new Set<string>()
  for (const { host } of links) {
    if (host === '') continue
    const linked = organisationOf(host)
    organisations.add(linked)
    all++
    if (linked === organisation) own++
  }
  if (all === 0) return
  notes.note('links-own', own === 0 ? 'none' : own === all ? 'all' : own * 2 > all ? 'most' : 'some')
  notes.note('links-houses', String(Math.min(6, organisations.size)))
  const reply = replyTo === undefined ? '' : organisationOf(replyTo.email.slice(replyTo.email.lastIndexOf('@') + 1).toLowerCase())
  if (reply !== '') notes.note('links-reply', organisations.has(reply) ? 'yes' : 'no')
  if (FREE.has(organisation)) notes.note('free-links', own === all ? 'own' : 'others')
}

/** Houses that give an address to anybody. */
const FREE: ReadonlySet<string> = new Set('hotmail.com yahoo.com aol.com msn.com gmail.com outlook.com excite.com lycos.com mail.com live.com gmx.de gmx.net web.de t-online.de yahoo.co.uk icloud.com protonmail.com mail.ru'.split(' '))

function readerFacts({ recipient, subject, from }: Letter, start: string, notes: Notes): void {
  const local = recipient.slice(0, Math.max(0, recipient.lastIndexOf('@')))
  if (local.length < 3) return
  notes.note('reader-named', `${subject.toLowerCase().includes(local) ? 's' : ''}${start.includes(local) ? 't' : ''}`)
  notes.note('reader-is-sender', from?.email.toLowerCase() === recipient ? 'yes' : 'no')
}
