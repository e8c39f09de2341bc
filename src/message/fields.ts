import { parseAddressList } from '../address/list.ts'
import { decodeWords } from './encoded-word.ts'
import { parseDate } from './date.ts'
import { asText, unfold } from './header.ts'
import { parseMessageIds } from './message-id.ts'
import type { MessageLimits } from './limits.ts'
import type { AddressGroup, EmailAddress, HeaderField, ParsedMessage } from './types.ts'

export type ReadFields = Pick<ParsedMessage,
  'messageId' | 'inReplyTo' | 'references' | 'date' | 'subject' | 'from' | 'sender' | 'replyTo' | 'to' | 'cc' | 'bcc'>

const ADDRESS_FIELDS = ['from', 'sender', 'reply-to', 'to', 'cc', 'bcc'] as const
const SINGLE_FIELDS = ['message-id', 'in-reply-to', 'references', 'date', 'subject'] as const
/** The fields that `readFields` reads, lower case. */
export const WANTED_FIELDS: ReadonlySet<string> = new Set([...ADDRESS_FIELDS, ...SINGLE_FIELDS])

export interface FieldsContext {
  readonly limits: MessageLimits
  readonly defect: (name: string) => void
}

/**
 * Values of the fields that everyone asks for. When a field that may stand once stands there more often, the last
 * counts for Subject, Date and the identifiers (a DKIM signature covers the last, and JMAP reads it, RFC 8621 §4.1.3),
 * and the addresses of all are joined, so that none is hidden; both are named a defect (`repeated-from` ...). RFC 5322
 * §3.6
 */
export function readFields(fields: readonly HeaderField[], context: FieldsContext): ReadFields {
  const values = new Map<string, string[]>()
  for (const field of fields) {
    const name = field.name.toLowerCase()
    if (!WANTED_FIELDS.has(name)) continue
    const list = values.get(name)
    if (list === undefined) values.set(name, [field.value])
    else if (list.push(field.value) === 2) context.defect(`repeated-${name}`)
  }
  const addresses = (name: typeof ADDRESS_FIELDS[number]): readonly AddressGroup[] =>
    addressGroups(values.get(name) ?? [], context)
  const single = (name: typeof SINGLE_FIELDS[number]): string => unfold(values.get(name)?.at(-1) ?? '')
  return {
    messageId: parseMessageIds(single('message-id'))[0] ?? null,
    inReplyTo: parseMessageIds(single('in-reply-to')),
    references: parseMessageIds(single('references')),
    date: parseDate(single('date')),
    subject: asText(single('subject')),
    from: addresses('from'),
    sender: addresses('sender'),
    replyTo: addresses('reply-to'),
    to: addresses('to'),
    cc: addresses('cc'),
    bcc: addresses('bcc'),
  }
}

/** The addresses of one or more fields, names decoded. */
export function addressGroups(values: readonly string[], context: FieldsContext): readonly AddressGroup[] {
  if (values.length === 0) return []
  const { groups, overLimit } = parseAddressList(unfold(values.join(',')), context.limits.addressesMax)
  if (overLimit) context.defect('too-many-addresses')
  return groups.map((group) => ({ group: group.group === null
    ? null
    : displayText(group.group), addresses: group.addresses.map(decoded) }))
}

function decoded(address: EmailAddress): EmailAddress {
  return { name: address.name === null ? null : displayText(address.name), email: address.email }
}

/** A name as it may be shown: encoded-words decoded, control characters (also from inside encoded-words) as blanks. */
function displayText(text: string): string {
  const words = decodeWords(text)
  return /[\x00-\x1f\x7f-\uffff]/.test(words) ? words.replace(/[\x00-\x1f\x7f]+/g, ' ').trim().normalize('NFC') : words
}
