import type { Held } from './guest-api.ts'

/** Reading what the notice gave: the fragment of the link, or a typed code. Pure. */

/** Characters of a fragment that are looked at; a longer one is no link of ours. */
export const linkLengthMax = 64
/** Characters of the typed code, without blanks and hyphens. */
export const typedCodeLength = 12
/** Characters that are taken from the field: room for blanks and hyphens. */
export const typedCodeLengthMax = 24

/** What the address bar holds. Undefined without a fragment: then the code is typed. */
export function heldIn(hash: string): Held | undefined {
  const link = hash.replace(/^#/, '')
  return link === '' ? undefined : { link: link.slice(0, linkLengthMax + 1) }
}

/** Could it be a link at all? What cannot be is not asked about. */
export function canBeLink(held: Held): boolean {
  return !('link' in held) || /^[A-Za-z0-9_-]{8,64}$/.test(held.link)
}

/** The typed code without what people put between; undefined when it has not 12 characters. */
export function typedCode(text: string): Held | undefined {
  const code = text.slice(0, typedCodeLengthMax).replace(/[\s\u00a0.–-]/g, '').toUpperCase()
  return code.length === typedCodeLength && /^[0-9A-Z]+$/.test(code) ? { code12: code } : undefined
}

/** Same entrance? */
export function isSameHeld(one: Held | undefined, other: Held | undefined): boolean {
  return one !== undefined && other !== undefined && JSON.stringify(one) === JSON.stringify(other)
}
