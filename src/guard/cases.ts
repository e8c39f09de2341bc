import { defaultPolicy } from './policy.ts'
import { emptyModel, learn, MODEL_MAILS_MIN, score, type SentMail } from './recipients.ts'
import { unknownRecipient } from './routes.ts'
import type { Draft, Knowledge } from './types.ts'

/**
 * Cases as files and the command line hold them: one JSON object a line (`id`, `from`, `to`, `internalDomains`, `subject`,
 * `body`, `attachments`, and where wanted `knownContacts`). Read with care: anything may stand in a line.
 */
export interface Case { readonly id: string, readonly draft: Draft, readonly knowledge: Knowledge }

/** Clock of a case without one: cases are judged as if today were this day. */
export const CASE_NOW = Date.UTC(2026, 0, 1)

/** Knowledge when nothing was gathered. */
export function plainKnowledge(parts: Partial<Knowledge> = {}): Knowledge {
  return {
    now: CASE_NOW, internalDomains: [], recipients: [], contacts: [], own: { ibans: [], phones: [], names: [] },
    session: { secondFactor: true, network: 'known' }, senderName: null, ...parts,
  }
}

/** A draft with what is usual left out. */
export function plainDraft(parts: Partial<Draft>): Draft {
  return { from: '', recipients: [], subject: '', body: '', attachments: [], ...parts }
}

/** Reads one case; undefined when it is none. */
export function readCase(value: unknown, now: number): Case | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const fields = value as Record<string, unknown>
  const id = text(fields['id'])
  const body = text(fields['body']) ?? text(fields['text'])
  if (id === undefined || body === undefined) return undefined
  const recipients = (['to', 'cc', 'bcc'] as const).flatMap((field) => texts(fields[field]).map((entry) => ({ ...splitName(entry), field })))
  const contacts = [...texts(fields['knownContacts']), ...list(fields['history']).flatMap((mail) => isRecord(mail) ? [...texts(mail['to']), ...texts(mail['cc'])] : [])]
  const attachments = list(fields['attachments']).flatMap((one, index) => isRecord(one)
    ? [{ id: String(index), name: text(one['name']) ?? '', type: text(one['type']) ?? '', sizeBytes: 0, ...typeof one['text'] === 'string' && one['text'] !== '' ? { text: one['text'] } : {} }] : [])
  const internalDomains = texts(fields['internalDomains'])
  const draft = plainDraft({ from: splitName(text(fields['from']) ?? '').address, recipients,
    subject: text(fields['subject']) ?? '', body, attachments })
  return {
    id, draft,
    knowledge: plainKnowledge({ now, internalDomains, contacts: [...new Set(contacts)].slice(0, 5000).map(splitName),
      recipients: habits(draft, list(fields['history']), internalDomains) }),
  }
}

/** What the mails before tell of each recipient; nothing when they are too few. */
function habits(draft: Draft, history: readonly unknown[], internalDomains: readonly string[]): Knowledge['recipients'] {
  if (history.length < MODEL_MAILS_MIN) return []
  const model = emptyModel()
  for (const mail of history) if (isRecord(mail)) learn(model, readSentMail(mail))
  const sent = { from: draft.from, recipients: draft.recipients.map(({ address }) => address), subject: draft.subject,
    text: draft.body }
  return score(model, sent).map(({ address, score: slip, meant }) => ({
    ...unknownRecipient(address), isInternal: internalDomains.includes(address.slice(address.lastIndexOf('@') + 1)),
    sentBefore: model.contacts.get(address)?.mails ?? 0, slip: { score: slip, ...meant === undefined ? {} : { meant } },
  }))
}

/** A sent mail; its `recipients`, when they are given, stand for its To, Cc and Bcc. */
export function readSentMail(fields: Readonly<Record<string, unknown>>, given: unknown = fields['recipients']): SentMail {
  const people = (given === undefined ? [...texts(fields['to']), ...texts(fields['cc']), ...texts(fields['bcc'])]
    : texts(given)).map(splitName)
  return {
    from: splitName(text(fields['from']) ?? '').address, recipients: [...new Set(people.map(({ address }) => address))],
    names: new Map(people.flatMap(({ address, name }) => name === null ? []
      : [[address.toLowerCase(), name] as const])),
    subject: text(fields['subject']) ?? '', text: text(fields['text']) ?? text(fields['body']) ?? '',
  }
}

export const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
const text = (value: unknown): string | undefined => typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined
const list = (value: unknown): readonly unknown[] => Array.isArray(value) ? value : []
const texts = (value: unknown): string[] => typeof value === 'string' ? [value] : list(value).flatMap((one) => {
  if (isRecord(one)) return text(one['address']) ?? text(one['email']) ?? []
  return text(one) ?? []
})

/** `Name <address>` or an address. */
export function splitName(entry: string): { address: string, name: string | null } {
  const open = entry.lastIndexOf('<')
  if (open < 0 || !entry.trimEnd().endsWith('>')) return { address: entry.trim(), name: null }
  const name = entry.slice(0, open).trim().replace(/^"|"$/g, '')
  return { address: entry.slice(open + 1).replace(/>\s*$/, '').trim(), name: name === '' ? null : name }
}

/** The policy that cases are judged by. */
export const casePolicy = defaultPolicy
