import type { BodyPart, EmailBody, EmailHead } from './types.ts'

/** The text of a message to show or quote: plain parts joined, else undefined when only HTML came. */
export function plainOf(body: EmailBody): { readonly text: string, readonly cut: boolean } {
  let text = ''
  let cut = false
  for (const part of body.textBody) {
    if (part.partId === null || !part.type.startsWith('text/')) continue
    const value = body.bodyValues[part.partId]
    if (value === undefined) continue
    text += (text === '' ? '' : '\n\n') + (part.type === 'text/html' ? textOfHtml(value.value) : value.value)
    cut ||= value.isTruncated
  }
  return { text, cut }
}

/** The words of HTML without its marks, for quoting and for messages that must not be shown as sent. No parser: nothing runs. */
export function textOfHtml(html: string): string {
  const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: '\'', nbsp: ' ' }
  let text = ''
  let at = 0
  while (at < html.length) {
    const open = html.indexOf('<', at)
    text += html.slice(at, open < 0 ? undefined : open).replace(/\s+/g, ' ')
    if (open < 0) break
    const close = html.indexOf('>', open)
    if (close < 0) break
    const tag = /^<\/?([a-z0-9]{1,12})/i.exec(html.slice(open, open + 16))?.[1]?.toLowerCase() ?? ''
    at = close + 1
    if (tag === 'script' || tag === 'style' || tag === 'head' || tag === 'title') {
      const end = html.toLowerCase().indexOf(`</${tag}`, at)
      if (html[open + 1] !== '/' && end >= 0) at = end
    } else if (/^(?:br|p|div|tr|li|h[1-6]|table|blockquote|ul|ol|hr)$/.test(tag)) text += '\n'
    else if (tag === 'td' || tag === 'th') text += ' '
  }
  return text
    .replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,6}));/gi, (whole, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return named[name.toLowerCase()] ?? whole
      const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)
      return code > 0 && code <= 0x10FFFF ? String.fromCodePoint(code) : whole
    })
    .split('\n').map((line) => line.trim()).join('\n').replace(/\n{3,}/g, '\n\n').trim()
}

/** Files to list under a message: attachments, without the pictures that stand in the text. */
export function shownFiles(body: EmailBody): readonly BodyPart[] {
  const html = body.htmlBody.flatMap((part) => part.partId === null ? [] : body.bodyValues[part.partId]?.value ?? []).join('\n')
  return body.attachments.filter((part) => {
    const inText = part.cid !== null && part.disposition !== 'attachment' && part.type.startsWith('image/')
      && html.includes(`cid:${part.cid}`)
    return part.blobId !== null && !inText
  })
}

/** Judged as fraud when it came, and its reader did not say since that it is not. */
export function looksLikeFraud(email: Pick<EmailHead, 'senderTruth' | 'keywords'>): boolean {
  return email.senderTruth?.fraud === true && email.keywords['$notjunk'] !== true
}
