import type { XclientFacts } from './command.ts'
import { isLetter, type Cursor } from './cursor.ts'
import { DOMAIN_OCTETS_MAX } from './limits.ts'
import type { ReplyName } from './replies.ts'

const SPACE = 0x20, EQUALS = 0x3d
/** Each at most once, so there are never more than these. */
const names: ReadonlySet<string> = new Set(['NAME', 'ADDR', 'PORT', 'PROTO', 'HELO', 'LOGIN', 'DESTADDR', 'DESTPORT'])

/**
 * What a filter in front of us says of the real client: `1*( SP name "=" xtext )`, as Postfix and others do
 * (XCLIENT_README). ADDR must be there and be an address, for that is what everything is judged by. LOGIN is refused:
 * nobody's mailbox opens on another server's word.
 */
export function xclient(cursor: Cursor): XclientFacts | ReplyName {
  const found = new Map<string, string>()
  for (;;) {
    while (cursor.take(SPACE)) { /* step over */ }
    if (cursor.ended) break
    const name = cursor.takeWhile((byte) => isLetter(byte)).toUpperCase()
    if (!names.has(name) || found.has(name) || !cursor.take(EQUALS)) return 'bad-parameter'
    const value = decoded(cursor.takeWhile((byte) => byte > SPACE && byte < 0x7f))
    if (value === undefined) return 'bad-parameter'
    found.set(name, value)
  }
  if (known(found.get('LOGIN')) !== undefined) return 'bad-parameter'
  const address = addressOf(found.get('ADDR'))
  if (address === undefined) return 'bad-parameter'
  const helo = known(found.get('HELO'))
  return { address, ...helo === undefined || helo.length > DOMAIN_OCTETS_MAX ? {} : { helo } }
}

function known(value: string | undefined): string | undefined {
  return value === undefined || value === '' || /^\[(UN|TEMPUN)AVAIL(ABLE)?\]$/i.test(value) ? undefined : value
}

/** The shape of an IPv4 address, or of an IPv6 address behind `IPV6:`; whether it is one is looked at by the server. */
function addressOf(written: string | undefined): string | undefined {
  const value = known(written)
  if (value === undefined) return undefined
  const six = /^IPV6:([0-9a-f:.]{2,45})$/i.exec(value)?.[1]
  if (six?.includes(':') === true) return six.toLowerCase()
  const four = /^\d{1,3}(\.\d{1,3}){3}$/.test(value) && value.split('.').every((part) => Number(part) <= 255)
  return four ? value : undefined
}

/** xtext of RFC 3461 §4; undefined when it is broken or hides a control character. */
function decoded(text: string): string | undefined {
  let plain = ''
  for (let index = 0; index < text.length; index += 1) {
    const char = text[index] ?? ''
    if (char !== '+') {
      plain += char
      continue
    }
    const hex = text.slice(index + 1, index + 3)
    if (!/^[0-9A-F]{2}$/.test(hex)) return undefined
    const code = Number.parseInt(hex, 16)
    if (code < 0x20 || code > 0x7e) return undefined
    plain += String.fromCharCode(code)
    index += 2
  }
  return plain
}

