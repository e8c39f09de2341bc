/** How a letter says that one can leave its list: RFC 2369 §3.2, RFC 8058, RFC 6068. Pure. */
import { parseAddress } from '../../address/address.ts'
import { domainToAscii } from '../../address/domain.ts'
import type { HeaderField } from '../../message/types.ts'

export interface Ways {
  /** Where one POST does it; only when the letter says so (RFC 8058 §3.1). Its signature is another matter. */
  readonly oneClick?: string
  /** A mail that does it. */
  readonly mail?: { readonly to: string, readonly subject: string, readonly text: string }
}

/** Characters of the field that are read, and addresses in it. */
export const FIELD_LENGTH_MAX = 8192
export const ADDRESSES_MAX = 10
const SUBJECT_LENGTH_MAX = 200
const TEXT_LENGTH_MAX = 1000

/** None when the field is missing, or stands there more often than once: then it depends on the reader which counts. */
export function waysOf(fields: readonly HeaderField[]): Ways {
  const [field, second] = fields.filter(({ name }) => name.toLowerCase() === 'list-unsubscribe')
  if (field === undefined || second !== undefined) return {}
  const [post, secondPost] = fields.filter(({ name }) => name.toLowerCase() === 'list-unsubscribe-post')
  const saysOneClick = secondPost === undefined && post?.value.slice(0, 200).trim().toLowerCase() === 'list-unsubscribe=one-click'
  const urls = addressesIn(field.value.slice(0, FIELD_LENGTH_MAX))
  const web = urls.find((url) => /^https:\/\//i.test(url) && URL.canParse(url))
  const mail = urls.map(mailOf).find((one) => one !== undefined)
  return { ...saysOneClick && web !== undefined ? { oneClick: web } : {}, ...mail === undefined ? {} : { mail } }
}

/** What stands between angle brackets; folding inside falls away. */
function addressesIn(value: string): readonly string[] {
  const found: string[] = []
  for (let at = value.indexOf('<'); at >= 0 && found.length < ADDRESSES_MAX; at = value.indexOf('<', at + 1)) {
    const end = value.indexOf('>', at)
    if (end < 0) break
    found.push(value.slice(at + 1, end).replace(/\s+/g, ''))
    at = end
  }
  return found
}

/** Of a `mailto:` address and subject and text; everything else in it is left alone. RFC 6068 §2 */
function mailOf(url: string): Ways['mail'] {
  if (!/^mailto:/i.test(url)) return undefined
  const [path = '', query = ''] = url.slice('mailto:'.length).split('?', 2)
  const to = decoded(path)
  const parts = parseAddress(to)
  if (parts === undefined || domainToAscii(parts.domain) === undefined) return undefined
  if (!/^[\x21-\x7e]{3,254}$/.test(to)) return undefined
  const wanted = new Map(query.split('&').map((pair): [string, string] => {
    const cut = pair.indexOf('=')
    return cut < 0 ? [pair.toLowerCase(), ''] : [pair.slice(0, cut).toLowerCase(), decoded(pair.slice(cut + 1))]
  }))
  const line = (text: string, max: number): string => text.replace(/[^\x20-\x7e]+/g, ' ').slice(0, max).trim()
  return {
    to, subject: line(wanted.get('subject') ?? '', SUBJECT_LENGTH_MAX) || 'unsubscribe', text: line(wanted.get('body') ?? '', TEXT_LENGTH_MAX) || 'unsubscribe',
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}
