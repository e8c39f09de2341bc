/** What a report says, apart from how it is written: DMARC aggregate (RFC 9990, RFC 7489) and TLS-RPT (RFC 8460). */

export type ReportKind = 'dmarc' | 'tls'

/** What was done with mail (RFC 9990 §3.1.1.8); `pass` is new there and older reports say `none` for it. */
export type DmarcDisposition = 'none' | 'pass' | 'quarantine' | 'reject'

export interface DkimFound { readonly domain: string, readonly selector: string, readonly result: string }
export interface SpfFound { readonly domain: string, readonly scope: 'mfrom' | 'helo', readonly result: string }

/** Messages that were alike: one record of an aggregate report. */
export interface DmarcRow {
  readonly sourceIp: string
  readonly count: number
  readonly disposition: DmarcDisposition
  /** Passed and aligned. */
  readonly dkim: 'pass' | 'fail'
  readonly spf: 'pass' | 'fail'
  /** Why something else was done than the policy asks; null when it was not. */
  readonly reason: { readonly type: string, readonly comment: string } | null
  readonly headerFrom: string
  readonly envelopeFrom: string
  readonly dkimFound: readonly DkimFound[]
  readonly spfFound: SpfFound | null
}

/** The policy as the reporter found it. */
export interface DmarcPolicyFound {
  readonly domain: string
  readonly p: string
  readonly sp: string | null
  readonly np: string | null
  readonly adkim: string | null
  readonly aspf: string | null
  readonly fo: string | null
  readonly testing: boolean
}

export interface DmarcReport {
  readonly kind: 'dmarc'
  readonly organisation: string
  readonly contact: string
  readonly reportId: string
  /** Seconds since 1970, both included. */
  readonly begin: number
  readonly end: number
  readonly policy: DmarcPolicyFound
  readonly rows: readonly DmarcRow[]
}

/** RFC 8460 §4.2: by which policy sessions were judged. */
export type TlsPolicyType = 'tlsa' | 'sts' | 'no-policy-found'

export interface TlsFailureRow {
  /** A word of RFC 8460 §4.3, or one that came later. */
  readonly result: string
  readonly mxHost: string
  readonly mxIp: string
  readonly count: number
  readonly reason: string
}

export interface TlsPolicyResult {
  readonly type: TlsPolicyType
  readonly domain: string
  readonly policy: readonly string[]
  readonly mxHosts: readonly string[]
  readonly good: number
  readonly bad: number
  readonly failures: readonly TlsFailureRow[]
}

export interface TlsReport {
  readonly kind: 'tls'
  readonly organisation: string
  readonly contact: string
  readonly reportId: string
  readonly begin: number
  readonly end: number
  readonly policies: readonly TlsPolicyResult[]
}

export type Report = DmarcReport | TlsReport

/**
 * Largest report that is taken, packed and unpacked, in bytes. Reports of the largest mailbox providers stay far
 * below.
 */
export const PACKED_BYTES_MAX = 2 * 1024 * 1024
export const UNPACKED_BYTES_MAX = 4 * 1024 * 1024
/** Records of one report that are read; those above are left out and said. */
export const RECORDS_READ_MAX = 20_000
/** Rows that are kept of one report and that we put into one: the largest counts. */
export const ROWS_MAX = 500
/** Characters of one text out of a report: names, reasons. */
export const TEXT_LENGTH_MAX = 255
/** Largest count of one row that is believed. */
export const COUNT_MAX = 1_000_000_000
