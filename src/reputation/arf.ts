/**
 * Reads a feedback report: what another provider says of a mail that came from here (its reader called it spam, a trap
 * was hit). Pure; the input is a stranger's. Standards: RFC 5965 (the format), RFC 6650 (what makes such a report one).
 */
import { decodedBytes } from '../message/body.ts'
import { headerFields } from '../message/rewrite.ts'
import { parseMessage } from '../message/parse.ts'
import type { Part } from '../message/types.ts'
import { unfold } from '../message/header.ts'

/** Octets of the machine's part and of the header of the mail it is about that are looked at. */
export const REPORT_BYTES_MAX = 32 * 1024
export const ORIGINAL_BYTES_MAX = 64 * 1024
/** Fields of each that are read, and characters of one value. */
export const REPORT_FIELDS_MAX = 100
export const REPORT_VALUE_MAX = 500
/** Incidents that one report may stand for. */
export const INCIDENTS_MAX = 10_000

/** Registered types (RFC 5965 §7.3, RFC 6591 §4, RFC 6692); any other word counts as `other`. */
export const FEEDBACK_TYPES = ['abuse', 'fraud', 'virus', 'not-spam', 'auth-failure', 'other'] as const
export type FeedbackType = typeof FEEDBACK_TYPES[number]

export interface FeedbackReport {
  readonly type: FeedbackType
  /** The program that made it, as it names itself. */
  readonly userAgent: string
  readonly sourceIp: string | null
  readonly reportedDomains: readonly string[]
  /** How many such mails this stands for (§3.2). */
  readonly incidents: number
  /** Fields of the mail it is about, by name in lower case, unfolded; the first of each name. */
  readonly original: ReadonlyMap<string, string>
}

/** The report, or why the message is none. */
export function readFeedback(raw: Uint8Array): FeedbackReport | 'not a report' | 'broken' {
  const { root } = parseMessage(raw)
  if (root.type !== 'multipart' || root.subtype !== 'report') return 'not a report'
  if (root.parameters['report-type']?.toLowerCase() !== 'feedback-report') return 'not a report'
  const machine = root.children.find(({ type, subtype }) => type === 'message' && subtype === 'feedback-report')
  if (machine === undefined) return 'broken'
  const fields = fieldsOf(decodedBytes(machine, raw).subarray(0, REPORT_BYTES_MAX))
  const [type, userAgent, version] = [first(fields, 'feedback-type'), first(fields, 'user-agent'), first(fields, 'version')]
  // The three that every report has (§3.1). Versions with another first number may mean something else by it all.
  if (type === undefined || userAgent === undefined || version === undefined || !/^\d{1,3}(?:\.\d{1,3})?$/.test(version)) return 'broken'
  return {
    type: FEEDBACK_TYPES.find((one) => one === type.toLowerCase()) ?? 'other', userAgent: plain(userAgent).slice(0, 100),
    sourceIp: /^[0-9a-f.:]{2,45}$/i.exec(first(fields, 'source-ip') ?? '')?.[0] ?? null,
    reportedDomains: fields.filter(({ name }) => name === 'reported-domain').map(({ value }) => value.toLowerCase())
      .filter((domain) => /^[a-z0-9.-]{1,253}$/.test(domain)).slice(0, 10),
    incidents: Math.min(INCIDENTS_MAX, Math.max(1, Number(/^\d{1,9}$/.exec(first(fields, 'incidents') ?? '')?.[0] ?? 1))),
    original: originalOf(root, raw),
  }
}

interface Field { readonly name: string, readonly value: string }

/** The third part: the mail itself, or only its header (§2). */
function originalOf(root: Part, raw: Uint8Array): ReadonlyMap<string, string> {
  const part = root.children.find(({ type, subtype }) => (type === 'message' && (subtype === 'rfc822' || subtype === 'global'))
    || (subtype === 'rfc822-headers' && (type === 'text' || type === 'message')))
  if (part === undefined) return new Map()
  const bytes = part.encoding === '7bit' || part.encoding === '8bit' || part.encoding === 'binary'
    ? raw.subarray(part.bodyStart, Math.min(part.bodyEnd, part.bodyStart + ORIGINAL_BYTES_MAX))
    : decodedBytes(part, raw).subarray(0, ORIGINAL_BYTES_MAX)
  const original = new Map<string, string>()
  for (const { name, value } of fieldsOf(bytes)) if (!original.has(name)) original.set(name, value)
  return original
}

function fieldsOf(bytes: Uint8Array): readonly Field[] {
  return headerFields(bytes).fields.slice(0, REPORT_FIELDS_MAX)
    .map(({ name, value }) => ({ name: name.toLowerCase(), value: unfold(value).trim().slice(0, REPORT_VALUE_MAX) }))
}

const first = (fields: readonly Field[], name: string): string | undefined =>
  fields.find((field) => field.name === name)?.value

/** A stranger's word, for people to look at. */
const plain = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?')
