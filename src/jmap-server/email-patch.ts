import { invalidProperties, SetFailure } from '../jmap/errors.ts'
import { mailboxOf } from '../jmap/ids.ts'
import { isObject, type JsonObject } from '../jmap/json.ts'
import { flagOfKeyword, readKeywords } from '../jmap/keywords.ts'
import { readPatch, type PropertyPatch } from '../jmap/patch.ts'
import type { EmailPatch } from '../mailstore/types.ts'
import { realId, type Context } from './context.ts'
import { flagsOf } from './email-source.ts'

/** Mailboxes that one email may be put into at once. */
export const MAILBOXES_PER_EMAIL_MAX = 100

/** Reads the patch of one email: only `mailboxIds` and `keywords` change (RFC 8621 §4.6). */
export function readEmailPatch(message: number, patch: JsonObject, context: Context): EmailPatch {
  const changes = readPatch(patch)
  const refused = [...changes.keys()].filter((property) => property !== 'mailboxIds' && property !== 'keywords')
  if (refused.length > 0) throw invalidProperties(refused, 'only mailboxIds and keywords change')
  const mailboxes = changes.get('mailboxIds')
  const keywords = changes.get('keywords')
  return {
    message,
    ...(mailboxes === undefined ? {} : { mailboxes: mailboxPatch(mailboxes, context) }),
    ...(keywords === undefined ? {} : { keywords: keywordPatch(keywords) }),
  }
}

function mailboxPatch(change: PropertyPatch, context: Context): NonNullable<EmailPatch['mailboxes']> {
  if ('whole' in change) return { set: readMailboxIds(change.whole, context) }
  const { on, off } = split(change.members, 'mailboxIds')
  return { add: on.map((id) => mailboxNumber(id, context)), remove: off.map((id) => mailboxNumber(id, context)) }
}

function keywordPatch(change: PropertyPatch): NonNullable<EmailPatch['keywords']> {
  if ('whole' in change) return { set: flagsOf(readKeywords(change.whole ?? {})) }
  const { on, off } = split(change.members, 'keywords')
  const flag = (keyword: string): string => {
    const known = flagOfKeyword(keyword)
    if (known === undefined) throw invalidProperties([`keywords/${keyword.slice(0, 100)}`], 'no keyword')
    return known
  }
  return { add: flagsOf(on.map(flag)), remove: flagsOf(off.map(flag)) }
}

/** Members that are set, and members that are taken away (null; false is taken for null, as clients write it). */
function split(
  members: Readonly<Record<string, unknown>>, property: string,
): { readonly on: string[], readonly off: string[] } {
  const on: string[] = []
  const off: string[] = []
  for (const [name, value] of Object.entries(members)) {
    if (value === true) on.push(name)
    else if (value === null || value === false) off.push(name)
    else throw invalidProperties([`${property}/${name.slice(0, 100)}`], 'true or null expected')
  }
  return { on, off }
}

/** `{"F1": true}` as numbers; at least one. */
export function readMailboxIds(value: unknown, context: Context): readonly number[] {
  if (!isObject(value)) throw invalidProperties(['mailboxIds'], 'mailboxIds must be an object')
  const ids = Object.entries(value)
  if (ids.length === 0 || !ids.every(([, set]) => set === true)) {
    throw invalidProperties(['mailboxIds'], 'at least one mailbox set to true')
  }
  if (ids.length > MAILBOXES_PER_EMAIL_MAX) throw new SetFailure({ type: 'tooManyMailboxes' })
  return [...new Set(ids.map(([id]) => mailboxNumber(id, context)))]
}

function mailboxNumber(id: string, context: Context): number {
  const mailbox = mailboxOf(realId(context, id))
  if (mailbox === undefined) throw invalidProperties(['mailboxIds'], 'there is no such mailbox')
  return mailbox
}
