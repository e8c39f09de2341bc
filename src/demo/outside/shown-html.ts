import { Parser } from 'htmlparser2'

/** Elements that are kept, without any attribute. */
const KEPT: ReadonlySet<string> = new Set([
  'p', 'br', 'b', 'strong', 'i', 'em', 'ul', 'ol', 'li', 'h1', 'h2', 'h3', 'table', 'tr', 'td', 'th', 'blockquote', 'pre', 'hr', 'div', 'span',
])
const UNSEEN: ReadonlySet<string> = new Set(['script', 'style', 'head', 'title', 'template', 'noscript', 'svg', 'math', 'object', 'iframe'])
const EMPTY: ReadonlySet<string> = new Set(['br', 'hr'])

/**
 * HTML of a mail as the made-up mail program of the demonstration shows it: words, structure and links that begin with http, all
 * written anew. A link that was made to look like a button looks like one.
 */
export function shownHtml(html: string): string {
  const out: string[] = []
  const open: string[] = []
  let unseen = 0
  const parser = new Parser({
    onopentag(name, attributes) {
      if (UNSEEN.has(name)) unseen++
      if (unseen > 0) return
      const href = attributes['href'] ?? ''
      if (name === 'a' && /^https?:\/\//i.test(href)) {
        const isButton = /background/.test(attributes['style'] ?? '')
        out.push(`<a href="${escaped(href)}"${isButton ? ' class="knop"' : ''} target="_blank" rel="noopener noreferrer">`)
        open.push('a')
      } else if (KEPT.has(name)) {
        out.push(`<${name}>`)
        if (!EMPTY.has(name)) open.push(name)
      }
    },
    ontext(text) {
      if (unseen === 0) out.push(escaped(text))
    },
    onclosetag(name) {
      if (UNSEEN.has(name) && unseen > 0) {
        unseen--
        return
      }
      const at = open.lastIndexOf(name)
      if (unseen > 0 || at < 0) return
      for (const one of open.splice(at).toReversed()) out.push(`</${one}>`)
    },
  }, { decodeEntities: true })
  parser.end(html)
  for (const one of open.toReversed()) out.push(`</${one}>`)
  return out.join('')
}

/** Plain text with its addresses as links. */
export function shownText(text: string): string {
  return text.trim().split(/\n{2,}|(?:\r\n){2,}/).map((part) => `<p>${part.split(/(https?:\/\/[^\s<>"]{1,500})/).map((piece, index) => index % 2 === 1
    ? `<a href="${escaped(piece)}" target="_blank" rel="noopener noreferrer">${escaped(piece)}</a>`
    : escaped(piece).replace(/\r?\n/g, '<br>')).join('')}</p>`).join('\n')
}

export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
