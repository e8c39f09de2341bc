import type { MailParameters, RecipientParameters } from './command.ts'
import { isDigit, isLetter, type Cursor } from './cursor.ts'
import { PARAMETERS_MAX } from './limits.ts'
import type { ReplyName } from './replies.ts'

const SPACE = 0x20, EQUALS = 0x3d, PLUS = 0x2b

/** Parameters of MAIL. Gives the name of the reply when one is unknown, double or wrong. */
export function mailParameters(cursor: Cursor): MailParameters | ReplyName {
  const parameters: { -readonly [Key in keyof MailParameters]: MailParameters[Key] } = { smtputf8: false }
  const problem = eachParameter(cursor, (keyword, value) => {
    switch (keyword) {
      case 'SIZE': {
        if (value === undefined || !isDecimal(value) || value.length > 15) return 'bad-parameter'
        parameters.sizeBytes = Number(value)
        return undefined
      }
      case 'BODY': {
        const body = value?.toUpperCase()
        if (body !== '7BIT' && body !== '8BITMIME') return body === 'BINARYMIME' ? 'unsupported-parameter' : 'bad-parameter'
        parameters.body = body
        return undefined
      }
      case 'SMTPUTF8': {
        if (value !== undefined) return 'bad-parameter'
        parameters.smtputf8 = true
        return undefined
      }
      case 'RET': {
        const ret = value?.toUpperCase()
        if (ret !== 'FULL' && ret !== 'HDRS') return 'bad-parameter'
        parameters.ret = ret
        return undefined
      }
      case 'ENVID': {
        if (value === undefined || value.length > 100 || !isXtext(value)) return 'bad-parameter'
        parameters.envelopeId = value
        return undefined
      }
      case 'REQUIRETLS': {
        if (value !== undefined) return 'bad-parameter'
        parameters.requireTls = true
        return undefined
      }
      // The identity a trusted relay would pass on (RFC 4954 §5). We trust nobody's word for it, so it is read and
      // dropped.
      case 'AUTH': return value === undefined || value === '<>' || isXtext(value) ? undefined : 'bad-parameter'
      default: return 'unsupported-parameter'
    }
  })
  return problem ?? parameters
}

/** Parameters of RCPT: NOTIFY and ORCPT (RFC 3461 §4.1, §4.2). */
export function recipientParameters(cursor: Cursor): RecipientParameters | ReplyName {
  const parameters: { -readonly [Key in keyof RecipientParameters]: RecipientParameters[Key] } = {}
  const problem = eachParameter(cursor, (keyword, value) => {
    if (keyword === 'NOTIFY') {
      const notify = value?.toUpperCase()
      if (notify === undefined || !isNotify(notify)) return 'bad-parameter'
      parameters.notify = notify
      return undefined
    }
    if (keyword === 'ORCPT') {
      const semicolon = value?.indexOf(';') ?? -1
      if (value === undefined || semicolon < 1 || value.length > 500) return 'bad-parameter'
      parameters.originalRecipient = value
      return undefined
    }
    return 'unsupported-parameter'
  })
  return problem ?? parameters
}

/** NOTIFY is NEVER alone, or a list of the others, each once. */
function isNotify(value: string): boolean {
  if (value === 'NEVER') return true
  const words = value.split(',')
  return new Set(words).size === words.length && words.every((word) => notifyWords.has(word))
}

const notifyWords: ReadonlySet<string> = new Set(['SUCCESS', 'FAILURE', 'DELAY'])

function isDecimal(value: string): boolean {
  for (let index = 0; index < value.length; index += 1) if (!isDigit(value.charCodeAt(index))) return false
  return value !== ''
}

/** xtext of RFC 3461 §4: printable ASCII, `+` only before two upper-case hexadecimal digits, no `=`. */
function isXtext(value: string): boolean {
  for (let index = 0; index < value.length; index += 1) {
    const code = value.charCodeAt(index)
    if (code <= SPACE || code > 0x7e || code === EQUALS) return false
    if (code === PLUS && !/^[0-9A-F]{2}$/.test(value.slice(index + 1, index + 3))) return false
  }
  return value !== ''
}

/** esmtp-param = esmtp-keyword ["=" esmtp-value], each after one space (more are tolerated). RFC 5321 §4.1.2 */
function eachParameter(
  cursor: Cursor, take: (keyword: string, value: string | undefined) => ReplyName | undefined,
): ReplyName | undefined {
  const seen = new Set<string>()
  for (;;) {
    if (cursor.ended) return undefined
    if (!cursor.take(SPACE)) return 'syntax'
    while (cursor.take(SPACE)) { /* step over */ }
    if (cursor.ended) return undefined
    const keyword = cursor.takeWhile((byte) => isLetter(byte) || isDigit(byte) || byte === 0x2d).toUpperCase()
    if (keyword === '' || seen.has(keyword) || seen.size >= PARAMETERS_MAX) return 'bad-parameter'
    seen.add(keyword)
    let value: string | undefined
    if (cursor.take(EQUALS)) {
      // ORCPT and ENVID of one more "=" are not esmtp-value, but senders exist; the checks behind decide.
      value = cursor.takeWhile((byte) => byte > SPACE)
      if (value === '') return 'bad-parameter'
    }
    const problem = take(keyword, value)
    if (problem !== undefined) return problem
  }
}
