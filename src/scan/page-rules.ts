/**
 * Pages, drawings and other markup that do more than show something: make a file out of themselves, fetch code, lead the reader on,
 * ask for a password, start a program. Looked at as text, in the forms in which scripts are hidden; nothing is run or parsed, and
 * every expression is bounded, so that a hostile page costs a few passes.
 */

/** Octets of a page that are looked at. */
export const PAGE_BYTES_MAX = 8 * 1024 * 1024
/** Octets in which the beginning of a page is looked for. */
const BEGINNING_BYTES = 4096

export type PageRule = 'html-smuggling' | 'script-link'

/** The rule that holds this page; undefined when none does. */
export function pageRule(bytes: Uint8Array): PageRule | undefined {
  const written = pageText(bytes)
  const read = unveiled(written)
  const either = (expression: RegExp): boolean =>
    expression.test(written) || (read !== written && expression.test(read))
  if (either(STARTS_PROGRAM)) return 'script-link'
  if (LEADS.some(either)) return 'html-smuggling'
  if (/<(?:[a-z]{1,10}:)?svg\b/i.test(read.slice(0, BEGINNING_BYTES)) && DRAWS_MORE.some(either)) return 'html-smuggling'
  return SCRIPTS.some(either) && ACTS.some(either) ? 'html-smuggling' : undefined
}

/** Whether this is markup that a browser would open, by names, type or first words. */
export function isPage(names: readonly string[], type: string, bytes: Uint8Array): boolean {
  if (PAGE_TYPES.has(type)) return true
  if (names.some((name) => /\.(?:x?html?|shtml?|xht|svg|xml|xslt?|mht|mhtml)$/.test(name))) return true
  let text = pageText(bytes.subarray(0, BEGINNING_BYTES)).replace(/^(?:\xef\xbb\xbf|\ufeff)/, '').trimStart()
  for (let comments = 0; comments < 10 && text.startsWith('<!--'); comments++) {
    const end = text.indexOf('-->')
    text = end < 0 ? '' : text.slice(end + 3).trimStart()
  }
  return /^<(?:!doctype\s{1,50}(?:html|svg)|html|head|body|script|svg|meta|title|style|iframe|frameset)\b/i.test(text)
}

const PAGE_TYPES: ReadonlySet<string> = new Set([
  'text/html', 'application/xhtml+xml', 'image/svg+xml', 'text/xml', 'application/xml', 'text/xsl',
])

/** Links that start a program or another computer's files. */
const STARTS_PROGRAM = /(?:href|src|action|content)\s{0,20}=\s{0,20}["']?\s{0,20}(?:vbscript|ms-msdt|search-ms|search|ms-[a-z]{2,20}|file|shell|jar):/i

/** What leads away or brings code with it, with or without a script of its own. */
const LEADS: readonly RegExp[] = [
  /<(?:[a-z]{1,10}:)?script\b[^<>]{0,2000}?\s(?:src|href|xlink:href)\s{0,20}=/i,
  /<meta\b(?=[^<>]{0,1000}http-equiv\s{0,20}=\s{0,20}["']?\s{0,20}refresh)[^<>]{0,1000}\burl\s{0,20}=/i,
  /<i?frame\b[^<>]{0,2000}?\s(?:srcdoc|src)\s{0,20}=\s{0,20}["']?\s{0,20}(?!about:|cid:|#)[^\s"'>]/i,
  /(?:href|src|data|action)\s{0,20}=\s{0,20}["']?\s{0,20}data:(?!image\/|font\/|audio\/|video\/|application\/(?:pdf|font|x-font))/i,
  /<input\b[^<>]{0,1000}?\stype\s{0,20}=\s{0,20}["']?\s{0,20}password/i,
  /<\?xml-stylesheet\b[^<>]{0,1000}href\s{0,20}=\s{0,20}["']?\s{0,20}(?:[a-z]{2,20}:|\/\/|\\\\)/i,
  /charset\s{0,20}=\s{0,20}["']?\s{0,20}(?:utf-?7|unicode-1-1-utf-7)/i,
]

/** A drawing has no need of these. */
const DRAWS_MORE: readonly RegExp[] = [
  /<(?:[a-z]{1,10}:)?(?:script|foreignObject|handler|listener)\b/i, /<[a-z][^<>]{0,2000}[\s"'/]on[a-z]{3,24}\s{0,20}=/i, /<!ENTITY\b/i,
  /j\s{0,3}a\s{0,3}v\s{0,3}a\s{0,3}s\s{0,3}c\s{0,3}r\s{0,3}i\s{0,3}p\s{0,3}t\s{0,3}:/i, /attributeName\s{0,20}=\s{0,20}["']?\s{0,20}(?:on|(?:xlink:)?href)/i,
  /<use\b[^<>]{0,1000}href\s{0,20}=\s{0,20}["']?\s{0,20}(?:data:|[a-z]{2,10}:\/\/|\/\/)/i,
]

/** Where a script stands. */
const SCRIPTS: readonly RegExp[] = [
  /<(?:[a-z]{1,10}:)?script\b/i, /<[a-z][^<>]{0,2000}[\s"'/]on[a-z]{3,24}\s{0,20}=/i,
  /j\s{0,3}a\s{0,3}v\s{0,3}a\s{0,3}s\s{0,3}c\s{0,3}r\s{0,3}i\s{0,3}p\s{0,3}t\s{0,3}:/i,
]

/** What a script does that a page to be read has no need of. */
const ACTS: readonly RegExp[] = [
  new RegExp([
    'createObjectURL', 'msSave(?:OrOpen)?Blob', String.raw`new\s{1,20}(?:Blob|File|Uint8Array|DOMParser|TextDecoder|XMLHttpRequest|DecompressionStream|Worker)\b`,
    String.raw`\b(?:atob|unescape|eval|decodeURIComponent|decodeURI)\b`, String.raw`\bFunction\s{0,20}\(`, String.raw`\.constructor\b`, 'fromCharCode', 'fromCodePoint', 'fromBase64',
    String.raw`set(?:Timeout|Interval)\s{0,20}\(\s{0,20}["'\x60]`, String.raw`document\s{0,20}(?:\.\s{0,20}|\[\s{0,20}["'\x60])write`, '(?:inner|outer)HTML', 'insertAdjacentHTML', 'createContextualFragment',
    String.raw`crypto\s{0,20}\.\s{0,20}subtle`, 'WebAssembly', String.raw`\bfetch\s{0,20}\(`, 'sendBeacon', String.raw`window\s{0,20}\.\s{0,20}open\b`,
    String.raw`\blocation\b["'\x60]?\s{0,20}\]?\s{0,20}(?:\.\s{0,20}(?:href|replace|assign)\s{0,20})?[=(]`,
    String.raw`\bimport\s{0,20}\(?\s{0,20}["'\x60]`, 'importScripts', 'serviceWorker', 'ActiveXObject', 'WScript',
  ].join('|'), 'i'),
  // Scripts that are written in signs alone.
  /[[\]()!+{}$_]{200}/,
]

/** As a browser decodes it, near enough: UTF-16 by its mark or its NULs, everything else by octets. */
function pageText(bytes: Uint8Array): string {
  const head = bytes.subarray(0, PAGE_BYTES_MAX)
  const [first = 0, second = 0] = head
  const isWide = (first === 0xff && second === 0xfe) || (first !== 0 && second === 0)
  const isTurned = (first === 0xfe && second === 0xff) || (first === 0 && second !== 0)
  if (isWide || isTurned) return new TextDecoder(isTurned ? 'utf-16be' : 'utf-16le').decode(head)
  return Buffer.from(head.buffer, head.byteOffset, head.length).toString('latin1')
}

const NAMED: Readonly<Record<string, string>> = { colon: ':', tab: '\t', newline: '\n', lpar: '(', rpar: ')', sol: '/', period: '.', quot: '"', apos: '\'', lt: '<', gt: '>', amp: '&', equals: '=' }

/** Entities and escapes undone, small comments and NULs left out, texts that are put together written as one. */
function unveiled(text: string): string {
  const code = (digits: string, base: number): string => {
    const point = parseInt(digits, base)
    return point > 0 && point <= 0xffff ? String.fromCharCode(point) : ' '
  }
  return text.replaceAll('\0', '')
    .replace(/&#x0{0,10}([0-9a-f]{1,5});?/gi, (_, digits: string) => code(digits, 16))
    .replace(/&#0{0,10}([0-9]{1,6});?/g, (_, digits: string) => code(digits, 10))
    .replace(/&([a-z]{2,7});/gi, (whole, name: string) => NAMED[name.toLowerCase()] ?? whole)
    .replace(/\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|u\{0{0,10}([0-9a-f]{1,5})\})/gi, (_, x?: string, u?: string, braced?: string) => code(x ?? u ?? braced ?? '', 16))
    .replace(/\/\*[^*]{0,200}\*\//g, '')
    .replace(/["'\x60]\s{0,20}\+\s{0,20}["'\x60]/g, '')
}
