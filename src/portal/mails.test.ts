import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bodyParts } from '../message/body-parts.ts'
import { decodedText } from '../message/body.ts'
import { parseMessage } from '../message/parse.ts'
import { moment, noticeMessage, shownName } from './mails.ts'
import { codeTexts, noticeTexts } from './guest-texts.ts'
import { senderTexts, type SenderMailKind } from './texts.ts'
import { NAME_LENGTH_MAX, type PortalFacts, type PortalSettings } from './types.ts'

const settings: PortalSettings = {
  url: 'https://post.delinde.example', expiryDays: 30, unreadDays: 3, replyBytes: 1, notice: 'link-and-code', country: '+31',
  timeZone: 'Europe/Amsterdam', serviceContact: { name: '', phone: '', email: '', hours: '' },
}
const facts: PortalFacts = {
  sender: { name: 'Marieke Hofstra', address: 'marieke@delinde.example' }, recipient: { name: 'Anja Bakker', address: 'anja@post.example' },
  language: 'nl', organisation: 'Zorggroep De Linde', sentAt: 0, messageId: 'x@delinde.example',
}
const at = Date.UTC(2026, 6, 11, 8, 58)
const link = 'AAAAAAAAAAAAAAAAAAAAAA'

function notice(more: Partial<Parameters<typeof noticeMessage>[0]> = {}) {
  const raw = noticeMessage({ settings, facts, factor: 'sms', expiresAt: at, access: { link, shortCode: 'k7wd-2x0p-9abc' }, now: at, ...more })
  const parsed = parseMessage(raw)
  const { textBody: [text], htmlBody: [html] } = bodyParts(parsed.root)
  if (text === undefined || html === undefined) return assert.fail('a notice has both forms')
  const [plain, rich] = [decodedText(text, raw).value, decodedText(html, raw).value]
  return { raw: new TextDecoder().decode(raw), parsed, text: plain, html: rich }
}

test('a notice names who, until when, what is needed and whom to ask, in Dutch and English', () => {
  const { parsed, text, html } = notice()
  assert.equal(parsed.subject, 'Zorggroep De Linde stuurt u een beveiligd bericht')
  assert.deepEqual(parsed.from[0]?.addresses, [{ name: 'Marieke Hofstra (Zorggroep De Linde)', email: 'marieke@delinde.example' }])
  assert.match(text, /tot zaterdag 11 juli 2026 om 10:58/)
  assert.match(text, /Vraag over deze mail\? Mail Zorggroep De Linde: postmaster@delinde\.example\.\n/)
  assert.match(text, /Vraag over het bericht\? Mail Marieke Hofstra: marieke@delinde\.example\.\n/)
  assert.equal(html.match(/<a /g)?.length, 1, 'one button')
  assert.doesNotMatch(html, /<img|<script|<link|src=|url\(/)
  const phone = { ...settings, serviceContact: { name: 'Balie', phone: '085 000 00 12', email: 'x@y.example', hours: 'Van 8 tot 18 uur.' } }
  assert.match(notice({ settings: phone }).text, /Bel Balie: 085 000 00 12\. Van 8 tot 18 uur\./)
  const english = notice({ facts: { ...facts, language: 'en', recipient: { name: null, address: 'anja@post.example' } }, factor: 'agreed-code' })
  assert.match(english.text, /^Hello,\n\nMarieke Hofstra of Zorggroep De Linde has a message for you/)
  assert.match(english.text, /the code that you agreed with the sender/)
})

test('without a link it has none, and without a code none', () => {
  const typed = notice({ access: { link: null, shortCode: 'k7wd-2x0p-9abc' } })
  assert.doesNotMatch(typed.raw, /https?:|href|#A/)
  assert.match(typed.text, /Typ in uw browser: post\.delinde\.example\/p\n\nVul deze code in:\n\n {2}K7WD-2X0P-9ABC\n/)
  const clicked = notice({ access: { link, shortCode: null } })
  assert.match(clicked.text, /https:\/\/post\.delinde\.example\/p#A{22}\n/)
  assert.doesNotMatch(clicked.text, /vul deze code in/)
})

test('hostile names stay names', () => {
  for (const name of ['x\r\nBcc: evil@post.example', 'x\n\n<html>', '"><script>alert(1)</script>', '=?utf-8?q?x=0D=0ABcc:_y?=', '\u202Egnp.exe', 'a'.repeat(4096), '\0', '😀'.repeat(300)]) {
    const { sender, recipient } = facts
    const named = { ...facts, sender: { ...sender, name }, recipient: { ...recipient, name }, organisation: name }
    const { parsed, raw, html } = notice({ facts: named })
    assert.equal(parsed.headers.filter((field) => /^(bcc|x-.*|html)$/i.test(field.name)).length, 0, name)
    assert.equal(parsed.from[0]?.addresses.length, 1)
    assert.equal(parsed.from[0]?.addresses[0]?.email, 'marieke@delinde.example')
    assert.doesNotMatch(html, /<script/)
    assert.doesNotMatch(raw, /\u202E/)
    assert.ok(parsed.headerEnd < 5000, `${name.slice(0, 20)}: ${parsed.headerEnd}`)
  }
  assert.equal(shownName(' \t\r\n'), null)
  assert.equal(shownName('x'.repeat(NAME_LENGTH_MAX + 1))?.length, NAME_LENGTH_MAX)
})

test('every text for senders is there in both languages, short enough and without what it must not say', () => {
  const words = { recipient: 'Anja', sentAt: moment(at, 'nl', 'Europe/Amsterdam'), days: 3, until: 'morgen' }
  for (const language of ['nl', 'en'] as const) {
    for (const kind of Object.keys(senderTexts.nl.text) as SenderMailKind[]) {
      const lines = senderTexts[language].text[kind](words)
      assert.ok(lines.length >= 2 && lines.every((line) => line.length > 10 && line.length < 200), `${language} ${kind}`)
      assert.ok(senderTexts[language].subject[kind](words).length < 80)
    }
  }
})

test('a notice and a code speak the four languages of guests, with dates as they are written there', () => {
  const said = {
    nl: /tot zaterdag 11 juli 2026/, en: /until Saturday,? 11 July 2026/, de: /bis Samstag, 11\. Juli 2026/,
    fr: /jusqu’au samedi 11 juillet 2026/,
  } as const
  for (const language of ['nl', 'en', 'de', 'fr'] as const) {
    const { parsed, text, html, raw } = notice({ facts: { ...facts, language } })
    assert.match(text, said[language])
    assert.ok(html.startsWith(`<!doctype html>\n<html lang="${language}">`))
    assert.ok(parsed.subject.includes('Zorggroep De Linde') && raw.length < 8000)
    // A message of one part in the letters of GSM 03.38 holds 160 signs; with the line for the phone two parts are the most.
    const code = codeTexts[language]({ organisation: 'Zorggroep De Linde', code: '123456' })
    assert.match(code, /123456/)
    assert.ok(code.length < 110, code)
  }
  assert.equal(new Set(Object.values(noticeTexts).map(({ button }) => button)).size, 4)
})
