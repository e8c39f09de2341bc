/**
 * Mail as programs of today send it. The public collection is of 2002, when pages were for advertisers: learned from that
 * alone, a page in itself counts as spam and nobody writes Dutch. So each of its mails is learned a second time in the dress
 * of a mail program of today, spam and honest alike, and our own passages stand beside it as honest mail in four languages.
 */
import { bodyParts } from '../../src/message/body-parts.ts'
import { decodedText } from '../../src/message/body.ts'
import { parseMessage } from '../../src/message/parse.ts'
import { letterOf } from '../../src/spam/letter.ts'
import { readPage } from '../../src/spam/page.ts'
import { Said as ShownWords } from '../../src/spam/said.ts'
import { unitsOfText } from '../../src/spam/units.ts'
import { fill } from '../train/fill.ts'
import { Random, seedOf } from '../train/random.ts'
import { company, firstName, organisation, type Language } from '../train/slots.ts'
import type { Snippet } from '../train/snippets.ts'

/** What a mail says, whatever it is dressed in. */
export interface Said {
  readonly from: string
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly isReply: boolean
}

/** Characters of a text that are dressed anew. */
const TEXT_LENGTH_MAX = 12_000

const CLOSINGS: Readonly<Record<Language, readonly string[]>> = {
  nl: ['Met vriendelijke groet,', 'Groet,', 'Hartelijke groeten,', 'Mvg,', 'Vriendelijke groet'],
  en: ['Kind regards,', 'Best,', 'Many thanks,', 'Regards,', 'Thanks'],
  de: ['Mit freundlichen Grüßen', 'Viele Grüße', 'Beste Grüße', 'Freundliche Grüße'],
  fr: ['Cordialement,', 'Bien à vous,', 'Bonne journée,', 'Salutations distinguées,'],
}
const OPENINGS: Readonly<Record<Language, readonly string[]>> = {
  nl: ['Beste', 'Dag', 'Hallo', 'Geachte', 'Goedemorgen', 'Hoi'], en: ['Dear', 'Hi', 'Hello', 'Good morning'],
  de: ['Guten Tag', 'Hallo', 'Liebe', 'Sehr geehrte'], fr: ['Bonjour', 'Cher', 'Chère', 'Bonsoir'],
}
const ENDINGS: Readonly<Record<Language, readonly string[]>> = {
  nl: ['nl', 'nl', 'nl', 'com', 'eu', 'org', 'be'], en: ['com', 'org', 'co.uk', 'org.uk', 'net', 'ie'],
  de: ['de', 'de', 'at', 'com', 'org'], fr: ['fr', 'fr', 'be', 'com', 'org'],
}

/** An honest mail around one of our passages. */
export function honest(snippet: Snippet, random: Random): Said {
  const { language } = snippet
  const { text } = fill(snippet.text, random, language)
  const house = random.chance(0.5) ? company(random, language) : organisation(random, language)
  const domain = `${slug(house)}.${random.pick(ENDINGS[language])}`
  const [writer, reader] = [firstName(random, language), firstName(random, language)]
  const family = slug(company(random, language)).slice(0, 9)
  const body = text.replaceAll('\\n', '\n')
  const words = body.split(/\s+/)
  const from = random.between(0, Math.max(0, words.length - 6))
  const subject = words.slice(from, from + random.between(1, 6)).join(' ').replaceAll(/[\r\n"]/g, ' ').slice(0, 70)
  return {
    from: random.chance(0.85) ? `${writer} ${family} <${slug(writer)}.${family}@${domain}>` : `${house.replaceAll(/["<>,:;@()[\]\\]/g, ' ')} <info@${domain}>`,
    to: `${slug(reader)}@zorg.example`,
    subject: random.chance(0.3) ? `Re: ${subject}` : subject,
    text: [
      ...random.chance(0.8) ? [`${random.pick(OPENINGS[language])} ${reader},`, ''] : [], body, '',
      ...random.chance(0.9) ? [random.pick(CLOSINGS[language]), '', writer] : [],
      ...random.chance(0.5) ? [house, `www.${domain}`, `${random.between(10, 99)} ${random.between(100, 999)} ${random.between(1000, 9999)}`] : [],
    ].join('\n'),
    isReply: random.chance(0.35),
  }
}

/** Who sends them, what stands above them, and words where there are any: mail of machines and of people in a hurry. */
const DEVICES = ['meter', 'scanner', 'printer', 'kopieerapparaat', 'backup', 'monitor', 'root', 'noreply', 'alarm', 'server', 'kluis', 'postkamer'] as const
const ABOVE = ['meting', 'Scan', 'rapport', 'Document', 'bericht', 'status', 'log', 'foto', 'bijlage', 'back-up', 'Message from device', 'Numérisation', 'Messwert', 'file', 'test', 'sleutel', 'report', 'export', 'x', ''] as const
const WORDS = ['', '', '', 'Zie bijlage.', 'Verzonden vanaf mijn telefoon', 'Sent from my phone', 'ok', 'See attached.', 'Anbei der Scan.', 'Ci-joint.', 'dank!', 'klaar'] as const

/** A mail of next to no words, and keys or files in letters instead of them: that is no sign of anything. */
export function bare(random: Random): Uint8Array {
  const from = `${random.pick(DEVICES)}${random.chance(0.3) ? random.between(1, 99) : ''}@${slug(company(random, 'nl'))}.${random.pick(ENDINGS.nl)}`
  const subject = `${random.pick(ABOVE)}${random.chance(0.6) ? ` ${random.between(1, 9999)}` : ''}`
  const letters = Array.from({ length: random.chance(0.5) ? random.between(1, 60) : 0 }, () => Array.from({ length: 72 }, () => BASE64[random.between(0, 63)] ?? '').join(''))
  const text = [random.pick(WORDS), ...letters].join('\n')
  if (random.chance(0.5)) return dressed({ from: `<${from}>`, to: `${slug(firstName(random, 'nl'))}@zorg.example`, subject, text, isReply: false }, random)
  const to = `To: ${random.chance(0.5) ? '<' : ''}${slug(firstName(random, 'nl'))}@zorg.example`
  return Buffer.from([`From: ${random.chance(0.5) ? `<${from}>` : from}`, to.includes('<') ? `${to}>` : to, `Subject: ${subject}`, ...random.chance(0.5) ? ['Date: Mon, 16 Nov 2026 10:00:00 +0100'] : [], '', text, ''].join('\r\n'))
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

interface WrittenLine {
  readonly language: Language
  readonly name: string
  readonly subject: string
  readonly text: string
}

/** A line of `fraud.txt` or `asked.txt`; undefined for what is none. Portuguese and Spanish have names of their neighbour. */
function writtenLine(line: string): WrittenLine | undefined {
  const [code = '', name, subject, text] = line.split('\t')
  const language = LANGUAGES[code]
  if (language === undefined || name === undefined || subject === undefined || text === undefined) return undefined
  return { language, name, subject, text }
}

const LANGUAGES: Readonly<Record<string, Language>> = { nl: 'nl', en: 'en', de: 'de', fr: 'fr', pt: 'fr', es: 'fr' }

/** Letters that were asked for, and what shops and banks send: one line of our own, its links on the sender's own host. */
export function asked(line: string, random: Random): Said | undefined {
  const written = writtenLine(line)
  if (written === undefined) return undefined
  const { language, name, subject, text } = written
  const house = company(random, language)
  const brand = house.split(/[ ,]/)[0] ?? 'Zon'
  const domain = `${slug(house)}.${random.pick(ENDINGS[language])}`
  const url = `https://${random.pick(['www.', '', 'mail.', 'click.', 'nieuws.'])}${domain}/${random.pick(PATHS)}`
  const filled = (words: string): string => words.replaceAll('{url}', url).replaceAll('{brand}', brand)
    .replaceAll('{name}', firstName(random, language)).replaceAll('\\n', '\n')
  return {
    from: `"${filled(name)}" <${random.pick(['info', 'noreply', 'nieuwsbrief', 'service', 'news', 'orders', 'no-reply', 'administratie'])}@${random.pick(['', '', 'mail.', 'news.'])}${domain}>`,
    to: `${slug(firstName(random, language))}@zorg.example`, subject: filled(subject), text: filled(text), isReply: false,
  }
}

const PATHS = ['', 'mijn', 'account', 'orders/48213', 'news/2026/11', 'l/3f9a?u=8812', 'nieuws', 'track?id=48213', 'newsletter/49'] as const

const FOLDERS = ['login', 'verify', 'secure', 'a', 'wp-content/x', 'index.php?id=3', 'pay', 'track', 'r'] as const
const HOSTS = ['my-account-check', 'secure-login', 'parcel-fee', 'mail-quota', 'service-update', 'win-today', 'docs-share', 'r3'] as const
const BAD_ENDINGS = ['top', 'xyz', 'info', 'click', 'shop', 'com', 'ru', 'cn', 'site', 'online', 'co'] as const

/** Fraud and advertising in our own words: language, sender's name, subject and text of one line. */
export function dishonest(line: string, random: Random): Said | undefined {
  const written = writtenLine(line)
  if (written === undefined) return undefined
  const { language, name, subject, text } = written
  const host = `${random.pick(HOSTS)}${random.chance(0.4) ? random.between(1, 999) : ''}.${random.pick(BAD_ENDINGS)}`
  const url = `${random.chance(0.6) ? 'https' : 'http'}://${random.chance(0.2) ? `${random.between(11, 220)}.${random.between(1, 250)}.${random.between(1, 250)}.9` : host}/${random.pick(FOLDERS)}`
  const brand = company(random, language).split(/[ ,]/)[0] ?? 'Zon'
  const filled = (words: string): string => words.replaceAll('{url}', url).replaceAll('{brand}', brand)
    .replaceAll('{name}', firstName(random, language)).replaceAll('\\n', '\n')
  return {
    from: `"${filled(name)}" <${random.pick(['info', 'noreply', 'support', 'service', 'admin', slug(brand)])}@${random.chance(0.5) ? host : `${slug(company(random, language))}.${random.pick(BAD_ENDINGS)}`}>`,
    to: `${slug(firstName(random, language))}@zorg.example`, subject: filled(subject), text: filled(text), isReply: false,
  }
}

/** What a mail of a collection says; undefined when it says nothing that could be dressed. */
export function saidBy(raw: Uint8Array): Said | undefined {
  const parsed = parseMessage(raw)
  const { textBody, htmlBody } = bodyParts(parsed.root)
  const plain = textBody.find(({ type, subtype }) => type === 'text' && subtype === 'plain')
  const page = htmlBody.find(({ type, subtype }) => type === 'text' && subtype === 'html')
  const text = plain !== undefined ? decodedText(plain, raw, { maxBytes: TEXT_LENGTH_MAX }).value
    : page !== undefined ? shownBy(decodedText(page, raw, { maxBytes: TEXT_LENGTH_MAX }).value) : ''
  if (text.trim().length < 20) return undefined
  const letter = letterOf(raw)
  const { from } = letter
  return {
    from: from === undefined ? '' : `${from.name === null ? '' : `"${from.name.replaceAll(/["\r\n\\]/g, ' ')}" `}<${from.email}>`,
    to: letter.recipient || 'reader@zorg.example', subject: letter.subject.replaceAll(/[\r\n]/g, ' '), text,
    isReply: letter.fields.has('in-reply-to') || letter.fields.has('references'),
  }
}

function shownBy(page: string): string {
  const said = new ShownWords()
  readPage(unitsOfText(page), said, [])
  return said.text(0, said.length)
}

/** The same words as a mail program of today sends them; chance is drawn from the words, so the bytes stay the same. */
export function dressed(said: Said, random = new Random(seedOf(said.subject + said.text))): Uint8Array {
  const { from, to, subject, isReply } = said
  const text = said.text.slice(0, TEXT_LENGTH_MAX).replaceAll('\r\n', '\n')
  const boundary = `${random.pick(['_000_', '----=_Part_', '0000000000', 'Apple-Mail=_', '=-'])}${random.between(100_000, 999_999)}`
  const head = [
    ...from === '' ? [] : [`From: ${from}`], `To: ${to}`, `Subject: ${subject}`, 'Date: Mon, 16 Nov 2026 10:00:00 +0100',
    ...isReply ? ['In-Reply-To: <1@mail.example>', 'References: <1@mail.example>'] : [],
    ...random.chance(0.15) ? ['Cc: team@zorg.example'] : [], 'MIME-Version: 1.0',
  ]
  const plain = ['Content-Type: text/plain; charset="utf-8"', 'Content-Transfer-Encoding: 8bit', '', text]
  const page = [
    'Content-Type: text/html; charset="utf-8"', 'Content-Transfer-Encoding: 8bit', '', random.pick(PAGES)(escaped(text), random),
  ]
  const way = random.next()
  const alternative = (outer: string): string[] => [`Content-Type: multipart/alternative; boundary="${outer}"`, '',
    `--${outer}`, ...plain, `--${outer}`, ...page, `--${outer}--`]
  const lines = way < 0.2 ? plain : way < 0.4 ? page : way < 0.9 ? alternative(boundary) : [
    `Content-Type: multipart/${random.pick(['mixed', 'related'])}; boundary="m${boundary}"`, '', `--m${boundary}`, ...alternative(boundary), `--m${boundary}`,
    ...random.pick([
      ['Content-Type: application/pdf; name="bijlage.pdf"', 'Content-Disposition: attachment; filename="bijlage.pdf"', 'Content-Transfer-Encoding: base64', '', 'JVBERi0='],
      ['Content-Type: image/png; name="image001.png"', 'Content-Disposition: inline; filename="image001.png"', 'Content-ID: <logo>', 'Content-Transfer-Encoding: base64', '', 'iVBORw0='],
    ]), `--m${boundary}--`,
  ]
  return Buffer.from([...head, ...lines, ''].join('\r\n'))
}

const lines = (text: string): string[] => text.split('\n')
const FONTS = ['Calibri,sans-serif', 'Aptos,sans-serif', 'Arial,Helvetica,sans-serif', 'Verdana', '&quot;Segoe UI&quot;', 'Helvetica Neue'] as const

/** How mail programs and newsletters of today write a page. */
const PAGES: readonly ((text: string, random: Random) => string)[] = [
  (text, random) => `<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"><style><!--p.MsoNormal{margin:0cm;font-size:11.0pt;font-family:"Calibri",sans-serif}--></style></head><body lang="${random.pick(['NL', 'EN-GB', 'DE', 'FR'])}" link="#0563C1" vlink="#954F72"><div class="WordSection1">${lines(text).map((line) => `<p class="MsoNormal">${line === '' ? '<o:p>&nbsp;</o:p>' : line}</p>`).join('\n')}</div></body></html>`,
  (text) => `<div dir="ltr">${lines(text).map((line) => line === '' ? '<div><br></div>' : `<div>${line}</div>`).join('')}</div>`,
  (text, random) => `<html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"></head><body style="overflow-wrap: break-word;">${lines(text).join('<br>')}<div><br></div><img src="cid:logo" alt="logo" width="${random.between(80, 220)}"></body></html>`,
  (text, random) => `<html><body><div style="font-family: ${random.pick(FONTS)}; font-size: 11pt; color: rgb(0, 0, 0);">${lines(text).map((line) => `<div>${line}</div>`).join('')}</div></body></html>`,
  (text, random) => `<!DOCTYPE html><html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><style>td{font-family:${random.pick(FONTS)}}</style></head><body style="margin:0;background:#f4f4f4"><table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td align="center"><table width="600"><tr><td><img src="https://${random.pick(['beeld', 'img', 'cdn', 'static'])}.example/kop.png" width="600" alt=""></td></tr><tr><td style="padding:24px;font-size:16px">${lines(text).join('<br>')}</td></tr><tr><td style="font-size:12px;color:#666"><a href="https://nieuws.example/web">Web</a> <a href="https://nieuws.example/uit">Unsubscribe</a></td></tr></table></td></tr></table></body></html>`,
  (text) => `<html><head></head><body>${lines(text).map((line) => `<p>${line}</p>`).join('')}<hr><blockquote type="cite"><p>&gt;</p></blockquote></body></html>`,
]

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  .replaceAll(/\bhttps?:\/\/[^\s<>"]{1,200}/g, (url) => `<a href="${url}">${url}</a>`)
  .replaceAll(/(?<![/.\w])www\.[a-z0-9.-]{3,80}/g, (host) => `<a href="https://${host}">${host}</a>`)

const slug = (text: string): string => text.normalize('NFD').toLowerCase().replaceAll(/[^a-z0-9]+/g, '').slice(0, 24) || 'kantoor'
