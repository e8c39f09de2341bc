import { assess } from '../guard/assess.ts'
import { casePolicy, readCase, splitName } from '../guard/cases.ts'
import { loadGuardWeights } from '../submission/guard-weights.ts'
import { recipientScores, type SentMail } from '../guard/recipients.ts'
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
      ({ type: finding.type, value: textOf(read.draft, finding), start: finding.start, end: finding.end,
        part: partName(read.draft, finding) })),
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
  return { id: value.id, spans: spans(value.text, Date.now()) }
}

/** `guard recipient`: the mails before, and one mail. */
export function answerRecipient(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('id' in value) || !('mail' in value)) return undefined
  const mail = sentMail(value.mail, 'recipients' in value ? value.recipients : undefined)
  const history = 'history' in value && Array.isArray(value.history) ? value.history : []
  return mail === undefined ? undefined : { id: value.id, suspects: recipientScores(history.flatMap((one: unknown) => sentMail(one) ?? []), mail) }
}

/** A mail's `recipients`, when they are given, stand for its To, Cc and Bcc. */
function sentMail(value: unknown, given?: unknown): SentMail | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const fields = value as Record<string, unknown>
  const texts = (entry: unknown): string[] => Array.isArray(entry) ? entry.filter((one) => typeof one === 'string') : typeof entry === 'string' ? [entry] : []
  const body = fields['text'] ?? fields['body']
  const told = given ?? fields['recipients']
  const people = (told === undefined ? [...texts(fields['to']), ...texts(fields['cc']), ...texts(fields['bcc'])] : texts(told)).map(splitName)
  return {
    from: typeof fields['from'] === 'string' ? splitName(fields['from']).address : '',
    recipients: [...new Set(people.map(({ address }) => address))],
    names: new Map(people.flatMap(({ address, name }) => name === null ? [] : [[address.toLowerCase(), name] as const])),
    subject: typeof fields['subject'] === 'string' ? fields['subject'] : '',
    text: typeof body === 'string' ? body : '',
  }
}
