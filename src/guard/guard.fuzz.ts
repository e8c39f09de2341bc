import assert from 'node:assert/strict'
import { assess } from './assess.ts'
import { CASE_NOW, casePolicy, plainDraft } from './cases.ts'
import { detectors } from './detectors/detectors.ts'
import { knowledge } from './guard.testing.ts'
import { spans } from './spans.ts'
import type { Draft } from './types.ts'

const encoder = new TextEncoder()

/** A draft from any text: subject, body, a file's name and text, and recipients, parted by the sign of a unit separator. */
function draftOf(text: string): Draft {
  const [body = '', subject = '', name = '', file, ...recipients] = text.split('\u001f')
  return plainDraft({
    from: 'anna@kantoor.nl', subject, body, recipients: ['iemand@elders.example', ...recipients].slice(0, 20).map((address) => ({ address, name: null, field: 'to' as const })),
    attachments: name === '' && file === undefined ? [] : [{ id: 'a', name, type: 'text/plain', sizeBytes: text.length, ...file === undefined ? {} : { text: file } }],
  })
}

/** The whole guard on any draft: an answer, findings inside their part, shares that are shares. */
export const fuzz = {
  name: 'guard',
  seeds: [
    ...detectors.flatMap(({ examples }) => [...examples.hit.slice(0, 2), ...examples.miss.slice(0, 1)]),
    'Mevrouw A. Prins, geb. 3-4-1951, BSN 111222333, Kerkstraat 4, 1234 AB', 'naam;bsn\nJan;111222333\nEva;123456782', 'Naam      BSN\nJan       111222333\n',
    'Hoi,\n\nzie bijlage.\n\nMet vriendelijke groet,\nJan\n\nOp 1-1-2025 schreef Eva:\n> BE68 5390 0754 7034\n', 'Beste Eva,\u001fuw dossier\u001fdossier_J_Prins.pdf\u001fMevrouw Prins heeft koorts\u001feva@elders.example',
  ].map((text) => encoder.encode(text)),
  run(input: Uint8Array): void {
    const text = new TextDecoder().decode(input)
    const draft = draftOf(text)
    const { findings, reasons } = assess(draft, knowledge(), casePolicy)
    const parts = { subject: draft.subject, body: draft.body, 'attachment-name': draft.attachments[0]?.name ?? '', 'attachment-text': draft.attachments[0]?.text ?? '' }
    for (const { start, end, part, confidence } of findings) {
      assert.ok(start >= 0 && start <= end && end <= parts[part].length, `${part} ${start} ${end}`)
      assert.ok(confidence >= 0 && confidence <= 1)
    }
    for (const { findings: places } of reasons) for (const place of places) assert.ok(place < findings.length)
    for (const { start, end, score } of spans(text, CASE_NOW)) assert.ok(start >= 0 && start < end
      && end <= text.length && score <= 1)
  },
}
