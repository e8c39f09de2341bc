import type { Ban } from './bans.ts'
import { rangeAround, readRange, SUBNET_BITS, type Range } from './range.ts'

/** Bans at the same time; past it the one that ends first goes. */
export const BANS_MAX = 10_000

/**
 * The bans in memory. Promises: a look costs one map look-up for each length of prefix in use, a new ban a logarithm of
 * their number, also when the list is full; `max` is for tests.
 */
export class BanList {
  readonly #max: number
  readonly #bans = new Map<string, Ban>()
  /** How many bans there are of each length of prefix, so that a look asks for these only. */
  readonly #lengths = { ipv4: new Map<number, number>(), ipv6: new Map<number, number>() }
  /** The lines (/64) that are shut out, by the network around them. */
  readonly #lines = new Map<string, Set<string>>()
  /** A heap, the one that ends first in front; an entry of a ban that is gone or lasts otherwise now is passed over. */
  #ends: { readonly network: string, readonly until: number }[] = []

  constructor({ max = BANS_MAX }: { readonly max?: number } = {}) {
    this.#max = max
  }

  get size(): number {
    return this.#bans.size
  }

  get(network: string): Ban | undefined {
    return this.#bans.get(network)
  }

  has(network: string): boolean {
    return this.#bans.has(network)
  }

  values(): Iterable<Ban> {
    return this.#bans.values()
  }

  /** The bans that hold for this address now, in no order. */
  * around(ip: string, now: number): Generator<Ban> {
    const whole = this.#bans.size === 0 ? undefined : rangeAround(ip, { ipv4: 32, ipv6: 128 })
    if (whole === undefined) return
    for (const bits of this.#lengths[whole.kind].keys()) {
      const range = rangeAround(ip, { ipv4: bits, ipv6: bits })
      const ban = range === undefined ? undefined : this.#bans.get(range.text)
      if (ban !== undefined && ban.until > now) yield ban
    }
  }

  /** How many lines of an IPv6 network (`SUBNET_BITS`) are shut out now. */
  linesWithin(network: string, now: number): number {
    return [...this.#lines.get(network) ?? []].filter((line) => (this.#bans.get(line)?.until ?? 0) > now).length
  }

  set(ban: Ban): void {
    const range = readRange(ban.network)
    if (range === undefined) return
    if (!this.#bans.has(ban.network)) {
      if (this.#bans.size >= this.#max) this.#dropFirst()
      this.#count(range, 1)
    }
    this.#bans.set(ban.network, ban)
    this.#push({ network: ban.network, until: ban.until })
  }

  delete(network: string): void {
    const range = readRange(network)
    if (range === undefined || !this.#bans.delete(network)) return
    this.#count(range, -1)
  }

  clear(): void {
    this.#bans.clear()
    this.#lengths.ipv4.clear()
    this.#lengths.ipv6.clear()
    this.#lines.clear()
    this.#ends = []
  }

  #count({ kind, bits, text }: Range, change: 1 | -1): void {
    const lengths = this.#lengths[kind]
    const number = (lengths.get(bits) ?? 0) + change
    if (number > 0) lengths.set(bits, number)
    else lengths.delete(bits)
    const around = kind === 'ipv6' && bits === 64 ? subnetOf(text) : undefined
    if (around === undefined) return
    const lines = this.#lines.get(around) ?? new Set()
    if (change === 1) lines.add(text)
    else lines.delete(text)
    if (lines.size > 0) this.#lines.set(around, lines)
    else this.#lines.delete(around)
  }

  #dropFirst(): void {
    for (let first = this.#pop(); first !== undefined; first = this.#pop()) {
      if (this.#bans.get(first.network)?.until !== first.until) continue
      return this.delete(first.network)
    }
  }

  #push(entry: { readonly network: string, readonly until: number }): void {
    // What is passed over must not pile up: a ban that is renewed leaves an entry behind.
    if (this.#ends.length >= 2 * this.#max) {
      this.#ends = [...this.#bans.values()].map(({ network, until }) => ({ network, until }))
        .toSorted((a, b) => a.until - b.until)
      return
    }
    const ends = this.#ends
    let at = ends.push(entry) - 1
    while (at > 0) {
      const above = (at - 1) >> 1
      const other = ends[above]
      if (other === undefined || other.until <= entry.until) break
      ends[at] = other
      at = above
    }
    ends[at] = entry
  }

  #pop(): { readonly network: string, readonly until: number } | undefined {
    const ends = this.#ends
    const first = ends[0]
    const last = ends.pop()
    if (last === undefined || ends.length === 0) return first
    let at = 0
    for (;;) {
      const left = 2 * at + 1
      const [one, other] = [ends[left], ends[left + 1]]
      const least = other !== undefined && one !== undefined && other.until < one.until ? other : one
      if (least === undefined || least.until >= last.until) break
      ends[at] = least
      at = least === one ? left : left + 1
    }
    ends[at] = last
    return first
  }
}

/** The network of neighbouring lines that this address or network lies in. */
export function subnetOf(network: string): string | undefined {
  const slash = network.indexOf('/')
  return rangeAround(slash < 0 ? network : network.slice(0, slash), SUBNET_BITS)?.text
}
