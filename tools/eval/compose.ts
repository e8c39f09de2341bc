import { filling, written, type Entity, type Filling } from './fill.ts'
import { hasty, moodOf, wrapped } from './moods.ts'
import * as numbers from './numbers.ts'
import { houseWords, names, privateHosts } from './names.ts'
import { phrases, type Phrases } from './phrases.ts'
import { seeded, seedOf, type Random } from './random.ts'
import { chooseShape, shaped, type Around, type Shape } from './shapes.ts'
import type { Core } from './cores.ts'

/** One pre-send case as its line in the file holds it. */
export interface PresendCase {
  readonly id: string
  /** The heart it was made from: cases of one heart stand or fall together, which the intervals take into account. */
  readonly core: string
  readonly shape: Shape
  readonly lang: string
  readonly from: string
  readonly to: readonly string[]
  readonly internalDomains: readonly string[]
  readonly subject: string
  readonly body: string
  readonly attachments: readonly { readonly name: string, readonly type: string, readonly text: string }[]
  readonly expect: { readonly secure: boolean, readonly reasons: readonly string[],
    readonly entities: readonly Entity[], readonly why?: string }
  readonly trap?: string
}

/** Cases from hearts, as many of each as `count` says. The same hearts and seed give the same cases. */
export function compose(cores: readonly Core[], seed: string, count: (core: Core) => number): PresendCase[] {
  return cores.flatMap((core) => Array.from({ length: count(core) }, (_, index) => composeOne(core, index, seed)))
}

function composeOne(core: Core, index: number, seed: string): PresendCase {
  const random = seeded(seedOf(`${seed}/${core.id}/${index}`))
  const words = phrases[core.lang]
  if (words === undefined) throw new Error(`no phrases for ${core.lang}`)
  const own = house(random, core.sender)
  const other = core.recipient.includes('@') ? house(random, core.recipient) : own
  const filled = filling(random, core.lang, {
    org: own.name, torg: other.name, o: own.domain, orgiban: numbers.iban(random, core.lang),
  })
  const entities: Entity[] = []
  const written = filled.fill(core.body, entities)
  const mood = written.includes('-----BEGIN') || core.files.length > 0 ? 'plain' : moodOf(random)
  const hurried = mood === 'hasty' ? hasty(written, entities) : { text: written, entities }
  const heart = hurried.text
  const files = core.files.map(({ name, text }) => ({
    name: fileName(filled, name, entities), text: filled.fill(text, entities),
  }))
  const subject = filled.fill(core.subject, entities)
  const to = recipientOf(core, filled, own, other, random)
  const shape = chooseShape(random, files.length > 0)
  const around = aroundOf({ core, filled, own, to, subject, words, random })
  const { body: whole, file } = shaped(shape, heart, words, around, random)
  const body = mood === 'wrapped' ? wrapped(whole) : whole
  const attachments = [...files, ...file === undefined ? [] : [file]]
    .map(({ name, text }) => ({ name, type: typeOf(name), text }))
  const secure = core.why === null
  const colleague = !to.isInternal && random.chance(0.12) ? [`${random.pick(['team', 'archief', 'backoffice', 'planning'])}@${own.domain}`] : []
  const trap = core.trap ?? core.why ?? (mood === 'plain' ? null : mood)
  return {
    id: `${core.id}-${'abcdefghij'[index] ?? index}`, core: core.id, shape, lang: core.lang, from: around.sender.address,
    to: [to.address, ...colleague], internalDomains: [own.domain], subject, body, attachments,
    expect: { secure, reasons: core.reasons, entities: secure
      ? present(hurried.entities, [subject, body, ...attachments.flatMap(({ name, text }) => [name, text])]) : [],
      ...core.why === null ? {} : { why: core.why } },
    ...trap === null ? {} : { trap },
  }
}

/** Each value once. One that quoting broke over lines is no longer there as it was, so it is left out. */
function present(entities: readonly Entity[], texts: readonly string[]): Entity[] {
  const seen = new Set<string>()
  return entities.filter(({ type, value }) => {
    const key = `${type} ${value}`
    if (seen.has(key) || !texts.some((text) => text.includes(value))) return false
    seen.add(key)
    return true
  })
}

interface House { readonly domain: string, readonly name: string, readonly desk: string }

const plain = (text: string): string => text.normalize('NFD').replaceAll(/\p{M}/gu, '').replaceAll('ß', 'ss').toLowerCase()
const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)

function house(random: Random, place: string): House {
  const [desk = 'info', trade = ''] = place.includes('@') ? place.split('@') : ['', place]
  const word = random.pick(houseWords)
  return { desk, domain: `${plain(trade === '' || trade === 'priv' ? word : `${trade}-${word}`)}.example`, name: `${capital(trade)} ${capital(word)}` }
}

interface Addressee { readonly address: string, readonly greeted: string | null, readonly isInternal: boolean }

function recipientOf(core: Core, filled: Filling, own: House, other: House, random: Random): Addressee {
  if (core.recipient === 'int') {
    const isList = random.chance(0.5)
    const who = filled.person('R')
    return { address: `${isList ? random.pick(['allen', 'team', 'medewerkers']) : plain(who.first)}@${own.domain}`, greeted: isList ? null : 'R', isInternal: true }
  }
  if (core.recipient.startsWith('priv')) {
    const letter = core.recipient.split(':')[1] ?? 'R'
    const { first, last } = filled.person(letter)
    const local = `${plain(first)}.${plain(last).replaceAll(/[^a-z]/g, '')}`
    return { address: `${local}@${random.pick(privateHosts[core.lang] ?? ['post.example'])}`, greeted: letter, isInternal: false }
  }
  return { address: `${plain(deskOf(other, filled))}@${other.domain}`, greeted: random.chance(/lijst|list|board|abon|verteiler|platform/.test(other.domain) ? 0 : 0.4) ? 'R' : null, isInternal: false }
}

const deskOf = ({ desk }: House, filled: Filling): string => filled.fill(desk, []).replaceAll(' ', '')

function aroundOf({ core, filled, own, to, subject, words, random }: {
  readonly core: Core, readonly filled: Filling, readonly own: House, readonly to: Addressee, readonly subject: string
  readonly words: Phrases, readonly random: Random
}): Around {
  const list = names[core.lang] ?? names['nl']
  if (list === undefined) throw new Error('no names')
  const sender = filled.person('S')
  const senderName = `${sender.first} ${sender.last}`
  const desk = core.sender === 'priv' ? `${plain(sender.first)}.${plain(sender.last).replaceAll(/[^a-z]/g, '')}` : plain(deskOf(own, filled))
  const others = ['S', 'R', 'T'].map((letter) => filled.person(letter)).map(({ first, last }) => ({ name: `${first} ${last}`, address: `${plain(first)}@${own.domain}` }))
  const isBoilerplate = core.trap === 'disclaimer'
  const disclaimers = isBoilerplate ? [words.disclaimers[1] ?? '', random.pick(words.disclaimers)] : random.chance(0.45) ? [random.pick(words.disclaimers)] : []
  return {
    greeting: to.greeted === null ? random.pick(words.greetingsPlain) : greeting(filled, to.greeted, core.lang,
      words, random),
    sender: { name: senderName, first: sender.first, address: `${desk}@${own.domain}` },
    others, subject, disclaimers: [...new Set(disclaimers)], recipient: to.address,
    signature: signatureOf(senderName, core.sender === 'priv' ? null : { ...own, account: filled.fill('{orgiban}', []) }, core.lang,
      words, random),
  }
}

function greeting(filled: Filling, letter: string, lang: string, words: Phrases, random: Random): string {
  const list = names[lang] ?? names['nl']
  if (list === undefined) throw new Error('no names')
  const who = filled.person(letter)
  const { text, by } = random.pick(words.greetings)
  const titled = lang === 'de' ? `${list.titles[who.gender]} ${who.last}` : written(who, 't', lang, list)
  const line = text.replace('{n}', by === 'first' ? who.first : titled)
  return who.gender === 'm' ? line.replace('Chère', 'Cher') : line
}

function signatureOf(name: string, own: House & { readonly account: string } | null, lang: string, words: Phrases,
  random: Random): string {
  if (own === null) return name
  const number = lang === 'en' ? `+44 1632 960${random.digits(3)}` : lang === 'de' ? `030 23125 ${random.digits(3)}` : lang === 'fr' ? `01 99 00 ${random.digits(2)} ${random.digits(2)}` : `0${random.pick(['20', '30', '58', '73'])} ${random.digits(3)} ${random.digits(4)}`
  const lines = [name, `${random.pick(words.jobs)} | ${own.name}`, `${words.phoneMark} ${number} | www.${own.domain}`]
  if (lang === 'nl' && random.chance(0.5)) lines.push(`Postbus ${random.between(10, 9999)} | KvK ${random.digits(8)}`)
  if (random.chance(0.12)) lines.push(`IBAN ${own.account} ${lang === 'nl' ? 't.n.v.' : '-'} ${own.name}`)
  return lines.join('\n')
}

const fileName = (filled: Filling, name: string, entities: Entity[]): string => {
  const found: Entity[] = []
  const joined = (text: string): string => name.includes('_') ? text.replaceAll(' ', '_') : text
  const written = joined(filled.fill(name, found))
  entities.push(...found.map(({ type, value }) => ({ type, value: joined(value) })))
  return written
}

const FILE_TYPES: Readonly<Record<string, string>> = {
  pdf: 'application/pdf', csv: 'text/csv', txt: 'text/plain', zip: 'application/zip', eml: 'message/rfc822', ics: 'text/calendar',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}

const typeOf = (name: string): string => FILE_TYPES[name.split('.').at(-1)?.toLowerCase() ?? ''] ?? 'application/octet-stream'
