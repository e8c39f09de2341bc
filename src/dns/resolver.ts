/**
 * The DNS client: what SPF, DKIM, DMARC and the choice of the next mail server ask.
 *
 * Promises: typed answers, never an exception for what the network does; a bounded cache that also remembers absence
 * and failure; the same question asked at once goes out once; when no server replies at all the next questions fail at
 * once for half a minute, so that a dead resolver does not slow down accepting mail. `authenticated` is true only when
 * the operator said that the resolvers validate (`dns.validating`: AD is only as good as the path it came over) and
 * they showed it (`self-test.ts`).
 * Fails: `timeout` and `servfail`, both to be treated as temporary.
 * Standards: RFC 1034, 1035, 2308 (negative caching), 5452 (forged answers), 6891 (EDNS), 7505, 7766, 9520.
 */
import { getServers } from 'node:dns'
import { isIP } from 'node:net'
import { domainToASCII } from 'node:url'
import { AUTHENTIC_DATA, type Answer as PacketAnswer, type Packet, type RecordType } from 'dns-packet'
import ipaddr from 'ipaddr.js'
import type { Clock } from '../base/clock.ts'
import { Refusal } from '../base/errors.ts'
import { second } from '../base/sizes.ts'
import { exchange, sameName, withoutDot, type DnsServer } from './exchange.ts'
import { createSelfTest, defaultSelfTestNames, type SelfTestNames } from './self-test.ts'
import {
  CACHE_ENTRIES_MAX, CIRCUIT_MS, CNAME_STEPS_MAX, FAILURE_TTL_SECONDS, NEGATIVE_TTL_SECONDS, NEGATIVE_TTL_SECONDS_MAX,
  QUESTIONS_MAX, RECORDS_MAX, SILENT_MAX, TTL_SECONDS_MAX, type Answer, type CaaRecord, type MxRecord, type Resolver,
    type SrvRecord, type TlsaRecord,
} from './types.ts'

export interface ResolverParts {
  /** `address`, `address:port`, or `system` for those of the machine; empty turns the DNS off. */
  readonly servers: readonly string[]
  readonly validating: boolean
  readonly clock: Clock
  /** For one try at one server. */
  readonly timeoutMs?: number
  /** Tries over all servers, one after the other. */
  readonly tries?: number
  /** Answers kept in memory; `CACHE_ENTRIES_MAX` when absent. */
  readonly entriesMax?: number
  /** Names of the test whether they validate. */
  readonly selfTest?: SelfTestNames
}

/** What is taken out of one record; undefined leaves it out. */
type Read<T> = (record: PacketAnswer) => T | undefined

interface Cached {
  readonly answer: Answer<unknown>
  readonly until: number
}

/** A resolver for the whole process. Throws `Refusal('dns-servers')` for a server that is not an address. */
export function createResolver(parts: ResolverParts): Resolver {
  const { servers, validating, clock, timeoutMs = 2 * second, tries = 3, entriesMax = CACHE_ENTRIES_MAX } = parts
  const list = servers.flatMap(serversOf)
  const selfTest = createSelfTest({
    servers: list, validating, clock, timeoutMs, names: parts.selfTest ?? defaultSelfTestNames,
  })
  const cache = new Map<string, Cached>()
  const underWay = new Map<string, Promise<Answer<unknown>>>()
  let silent = 0
  let closedUntil = 0

  async function query<T>(name: string, type: RecordType, read: Read<T>): Promise<Answer<T>> {
    const asked = asciiName(name)
    if (asked === undefined) return without('nxdomain', NEGATIVE_TTL_SECONDS)
    if (list.length === 0) return without('servfail', FAILURE_TTL_SECONDS)
    const key = `${type} ${asked}`
    const known = fromCache(key)
    if (known !== undefined) return believed(known as Answer<T>)
    const pending = underWay.get(key)
    if (pending !== undefined) return believed(await pending as Answer<T>)
    if (underWay.size >= QUESTIONS_MAX) return without('servfail', 1)
    if (clock.now() < closedUntil) return without('timeout', 1)
    const asking = ask(asked, type, read)
    underWay.set(key, asking)
    try {
      const answer = await asking
      keep(key, answer)
      return believed(answer)
    } finally {
      underWay.delete(key)
    }
  }

  /** AD counts only while the resolvers pass their test, also for what was kept from better days. */
  async function believed<T>(answer: Answer<T>): Promise<Answer<T>> {
    if (!answer.authenticated || (await selfTest.proof()).state === 'proved') return answer
    return { ...answer, authenticated: false }
  }

  async function ask<T>(name: string, type: RecordType, read: Read<T>): Promise<Answer<T>> {
    let failure: 'timeout' | 'servfail' = 'timeout'
    for (let attempt = 0; attempt < tries; attempt += 1) {
      const server = list[attempt % list.length]
      if (server === undefined || clock.now() < closedUntil) break
      const result = await exchange(server, { name, type }, timeoutMs)
      if (result === 'timeout' || result === 'broken') {
        noteSilence()
        continue
      }
      silent = 0
      if (result === 'unreadable') {
        failure = 'servfail'
        continue
      }
      const answer = answerOf(result.packet, { name, type, validating, read })
      if (answer.kind !== 'servfail') return answer
      failure = 'servfail'
    }
    return without(failure, FAILURE_TTL_SECONDS)
  }

  function noteSilence(): void {
    silent += 1
    if (silent < SILENT_MAX) return
    // One question after the pause decides whether it is over.
    silent = SILENT_MAX - 1
    closedUntil = clock.now() + CIRCUIT_MS
  }

  function fromCache(key: string): Answer<unknown> | undefined {
    const found = cache.get(key)
    if (found === undefined) return undefined
    const left = found.until - clock.now()
    if (left <= 0) {
      cache.delete(key)
      return undefined
    }
    return { ...found.answer, ttlSeconds: Math.ceil(left / second) }
  }

  function keep(key: string, answer: Answer<unknown>): void {
    if (answer.ttlSeconds <= 0) return
    if (cache.size >= entriesMax) {
      // The oldest tenth goes: cheap, and a flood of names cannot hold the rest out for long.
      for (const old of cache.keys()) {
        cache.delete(old)
        if (cache.size < entriesMax * 0.9) break
      }
    }
    cache.set(key, { answer, until: clock.now() + answer.ttlSeconds * second })
  }

  return {
    txt: (name) => query(name, 'TXT', txtOf),
    mx: (name) => query(name, 'MX', mxOf),
    a: (name) => query(name, 'A', (record) => record.type === 'A' && isIP(record.data) === 4 ? record.data : undefined),
    aaaa: (name) => query(name, 'AAAA', (record) => record.type === 'AAAA' && isIP(record.data) === 6 ? record.data : undefined),
    ptr: (ip) => query(reverseName(ip), 'PTR', (record) => record.type === 'PTR' ? withoutDot(record.data) : undefined),
    tlsa: (name) => query(name, 'TLSA', tlsaOf),
    cname: (name) => query(name, 'CNAME', (record) => record.type === 'CNAME' ? withoutDot(record.data) : undefined),
    srv: (name) => query(name, 'SRV', srvOf),
    caa: (name) => query(name, 'CAA', caaOf),
    ns: (name) => query(name, 'NS', (record) => record.type === 'NS' ? withoutDot(record.data) : undefined),
    soa: (name) => query(name, 'SOA', (record) => record.type === 'SOA' ? withoutDot(record.data.mname) : undefined),
    available: list.length > 0,
    proof: () => selfTest.proof(),
    close: () => cache.clear(),
  }
}

function without<T>(kind: Answer<T>['kind'], ttlSeconds: number): Answer<T> {
  return { kind, records: [], authenticated: false, ttlSeconds }
}

function answerOf<T>(packet: Packet, { name, type, validating, read }: {
  readonly name: string, readonly type: RecordType, readonly validating: boolean, readonly read: Read<T>,
}): Answer<T> {
  const rcode = 'rcode' in packet ? packet.rcode : 'SERVFAIL'
  const authenticated = validating && ((packet.flags ?? 0) & AUTHENTIC_DATA) !== 0
  const answers = (packet.answers ?? []).slice(0, RECORDS_MAX)
  if (rcode === 'NXDOMAIN') return { ...without<T>('nxdomain', negativeTtl(packet)), authenticated }
  if (rcode !== 'NOERROR') return without('servfail', FAILURE_TTL_SECONDS)
  const names = chainOf(name, answers)
  const found = answers.filter((answer) => answer.type === type && names.some((one) => sameName(one, answer.name)))
  const records = found.map(read).filter((record) => record !== undefined)
  const canonical = names.length === 1 ? {} : { canonical: names[names.length - 1] ?? name }
  if (records.length === 0) return { ...without<T>('nodata', negativeTtl(packet)), authenticated, ...canonical }
  const ttls = found.map((answer) => 'ttl' in answer ? answer.ttl ?? 0 : 0)
  return { kind: 'answer', records, authenticated, ttlSeconds: Math.min(TTL_SECONDS_MAX, ...ttls), ...canonical }
}

/** The name and what it is an alias of, as far as this answer tells. */
function chainOf(name: string, answers: readonly PacketAnswer[]): readonly string[] {
  const names = [name]
  for (let steps = 0; steps < CNAME_STEPS_MAX; steps += 1) {
    const from = names[names.length - 1] ?? name
    const alias = answers.find((answer) => answer.type === 'CNAME' && sameName(answer.name, from))
    if (alias === undefined || alias.type !== 'CNAME') break
    names.push(withoutDot(alias.data))
  }
  return names
}

/** The smaller of the SOA's own TTL and its minimum field (RFC 2308 §5). */
function negativeTtl(packet: Packet): number {
  const soa = (packet.authorities ?? []).find((record) => record.type === 'SOA')
  if (soa === undefined || soa.type !== 'SOA') return NEGATIVE_TTL_SECONDS
  return Math.min(NEGATIVE_TTL_SECONDS_MAX, soa.ttl ?? NEGATIVE_TTL_SECONDS, soa.data.minimum ?? NEGATIVE_TTL_SECONDS)
}

function txtOf(record: PacketAnswer): string | undefined {
  if (record.type !== 'TXT') return undefined
  const strings = Array.isArray(record.data) ? record.data : [record.data]
  return strings.map((part) => typeof part === 'string' ? part : part.toString('utf8')).join('')
}

function mxOf(record: PacketAnswer): MxRecord | undefined {
  if (record.type !== 'MX') return undefined
  return { preference: record.data.preference ?? 0, exchange: withoutDot(record.data.exchange) }
}

function srvOf(record: PacketAnswer): SrvRecord | undefined {
  if (record.type !== 'SRV') return undefined
  const { priority = 0, weight = 0, port, target } = record.data
  return { priority, weight, port, target: withoutDot(target) }
}

function caaOf(record: PacketAnswer): CaaRecord | undefined {
  if (record.type !== 'CAA') return undefined
  const { issuerCritical = false, tag, value } = record.data
  return { isCritical: issuerCritical, tag: tag.toLowerCase(), value }
}

function tlsaOf(record: PacketAnswer): TlsaRecord | undefined {
  if (record.type !== 'TLSA') return undefined
  const { usage, selector, matchingType, certificate } = record.data
  return { usage, selector, matching: matchingType, certificate }
}

/** The name as it is asked for: A-labels, lower case, no final dot; undefined when no DNS name can look like that. */
function asciiName(name: string): string | undefined {
  const plain = withoutDot(name)
  const ascii = /^[\x21-\x7e]+$/.test(plain) ? plain : domainToASCII(plain)
  if (ascii === '' || ascii.length > 253) return undefined
  return ascii.split('.').every((label) => label.length > 0 && label.length <= 63) ? ascii : undefined
}

/** `1.2.0.192.in-addr.arpa` (RFC 1035 §3.5), the nibbles of an IPv6 address under `ip6.arpa` (RFC 3596 §2.5). */
function reverseName(ip: string): string {
  if (!ipaddr.isValid(ip)) return ''
  const address = ipaddr.process(ip)
  const bytes = address.toByteArray()
  if (address.kind() === 'ipv4') return `${bytes.reverse().join('.')}.in-addr.arpa`
  const nibbles = bytes.flatMap((byte) => [byte >> 4, byte & 15]).reverse()
  return `${nibbles.map((nibble) => nibble.toString(16)).join('.')}.ip6.arpa`
}

function serversOf(server: string): readonly DnsServer[] {
  if (server === 'system') return getServers().map(serverOf)
  return [serverOf(server)]
}

function serverOf(server: string): DnsServer {
  const bracketed = /^\[([^\]]*)\](?::(\d{1,5}))?$/.exec(server)
  const plain = /^([^:]*)(?::(\d{1,5}))?$/.exec(server)
  const address = isIP(server) !== 0 ? server : bracketed?.[1] ?? plain?.[1] ?? ''
  const port = Number(isIP(server) !== 0 ? 53 : bracketed?.[2] ?? plain?.[2] ?? 53)
  if (isIP(address) === 0 || port < 1 || port > 65_535) throw new Refusal('dns-servers', `dns.servers: ${server} is not an address`)
  return { address, port }
}
