/** Domain names in mail addresses: syntax, case, international names. RFC 5321 §4.1.2, RFC 5890, RFC 6531. */

/** Octets of a whole domain name, RFC 1035 §2.3.4. */
export const DOMAIN_OCTETS_MAX = 253
/** Octets of one label, RFC 1035 §2.3.4. */
export const LABEL_OCTETS_MAX = 63

/** The domain in lower case. A-labels and U-labels stay what they are, so an address is shown as it was written. */
export function foldDomain(domain: string): string {
  return domain.toLowerCase()
}

/**
 * The domain in the form that DNS and comparisons use: A-labels, lower case, no dot at the end; undefined when it is no
 * domain name of which mail can be sent to. An address literal such as `[192.0.2.1]` or `[IPv6:2001:db8::1]` gives
 * itself.
 */
export function domainToAscii(domain: string): string | undefined {
  if (isAddressLiteral(domain)) return domain.toLowerCase()
  if (domain.length > DOMAIN_OCTETS_MAX * 2 || domain === '') return undefined
  const name = domain.endsWith('.') ? domain.slice(0, -1) : domain
  const ascii = /[^\x00-\x7f]/.test(name) ? internationalToAscii(name) : name.toLowerCase()
  return ascii !== undefined && isHostName(ascii) ? ascii : undefined
}

/** The domain as people read it: U-labels where an A-label is a valid one, otherwise as it is. RFC 5891 §5.5 */
export function domainToUnicode(domain: string): string {
  return domain.toLowerCase().split('.').map(labelToUnicode).join('.')
}

/**
 * Letters, digits and hyphens in labels of 1 to 63, at most 253 octets. A last label of digits only would be an
 * address of the network without its brackets, which nobody may be led to. RFC 5321 §4.1.2, RFC 1035 §2.3.4, RFC 3696
 * §2
 */
export function isHostName(domain: string): boolean {
  if (domain.length === 0 || domain.length > DOMAIN_OCTETS_MAX || /(?:^|\.)\d+$/.test(domain)) return false
  return domain.split('.').every((label) => label.length <= LABEL_OCTETS_MAX && /^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?$/.test(label))
}

/** `[192.0.2.1]` or `[IPv6:...]`. RFC 5321 §4.1.3 */
export function isAddressLiteral(domain: string): boolean {
  if (!domain.startsWith('[') || !domain.endsWith(']') || domain.length > 60) return false
  const inside = domain.slice(1, -1)
  if (/^ipv6:/i.test(inside)) return /^[0-9a-f:.]{2,45}$/i.test(inside.slice(5))
  const octets = inside.split('.')
  return octets.length === 4 && octets.every((octet) => /^\d{1,3}$/.test(octet) && Number(octet) < 256)
}

/**
 * The URL parser holds the tables of UTS #46 in Node and in browsers alike, so none have to be shipped. What it would
 * take apart as something else than a host (`/`, `:`, `@`, `%` ...) is refused before.
 */
function internationalToAscii(name: string): string | undefined {
  if (/[\x00-\x20\x7f#%/:<>?@[\\\]^`{|}"]/.test(name)) return undefined
  const url = URL.parse(`http://${name}/`)
  return url === null || url.hostname === '' ? undefined : url.hostname
}

function labelToUnicode(label: string): string {
  if (!label.startsWith('xn--') || label.length > LABEL_OCTETS_MAX) return label
  const decoded = decodePunycode(label.slice(4))
  // Only a label that comes back as the same A-label is one: anything else could be shown as another domain.
  return decoded !== undefined && internationalToAscii(decoded) === label ? decoded : label
}

const BASE = 36
const T_MIN = 1
const T_MAX = 26

/** RFC 3492 §6.2. A label has at most 63 characters, so this is bounded. */
function decodePunycode(text: string): string | undefined {
  const dash = text.lastIndexOf('-')
  const out = dash > 0 ? Array.from(text.slice(0, dash), (character) => character.codePointAt(0) ?? 0) : []
  let [n, index, bias] = [128, 0, 72]
  for (let at = dash > 0 ? dash + 1 : 0; at < text.length;) {
    const before = index
    let weight = 1
    for (let k = BASE; ; k += BASE) {
      const digit = digitValue(text.charCodeAt(at++))
      if (digit === undefined) return undefined
      index += digit * weight
      if (index > 0x7fffffff) return undefined
      const threshold = k <= bias ? T_MIN : k >= bias + T_MAX ? T_MAX : k - bias
      if (digit < threshold) break
      weight *= BASE - threshold
    }
    bias = adapt(index - before, { points: out.length + 1, isFirst: before === 0 })
    n += Math.floor(index / (out.length + 1))
    index %= out.length + 1
    if (n > 0x10ffff || n >= 0xd800 && n < 0xe000) return undefined
    out.splice(index++, 0, n)
  }
  return String.fromCodePoint(...out)
}

function digitValue(code: number): number | undefined {
  if (code >= 0x61 && code <= 0x7a) return code - 0x61
  if (code >= 0x30 && code <= 0x39) return code - 0x30 + 26
  return undefined
}

function adapt(delta: number, { points, isFirst }: { points: number, isFirst: boolean }): number {
  let rest = Math.floor(delta / (isFirst ? 700 : 2))
  rest += Math.floor(rest / points)
  let k = 0
  for (; rest > (BASE - T_MIN) * T_MAX / 2; k += BASE) rest = Math.floor(rest / (BASE - T_MIN))
  return k + Math.floor((BASE - T_MIN + 1) * rest / (rest + 38))
}
