import assert from 'node:assert/strict'
import { test } from 'node:test'
import { explain } from '../explain.ts'
import { casePolicy, plainKnowledge } from '../cases.ts'
import type { ScreenLanguage } from '../texts.ts'
import type { AttachmentNote, DraftAttachment } from '../types.ts'
import { FILES_LOOKED_MAX } from './hidden-content.ts'
import { HOUSE, judge } from './warnings.testing.ts'

/** A workbook with an open sheet and a hidden one that holds a number, as the reader of files gives it. */
const OPEN = '\fLijst\nnaam\turen\nKees\t12\n'
const workbook: DraftAttachment = {
  id: 'f', name: 'uren.xlsx', type: '', sizeBytes: 9, text: `${OPEN}\fSalaris\nnaam\tBSN\nKees Prins\t111222333\n`,
  notes: ['hidden-sheet'], noted: [{ note: 'hidden-sheet', label: 'Salaris' }],
  places: [{ offset: 1, kind: 'sheet', label: 'Lijst' }, { offset: OPEN.length + 1, kind: 'sheet', label: 'Salaris' }],
}
const file = (notes: readonly AttachmentNote[], more: Partial<DraftAttachment> = {}): DraftAttachment =>
  ({ id: 'f', name: 'plan.docx', type: '', sizeBytes: 9, text: 'Een plan.', notes, ...more })
const about = (files: readonly DraftAttachment[], to = 'balie@elders.example', body = 'Bijgaand de stukken.'): ReturnType<typeof judge>['warnings'] =>
  judge({ to: [to], body, draft: { attachments: files } }).warnings.filter(({ id }) => id === 'hidden-content')

test('a hidden sheet with a number in it is told first and loudest', () => {
  const [warning] = about([workbook])
  assert.deepEqual([warning?.level, warning?.score, warning?.places, warning?.rules], ['advise', 0.95, ['Salaris'], ['hidden-sheet', 'holds-findings']])
})

test('in words of four languages, with the file and the sheet', () => {
  const said = (language: ScreenLanguage): readonly string[] => {
    const draft = { from: `j@${HOUSE}`, recipients: [{ address: 'balie@elders.example', name: null, field: 'to' as const }], subject: '', body: 'Bijgaand de uren.', attachments: [workbook] }
    const assessment = judge({ to: ['balie@elders.example'], body: draft.body, draft: { attachments: [workbook] } })
    const { warnings, reasons } = explain({ assessment, draft,
      knowledge: plainKnowledge({ internalDomains: [HOUSE] }), policy: casePolicy, language })
    const told = warnings.find(({ warning }) => warning.id === 'hidden-content')
    return [told?.heading ?? '', told?.sentence ?? '', reasons.find(({ reason }) => reason === 'national-id')?.where.join() ?? '']
  }
  assert.deepEqual(said('nl'), ['Het blad ‘Salaris’ in uren.xlsx is verborgen.', 'Er staan gevoelige gegevens in. De ontvanger kan het zichtbaar maken. Verwijder het, of stuur een pdf.', 'uren.xlsx, blad ‘Salaris’'])
  assert.deepEqual(said('en'), ['The sheet ‘Salaris’ in uren.xlsx is hidden.', 'It holds sensitive data. The recipient can make it visible. Remove it, or send a PDF.', 'uren.xlsx, sheet ‘Salaris’'])
  assert.deepEqual(said('de'), ['Das Blatt „Salaris“ in uren.xlsx ist ausgeblendet.', 'Darin stehen sensible Daten. Der Empfänger kann es sichtbar machen. Löschen Sie es oder senden Sie ein PDF.', 'uren.xlsx, Blatt „Salaris“'])
  assert.deepEqual(said('fr'), ['La feuille « Salaris » de uren.xlsx est masquée.', 'Elle contient des données sensibles. Le destinataire peut l’afficher. Supprimez-le ou envoyez un PDF.', 'uren.xlsx, feuille « Salaris »'])
})

test('each note that matters is told, once a file, the heaviest; the others are not', () => {
  for (const note of ['hidden-rows', 'hidden-columns', 'hidden-slide', 'hidden-text', 'tracked-changes', 'comments', 'annotations', 'speaker-notes', 'metadata-location'] as const) {
    assert.deepEqual(about([file([note])]).map(({ level, rules }) => [level, ...rules]), [['advise', note]], note)
  }
  assert.deepEqual(about([file(['comments', 'metadata-author', 'hidden-rows'])])[0]?.rules, ['hidden-rows'])
  for (const note of ['embedded-files', 'macros', 'read-by-ocr', 'pictures-not-read', 'form-fields'] as const) assert.deepEqual(about([file([note])]), [], note)
  assert.deepEqual(about([file(['hidden-rows'])], `karin.bos@${HOUSE}`), [])
})

test('who made a file is told where the mail needs care, and not when it is the sender or the reader', () => {
  const made = (label: string): DraftAttachment => file(['metadata-author'], { noted: [{ note: 'metadata-author', label }] })
  const careful = 'Mevrouw Prins, BSN 111222333, komt morgen.'
  assert.deepEqual(about([made('Femke Post')], 'balie@elders.example', careful).map(({ level, places }) => [level, places]), [['advise', ['Femke Post']]])
  assert.deepEqual(about([made('Femke Post')]).map(({ level }) => level), ['record'])
  assert.deepEqual(about([made('J. Meijer')], 'balie@elders.example', careful), [])
  assert.deepEqual(about([made('Anna Vos')], 'anna.vos@elders.example', careful), [])
})

test('files up to the maximum are looked at, and one past it is not', () => {
  const files = (count: number): DraftAttachment[] => Array.from({ length: count }, (_, index) => ({ ...file(index === count - 1 ? ['hidden-text'] : []), id: String(index) }))
  assert.equal(about(files(FILES_LOOKED_MAX)).length, 1)
  assert.equal(about(files(FILES_LOOKED_MAX + 1)).length, 0)
})
