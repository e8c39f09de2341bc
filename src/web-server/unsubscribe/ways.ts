/** How a letter says that one can leave its list: RFC 2369 §3.2, RFC 8058, RFC 6068. Pure. */
import { leavingMail, type LeavingMail } from '../../address/leaving-mail.ts'
import type { HeaderField } from '../../message/types.ts'

export interface Ways {
  /** Where one POST does it; only when the letter says so (RFC 8058 §3.1). Its signature is another matter. */
  readonly oneClick?: string
  /** A mail that does it. */
  readonly mail?: LeavingMail
}

/** Characters of the field that are read, and addresses in it. */
export const FIELD_LENGTH_MAX = 8192
export const ADDRESSES_MAX = 10

/** None when the field is missing, or stands there more often than once: then it depends on the reader which counts. */
export function waysOf(fields: readonly HeaderField[]): Ways {
  const [field, second] = fields.filter(({ name }) => name.toLowerCase() === 'list-unsubscribe')
  if (field === undefined || second !== undefined) return {}
  const [post, secondPost] = fields.filter(({ name }) => name.toLowerCase() === 'list-unsubscribe-post')
  const saysOneClick = secondPost === undefined && post?.value.slice(0, 200).trim().toLowerCase() === 'list-unsubscribe=one-click'
  const urls = addressesIn(field.value.slice(0, FIELD_LENGTH_MAX))
  const web = urls.find((url) => /^https:\/\//i.test(url) && URL.canParse(url))
  const mail = urls.map(leavingMail).find((one) => one !== undefined)
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
