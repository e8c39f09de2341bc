/** What a child says of a report, looked at again: a child that was broken by its file could say anything. */
import { countOf, clean, domainOf, secondsOf } from './plain.ts'
import { isWithinLimits, POLICIES_MAX, POLICY_LINES_MAX } from './tls-json.ts'
import {
  ROWS_MAX, type DkimFound, type DmarcDisposition, type DmarcReport, type DmarcRow, type Report, type TlsFailureRow,
  type TlsPolicyResult, type TlsPolicyType, type TlsReport,
} from './types.ts'

/** Bytes of an answer: as many rows as are kept, each with all it may hold. */
export const ANSWER_BYTES_MAX = 8 * 1024 * 1024
/** DKIM results of one row. */
const DKIM_RESULTS_MAX = 10

type Fields = Readonly<Record<string, unknown>>

/** The report, with every value plainly right; undefined when it is none. */
export function reportFrom(text: string): Report | 'unproved' | undefined {
  if (text.length > ANSWER_BYTES_MAX || !isWithinLimits(text)) return undefined
  const found = parsed(text)
  if (found === 'unproved') return 'unproved'
  if (!isFields(found)) return undefined
  return found['kind'] === 'dmarc' ? dmarcFrom(found) : found['kind'] === 'tls' ? tlsFrom(found) : undefined
}

function headOf(found: Fields): Pick<Report, 'organisation' | 'contact' | 'reportId' | 'begin' | 'end'> | undefined {
  const [begin, end] = [secondsOf(String(found['begin'])), secondsOf(String(found['end']))]
  const organisation = clean(found['organisation'])
  const reportId = clean(found['reportId'])
  if (begin === undefined || end === undefined || end < begin || organisation === '' || reportId === '') return undefined
  return { organisation, contact: clean(found['contact']), reportId, begin, end }
}

function dmarcFrom(found: Fields): DmarcReport | undefined {
  const head = headOf(found)
  const policy = isFields(found['policy']) ? found['policy'] : {}
  const domain = domainOf(policy['domain'])
  if (head === undefined || domain === undefined) return undefined
  const published = (name: string): string | null => clean(policy[name]) || null
  return {
    kind: 'dmarc', ...head, rows: listOf(found['rows'], ROWS_MAX).flatMap((row) => rowFrom(row) ?? []),
    policy: {
      domain, p: published('p') ?? 'none', sp: published('sp'), np: published('np'), adkim: published('adkim'),
      aspf: published('aspf'), fo: published('fo'), testing: policy['testing'] === true,
    },
  }
}

const DISPOSITIONS: readonly DmarcDisposition[] = ['none', 'pass', 'quarantine', 'reject']

function rowFrom(found: Fields): DmarcRow | undefined {
  const disposition = DISPOSITIONS.find((one) => one === found['disposition'])
  const headerFrom = domainOf(found['headerFrom'])
  const sourceIp = clean(found['sourceIp'])
  const count = countOf(found['count'])
  if (disposition === undefined || headerFrom === undefined || count === undefined) return undefined
  if (!/^[0-9a-fA-F.:]{2,45}$/.test(sourceIp)) return undefined
  const { reason, spfFound } = found
  return {
    sourceIp, count, disposition, headerFrom, envelopeFrom: domainOf(found['envelopeFrom']) ?? '',
    dkim: found['dkim'] === 'pass' ? 'pass' : 'fail', spf: found['spf'] === 'pass' ? 'pass' : 'fail',
    reason: isFields(reason) ? { type: clean(reason['type']), comment: clean(reason['comment']) } : null,
    dkimFound: listOf(found['dkimFound'], DKIM_RESULTS_MAX).map((one): DkimFound =>
      ({ domain: domainOf(one['domain']) ?? '', selector: clean(one['selector']), result: clean(one['result']) })),
    spfFound: !isFields(spfFound) ? null : {
      domain: domainOf(spfFound['domain']) ?? '', scope: spfFound['scope'] === 'helo' ? 'helo' : 'mfrom', result: clean(spfFound['result']),
    },
  }
}

const TYPES: readonly TlsPolicyType[] = ['tlsa', 'sts', 'no-policy-found']

function tlsFrom(found: Fields): TlsReport | undefined {
  const head = headOf(found)
  const policies = listOf(found['policies'], POLICIES_MAX).flatMap((policy) => policyFrom(policy) ?? [])
  return head === undefined || policies.length === 0 ? undefined : { kind: 'tls', ...head, policies }
}

function policyFrom(found: Fields): TlsPolicyResult | undefined {
  const type = TYPES.find((one) => one === found['type'])
  const domain = domainOf(found['domain'])
  const [good, bad] = [countOf(found['good']), countOf(found['bad'])]
  if (type === undefined || domain === undefined || good === undefined || bad === undefined) return undefined
  return {
    type, domain, good, bad, policy: textsOf(found['policy']), mxHosts: textsOf(found['mxHosts']),
    failures: listOf(found['failures'], ROWS_MAX).flatMap((failure) => failureFrom(failure) ?? []),
  }
}

function failureFrom(found: Fields): TlsFailureRow | undefined {
  const result = clean(found['result'])
  const count = countOf(found['count'])
  if (result === '' || count === undefined) return undefined
  return { result, count, mxHost: clean(found['mxHost']), mxIp: clean(found['mxIp']), reason: clean(found['reason']) }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)
const listOf = (value: unknown, max: number): readonly Fields[] =>
  Array.isArray(value) ? value.slice(0, max).filter(isFields) : []
const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.slice(0, POLICY_LINES_MAX).map(clean).filter((one) => one !== '') : []
