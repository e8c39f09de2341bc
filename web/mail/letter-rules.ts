import { hostDiffers, safeLink } from './links.ts'

/**
 * What of an HTML message is shown. A message keeps its words, structure, tables, links and (when allowed) pictures; it loses
 * its own styling, forms, frames, media and every attribute that could make the browser load something. Pure rules; the
 * sanitiser that applies them is in `letter.ts`.
 */

/** Longest HTML that is shown; more is offered as a file. */
export const letterLengthMax = 2 * 1024 * 1024
/** Most pictures loaded for one message. */
export const picturesMax = 60

export const allowedTags = [
  'a', 'abbr', 'address', 'article', 'aside', 'b', 'bdi', 'bdo', 'big', 'blockquote', 'br', 'caption', 'center', 'cite', 'code',
  'col', 'colgroup', 'dd', 'del', 'dfn', 'div', 'dl', 'dt', 'em', 'figcaption', 'figure', 'footer', 'h1', 'h2', 'h3', 'h4', 'h5',
  'h6', 'header', 'hr', 'i', 'img', 'ins', 'kbd', 'li', 'main', 'mark', 'nav', 'ol', 'p', 'pre', 'q', 's', 'samp', 'section',
  'small', 'span', 'strike', 'strong', 'sub', 'sup', 'table', 'tbody', 'td', 'tfoot', 'th', 'thead', 'time', 'tr', 'tt', 'u', 'ul',
  'var', 'wbr', '#text',
] as const

/** No `style`, `class`, `id`, `name`, `background`, `srcset`, `poster`, `ping`, `cite`, `longdesc`, `usemap` ... */
export const allowedAttributes = [
  'href', 'src', 'alt', 'title', 'colspan', 'rowspan', 'align', 'dir', 'lang', 'width', 'height', 'start', 'scope',
] as const

/** Attributes that hold no address: the rule for addresses is not asked about them. */
export const plainAttributes = allowedAttributes.filter((name) => name !== 'href' && name !== 'src')

/** Addresses that may stand in the result at all; links and pictures are judged one by one after that. */
export const allowedAddresses = /^(?:https?:|cid:|data:image\/(?:png|jpeg|gif|webp|avif|bmp);base64,)/i

export type PictureSource =
  | { readonly kind: 'inside', readonly cid: string }
  | { readonly kind: 'data', readonly url: string }
  | { readonly kind: 'remote', readonly url: string }
  | { readonly kind: 'none' }

/** Where a picture would come from. Scalable pictures are left out: they can hold far more than a picture. */
export function pictureSource(src: string): PictureSource {
  const text = src.trim()
  if (/^cid:/i.test(text)) return { kind: 'inside', cid: decodeCid(text.slice(4)) }
  if (/^data:/i.test(text)) return allowedAddresses.test(text) ? { kind: 'data', url: text } : { kind: 'none' }
  const link = safeLink(text)
  return link === undefined ? { kind: 'none' } : { kind: 'remote', url: link.href }
}

function decodeCid(text: string): string {
  try {
    return decodeURIComponent(text).replace(/^<|>$/g, '')
  } catch {
    return text
  }
}

/** A picture of at most 2 pixels is there to be counted, not seen. */
export function isTracker(width: string | null, height: string | null): boolean {
  const small = (value: string | null): boolean => value !== null && /^\s*\d/.test(value) && Number.parseFloat(value) <= 2
  return small(width) || small(height)
}

/** Addresses that mailing programs count openings at, whatever size the picture says it has. */
const COUNTS_OPENINGS = /\/(?:wf|track|trk|e|email|t|o)\/open\b|\/(?:open|pixel|beacon|track(?:ing)?|o)\.(?:aspx?|php|gif|png)\b|[/._-](?:open-?track(?:ing)?|tracking-?pixel|trackopen|email-?open|spacer|1x1)\b|^https?:\/\/(?:pixel|track|tracking|open|opens|beacon|trk)[.\d-]/i

/** Is it there to be counted by its address? */
export const countsOpenings = (url: string): boolean => COUNTS_OPENINGS.test(url.slice(0, 500))

/** Does an inline style hide the element? Hidden words are left out, so that nobody reads other words than the sender showed. */
export function hides(style: string): boolean {
  const tight = style.toLowerCase().replace(/\s+/g, '').replaceAll('!important', '')
  return /(?:^|;)(?:display:none|visibility:(?:hidden|collapse)|mso-hide:all|opacity:0(?:\.0+)?(?:;|$)|font-size:0(?:px|pt|em|rem|%)?(?:;|$)|max-height:0(?:px)?(?:;|$))/.test(tight)
}

/**
 * Takes style sheets and `base` out and renames `style` and event attributes to `data-…`, before anything parses the HTML: the
 * browser would try to apply them, be stopped by the content security policy and complain. Only a matter of quiet; the
 * sanitiser drops all of them anyway.
 */
export function quieted(html: string): string {
  let result = ''
  let at = 0
  while (at < html.length) {
    const open = html.indexOf('<', at)
    const close = open < 0 ? -1 : html.indexOf('>', open)
    if (close < 0) return result + html.slice(at, open < 0 ? undefined : open)
    const tag = html.slice(open, close + 1)
    result += html.slice(at, open)
    at = close + 1
    if (/^<style[\s/>]/i.test(tag)) {
      const end = html.slice(at, at + styleSheetMax).search(/<\/style/i)
      if (end < 0) return result
      at += end
    } else if (!/^<base[\s/>]/i.test(tag)) result += tag.replace(/([\s"'/])(style|on[a-z]{1,30})(?=\s{0,9}=)/gi, '$1data-$2')
  }
  return result
}

/** Longest style sheet that is skipped; a message with a longer one is cut there. */
export const styleSheetMax = 262_144

/** How a link is shown: where it goes, and the host in words when the text names another. */
export function letterLink(href: string, text: string): { readonly href: string, readonly host: string, readonly say: boolean } | undefined {
  const link = safeLink(href)
  return link === undefined ? undefined : { href: link.href, host: link.host, say: hostDiffers(text, link) }
}

/** A whole number of pixels for width and height of a picture, or null. */
export function pixels(value: string | null): number | null {
  return value !== null && /^\s*\d{1,5}\s*(?:px)?\s*$/.test(value) ? Number.parseInt(value, 10) : null
}
