/**
 * Searches as a Dutch clerk types them in the search box, over JMAP, in a mailbox of five hundred believable mails: before
 * the index has seen them and after, the answer is what a look at every mail gives. The look is written a second time here.
 */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { PROTECTION } from '../src/jmap/session.ts'
import { emailId } from '../src/jmap/ids.ts'
import { flagBits, type AccountMail } from '../src/mailstore/types.ts'
import { openWebHouse, USING, type Client, type WebHouse } from '../src/web-server/web-server.testing.ts'
import { readSearch } from '../web/mail/search.ts'

const MAILS = 500

interface Letter {
  readonly from: string
  readonly to: string
  readonly cc: string
  readonly subject: string
  readonly body: string
  readonly isHtml: boolean
  readonly file: { readonly name: string, readonly text: string } | null
  readonly receivedAt: Date
  readonly isSeen: boolean
}

const PEOPLE = ['Jan de Vries <j.devries@gemeente-oost.example>', 'Yvonne van der Meĳ <y.vandermeij@zorggroep.example>', 'José Müller-Koç <jose@wijkteam.example>',
  '"Jansen, P." <pjansen@advocaten.example>', 'Wĳkteam Oost <oost@wijkteam.example>', 'Fatima El Idrissi <fatima@zorggroep.example>', 'info@thuiszorg-west.example']
const SUBJECTS = ['Indicatiestelling mevrouw De Boer', 'Re: Zorgplan', 'Fwd: Factuur 2026-00123', 'Afspraak dinsdag 9 juni', 'Keukentafelgesprek', 'Reünie van ’t team',
  'Bezwaarschrift WMO-voorziening', 'Vragen over de hypotheekrenteaftrek', 'Co\u00f6rdinatie ma\u0301ndagochtend', 'IJsselmeer-uitje', 'Spoed: crisisopname', '€ 1.250,00 vergoeding']
const BODIES = ['De rollator is geleverd op Prinses Irenestraat 12, 1077 WV Amsterdam.', 'Mevrouw woont alleen en heeft huishoudelijke hulp nodig; zie het zorgplan.',
  'Graag vóór vrijdag reageren. Bel 06-12345678 of 020 - 123 45 67.', 'De patiënte is geïndiceerd voor wĳkverpleging. Zie dossiernummer Z/2026/004711.',
  'IBAN NL91 ABNA 0417 1643 00, t.n.v. Stichting Thuis.', 'Het privé-e-mailadres is niet bekend. Dat geeft niets.', 'We plannen de vergadering opnieuw in: foto’s en agenda volgen.',
  'Vrĳheidsbeneming is niet aan de orde. Ik heb het met de officier besproken.', 'Zijn ex-partner heeft zich gemeld bij de crisisdienst.', 'Uw kenmerk: 123.456.782']
const FILES = [{ name: 'indicatie.csv', text: 'cliënt;uren\r\nDe Boer;4\r\n' }, { name: 'Zorgplan De Boer.txt', text: 'medicatielijst volgt' }, { name: 'begroting-2026.csv', text: 'post;bedrag' }]

/** The same five hundred every time. */
const letters: readonly Letter[] = Array.from({ length: MAILS }, (_, at) => ({
  from: PEOPLE[at % 7] ?? '', to: at % 5 === 0 ? 'Wijkteam <oost@wijkteam.example>' : 'Anna <anna@zonnehof.test>',
  cc: at % 11 === 0 ? 'Archief <archief@zonnehof.test>' : '',
  subject: SUBJECTS[at * 5 % 12] ?? '', body: `${BODIES[at * 3 % 10] ?? ''} ${at % 2 === 0 ? BODIES[at * 7 % 10] ?? '' : ''}`, isHtml: at % 4 === 1,
  file: at % 6 === 2 ? FILES[at % 3] ?? null : null, isSeen: at % 3 !== 0,
  receivedAt: new Date(2026, 0, 5 + Math.floor(at / 3), 10),
}))

const now = new Date(2026, 5, 20, 12).getTime()

function mime(letter: Letter): string {
  const text = letter.isHtml ? `<p>${letter.body.replace(' ', ' <b></b>')}</p>` : letter.body
  const type = `Content-Type: text/${letter.isHtml ? 'html' : 'plain'}; charset=utf-8\nContent-Transfer-Encoding: base64`
  const base64 = (value: string): string => Buffer.from(value).toString('base64')
  const word = (value: string): string => `=?utf-8?b?${base64(value)}?=`
  const person = (value: string): string => value.replace(/^([^"<]+) </, (_all, name: string) => `${word(name)} <`)
  const head = `From: ${person(letter.from)}\nTo: ${letter.to}\n${letter.cc === '' ? '' : `Cc: ${letter.cc}\n`}Subject: ${word(letter.subject)}\nMIME-Version: 1.0\n`
  if (letter.file === null) return `${head}${type}\n\n${base64(text)}\n`
  return `${head}Content-Type: multipart/mixed; boundary=x\n\n--x\n${type}\n\n${base64(text)}\n--x\nContent-Type: text/plain; charset=utf-8; name="${letter.file.name}"\n`
    + `Content-Disposition: attachment; filename="${letter.file.name}"\nContent-Transfer-Encoding: base64\n\n${base64(letter.file.text)}\n--x--\n`
}

/** Letters as they compare: no case, no accents, ligatures apart. */
function plain(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
}

/** Where a text condition looks. */
type Field = 'from' | 'to' | 'subject' | 'body' | 'text'

function fieldsOf(letter: Letter, field: Field): readonly string[] {
  const { from, to, cc, subject, body, file } = letter
  const name = from.replaceAll('"', '')
  switch (field) {
    case 'from': return [name]
    case 'to': return [to]
    case 'subject': return [subject]
    case 'body': return [body, ...file === null ? [] : [file.text]]
    case 'text': return [name, to, cc, subject, body, ...file === null ? [] : [file.name, file.text]]
  }
}

/** All words, each somewhere in the field; a phrase as it stands. */
function has(field: Field, ...words: readonly string[]): Means {
  return (letter) => words.every((word) => fieldsOf(letter, field).some((text) => plain(text).includes(plain(word))))
}

type Means = (letter: Letter) => boolean

const both = (...tests: readonly Means[]): Means => (letter) => tests.every((one) => one(letter))
const since = (year: number, month: number, date: number): Means =>
  ({ receivedAt }) => receivedAt >= new Date(year, month - 1, date)
const until = (year: number, month: number, date: number): Means =>
  ({ receivedAt }) => receivedAt < new Date(year, month - 1, date)
const withFile = ({ file }: Letter): boolean => file !== null

/** What is typed, and what it means. */
const QUERIES: readonly (readonly [string, Means])[] = [
  ['rollator', has('text', 'rollator')], ['ROLLATOR', has('text', 'rollator')], ['rolla', has('text', 'rolla')],
  ['plan', has('text', 'plan')], ['zorgplan', has('text', 'zorgplan')], ['renteaftrek', has('text', 'renteaftrek')], ['gesprek', has('text', 'gesprek')],
  ['patiente', has('text', 'patiente')], ['patiënte', has('text', 'patiente')], ['geindiceerd', has('text', 'geindiceerd')], ['reunie', has('text', 'reunie')],
  ['coordinatie', has('text', 'coordinatie')], ['maandagochtend', has('text', 'maandagochtend')], ['prive', has('text', 'prive')], ['vóór vrijdag', has('text', 'voor', 'vrijdag')],
  ['wijkverpleging', has('text', 'wijkverpleging')], ['wĳkverpleging', has('text', 'wijkverpleging')], ['vrijheid', has('text', 'vrijheid')], ['ijsselmeer', has('text', 'ijsselmeer')],
  ['IJsselmeer-uitje', has('text', 'ijsselmeer-uitje')], ['ex-partner', has('text', 'ex-partner')], ['e-mailadres', has('text', 'e-mailadres')],
  ['"huishoudelijke hulp"', has('text', 'huishoudelijke hulp')], ['hulp huishoudelijke', has('text', 'hulp', 'huishoudelijke')], ['"hulp huishoudelijke"', has('text', 'hulp huishoudelijke')],
  ['1077 WV', has('text', '1077', 'wv')], ['06-12345678', has('text', '06-12345678')], ['12345678', has('text', '12345678')], ['NL91 ABNA', has('text', 'nl91', 'abna')],
  ['Z/2026/004711', has('text', 'z/2026/004711')], ['123.456.782', has('text', '123.456.782')], ['1.250,00', has('text', '1.250,00')], ['2026-00123', has('text', '2026-00123')],
  ['van:jansen', has('from', 'jansen')], ['van: jansen', has('from', 'jansen')], ['van:"Jan de Vries"', has('from', 'jan de vries')], ['van:wijkteam', has('from', 'wijkteam')],
  ['van:muller-koc', has('from', 'muller-koc')], ['from:meij', has('from', 'meij')], ['van:zorggroep.example zorgplan', both(has('from', 'zorggroep.example'), has('text', 'zorgplan'))],
  ['aan:wijkteam', has('to', 'wijkteam')], ['to:anna@', has('to', 'anna@')], ['onderwerp:spoed', has('subject', 'spoed')], ['subject: "keukentafel"', has('subject', 'keukentafel')],
  ['tekst:crisisdienst', has('body', 'crisisdienst')], ['bijlage:ja', withFile], ['bijlage:nee zorgplan', both((one) => !withFile(one), has('text', 'zorgplan'))],
  ['bijlage:', withFile], ['bijlage:indicatie.csv', both(withFile, has('text', 'indicatie.csv'))], ['medicatielijst', has('text', 'medicatielijst')], ['attachment:yes cliënt', both(withFile, has('text', 'client'))],
  ['na:2026-06-01', since(2026, 6, 1)], ['na: 1 juni', since(2026, 6, 1)], ['voor:1-2-2026', until(2026, 2, 1)], ['before:2026-02-01 after:2026-01-20', both(until(2026, 2, 1), since(2026, 1, 20))],
  ['sinds:maandag', since(2026, 6, 15)], ['voor:2026', until(2026, 1, 1)], ['is:ongelezen', (one) => !one.isSeen], ['is:gelezen van:fatima', both((one) => one.isSeen, has('from', 'fatima'))],
  ['beveiligd:nee', () => true], ['secured:yes', () => false], ['beveiligd:ja rollator', () => false], ['groter:1MB', () => false],
  ['van:jan aan:wijkteam na:1-3 bijlage:nee plan', both(has('from', 'jan'), has('to', 'wijkteam'), since(2026, 3, 1), (one) => !withFile(one), has('text', 'plan'))],
  ['nergens', has('text', 'nergens')], ['kleur:rood', has('text', 'kleur:rood')], ['%', has('text', '%')],
]

let house: WebHouse
let anna: Client
let mail: AccountMail
let release: () => void
const ids: string[] = []
before(async () => {
  house = await openWebHouse()
  anna = await house.signedIn('anna')
  anna.using = [...USING, PROTECTION]
  const account = await house.accounts.findRecipient('anna@zonnehof.test') ?? assert.fail()
  const open = house.keyring.current(account) ?? assert.fail('she is signed in')
  // Between requests it may close.
  release = house.keyring.hold(open)
  mail = await house.mailstore.open(open)
  const inbox = (await mail.mailboxes()).find(({ role }) => role === 'inbox')?.id ?? assert.fail()
  for (const letter of letters) {
    const raw = Buffer.from(mime(letter).replaceAll('\n', '\r\n'))
    const flags = { bits: letter.isSeen ? flagBits['\\Seen'] : 0, keywords: [] }
    const kept = await mail.append({ mailbox: inbox, raw, flags, receivedAt: letter.receivedAt.getTime(), truth: null })
    ids.push(typeof kept === 'string' ? assert.fail(kept) : emailId(kept.message))
  }
})
after(async () => {
  release()
  await house.close()
})

async function answers(): Promise<void> {
  const wrong: string[] = []
  for (const [typed, means] of QUERIES) {
    const { filter } = readSearch(typed, now) ?? assert.fail(typed)
    const { ids: found } = await anna.call('Email/query', { filter, limit: MAILS })
    const expected = ids.filter((_, at) => means(letters[at] ?? assert.fail()))
    const missed = expected.filter((id) => !found.includes(id)).length
    if (missed > 0 || found.length !== expected.length) wrong.push(`${typed}: ${found.length} found, ${expected.length} expected, ${missed} missed`)
  }
  assert.deepEqual(wrong, [])
}

test('what a clerk types finds what a look at every mail finds', answers)

test('and so once every mail is in the index', async () => {
  await mail.reindex()
  assert.equal((await mail.indexed()).waiting, 0)
  await answers()
})
