/** Characters of a subject that are looked at. */
export const SUBJECT_MAX = 2_000
/** Prefixes taken off. */
const PREFIXES_MAX = 50

/**
 * The subject without what replying and forwarding add, for threading: `Re: [lijst] Fwd: vraag (fwd)` gives `vraag`.
 * RFC 5256 §2.1, with the prefixes that Dutch, German and French programs write.
 */
export function baseSubject(subject: string): string {
  let text = subject.slice(0, SUBJECT_MAX).replace(/\s+/g, ' ').trim()
  for (let round = 0; round < PREFIXES_MAX; round++) {
    const shorter = withoutTrailer(withoutBlob(withoutPrefix(text)))
    const forwarded = /^\[fwd: ?(.*)\]$/i.exec(shorter)?.[1]
    const next = (forwarded ?? shorter).trim()
    if (next === text) break
    text = next
  }
  return text
}

/** Whether the subject says that it answers or forwards. RFC 5256 §2.1 */
export function isReplySubject(subject: string): boolean {
  return PREFIX.test(subject.slice(0, SUBJECT_MAX).trim())
}

const PREFIX = new RegExp([
  /^(?:re|fwd?|aw|wg|antw|antwoord|betr|doorst|vs|sv|rv|tr)/, /(?:\[\d{1,4}\])? ?(?:\[[^[\]]{0,100}\] ?){0,3}: ?/,
].map(({ source }) => source).join(''), 'i')

function withoutPrefix(text: string): string {
  return text.replace(PREFIX, '').trim()
}

/** `[name of a list]` in front, unless nothing would be left. */
function withoutBlob(text: string): string {
  const rest = text.replace(/^\[[^[\]]{0,200}\] ?/, '')
  return rest === '' ? text : rest
}

function withoutTrailer(text: string): string {
  return text.replace(/ ?\(fwd\)$/i, '')
}
