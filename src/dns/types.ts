/**
 * How a question ended. `timeout` and `servfail` may be better later; `nodata` means that the name exists without such
 * records.
 */
export type AnswerKind = 'answer' | 'nodata' | 'nxdomain' | 'servfail' | 'timeout'

export interface Answer<RecordData> {
  readonly kind: AnswerKind
  /** Empty unless `answer`. */
  readonly records: readonly RecordData[]
  /** A validating resolver that passed its test said so (AD, RFC 4035 §3.2.3; `dns.validating`, `self-test.ts`). */
  readonly authenticated: boolean
  /** What the name is an alias of at the end of its CNAME records; absent when it is none. */
  readonly canonical?: string
  /** How long this may be relied on. */
  readonly ttlSeconds: number
}

export interface MxRecord {
  readonly preference: number
  /** Lower case, without the final dot; '' for the null MX (RFC 7505). */
  readonly exchange: string
}

/** RFC 6698 §2.1 */
export interface TlsaRecord {
  readonly usage: number
  readonly selector: number
  readonly matching: number
  readonly certificate: Uint8Array
}

/** RFC 2782; `target` lower case without the final dot, '' for "not here". */
export interface SrvRecord {
  readonly priority: number
  readonly weight: number
  readonly port: number
  readonly target: string
}

/** RFC 8659 §4.1 */
export interface CaaRecord {
  readonly isCritical: boolean
  readonly tag: string
  readonly value: string
}

/** Whether DNSSEC is proved here, so that DANE can be used; with the reason when not. */
export interface DnsProof {
  readonly state: 'proved' | 'off'
  /**
   * `not-configured`: `dns.validating` is off or there is no server. `silent`: a resolver did not answer the test. `no-
   * ad`: a signed name came without AD. `bogus-name-answers`: a name with a wrong signature was answered all the same.
   */
  readonly reason: 'not-configured' | 'untested' | 'silent' | 'signed-name-fails' | 'no-ad' | 'bogus-name-answers' | null
  /** ms; null when never. */
  readonly checkedAt: number | null
}

/** Asks the DNS. Nothing here throws for what the network does. */
export interface Resolver {
  /** Each record as one text, its strings joined (RFC 7208 §3.3). */
  txt(name: string): Promise<Answer<string>>
  mx(name: string): Promise<Answer<MxRecord>>
  a(name: string): Promise<Answer<string>>
  aaaa(name: string): Promise<Answer<string>>
  /** Names of an IP address. */
  ptr(ip: string): Promise<Answer<string>>
  tlsa(name: string): Promise<Answer<TlsaRecord>>
  cname(name: string): Promise<Answer<string>>
  srv(name: string): Promise<Answer<SrvRecord>>
  caa(name: string): Promise<Answer<CaaRecord>>
  /** Name servers of a zone. */
  ns(name: string): Promise<Answer<string>>
  /** The first name server of the zone, when the name is the top of one. */
  soa(name: string): Promise<Answer<string>>
  /** False when there is no server to ask: every answer is `servfail` at once. */
  readonly available: boolean
  /** Whether the resolvers proved that they validate; tests them when that is too long ago. */
  proof(): Promise<DnsProof>
  close(): void
}

/** Answers kept in memory, all types together. */
export const CACHE_ENTRIES_MAX = 20_000
/** Longest that an answer is relied on, and that an absence is (RFC 2308 §5). */
export const TTL_SECONDS_MAX = 24 * 3600
export const NEGATIVE_TTL_SECONDS_MAX = 3600
/** Absence without a SOA that says how long. */
export const NEGATIVE_TTL_SECONDS = 60
/** Failures are remembered too, so that one dead zone does not cost a wait per message (RFC 9520 §3.2). */
export const FAILURE_TTL_SECONDS = 30
/** Questions under way; more get `servfail` at once. */
export const QUESTIONS_MAX = 1000
/** Records of one answer that are looked at. */
export const RECORDS_MAX = 500
/** Steps of a CNAME chain that are followed inside one answer. */
export const CNAME_STEPS_MAX = 8
/** So many questions in a row without any reply open the circuit; then nothing is asked for `CIRCUIT_MS`. */
export const SILENT_MAX = 4
export const CIRCUIT_MS = 30_000
