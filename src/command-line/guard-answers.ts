import { assess } from '../guard/assess.ts'
import { casePolicy, isRecord, readCase, readSentMail } from '../guard/cases.ts'
import { loadGuardWeights } from '../submission/guard-weights.ts'
import { recipientScores } from '../guard/recipients.ts'
import { spans } from '../guard/spans.ts'
import type { Finding, Draft } from '../guard/types.ts'

const weights = await loadGuardWeights()

/** What the guard's commands answer to one value each. Undefined when fields are missing. */

/** `guard check`: a case of a mail. */
export function answerCase(value: unknown): unknown {
  const read = readCase(value, Date.now())
  if (read === undefined) return undefined
  const began = performance.now()
  const { secure, level, reasons, findings, warnings } = assess(read.draft, read.knowledge, casePolicy, weights)
  const ms = Math.round((performance.now() - began) * 1000) / 1000
  return {
    id: read.id, secure, level, reasons: reasons.map(({ reason }) => reason),
    entities: findings.map((finding) =>
      ({
        type: finding.type, value: textOf(read.draft, finding), start: finding.start, end: finding.end,
        part: partName(read.draft, finding),
      })),
    warn: [...new Set(warnings.filter(({ level: weight }) => weight !== 'record').map(({ id }) => id))], ms,
  }
}

function textOf(draft: Draft, { part, attachment, start, end }: Finding): string {
  const file = draft.attachments.find(({ id }) => id === attachment)
  const text = part === 'subject' ? draft.subject : part === 'body' ? draft.body : part === 'attachment-name' ? file?.name : file?.text
  return (text ?? '').slice(start, end)
}

const partName = (draft: Draft, { part, attachment }: Finding): string => attachment === undefined ? part : `${part}:${draft.attachments.find(({ id }) => id === attachment)?.name ?? attachment}`

/** `guard spans`: one text. */
export function answerText(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('id' in value) || !('text' in value) || typeof value.text !== 'string') return undefined
  return { id: value.id, spans: spans(value.text, Date.now(), weights) }
}

/** `guard recipient`: the mails before, and one mail. */
export function answerRecipient(value: unknown): unknown {
  if (!isRecord(value) || !('id' in value) || !isRecord(value['mail'])) return undefined
  const mail = readSentMail(value['mail'], value['recipients'] ?? value['mail']['recipients'])
  const history = Array.isArray(value['history']) ? value['history'].filter(isRecord) : []
  return { id: value['id'], suspects: recipientScores(history.map((one) => readSentMail(one)), mail) }
}
