import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SentMail } from '../../../src/guard/recipients/sent-mail.ts'

/** The two files of a folder: `mails.jsonl` (from, to, cc, date, subject, text) and `recipient-check.jsonl` (mail, recipients, leak). */
export interface DatedMail extends SentMail {
  readonly id: string
  readonly date: number
  /** In a made mail: who could as well have got it, so that nobody of them is a slip. */
  readonly belongs?: ReadonlySet<string>
}
export interface CheckCase { readonly id: string, readonly mail: string, readonly recipients: readonly string[],
  readonly leak: string | null }

/** Every sender's mails, oldest first. */
export function readMails(folder: string): Map<string, DatedMail[]> {
  const bySender = new Map<string, DatedMail[]>()
  for (const fields of lines(join(folder, 'mails.jsonl'))) {
    const from = text(fields['from'])
    const mail = { id: text(fields['id']), date: Date.parse(text(fields['date'])), from, recipients: [...texts(fields['to']), ...texts(fields['cc'])],
      subject: text(fields['subject']), text: text(fields['text']) }
    bySender.set(from, [...bySender.get(from) ?? [], mail])
  }
  for (const [from, mails] of bySender) bySender.set(from, mails.toSorted((a, b) => a.date - b.date))
  return bySender
}

export function readChecks(folder: string): CheckCase[] {
  return lines(join(folder, 'recipient-check.jsonl')).map((fields) => ({
    id: text(fields['id']), mail: text(fields['mail']), recipients: texts(fields['recipients']),
    leak: typeof fields['leak'] === 'string' ? fields['leak'].toLowerCase() : null,
  }))
}

const lines = (file: string): Record<string, unknown>[] => readFileSync(file, 'utf8').split('\n').filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Record<string, unknown>)
const text = (value: unknown): string => typeof value === 'string' ? value : ''
const texts = (value: unknown): string[] => Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
