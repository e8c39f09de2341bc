import { Parser } from 'htmlparser2'

/** Elements whose text nobody sees. */
const UNSEEN: ReadonlySet<string> = new Set([
  'script', 'style', 'head', 'title', 'template', 'noscript', 'svg', 'math', 'object',
])
/** Elements that begin a new line. */
const BLOCKS: ReadonlySet<string> = new Set([
  'p', 'div', 'br', 'tr', 'li', 'table', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'blockquote', 'pre', 'ul', 'ol', 'hr',
    'section', 'article',
])

/**
 * The text a reader sees of HTML, for previews and search: no markup, no scripts, styles or comments; block elements
 * become line ends, entities are decoded. Stops after `charactersMax` characters of text. It is text, never HTML again.
 */
export function htmlToText(html: string, { charactersMax }: { readonly charactersMax: number }): string {
  const pieces: string[] = []
  let length = 0
  let unseen = 0
  const parser = new Parser({
    onopentagname(name) {
      if (UNSEEN.has(name)) unseen++
      else if (BLOCKS.has(name)) pieces.push('\n')
      else if (name === 'td' || name === 'th') pieces.push(' ')
    },
    onclosetag(name) {
      if (UNSEEN.has(name) && unseen > 0) unseen--
      else if (BLOCKS.has(name)) pieces.push('\n')
    },
    ontext(text) {
      if (unseen > 0 || length >= charactersMax) return
      pieces.push(text)
      length += text.length
    },
  }, { decodeEntities: true, lowerCaseTags: true })
  for (let at = 0; at < html.length && length < charactersMax; at += STEP) parser.write(html.slice(at, at + STEP))
  parser.end()
  return pieces.join('').slice(0, charactersMax)
}

/** Characters given to the parser at a time, so that it can be stopped. */
const STEP = 1024
