/** A TLS report as JSON, written and read. RFC 8460 §4 */
import { clean, countOf, domainOf, largest } from './plain.ts'
import { RECORDS_READ_MAX, type TlsFailureRow, type TlsPolicyResult, type TlsPolicyType, type TlsReport } from './types.ts'

/** Policies of one report that are read, and lines of one policy. */
export const POLICIES_MAX = 1000
export const POLICY_LINES_MAX = 100
/** Lists and objects inside each other; a report has six. */
export const JSON_DEPTH_MAX = 12
/** Values of one report: 4 MiB of real ones have some 120,000. */
export const JSON_VALUES_MAX = 200_000

/** The document of RFC 8460 §4.4. */
export function tlsJson(report: TlsReport): string {
  return JSON.stringify({
    'organization-name': report.organisation,
    'date-range': { 'start-datetime': dateTime(report.begin), 'end-datetime': dateTime(report.end) },
    'contact-info': report.contact, 'report-id': report.reportId,
    'policies': report.policies.map((policy) => ({
      'policy': {
        'policy-type': policy.type, 'policy-domain': policy.domain,
        ...(policy.policy.length === 0 ? {} : { 'policy-string': policy.policy }),
        ...(policy.mxHosts.length === 0 ? {} : { 'mx-host': policy.mxHosts }),
      },
      'summary': { 'total-successful-session-count': policy.good, 'total-failure-session-count': policy.bad },
      ...(policy.failures.length === 0 ? {} : { 'failure-details': policy.failures.map((failure) => ({
        'result-type': failure.result, 'receiving-mx-hostname': failure.mxHost,
        ...(failure.mxIp === '' ? {} : { 'receiving-ip': failure.mxIp }),
        'failed-session-count': failure.count,
        ...(failure.reason === '' ? {} : { 'failure-reason-code': failure.reason }),
      })) }),
    })),
  })
}

const dateTime = (seconds: number): string => new Date(seconds * 1000).toISOString().replace(/\.000Z$/, 'Z')

/** The report in this text; undefined when it is none or lacks what it must have. */
export function readTls(text: string): TlsReport | undefined {
  let found: unknown
  if (!isWithinLimits(text)) return undefined
  try {
    found = JSON.parse(text)
  } catch {
    return undefined
  }
  const range = at(found, 'date-range')
  const begin = momentOf(at(range, 'start-datetime'))
  const end = momentOf(at(range, 'end-datetime'))
  const organisation = clean(at(found, 'organization-name'))
  const reportId = clean(at(found, 'report-id'))
  const policies = listOf(at(found, 'policies'))
  if (begin === undefined || end === undefined || end < begin || organisation === '' || reportId === '' || policies === undefined) return undefined
  const read = policies.slice(0, POLICIES_MAX).map(policyOf).filter((policy) => policy !== undefined)
  if (read.length === 0) return undefined
  return { kind: 'tls', organisation, contact: clean(at(found, 'contact-info')), reportId, begin, end, policies: read }
}

/** Depth and number of values, counted before anything is built of them: one pass over the signs outside of texts. */
export function isWithinLimits(text: string): boolean {
  let depth = 0
  let values = 1
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charCodeAt(at)
    if (sign === QUOTE) {
      at = textEnd(text, at)
    } else if (sign === OPEN_LIST || sign === OPEN_OBJECT) {
      depth += 1
      values += 1
    } else if (sign === CLOSE_LIST || sign === CLOSE_OBJECT) {
      depth -= 1
    } else if (sign === COMMA) {
      values += 1
    }
    if (depth > JSON_DEPTH_MAX || values > JSON_VALUES_MAX) return false
  }
  return true
}

const QUOTE = 0x22, BACKSLASH = 0x5c, COMMA = 0x2c
const OPEN_LIST = 0x5b, CLOSE_LIST = 0x5d, OPEN_OBJECT = 0x7b, CLOSE_OBJECT = 0x7d

/** Where the text that begins here ends: a quote that no backslash stands before. */
function textEnd(text: string, from: number): number {
  let at = from + 1
  while (at < text.length && text.charCodeAt(at) !== QUOTE) at += text.charCodeAt(at) === BACKSLASH ? 2 : 1
  return at
}

const TYPES: readonly TlsPolicyType[] = ['tlsa', 'sts', 'no-policy-found']

function policyOf(value: unknown): TlsPolicyResult | undefined {
  const policy = at(value, 'policy')
  const summary = at(value, 'summary')
  const type = TYPES.find((one) => one === at(policy, 'policy-type'))
  const domain = domainOf(at(policy, 'policy-domain'))
  const good = countOf(at(summary, 'total-successful-session-count'))
  const bad = countOf(at(summary, 'total-failure-session-count'))
  if (type === undefined || domain === undefined || good === undefined || bad === undefined) return undefined
  const details = (listOf(at(value, 'failure-details')) ?? []).slice(0, RECORDS_READ_MAX)
  return {
    type, domain, good, bad, policy: textsOf(at(policy, 'policy-string')), mxHosts: textsOf(at(policy, 'mx-host')),
    failures: largest(details.map(failureOf).filter((failure) => failure !== undefined), ({ count }) => count),
  }
}

function failureOf(value: unknown): TlsFailureRow | undefined {
  const result = clean(at(value, 'result-type'))
  const count = countOf(at(value, 'failed-session-count'))
  if (result === '' || count === undefined) return undefined
  const reason = clean(at(value, 'failure-reason-code')) || clean(at(value, 'additional-information'))
  return {
    result, count, mxHost: clean(at(value, 'receiving-mx-hostname')), mxIp: clean(at(value, 'receiving-ip')), reason,
  }
}

function at(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
  const found: unknown = Reflect.get(value, key)
  return found
}

function listOf(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value : undefined
}

/** A list of texts, or one alone as some write it. */
function textsOf(value: unknown): readonly string[] {
  const list = listOf(value) ?? (value === undefined ? [] : [value])
  return list.slice(0, POLICY_LINES_MAX).map(clean).filter((one) => one !== '')
}

/** RFC 3339, as seconds. */
function momentOf(value: unknown): number | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/i.test(value)) return undefined
  const ms = Date.parse(value)
  return Number.isFinite(ms) && ms >= 0 ? Math.floor(ms / 1000) : undefined
}
