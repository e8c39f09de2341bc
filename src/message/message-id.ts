/** Identifiers kept of one field. */
export const MESSAGE_IDS_MAX = 1_000
/** Characters of one identifier; longer ones are left out. */
export const MESSAGE_ID_MAX = 998

/**
 * The identifiers of Message-ID, In-Reply-To and References, without angle brackets, in order, white space inside
 * removed.
 * A field without brackets gives its words that hold an `@`. RFC 5322 §3.6.4.
 */
export function parseMessageIds(field: string): readonly string[] {
  const ids: string[] = []
  let at = 0
  let open = field.indexOf('<')
  while (open !== -1 && ids.length < MESSAGE_IDS_MAX) {
    const close = field.indexOf('>', open + 1)
    if (close === -1) break
    // A second `<` before the `>` means that the first never closed.
    const start = field.lastIndexOf('<', close) + 1
    const id = clean(field.slice(start, close))
    if (id !== '' && id.length <= MESSAGE_ID_MAX) ids.push(id)
    at = close + 1
    open = field.indexOf('<', at)
  }
  return ids.length > 0 ? ids : bareIds(field)
}

function clean(text: string): string {
  return text.replace(/[\s\0]+/g, '')
}

function bareIds(field: string): readonly string[] {
  const words = field.slice(0, MESSAGE_ID_MAX * 10).replace(/[<>]/g, ' ').split(/[\s,\0]+/)
  return words.filter((word) => word.includes('@') && word.length <= MESSAGE_ID_MAX).slice(0, MESSAGE_IDS_MAX)
}
