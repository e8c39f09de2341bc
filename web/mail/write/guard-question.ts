import type { Draft, DraftAttachment } from '../../../src/guard/types.ts'
import { session } from '../../ui/session.svelte.ts'
import type { DraftFields, Enclosed } from './draft-fields.ts'

/** The same draft as the two guards are asked about it: the server's by JMAP, the browser's in its worker. */

/** Characters of a body that the guard in the browser reads; what is beyond only the server sees. */
export const localBodyMax = 1_000_000
/** Message-IDs of the conversation that go with a question (docs/jmap-protection.md §5). */
const answeredMax = 50

const people = (list: DraftFields['to'], field: 'to' | 'cc' | 'bcc'): Draft['recipients'] =>
  list.filter(({ valid }) => valid).map(({ name, email }) => ({ address: email, name, field }))

export const recipientsOf = (fields: DraftFields): Draft['recipients'] =>
  [...people(fields.to, 'to'), ...people(fields.cc, 'cc'), ...people(fields.bcc, 'bcc')]

/** `draft` of ProtectionAssessment/get. */
export function serverDraft(fields: DraftFields): Record<string, unknown> {
  return {
    from: session.account?.address ?? '',
    recipients: recipientsOf(fields),
    subject: fields.subject,
    body: fields.text,
    attachments: fields.files.flatMap(({ blobId, name, type }) => blobId === undefined ? [] : { blobId, name, type }),
    inReplyTo: [...fields.inReplyTo, ...fields.references.toReversed()].slice(0, answeredMax),
  }
}

/** The guard's draft with what this page has of it; the text of a file is there when the file is text and was chosen here. */
export function localDraft(fields: DraftFields, fileTexts: ReadonlyMap<number, string>): Draft {
  return {
    from: session.account?.address ?? '', recipients: recipientsOf(fields), subject: fields.subject, body: fields.text.slice(0, localBodyMax),
    attachments: fields.files.flatMap((file, index) => file.problem === '' ? attachment(file, index, fileTexts.get(file.key)) : []),
    ...(fields.conversation === undefined ? {} : { threadProtected: true, threadRecipients: fields.conversation.people }),
  }
}

function attachment({ key, blobId, name, type, size }: Enclosed, index: number, text: string | undefined): DraftAttachment {
  return {
    id: `${blobId ?? `file-${key}`}/${index}`, name, type, sizeBytes: size, ...(text === undefined ? { unread: 'not-yet' } : { text }),
  }
}

/** The file of a finding, by the id that either guard gave it. */
export function fileOf(fields: DraftFields, attachment: string | undefined): Enclosed | undefined {
  const at = attachment?.lastIndexOf('/') ?? -1
  const id = attachment?.slice(0, at)
  return at < 0 ? undefined : fields.files.find(({ key, blobId }) => blobId === id || `file-${key}` === id)
}

/** Are both the same question? What is left out of it (progress of an upload) asks nothing again. */
export function isSameQuestion(one: DraftFields, other: DraftFields): boolean {
  return one === other || (
    one.text === other.text && one.subject === other.subject
    && one.to === other.to && one.cc === other.cc && one.bcc === other.bcc
    && one.inReplyTo === other.inReplyTo && one.references === other.references
    && one.files.length === other.files.length
    && one.files.every((file, index) => file.blobId === other.files[index]?.blobId && file.key === other.files[index]?.key && file.problem === other.files[index]?.problem)
  )
}
