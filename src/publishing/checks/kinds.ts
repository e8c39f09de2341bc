/**
 * The mail test of internet.nl as a list: 38 checks in five groups (its code of July 2026), and what we look at besides. Each
 * ends in one of five words, with what was found and, where it could not be seen, why not.
 */

/** `must` counts for the score there, `notice` is told, `info` only shown. */
export type CheckWeight = 'must' | 'notice' | 'info'
export type CheckGroup = 'ipv6' | 'dnssec' | 'authentication' | 'transport' | 'routing' | 'besides'

/** `none`: does not apply to this domain. */
export type CheckState = 'good' | 'notice' | 'wrong' | 'unknown' | 'none'

/** Why something could not be checked. */
export type Unseen = 'dns-silent' | 'no-validation' | 'no-ipv6-here' | 'unreachable' | 'outside-data' | 'not-shown' | 'no-mx'

const must = 'must'
const list = {
  'ns-ipv6': ['ipv6', must], 'ns-ipv6-reach': ['ipv6', must], 'mx-ipv6': ['ipv6', must], 'mx-ipv6-reach': ['ipv6', must],
  'domain-dnssec': ['dnssec', must], 'domain-dnssec-valid': ['dnssec', must], 'mx-dnssec': ['dnssec', must],
  'mx-dnssec-valid': ['dnssec', must],
  'dmarc': ['authentication', must], 'dmarc-policy': ['authentication', must], 'dkim': ['authentication', must],
  'spf': ['authentication', must], 'spf-policy': ['authentication', must],
  'starttls': ['transport', must], 'tls-version': ['transport', must], 'tls-ciphers': ['transport', must],
  'tls-cipher-order': ['transport', must], 'tls-key-exchange': ['transport', must], 'tls-key-hash': ['transport', 'notice'],
  'tls-compression': ['transport', must], 'tls-secure-renegotiation': ['transport', must],
  'tls-client-renegotiation': ['transport', 'info'], 'tls-early-data': ['transport', must],
  'tls-extended-secret': ['transport', must], 'certificate-key': ['transport', must], 'certificate-signature': ['transport', must],
  'certificate-trust': ['transport', 'info'], 'certificate-host': ['transport', 'info'], 'caa': ['transport', 'notice'],
  'dane': ['transport', must], 'dane-valid': ['transport', must], 'dane-rollover': ['transport', 'info'],
  'mx-roa': ['routing', must], 'mx-roa-valid': ['routing', must], 'ns-roa': ['routing', must], 'ns-roa-valid': ['routing', must],
  'mx-ns-roa': ['routing', must], 'mx-ns-roa-valid': ['routing', must],
  'mta-sts-file': ['besides', 'notice'], 'web-tls': ['besides', 'notice'], 'web-hsts': ['besides', 'notice'],
} as const satisfies Readonly<Record<string, readonly [CheckGroup, CheckWeight]>>

export type CheckId = keyof typeof list

export interface CheckKind { readonly id: CheckId, readonly group: CheckGroup, readonly weight: CheckWeight }

/** All of them, in the order of internet.nl. */
export const CHECKS: readonly CheckKind[] = Object.keys(list).map((id) => {
  const known = id as CheckId
  return { id: known, group: list[known][0], weight: list[known][1] }
})

export interface Checked {
  readonly state: CheckState
  /** Names and values as they were found, for somebody who puts it right. */
  readonly found: readonly string[]
  readonly unseen?: Unseen
}

export interface Check extends CheckKind, Checked {}

/** Values of one check that are told. */
export const FOUND_MAX = 12

export const good = (...found: readonly string[]): Checked => ({ state: 'good', found })
export const wrong = (...found: readonly string[]): Checked => ({ state: 'wrong', found })
export const notice = (...found: readonly string[]): Checked => ({ state: 'notice', found })
export const unseen = (why: Unseen, ...found: readonly string[]): Checked => ({ state: 'unknown', found, unseen: why })
export const none: Checked = { state: 'none', found: [] }

const ORDER: readonly CheckState[] = ['wrong', 'unknown', 'notice', 'good', 'none']

/** The worst of several, with what was found in those that are as bad. */
export function worst(all: readonly Checked[]): Checked {
  const state = ORDER.find((one) => all.some((checked) => checked.state === one)) ?? 'none'
  const same = all.filter((checked) => checked.state === state)
  const why = same.find((checked) => checked.unseen !== undefined)?.unseen
  return { state, found: [...new Set(same.flatMap(({ found }) => found))].slice(0, FOUND_MAX),
    ...(why === undefined ? {} : { unseen: why }) }
}
