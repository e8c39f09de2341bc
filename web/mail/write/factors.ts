import type { GuestFactor } from './draft-fields.ts'

/** How a recipient outside proves who they are, as it is typed. Pure. */

export interface TypedFactor {
  readonly kind: 'sms' | 'agreed-code'
  readonly value: string
}

/** Letters and digits of an agreed code, as the server counts them. */
export const agreedCodeMin = 6
export const agreedCodeMax = 64

/** A Dutch mobile number, or another in international form, as E.164; undefined when it is neither. */
export function readPhone(typed: string): string | undefined {
  const bare = typed.replace(/[\s().-]/g, '').replace(/^00/, '+')
  const dutch = /^(?:\+31|0)(6\d{8})$/.exec(bare)
  if (dutch !== null) return `+31${dutch[1] ?? ''}`
  return /^\+(?!31)[1-9]\d{7,14}$/.test(bare) ? bare : undefined
}

/** What goes to the server, or undefined when it is empty or not right. */
export function readFactor({ kind, value }: TypedFactor): GuestFactor | undefined {
  if (kind === 'sms') {
    const phone = readPhone(value)
    return phone === undefined ? undefined : { kind, phone }
  }
  const letters = value.replace(/[^\p{L}\p{N}]/gu, '').length
  return letters < agreedCodeMin || letters > agreedCodeMax ? undefined : { kind, code: value.trim() }
}
