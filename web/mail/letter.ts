import DOMPurify from 'dompurify'
import {
  allowedAddresses, allowedAttributes, allowedTags, countsOpenings, hides, isTracker, letterLengthMax, letterLink, pictureSource, pixels,
  plainAttributes, quieted,
} from './letter-rules.ts'

/**
 * Turns the HTML of a message into HTML that can be shown: string in, string out, by the rules of `letter-rules.ts`. The result
 * still only goes into a frame without scripts and without our origin. Loaded only when an HTML message is opened.
 */

/** A picture that was fetched: bytes as a `data:` address, and its real size. */
export interface Picture {
  readonly url: string
  readonly width: number
  readonly height: number
}

export interface Cleaned {
  readonly html: string
  /** Addresses of pictures elsewhere, each once. */
  readonly remote: readonly string[]
  /** Content-IDs of pictures inside the message, each once. */
  readonly inside: readonly string[]
  /** Pictures elsewhere that were there to be counted; nobody will fetch them. */
  readonly trackers: number
}

export interface CleanOptions {
  /** Fetched pictures by address or `cid:` plus Content-ID. */
  readonly pictures: ReadonlyMap<string, Picture>
  /** Links become struck text: the message pretends to come from somebody else. */
  readonly dead: boolean
  /** Words for "goes to this host". */
  readonly goesTo: (host: string) => string
}

interface Cleaning {
  readonly options: CleanOptions
  readonly remote: Set<string>
  readonly inside: Set<string>
  trackers: number
}

/** The message being cleaned; cleaning is one synchronous run. One sanitiser for the page: its Trusted Types policy exists once. */
let cleaning: Cleaning | undefined

DOMPurify.addHook('uponSanitizeElement', (node) => {
  if (!(node instanceof Element) || !hides(node.getAttribute('data-style') ?? '')) return
  if (cleaning !== undefined) cleaning.trackers += remoteIn(node)
  node.replaceChildren()
  // A picture that is hidden itself has nothing inside it to take out.
  if (node instanceof HTMLImageElement) node.removeAttribute('src')
})
DOMPurify.addHook('afterSanitizeAttributes', (node) => {
  if (cleaning === undefined) return
  if (node instanceof HTMLAnchorElement) link(node, cleaning.options)
  else if (node instanceof HTMLImageElement) picture(node, cleaning)
  else for (const attribute of ['href', 'src', 'width', 'height']) node.removeAttribute(attribute)
})

/** Cleans one message. Never throws on content; the pictures that are not in `pictures` show their words. */
export function clean(html: string, options: CleanOptions): Cleaned {
  cleaning = { options, remote: new Set(), inside: new Set(), trackers: 0 }
  try {
    const result = DOMPurify.sanitize(quieted(html.slice(0, letterLengthMax)), {
      ALLOWED_TAGS: [...allowedTags],
      ALLOWED_ATTR: [...allowedAttributes],
      ALLOWED_URI_REGEXP: allowedAddresses,
      ADD_URI_SAFE_ATTR: [...plainAttributes],
      ALLOW_DATA_ATTR: false,
      ALLOW_ARIA_ATTR: false,
      KEEP_CONTENT: true,
      RETURN_TRUSTED_TYPE: false,
    })
    return { html: result, remote: [...cleaning.remote], inside: [...cleaning.inside], trackers: cleaning.trackers }
  } finally {
    cleaning = undefined
  }
}

/** Pictures elsewhere that nobody was to see. */
function remoteIn(node: Element): number {
  const pictures = node instanceof HTMLImageElement ? [node] : [...node.querySelectorAll('img')]
  return pictures.filter((one) => pictureSource(one.getAttribute('src') ?? '').kind === 'remote').length
}

function link(node: HTMLAnchorElement, options: CleanOptions): void {
  const shown = letterLink(node.getAttribute('href') ?? '', node.textContent)
  node.removeAttribute('href')
  node.removeAttribute('title')
  if (shown === undefined || node.textContent.trim() === '' && node.querySelector('img') === null) return
  if (options.dead) {
    const struck = node.ownerDocument.createElement('s')
    struck.textContent = node.textContent
    node.replaceChildren(struck)
    return
  }
  node.setAttribute('href', shown.href)
  node.setAttribute('target', '_blank')
  node.setAttribute('rel', 'noopener noreferrer nofollow')
  node.setAttribute('title', shown.host)
  if (shown.say) node.append(` (${options.goesTo(shown.host)})`)
}

function picture(node: HTMLImageElement, cleaning: Cleaning): void {
  const { options, remote, inside } = cleaning
  const source = pictureSource(node.getAttribute('src') ?? '')
  const width = node.getAttribute('width')
  const height = node.getAttribute('height')
  node.removeAttribute('src')
  node.removeAttribute('width')
  node.removeAttribute('height')
  const words = (node.getAttribute('alt') ?? '').trim()
  node.setAttribute('alt', words)
  const isCounted = source.kind === 'remote' && (isTracker(width, height) || countsOpenings(source.url))
  if (isCounted) cleaning.trackers += 1
  if (source.kind === 'none' || isTracker(width, height) || isCounted) return node.remove()
  if (source.kind === 'data') {
    node.setAttribute('src', source.url)
    size(node, pixels(width), pixels(height))
    return
  }
  const key = source.kind === 'inside' ? `cid:${source.cid}` : source.url
  if (source.kind === 'inside') inside.add(source.cid)
  else remote.add(source.url)
  const fetched = options.pictures.get(key)
  // A picture that is not there is its words, not the browser's sign for a broken one.
  if (fetched === undefined) return node.replaceWith(words === '' ? '' : `[${words}]`)
  node.setAttribute('src', fetched.url)
  const wide = pixels(width) ?? fetched.width
  size(node, wide, pixels(height) ?? Math.round(fetched.height * wide / Math.max(fetched.width, 1)))
}

function size(node: HTMLImageElement, width: number | null, height: number | null): void {
  if (width !== null) node.setAttribute('width', String(width))
  if (height !== null) node.setAttribute('height', String(height))
}
