/**
 * A page taken apart in one pass: its words, its links, and what it hides. No tree is built; every page is taken.
 * Pure.
 */

export interface Link {
  readonly url: string
  /** The words that stand for it. */
  readonly words: string
}

export interface Page {
  /** Words as a reader sees them, blanks folded. */
  readonly text: string
  readonly links: readonly Link[]
  /** Names of tags with what of their looks says something, each once a use. */
  readonly tags: readonly string[]
  readonly images: number
  /** Characters in places that a reader does not see. */
  readonly hiddenLength: number
  readonly comments: number
}

/** Links of one page that are looked at. */
export const LINKS_MAX = 200
const TAGS_MAX = 3000

/** Reads a page. Linear: each character is looked at a bounded number of times. */
export function pageOf(source: string): Page {
  const links: Link[] = []
  const tags: string[] = []
  let lower: string | undefined
  let [text, at, images, comments, hiddenLength, linkAt] = ['', 0, 0, 0, 0, -1]
  let [link, hiddenTag, hiddenDepth] = ['', '', 0]
  const say = (words: string): void => {
    if (hiddenTag === '') text += words
    else hiddenLength += words.trim().length
  }
  const endLink = (): void => {
    if (linkAt >= 0 && links.length < LINKS_MAX) links.push({
      url: link, words: text.slice(linkAt, linkAt + 300).trim(),
    })
    linkAt = -1
  }
  while (at < source.length) {
    const open = source.indexOf('<', at)
    if (open < 0) {
      say(plain(source.slice(at)))
      break
    }
    if (open > at) say(plain(source.slice(at, open)))
    if (source.startsWith('<!--', open)) {
      const end = source.indexOf('-->', open + 4)
      comments++
      at = end < 0 ? source.length : end + 3
      continue
    }
    const close = source.indexOf('>', open)
    const end = close < 0 ? source.length : close
    const tag = source.slice(open + 1, Math.min(end, open + 2000))
    at = end + 1
    const name = /^\/?[a-z0-9!:]{1,20}/i.exec(tag)?.[0].toLowerCase() ?? ''
    if (name === 'style' || name === 'script' || name === 'title') {
      lower ??= source.toLowerCase()
      const over = lower.indexOf(`</${name}`, at)
      if (tags.length < TAGS_MAX) tags.push(name)
      at = over < 0 ? source.length : over
      continue
    }
    if (hiddenTag !== '') {
      if (name === hiddenTag) hiddenDepth++
      else if (name === `/${hiddenTag}` && --hiddenDepth === 0) hiddenTag = ''
    } else if (!VOID.has(name) && HIDES.test(tag)) {
      hiddenTag = name
      hiddenDepth = 1
    }
    if (BREAKS.has(name)) say(' ')
    if (name === 'a' || name === 'area') {
      endLink()
      link = attribute(tag, 'href')
      if (link !== '') linkAt = text.length
    } else if (name === '/a') endLink()
    else if (name === 'form') links.push({ url: attribute(tag, 'action'), words: '' })
    else if (name === 'img') images++
    if (tags.length < TAGS_MAX && name !== '' && !name.startsWith('/')) tags.push(looksOf(name, tag))
  }
  endLink()
  return { text, links, tags, images, hiddenLength, comments }
}

const VOID: ReadonlySet<string> = new Set(['br', 'img', 'hr', 'meta', 'link', 'input', 'col', 'area', 'base', '!doctype'])
const BREAKS: ReadonlySet<string> = new Set('p /p br div /div td /td tr /tr table li /li h1 /h1 h2 /h2 h3 /h3 hr ul /ul center blockquote'.split(' '))
const HIDES = /display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden|font-size\s{0,3}:\s{0,3}[01](?:px|pt|em|%|;|"|'|\s)|max-height\s{0,3}:\s{0,3}0|opacity\s{0,3}:\s{0,3}0[;"'\s]|mso-hide\s{0,3}:\s{0,3}all|text-indent\s{0,3}:\s{0,3}-\d{3}/i

/** The tag with its colour, size or kind where that says something of who made the page. */
function looksOf(name: string, tag: string): string {
  if (name === 'font' || name === 'body' || name === 'td' || name === 'table' || name === 'span') {
    const look = /(?:color|size|face|bgcolor|align|border|background)\s{0,2}[=:]\s{0,2}["']?([#\w-]{1,20})/i.exec(tag)
    return look === null ? name : `${name} ${look[0].toLowerCase().replace(/["'\s]/g, '')}`
  }
  return name === 'input' ? `input ${attribute(tag, 'type').toLowerCase()}` : name
}

function attribute(tag: string, name: string): string {
  const found = new RegExp(`\\s${name}\\s{0,3}=\\s{0,3}(?:"([^"]{0,1500})|'([^']{0,1500})|([^\\s>]{1,1500}))`, 'i').exec(tag)
  return plain(found?.[1] ?? found?.[2] ?? found?.[3] ?? '').trim()
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: '\'', nbsp: ' ', euro: '€', copy: '©', zwnj: '', zwj: '', shy: '' }

/** References resolved, invisible characters taken out. */
function plain(text: string): string {
  const resolved = !text.includes('&') ? text : text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));?/gi, (all, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? all
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)
    return code > 0x10ffff || (code >= 0xd800 && code < 0xe000) ? '' : String.fromCodePoint(code)
  })
  return INVISIBLE.test(resolved) ? resolved.replace(INVISIBLE_ALL, '') : resolved
}

const INVISIBLE = new RegExp(String.raw`[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e`
  + String.raw`\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff]`)
const INVISIBLE_ALL = new RegExp(INVISIBLE.source, 'g')
