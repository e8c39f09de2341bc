import { clockTime, longDate } from '../../ui/dates.ts'
import { session } from '../../ui/session.svelte.ts'
import { lang, t } from '../../ui/texts.svelte.ts'
import { waitingDrafts } from '../../ui/waiting-draft.ts'
import type { GetAnswer } from '../jmap.ts'
import type { Mail } from '../mail.svelte.ts'
import { personName } from '../names.ts'
import { plainOf } from '../parts.ts'
import { bodyProperties, partProperties, type EmailAddress, type EmailBody, type EmailHead } from '../types.ts'
import { emptyFields, typedHeaders, typedOut, type DraftFields, type Enclosed, type WaitingDraft } from './draft-fields.ts'
import { draftsLeft, leftDraft, type Draft } from './draft.svelte.ts'
import { answerTo, prefixed, quoted, references, written } from './quote.ts'
import { isAddress, type Recipient } from './recipients.ts'

/** The address fields come whole from the header: the summary that lists live on leaves out what is beyond 2,000. */
const wholeFields = ['header:To:asAddresses', 'header:Cc:asAddresses', 'header:Bcc:asAddresses'] as const

type Whole = EmailHead & EmailBody & { readonly [field in typeof wholeFields[number]]?: readonly EmailAddress[] | null }
  & { readonly [field in typeof typedHeaders[keyof typeof typedHeaders]]?: string | null }

export interface Beginning {
  readonly fields: DraftFields
  readonly email: string | undefined
  /** The fields come from this tab and the server does not have them yet. */
  readonly restored: boolean
  /** Key of what waited in this tab. */
  readonly key?: string
  /** The same message, when it was left a moment ago and is still being saved. */
  readonly draft?: Draft
}

const recipients = (people: readonly EmailAddress[] | null): Recipient[] =>
  (people ?? []).map(({ name, email }) => ({ name, email, valid: isAddress(email) }))

let files = 0
/** A number for a file in the list, unique in this page. */
export const fileKey = (): number => { files += 1; return files }

const filesOf = (email: Whole): Enclosed[] => email.attachments.flatMap((part) => part.blobId === null ? [] : {
  key: fileKey(), name: part.name ?? t().thread.noName, size: part.size, type: part.type, blobId: part.blobId, part: 1, problem: '',
})

const isDraft = (one: object): one is WaitingDraft =>
  'fields' in one && typeof one.fields === 'object' && one.fields !== null && 'to' in one.fields && Array.isArray(one.fields.to)

/** What this tab still holds of the same message, if the server never got it. */
function waiting(mail: Mail, origin: string, email: string | undefined): Beginning | undefined {
  // A draft is known by its id on the server; a message that nothing saves any more (after a reload) also by where it began.
  const begunHere = (one: WaitingDraft): boolean => one.origin === origin && (one.email === undefined || leftDraft(one.key) === undefined)
  const found = waitingDrafts().filter(isDraft).find((one) =>
    one.dirty && one.account === session.account?.address && (email === undefined ? begunHere(one) : one.email === email))
  if (found === undefined) return undefined
  const draft = leftDraft(found.key)
  if (draft?.resume(mail) === true) return { fields: draft.fields, email: draft.email, restored: true, draft }
  const fields = { ...found.fields, files: found.fields.files.map((file) => ({ ...file, key: fileKey() })) }
  return { fields, email: found.email, restored: true, key: found.key }
}

/** The text of a message that is written on: the whole of it, also where the server cut what it gave (docs of JMAP: `isTruncated`). */
async function wholeText(mail: Mail, email: Whole): Promise<string> {
  const { text, cut } = plainOf(email)
  const [part, ...more] = email.textBody
  if (!cut || part?.blobId === null || part === undefined || part.type !== 'text/plain' || more.length > 0) return text.replaceAll('\r\n', '\n')
  const bytes = await (await mail.jmap.download(part.blobId, 'text', part.type)).arrayBuffer()
  return decoder(part.charset).decode(bytes).replaceAll('\r\n', '\n')
}

function decoder(charset: string | null | undefined): TextDecoder {
  try {
    return new TextDecoder(charset ?? 'utf-8')
  } catch {
    return new TextDecoder()
  }
}

/** Reads an email with its text, or undefined when it is gone. */
async function read(mail: Mail, id: string): Promise<Whole | undefined> {
  const answer = await mail.jmap.one<GetAnswer<Whole>>('Email/get', {
    ids: [id],
    properties: [...mail.headProperties, ...bodyProperties.filter((one) => one !== 'id'), ...wholeFields, ...Object.values(typedHeaders)],
    bodyProperties: partProperties,
    fetchTextBodyValues: true,
  })
  return answer.list[0]
}

/** The fields to begin with for a route; undefined when the message it is about is gone. */
export async function beginning(mail: Mail, how: 'new' | 'draft' | 'reply' | 'reply-all' | 'forward', id: string | undefined, origin: string): Promise<Beginning | undefined> {
  await draftsLeft()
  const kept = waiting(mail, origin, how === 'draft' ? id : undefined)
  if (kept !== undefined) return kept
  if (how === 'new' || id === undefined) return { fields: emptyFields, email: undefined, restored: false }
  const email = await read(mail, id)
  if (email === undefined) return undefined
  if (how === 'draft') {
    return {
      fields: {
        ...emptyFields, subject: email.subject ?? '',
        to: [...recipients(email['header:To:asAddresses'] ?? email.to), ...typedOut(email[typedHeaders.to])],
        cc: [...recipients(email['header:Cc:asAddresses'] ?? email.cc), ...typedOut(email[typedHeaders.cc])],
        bcc: [...recipients(email['header:Bcc:asAddresses'] ?? email.bcc), ...typedOut(email[typedHeaders.bcc])],
        text: await wholeText(mail, email), files: filesOf(email), inReplyTo: email.inReplyTo ?? [], references: email.references ?? [],
      },
      email: id, restored: false,
    }
  }
  return { fields: how === 'forward' ? forwarded(email, await wholeText(mail, email)) : answered(email, how === 'reply-all'), email: undefined, restored: false }
}

const conversationOf = ({ protection }: Whole): DraftFields['conversation'] =>
  protection?.isProtected === true ? { people: protection.people } : undefined

function answered(email: Whole, all: boolean): DraftFields {
  const own = new Set([session.account?.address.toLowerCase() ?? ''])
  const { to, cc } = answerTo({ from: email.from ?? [], replyTo: email.replyTo ?? [], to: email.to ?? [], cc: email.cc ?? [] }, own, all)
  const at = Date.parse(email.receivedAt)
  const when = t().write.dateAt(longDate(at, lang()), clockTime(at, lang()))
  return {
    ...emptyFields,
    to: recipients(to), cc: recipients(cc),
    subject: prefixed(email.subject ?? '', 'Re: '),
    text: `\n\n${t().write.quoteHead(when, personName(email.from?.[0]))}\n${quoted(plainOf(email).text)}`,
    inReplyTo: email.messageId ?? [],
    references: references(email),
    answers: { email: email.id, keyword: '$answered' },
    conversation: conversationOf(email),
  }
}

function forwarded(email: Whole, whole: string): DraftFields {
  const at = Date.parse(email.receivedAt)
  const head = [
    `---------- ${t().write.forwardHead} ----------`,
    `${t().write.forwardFrom}: ${(email.from ?? []).map(written).join(', ')}`,
    `${t().write.forwardDate}: ${t().write.dateAt(longDate(at, lang()), clockTime(at, lang()))}`,
    `${t().write.forwardSubject}: ${email.subject ?? ''}`,
    `${t().write.forwardTo}: ${(email.to ?? []).map(written).join(', ')}`,
  ].join('\n')
  return {
    ...emptyFields,
    subject: prefixed(email.subject ?? '', 'Fwd: '),
    text: `\n\n${head}\n\n${whole}`,
    files: filesOf(email),
    references: references(email),
    answers: { email: email.id, keyword: '$forwarded' },
    conversation: conversationOf(email),
  }
}
