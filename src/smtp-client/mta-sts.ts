/**
 * The words of MTA-STS: the TXT record that announces a policy, the policy itself, and which hosts it names. RFC 8461
 */

/** A policy file as RFC 8461 §3.2 has it. */
export interface MtaStsPolicy {
  readonly mode: 'enforce' | 'testing' | 'none'
  /** Host names in lower case, or `*.` and a domain. Empty only in mode `none`. */
  readonly mx: readonly string[]
  readonly maxAgeSeconds: number
}

/** Largest policy file that is read: RFC 8461 §3.3 advises 64 KiB at most. */
export const POLICY_BYTES_MAX = 64 * 1024
/** Lines of it, and `mx` lines among them. */
export const POLICY_LINES_MAX = 1000
export const POLICY_MX_MAX = 200
/** Longest that a policy may be relied on: a year (RFC 8461 §3.2). */
export const MAX_AGE_SECONDS_MAX = 31_557_600

/**
 * The `id` of the policy from the TXT records of `_mta-sts.DOMAIN`. Undefined when there is no record, more than one
 * that begins with `v=STSv1;`, or none that is right: then the domain announces nothing (§3.1).
 */
export function policyId(records: readonly string[]): string | undefined {
  const announcing = records.filter((record) => /^v=STSv1[ \t]*;/.test(record.slice(0, 64)))
  const [record] = announcing
  if (record === undefined || announcing.length !== 1 || record.length > 1024) return undefined
  const ids = record.split(';').slice(1).map((part) => part.trim()).filter((part) => part.startsWith('id='))
  const id = ids[0]?.slice(3) ?? ''
  return ids.length === 1 && /^[A-Za-z0-9]{1,32}$/.test(id) ? id : undefined
}

/**
 * Reads a policy file; undefined when it breaks the grammar or lacks what it must have. Unknown keys are passed over
 * (§3.2).
 */
export function parsePolicy(text: string): MtaStsPolicy | undefined {
  if (text.length > POLICY_BYTES_MAX) return undefined
  const lines = text.split('\n', POLICY_LINES_MAX + 1)
  if (lines.length > POLICY_LINES_MAX) return undefined
  const fields = new Map<string, string>()
  const mx: string[] = []
  for (const raw of lines) {
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw
    if (line.trim() === '') continue
    const colon = line.indexOf(':')
    if (colon < 1) return undefined
    const key = line.slice(0, colon).trim()
    const value = line.slice(colon + 1).trim()
    if (key === 'mx') mx.push(value.toLowerCase())
    // Of a key that stands twice the first counts (§3.2).
    else if (!fields.has(key)) fields.set(key, value)
  }
  return policyOf(fields, mx)
}

function policyOf(fields: ReadonlyMap<string, string>, mx: readonly string[]): MtaStsPolicy | undefined {
  const mode = fields.get('mode')
  const age = fields.get('max_age') ?? ''
  if (fields.get('version') !== 'STSv1' || mode !== 'enforce' && mode !== 'testing' && mode !== 'none') return undefined
  if (!/^\d{1,10}$/.test(age) || Number(age) > MAX_AGE_SECONDS_MAX) return undefined
  if (mx.length > POLICY_MX_MAX || !mx.every(isPattern) || mode !== 'none' && mx.length === 0) return undefined
  return { mode, mx, maxAgeSeconds: Number(age) }
}

function isPattern(pattern: string): boolean {
  const name = pattern.startsWith('*.') ? pattern.slice(2) : pattern
  return name.length <= 253 && name.split('.').every((label) => /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/.test(label))
}

/** Whether the policy names this host; `*.` stands for exactly one label at the left (§4.1). */
export function matchesMx({ mx }: Pick<MtaStsPolicy, 'mx'>, host: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, '')
  const dot = name.indexOf('.')
  return mx.some((pattern) => pattern === name || pattern.startsWith('*.') && dot > 0 && pattern.slice(1) === name.slice(dot))
}
