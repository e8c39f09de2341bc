import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { filling, type Filling } from './fill.ts'
import { houseWords, privateHosts } from './names.ts'
import { phrases, type Phrases } from './phrases.ts'
import { seeded, seedOf, type Random } from './random.ts'

/**
 * Human-error cases out of hearts in `cores/human-<set>*.txt`: `== kind | lang | sender > recipient | subject`, a text, files.
 * Every heart gives the error and its harmless twin: the same mail with the error put right. `none:kind` gives only a mail
 * that looks like the error and is none. A twin with another text stands after a line `%%`. From the second round on the
 * mail is long: more text, a signature and the mails before it.
 */
export interface HumanCase {
  readonly id: string
  readonly core: string
  readonly lang: string
  /** The kind that the case is about, also for its harmless twin. */
  readonly kind: string
  readonly from: string
  readonly to: readonly string[]
  readonly bcc?: readonly string[]
  readonly internalDomains: readonly string[]
  readonly knownContacts: readonly string[]
  readonly subject: string
  readonly body: string
  readonly attachments: readonly { readonly name: string, readonly type: string, readonly text: string }[]
  readonly expect: { readonly warn: readonly string[] }
}

interface HumanCore {
  readonly id: string, readonly kind: string, readonly lang: string, readonly sender: string, readonly recipient: string
  readonly subject: string, readonly body: string, readonly files: readonly string[]
}

/** All hearts of a set, in the order of the files. */
export function readHumanCores(set: string): HumanCore[] {
  const folder = join(import.meta.dirname, 'cores')
  const blocks = globSync(`human-${set}*.txt`, { cwd: folder }).toSorted()
    .flatMap((file) => readFileSync(join(folder, file), 'utf8').split(/^== /m).slice(1))
  return blocks.map((block, index) => {
    const end = block.indexOf('\n')
    const [kind = '', lang = '', way = '', subject = ''] = block.slice(0, end).split(' | ').map((part) => part.trim())
    const [sender = '', recipient = ''] = way.split(' > ')
    const [body = '', ...files] = block.slice(end + 1).split(/^\+\+ /m)
    return { id: `human-${set}-${String(index + 1).padStart(3, '0')}`, kind, lang, sender, recipient, subject, body: body.trim(), files: files.map((file) => file.trim()) }
  })
}

/** The error and its twin of every heart, `times` times with other names. */
export function composeHuman(cores: readonly HumanCore[], seed: string, times: number): HumanCase[] {
  return cores.flatMap((core) => Array.from({ length: times }, (_, round) => round).flatMap((round) => {
    const none = core.kind.startsWith('none:')
    return (none ? [false] : [true, false]).map((isError) => composeOne(core, isError, round, seed))
  }))
}

interface Mail { readonly to: readonly string[], readonly contacts: readonly string[],
  readonly bcc?: readonly string[] }

function composeOne(core: HumanCore, isError: boolean, round: number, seed: string): HumanCase {
  const random = seeded(seedOf(`${seed}/${core.id}/${round}`))
  const kind = core.kind.replace('none:', '')
  const domain = (trade: string): string => `${plain(trade)}-${random.pick(houseWords)}.example`
  const [desk = '', trade = ''] = core.sender.split('@')
  const own = domain(trade)
  const filled = filling(random, core.lang, { org: trade, torg: trade, o: own, orgiban: '' })
  const repaired = (text: string): string => isError ? text : text.replaceAll('{B', '{A').replaceAll('{C', '{B').replaceAll('{Y', '{X').replaceAll('{n62}', '{n6}').replaceAll('Het Veer', 'De Brug')
  const subject = filled.fill(core.subject, [])
  const [wrong = '', right = wrong] = core.body.split('\n%%\n')
  const heart = filled.fill(isError ? wrong : right, [])
  const [otherDesk = '', otherTrade = ''] = core.recipient.split('@')
  const mail = addressed({ core, kind, isError, own, filled, random, domain, otherDesk, otherTrade })
  const files = kind === 'forgotten-attachment' && isError ? [] : core.files
  const attachments = files.map((name) => ({ name: filled.fill(repaired(name), []), type: 'application/octet-stream', text: '' }))
  const words = phrases[core.lang]
  if (words === undefined) throw new Error(`no phrases for ${core.lang}`)
  const { first } = filled.person('S')
  const body = round > 0 ? lengthened({ heart, words, filled, own, random })
    : random.chance(0.7) ? `${heart}\n\n${random.pick(words.goodbyes)}\n${first}` : heart
  return {
    id: `${core.id}-${round + 1}${isError ? 'x' : 'ok'}`, core: core.id, lang: core.lang, kind, from: `${plain(desk)}@${own}`, to: mail.to,
    ...mail.bcc === undefined ? {} : { bcc: mail.bcc }, internalDomains: [own],
      knownContacts: [...new Set(mail.contacts)],
    subject, body, attachments,
    expect: { warn: isError ? [kind] : [] },
  }
}

/** A long mail around a heart: what else there was to say, who writes, and what was written before. */
function lengthened({ heart, words, filled, own, random }: {
  readonly heart: string, readonly words: Phrases, readonly filled: Filling, readonly own: string,
    readonly random: Random
}): string {
  const [sender, other] = [filled.person('S'), filled.person('T')]
  const from = random.between(0, words.fillers.length - 1)
  const more = Array.from({ length: random.between(2, 5) }, (_, index) => words.fillers[(from + index) % words.fillers.length] ?? '')
  const earlier = `${random.between(1, 28)}-${random.between(1, 12)}-2025`
  return [heart, ...more, `${random.pick(words.goodbyes)}\n${sender.first} ${sender.last}\n${random.pick(words.jobs)} | www.${own}`,
    ...random.chance(0.5) ? [random.pick(words.disclaimers)] : [],
    `${words.quoteLine(earlier, `${sender.first} ${sender.last}`)}\n> ${random.pick(words.earlier)}\n>\n> ${words.quoteLine(earlier, `${other.first} ${other.last}`)}\n>> ${random.pick(words.earlier)}`].join('\n\n')
}

interface Scene {
  readonly core: HumanCore, readonly kind: string, readonly isError: boolean, readonly own: string,
    readonly filled: Filling, readonly random: Random
  readonly domain: (trade: string) => string, readonly otherDesk: string, readonly otherTrade: string
}

/** Who gets it, and who is known, for each kind of error. */
function addressed(scene: Scene): Mail {
  const { core, kind, isError, own, filled, random, domain, otherDesk, otherTrade } = scene
  const host = (): string => random.pick(privateHosts[core.lang] ?? ['post.example'])
  const privately = (letter: string): string => {
    const { first, last } = filled.person(letter)
    return `${plain(first)}.${plain(last)}@${host()}`
  }
  if (kind === 'greeting-mismatch') {
    const [right, wrong] = [privately('R'), privately('T')]
    return { to: [isError ? wrong : right], contacts: [right, wrong] }
  }
  if (core.recipient === 'namesake') {
    const first = plain(filled.person('R').first)
    const [colleague, stranger] = [`${first}@${own}`, `${first}@${domain(random.pick(['partners', 'handel', 'advies', 'print']))}`]
    return { to: [isError || core.kind.startsWith('none:') ? stranger : colleague], contacts: [colleague, stranger] }
  }
  if (core.recipient === 'allen') return { to: [`${random.pick(['allen', 'iedereen', 'alle-medewerkers', 'team'])}@${own}`], contacts: [] }
  if (core.recipient === 'lijst') {
    const many = Array.from({ length: isError ? random.between(11, 18) : random.between(5, 9) }, (_, index) => `${plain(filled.person(String.fromCharCode(68 + index)).first)}${random.digits(2)}@${host()}`)
    const inBcc = !isError && random.chance(0.4)
    const more = Array.from({ length: 6 }, (_, index) => `lid${index}${random.digits(3)}@${host()}`)
    return inBcc ? { to: [`info@${own}`], bcc: [...many, ...more], contacts: many } : { to: many, contacts: many }
  }
  if (core.recipient.includes('+')) {
    const [inside = '', outside = ''] = otherDesk.split('+')
    const [colleagues, outsider] = [`${plain(inside)}@${own}`, `${plain(outside)}@${domain(otherTrade)}`]
    return { to: isError ? [colleagues, outsider] : [colleagues], contacts: [colleagues, outsider] }
  }
  if (core.recipient.startsWith('priv')) {
    const to = privately(core.recipient.split(':')[1] ?? 'R')
    return { to: [to], contacts: [to] }
  }
  const right = `${plain(otherDesk)}@${domain(otherTrade)}`
  if (kind !== 'lookalike-address') return { to: [right], contacts: [right] }
  return { to: [isError ? misspelt(right, random) : right], contacts: [right] }
}

/** An address whose domain differs from the known one by what fingers and swindlers do. */
function misspelt(address: string, random: Random): string {
  const [local = '', domain = ''] = address.split('@')
  const [name = '', ...rest] = domain.split('.')
  const at = random.between(2, name.length - 3)
  const made = random.pick([
    () => name.slice(0, at) + name.slice(at + 1),
    () => name.slice(0, at) + name.slice(at, at + 1) + name.slice(at),
    () => name.slice(0, at) + name.slice(at + 1, at + 2) + name.slice(at, at + 1) + name.slice(at + 2),
    () => name.replace('l', '1').replace('m', 'rn'),
    () => name.replace('-', ''),
  ])()
  return made === name ? misspelt(address, random) : `${local}@${[made, ...rest].join('.')}`
}

const plain = (text: string): string => text.normalize('NFD').replaceAll(/[\p{M}' ]/gu, '').replaceAll('ß', 'ss').toLowerCase()
