import { numbersInHistory, type HistoryMail } from './number-history.ts'
import { personNumbers } from './person-numbers.ts'
import { defaultPolicy } from './policy.ts'
import { emptyModel, learn, MODEL_MAILS_MIN, score, type SentMail } from './recipients.ts'
import { unknownRecipient } from './routes.ts'
import type { Draft, DraftAttachment, Knowledge } from './types.ts'

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
  const attachments = filesOf(fields['attachments'])
  const internalDomains = texts(fields['internalDomains'])
  const draft = plainDraft({
    from: splitName(text(fields['from']) ?? '').address, recipients, subject: text(fields['subject']) ?? '', body,
    attachments,
  })
  const history = list(fields['history']).filter(isRecord)
  const { seenNumbers, others } = numbersBefore(draft, history)
  const learnt = habits(draft, history, internalDomains)
  const judged = learnt.length > 0 || others.size === 0 ? learnt : plainHabits(draft, history, internalDomains)
  return {
    id, draft,
    knowledge: plainKnowledge({ now, internalDomains, contacts: [...new Set(contacts)].slice(0, 5000).map(splitName),
      ...seenNumbers.length === 0 ? {} : { seenNumbers },
      recipients: judged.map((one) => {
        const otherNumbers = others.get(one.address.toLowerCase())
        return otherNumbers === undefined ? one : { ...one, otherNumbers }
      }) }),
  }
}

const filesOf = (value: unknown): DraftAttachment[] => list(value).flatMap((one, index) => isRecord(one)
  ? [{ id: String(index), name: text(one['name']) ?? '', type: text(one['type']) ?? '', sizeBytes: 0, ...typeof one['text'] === 'string' && one['text'] !== '' ? { text: one['text'] } : {} }] : [])

/** With whom the draft's numbers of persons stood in the mails before. */
function numbersBefore(draft: Draft, history: readonly Record<string, unknown>[]): {
  readonly seenNumbers: NonNullable<Knowledge['seenNumbers']>, readonly others: ReadonlyMap<string, number>,
} {
  const wanted = history.length === 0 ? [] : personNumbers(draft, defaultPolicy)
  const mails = wanted.length === 0 ? [] : history.map((fields): HistoryMail => {
    const { from, recipients, subject, text: body } = readSentMail(fields)
    return { people: [from, ...recipients].map((address) => address.toLowerCase()), subject, body, attachments: filesOf(fields['attachments']) }
  })
  const { seen, others } = numbersInHistory(mails, wanted, {
    self: new Set([draft.from.toLowerCase()]), policy: defaultPolicy,
    recipients: draft.recipients.map(({ address }) => address.toLowerCase()),
  })
  return { seenNumbers: seen, others }
}

/** How often each recipient was written to, where the model knows too little to say more. */
function plainHabits(draft: Draft, history: readonly Record<string, unknown>[], internalDomains: readonly string[]): Knowledge['recipients'] {
  const sent = history.map((fields) => new Set(readSentMail(fields).recipients.map((address) => address.toLowerCase())))
  return draft.recipients.map(({ address }) => ({
    ...unknownRecipient(address), isInternal: internalDomains.includes(address.slice(address.lastIndexOf('@') + 1)),
    sentBefore: sent.filter((people) => people.has(address.toLowerCase())).length,
  }))
}

/** What the mails before tell of each recipient; nothing when they are too few. */
function habits(draft: Draft, history: readonly Record<string, unknown>[], internalDomains: readonly string[]): Knowledge['recipients'] {
  if (history.length < MODEL_MAILS_MIN) return []
  const model = emptyModel()
  for (const mail of history) learn(model, readSentMail(mail))
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
