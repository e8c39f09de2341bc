import { MethodFailure } from '../jmap/errors.ts'
import { isObject, type JsonObject } from '../jmap/json.ts'
import { flagOfKeyword } from '../jmap/keywords.ts'
import { PROTECTION } from '../jmap/session.ts'
import type { AccountMail, EmailMeta, ListRecord } from '../mailstore/types.ts'
import { searchedFields, searchedText } from '../message/searched-text.ts'
import { LISTING_FIELDS } from '../message/summary.ts'
import type { Context } from './context.ts'
import { keywordsOf } from './email-source.ts'

/**
 * Conditions that the mailstore does not answer: each is asked of the emails that the rest of the filter leaves. They stand
 * alone, beside others, or in an AND at the top; elsewhere they are `unsupportedFilter`. RFC 8621 §4.4.1, and `isProtected`
 * of ours for who names the capability for protection.
 */
export interface Apart {
  /** Only emails that were secured, or only those that were not. */
  readonly isProtected?: boolean
  /** Fields that must be there, with what they must hold. */
  readonly headers: readonly (readonly [name: string, value: string | null])[]
  readonly threads: readonly { readonly has: 'all' | 'some' | 'none', readonly keyword: string }[]
}

/** Emails that are looked at; a search that leaves more must be narrowed. */
export const APART_LOOKED_MAX = 20_000
/** Of those, emails whose header is read for a field that is not listed. */
export const HEADERS_READ_MAX = 2_000
const EMAILS_AT_ONCE = 256

const THREAD_CONDITIONS: ReadonlyMap<string, 'all' | 'some' | 'none'> = new Map([
  ['allInThreadHaveKeyword', 'all'], ['someInThreadHaveKeyword', 'some'], ['noneInThreadHaveKeyword', 'none'],
])

export function isNothing({ isProtected, headers, threads }: Apart): boolean {
  return isProtected === undefined && headers.length + threads.length === 0
}

/** Takes them out of a filter. */
export function takeApart(
  filter: JsonObject | null, { using }: Pick<Context, 'using'>,
): { readonly filter: JsonObject | null, readonly apart: Apart } {
  const taken = new Taken(using.has(PROTECTION))
  if (filter === null) return { filter, apart: taken.apart }
  const { operator, conditions } = filter
  if (operator === 'AND' && Array.isArray(conditions) && conditions.every(isObject)) {
    const inner = conditions.map((one) => Object.hasOwn(one, 'operator') ? one : taken.from(one))
    return { filter: { operator, conditions: inner }, apart: taken.apart }
  }
  return { filter: Object.hasOwn(filter, 'operator') ? filter : taken.from(filter), apart: taken.apart }
}

class Taken {
  readonly #isOurs: boolean
  readonly #headers: [string, string | null][] = []
  readonly #threads: { has: 'all' | 'some' | 'none', keyword: string }[] = []
  #isProtected: boolean | undefined

  constructor(isOurs: boolean) {
    this.#isOurs = isOurs
  }

  get apart(): Apart {
    const isProtected = this.#isProtected
    return { headers: this.#headers, threads: this.#threads, ...(isProtected === undefined ? {} : { isProtected }) }
  }

  /** The condition without what is asked apart. */
  from(condition: JsonObject): JsonObject {
    return Object.fromEntries(Object.entries(condition).filter(([name, value]) => !this.#take(name, value)))
  }

  #take(name: string, value: unknown): boolean {
    if (name === 'isProtected' && this.#isOurs) {
      if (typeof value !== 'boolean') throw wrong('isProtected must be true or false')
      if (this.#isProtected !== undefined && this.#isProtected !== value) {
        throw new MethodFailure('unsupportedFilter', 'isProtected cannot be both')
      }
      this.#isProtected = value
      return true
    }
    if (name === 'header') {
      const [field, wanted = null, ...more] = Array.isArray(value) ? value as unknown[] : []
      const isField = typeof field === 'string' && /^[!-9;-~]{1,200}$/.test(field)
      if (!isField || !(wanted === null || typeof wanted === 'string') || more.length > 0) {
        throw wrong('header must be the name of a field and what it holds')
      }
      this.#headers.push([field.toLowerCase(), wanted === null ? null : searchedText(wanted)])
      return true
    }
    const has = THREAD_CONDITIONS.get(name)
    if (has === undefined) return false
    if (typeof value !== 'string' || flagOfKeyword(value) === undefined) throw wrong(`${name} must be a keyword`)
    this.#threads.push({ has, keyword: value.toLowerCase() })
    return true
  }
}

/** Those of some emails that fit, in their order. */
export async function lookApart(
  messages: readonly number[], apart: Apart, context: Pick<Context, 'mail' | 'submission' | 'account'>,
  headersReadMax: number = HEADERS_READ_MAX,
): Promise<readonly number[]> {
  if (isNothing(apart)) return messages
  if (messages.length > APART_LOOKED_MAX) throw tooMany(APART_LOOKED_MAX)
  const kept: number[] = []
  const reads = { left: headersReadMax, max: headersReadMax }
  for (let at = 0; at < messages.length; at += EMAILS_AT_ONCE) {
    let some: readonly number[] = messages.slice(at, at + EMAILS_AT_ONCE)
    if (apart.threads.length > 0) some = await inThreads(some, apart.threads, context.mail)
    if (apart.headers.length > 0) some = await withHeaders(some, apart.headers, { mail: context.mail, reads })
    if (apart.isProtected !== undefined) some = await withProtection(some, apart.isProtected, context)
    kept.push(...some)
  }
  return kept
}

async function inThreads(
  messages: readonly number[], conditions: Apart['threads'], mail: AccountMail,
): Promise<readonly number[]> {
  const metas = await mail.emails(messages)
  const threads = [...new Set(metas.filter((meta) => meta !== undefined).map(({ thread }) => thread))]
  const keywords = new Map<number, readonly ReadonlySet<string>[]>()
  for (const [index, members] of (await mail.threads(threads)).entries()) {
    const there = (await mail.emails(members)).filter((meta): meta is EmailMeta => meta !== undefined)
    keywords.set(threads[index] ?? 0, there.map((meta) => new Set(keywordsOf(meta).map((one) => one.toLowerCase()))))
  }
  return messages.filter((_, index) => {
    const members = keywords.get(metas[index]?.thread ?? 0)
    return members !== undefined && conditions.every(({ has, keyword }) => has === 'all'
      ? members.every((one) => one.has(keyword))
      : members.some((one) => one.has(keyword)) === (has === 'some'))
  })
}

/** Headers that may still be read, of how many. */
interface Reads { left: number, readonly max: number }

async function withHeaders(
  messages: readonly number[], conditions: Apart['headers'],
  { mail, reads }: { readonly mail: AccountMail, readonly reads: Reads },
): Promise<readonly number[]> {
  const areListed = conditions.every(([name]) => LISTING_FIELDS.has(name))
  const kept: number[] = []
  for (const [index, record] of (await mail.records(messages)).entries()) {
    const message = messages[index]
    if (record === undefined || message === undefined) continue
    const fields = searchedFields(await headerOf(message, record, { mail, reads, areListed }))
    const fits = conditions.every(([wanted, text]) =>
      fields.some(({ name, value }) => name === wanted && (text === null || value.includes(text))))
    if (fits) kept.push(message)
  }
  return kept
}

async function headerOf(message: number, record: ListRecord, { mail, reads, areListed }: {
  readonly mail: AccountMail, readonly reads: Reads, readonly areListed: boolean,
}): Promise<Uint8Array> {
  if (areListed && record.headers.length > 0) return record.headers
  if (--reads.left < 0) throw tooMany(reads.max)
  return await mail.bodyRange(message, 0, record.summary.headerEnd) ?? new Uint8Array(0)
}

async function withProtection(
  messages: readonly number[], isProtected: boolean,
  { mail, submission, account }: Pick<Context, 'mail' | 'submission' | 'account'>,
): Promise<readonly number[]> {
  const there = (await mail.records(messages)).flatMap((record, index) => {
    const message = messages[index]
    return record === undefined || message === undefined ? [] : [{ message, summary: record.summary }]
  })
  const found = await submission.protectionOf(account, there.map(({ summary }) => summary))
  return there.filter(({ summary }, index) =>
    (found[index]?.isItself === true || summary.truth?.verdict === 'guest') === isProtected).map(({ message }) => message)
}

function tooMany(max: number): MethodFailure {
  return new MethodFailure('unsupportedFilter', `this is asked of at most ${max} emails; narrow the search`)
}

function wrong(description: string): MethodFailure {
  return new MethodFailure('invalidArguments', description)
}
