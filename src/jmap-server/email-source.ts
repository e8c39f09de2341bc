import type { EmailFacts } from '../jmap/email-object.ts'
import { blobId, emailId, mailboxId, threadId } from '../jmap/ids.ts'
import { keywordOfFlag } from '../jmap/keywords.ts'
import { flagBits, type AccountMail, type EmailMeta, type Flags, type ListRecord } from '../mailstore/types.ts'
import { parseMessage } from '../message/parse.ts'

/** Reads what is needed of these messages, in the order asked; undefined where one is gone. */
export async function readEmails(mail: AccountMail, messages: readonly number[], { bytes, truth }: {
  readonly bytes: 'none' | 'header' | 'whole', readonly truth: boolean,
}): Promise<readonly (EmailFacts | undefined)[]> {
  const [metas, records] = await Promise.all([mail.emails(messages), mail.records(messages)])
  const facts: (EmailFacts | undefined)[] = []
  for (const [index, message] of messages.entries()) {
    const meta = metas[index]
    const record = records[index]
    if (meta === undefined || record === undefined) {
      facts.push(undefined)
      continue
    }
    // One message at a time, so that a long list never holds all bodies in memory.
    const raw = await readBytes(mail, message, record, bytes)
    facts.push(bytes !== 'none' && raw === undefined ? undefined : factsOf(meta, record, raw ?? null, truth))
  }
  return facts
}

async function readBytes(
  mail: AccountMail, message: number, record: ListRecord, bytes: 'none' | 'header' | 'whole',
): Promise<Uint8Array | undefined> {
  if (bytes === 'none') return undefined
  return bytes === 'whole' ? mail.body(message) : mail.bodyRange(message, 0, record.summary.headerEnd)
}

function factsOf(meta: EmailMeta, record: ListRecord, raw: Uint8Array | null, truth: boolean): EmailFacts {
  const { summary } = record
  return {
    id: emailId(meta.message),
    blobId: blobId({ of: 'message', message: meta.message }),
    threadId: threadId(meta.thread),
    mailboxIds: meta.places.map(({ mailbox }) => mailboxId(mailbox)),
    keywords: keywordsOf(meta),
    size: meta.sizeBytes,
    receivedAt: meta.receivedAt,
    summary,
    partBlob: (part) => blobId({ of: 'part', message: meta.message, part: part.number }),
    raw,
    headers: raw === null ? [] : parseMessage(raw.subarray(0, summary.headerEnd)).headers,
    extra: truth ? { senderTruth: summary.truth } : {},
  }
}

/**
 * Keywords of an email: those of all its places together, `$seen` only when it is seen in every place (RFC 8621
 * §4.1.1).
 */
export function keywordsOf(meta: EmailMeta): readonly string[] {
  const keywords = new Set<string>()
  for (const { flags } of meta.places) {
    for (const flag of flagNames(flags)) {
      const keyword = keywordOfFlag(flag)
      if (keyword !== undefined) keywords.add(keyword)
    }
  }
  if (!meta.places.every(({ flags }) => (flags.bits & flagBits['\\Seen']) !== 0)) keywords.delete('$seen')
  return [...keywords].sort()
}

/** The flags by name. */
export function flagNames(flags: Flags): readonly string[] {
  const named = Object.entries(flagBits).filter(([, bit]) => (flags.bits & bit) !== 0).map(([name]) => name)
  return [...named, ...flags.keywords]
}

/** Flag names as one `Flags` value. */
export function flagsOf(names: readonly string[]): Flags {
  let bits = 0
  const keywords = new Set<string>()
  for (const name of names) {
    const bit = Object.hasOwn(flagBits, name) ? flagBits[name as keyof typeof flagBits] : undefined
    if (bit === undefined) keywords.add(name)
    else bits |= bit
  }
  return { bits, keywords: [...keywords].sort() }
}
