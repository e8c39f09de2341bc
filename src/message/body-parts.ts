import type { Part } from './types.ts'

/** The parts a reader needs, RFC 8621 §4.1.4. */
export interface BodyParts {
  readonly textBody: readonly Part[]
  readonly htmlBody: readonly Part[]
  readonly attachments: readonly Part[]
}

interface Lists {
  readonly textBody: Part[] | null
  readonly htmlBody: Part[] | null
  readonly attachments: Part[]
}

/** Where a list of parts stands: the subtype of its multipart, and whether an alternative is around it. */
interface Place {
  readonly multipart: string
  readonly inAlternative: boolean
}

/** Sorts the leaves of a message into text, HTML and attachments. RFC 8621 §4.1.4 */
export function bodyParts(root: Part): BodyParts {
  const lists = { textBody: [], htmlBody: [], attachments: [] }
  sort([root], { multipart: 'mixed', inAlternative: false }, lists)
  return lists
}

/** Whether a client should show a paper clip: something to download that is not shown in the text. RFC 8621 §4.1.4 */
export function hasAttachment(root: Part, { attachments }: BodyParts = bodyParts(root)): boolean {
  return attachments.some((part) => part.disposition !== 'inline')
}

/** Recursion is bounded by the depth that parsing allows. */
function sort(parts: readonly Part[], place: Place, given: Lists): void {
  let { textBody, htmlBody } = given
  const { attachments } = given
  const textBefore = textBody?.length ?? 0
  const htmlBefore = htmlBody?.length ?? 0
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index] as Part
    if (part.type === 'multipart') {
      const inside = { multipart: part.subtype, inAlternative: place.inAlternative || part.subtype === 'alternative' }
      sort(part.children, inside, { textBody, htmlBody, attachments })
      continue
    }
    const kind = kindOf(part)
    if (!isInline(part, { kind, index, multipart: place.multipart })) {
      attachments.push(part)
      continue
    }
    if (place.multipart === 'alternative') {
      const list = kind === 'plain' ? textBody : kind === 'html' ? htmlBody : attachments
      list?.push(part)
      continue
    }
    // A branch of an alternative is for one kind of reader only, from its first text on.
    if (place.inAlternative && kind === 'plain') htmlBody = null
    if (place.inAlternative && kind === 'html') textBody = null
    textBody?.push(part)
    htmlBody?.push(part)
    if ((textBody === null || htmlBody === null) && kind === 'media') attachments.push(part)
  }
  if (place.multipart !== 'alternative' || textBody === null || htmlBody === null) return
  // An alternative of one kind only serves both readers.
  const [noText, noHtml] = [textBody.length === textBefore, htmlBody.length === htmlBefore]
  if (noText && !noHtml) for (const part of htmlBody.slice(htmlBefore)) textBody.push(part)
  if (noHtml && !noText) for (const part of textBody.slice(textBefore)) htmlBody.push(part)
}

type Kind = 'plain' | 'html' | 'media' | 'other'

function kindOf({ type, subtype }: Part): Kind {
  if (type === 'text') return subtype === 'plain' ? 'plain' : subtype === 'html' ? 'html' : 'other'
  return type === 'image' || type === 'audio' || type === 'video' ? 'media' : 'other'
}

/** In multipart/related only the first part is the body; a later text with a file name is meant as a file. */
function isInline(part: Part, { kind, index, multipart }: { kind: Kind, index: number, multipart: string }): boolean {
  if (part.disposition === 'attachment' || kind === 'other') return false
  return index === 0 || multipart !== 'related' && (kind === 'media' || part.fileName === null)
}
