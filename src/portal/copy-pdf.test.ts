import assert from 'node:assert/strict'
import { test } from 'node:test'
import { extractText, getDocumentProxy } from 'unpdf'
import { copyPdf, PDF_TEXT_MAX } from './copy-pdf.ts'
import { copyTexts } from './copy-texts.ts'
import type { GuestMessage } from './reading.ts'
import type { GuestLanguage } from './types.ts'

const message: GuestMessage = {
  id: 'x', subject: 'Uw moeder', from: { name: 'Marieke Hofstra', email: 'marieke@delinde.example' }, to: [{ name: 'Anja Bakker', email: 'anja@post.example' }], cc: [],
  sentAt: Date.UTC(2026, 10, 22, 9, 30), readAt: 0, text: 'Beste Anja,\n\nUw moeder slikt metformine.\n\nGroet,\nMarieke', html: null,
  attachments: [{ id: '2', name: 'schema.pdf', type: 'application/pdf', sizeBytes: 3, contentId: null }],
  replies: [{ sentAt: Date.UTC(2026, 10, 22, 10, 0), text: 'Dank u.', files: [{ name: 'foto.jpg', type: 'image/jpeg', sizeBytes: 3 }] }],
  organisation: 'Zorggroep De Linde', language: 'nl', canReply: true, replyBytesMax: 1, expiresAt: 0, state: 'open',
}

async function textOf(more: Partial<GuestMessage>, language: GuestLanguage = 'nl'): Promise<string> {
  const bytes = copyPdf({ ...message, ...more }, { language, timeZone: 'Europe/Amsterdam', now: Date.UTC(2026, 10, 23) })
  const { text } = await extractText(await getDocumentProxy(bytes), { mergePages: true })
  return text.replace(/\s+/g, ' ')
}

test('a copy holds who, when, text, names of files and the answers, and says what it is', async () => {
  const text = await textOf({})
  for (const part of ['Uw moeder', 'Van: Marieke Hofstra <marieke@delinde.example>', 'Aan: Anja Bakker <anja@post.example>', 'Verstuurd: zondag 22 november 2026 om 10:30',
    'Uw moeder slikt metformine.', '• schema.pdf', 'De bijlagen zelf staan niet in deze pdf.', 'Uw antwoord van zondag 22 november 2026 om 11:00', 'Dank u.', 'Met bijlagen: foto.jpg',
    'Deze kopie is niet beveiligd.']) assert.ok(text.includes(part), `${part} in ${text}`)
  assert.doesNotMatch(text, /Let op/)
})

test('in the language of the guest, all of it within the letters of the fonts', async () => {
  for (const language of ['nl', 'en', 'de', 'fr'] as const) {
    const text = await textOf({ text: '', replies: [] }, language)
    const words = copyTexts[language]
    assert.ok(text.includes(words.empty) && text.includes(words.files), text)
    assert.ok(!text.includes(words.changed(1).slice(0, 12)), 'no word of ours lacks a letter')
  }
})

test('a text at the limit is whole; one sign more and the copy says so', async () => {
  const full = await textOf({ replies: [], text: `${'woord '.repeat(PDF_TEXT_MAX / 6)}`.slice(0, PDF_TEXT_MAX) })
  assert.ok(!full.includes('Het eind ontbreekt'))
  assert.ok((await textOf({ replies: [], text: 'x'.repeat(PDF_TEXT_MAX + 1) })).includes('Het eind ontbreekt'))
  assert.ok((await textOf({ text: 'x'.repeat(PDF_TEXT_MAX) })).includes('Het eind ontbreekt'), 'answers count too')
})

test('a subject that is none, and hostile names, stay text', async () => {
  const text = await textOf({ subject: ' ', from: { name: ') Tj ET (\\', email: 'x@y.example' } })
  assert.ok(text.includes('Bericht zonder onderwerp') && text.includes(') Tj ET (\\ <x@y.example>'), text)
})
