/** A resolver whose whole DNS is a table, for vectors that bring their zone with them. */
import ipaddr from 'ipaddr.js'
import type { Answer, MxRecord, Resolver } from '../src/dns/types.ts'

/** One record as the suites write it: strings, `[preference, host]` for MX, or `TIMEOUT`. */
export interface VectorRecord {
  readonly type: string
  readonly value: unknown
}

/** Names in lower case to their records. */
export type VectorZone = ReadonlyMap<string, readonly VectorRecord[]>

/**
 * Answers from the table: a name without rows does not exist, one with `TIMEOUT` is silent for what it does not list.
 */
export function vectorResolver(zone: VectorZone): Resolver {
  function ask<T>(host: string, type: string, read: (value: unknown) => T): Answer<T> {
    let name = host.toLowerCase().replace(/\.$/, '')
    for (let step = 0; step < 8; step++) {
      const rows = zone.get(name)
      if (rows === undefined) return answer('nxdomain')
      const found = rows.filter((row) => row.type === type)
      if (found.length > 0) return answer('answer', found.map(({ value }) => read(value)))
      if (rows.some((row) => row.type === 'TIMEOUT')) return answer('timeout')
      const alias = rows.find((row) => row.type === 'CNAME')
      if (alias === undefined) return answer('nodata')
      name = String(alias.value).toLowerCase().replace(/\.$/, '')
    }
    return answer('servfail')
  }

  return {
    available: true,
    async txt(name) {
      return ask(name, 'TXT', (value) => Array.isArray(value) ? value.join('') : String(value))
    },
    async mx(name) {
      return ask(name, 'MX', (value): MxRecord => {
        const [preference, exchange] = Array.isArray(value) ? value : [0, value]
        return { preference: Number(preference), exchange: String(exchange).toLowerCase() }
      })
    },
    async a(name) {
      return ask(name, 'A', String)
    },
    async aaaa(name) {
      return ask(name, 'AAAA', String)
    },
    async ptr(ip) {
      return ask(reverseName(ip), 'PTR', String)
    },
    async tlsa() {
      return answer('nodata')
    },
    async srv() {
      return answer('nodata')
    },
    async caa() {
      return answer('nodata')
    },
    async ns() {
      return answer('nodata')
    },
    async soa() {
      return answer('nodata')
    },
    async cname(name) {
      return ask(name, 'CNAME', String)
    },
    async proof() {
      return { state: 'off', reason: 'not-configured', checkedAt: null }
    },
    close: () => undefined,
  }
}

function answer<T>(kind: Answer<T>['kind'], records: readonly T[] = []): Answer<T> {
  return { kind, records, authenticated: false, ttlSeconds: 60 }
}

function reverseName(ip: string): string {
  const address = ipaddr.parse(ip)
  if (address.kind() === 'ipv4') return `${ip.split('.').reverse().join('.')}.in-addr.arpa`
  return `${Uint8Array.from(address.toByteArray()).toHex().split('').reverse().join('.')}.ip6.arpa`
}
