/**
 * Networks that are shut out for a time.
 *
 * Promises: asking costs a few map look-ups and no I/O, so a flood is turned away before TLS and before a byte of it is
 * parsed; a ban ends by itself, outlives a restart, and reaches every node within `RELOAD_MS`; each ban and each lifting is
 * in the ledger; who misbehaves over and over is shut out longer each time, and who does so from many lines (/64) of one
 * network (/48) from all of it. Never shut out by itself: this machine, networks named as never to be shut out, and networks
 * from which one of our own people got in lately, also before a restart.
 * Fails: a ban counts in this process at once, also when it cannot be written; then the log says so.
 */
import type { Clock } from '../base/clock.ts'
import { day, minute } from '../base/sizes.ts'
import type { Place, ServiceKey } from '../keys/keys.ts'
import type { Ledger, PreparedRecord } from '../ledger/types.ts'
import type { Log } from '../log/log.ts'
import type { Store } from '../storage/store.ts'
import { BanList, BANS_MAX, subnetOf } from './ban-list.ts'
import { endBan, forgetBans, keepBan, listBans, SERVICE_TENANT, type BanRow } from './ban-scripts.ts'
import { createOffences, type Offence } from './offences.ts'
import { rangeAround, readRange, SUBNET_BITS, type Range } from './range.ts'
import { createVouched } from './vouched.ts'

/** Longest ban by hand, and by the service itself. */
export const BAN_MINUTES_MAX = 525_600
export const BAN_BY_ITSELF_MS_MAX = 7 * day
/** Bans by the service itself in a minute, all in all: each writes a row and a record, and tells the firewall. */
export const BANS_BY_ITSELF_PER_MINUTE_MAX = 120
/** So many lines of an IPv6 network shut out at the same time, and the next one shuts out the network around them. */
export const LINES_SHUT_OUT_MAX = 16
/** A network whose last ban ended so long ago begins anew with a short one. */
export const BAN_REMEMBERED_MS = 7 * day
/** How often the list is read again, for what another node or a command wrote. */
export const RELOAD_MS = 30_000
/** Longest note beside a ban. */
export const BAN_NOTE_LENGTH_MAX = 200

/** Why: by hand, or the kind of offence that filled the measure. */
export type BanReason = 'by-hand' | Offence

export interface Ban {
  /** `192.0.2.7/32`, `2001:db8::/64`. */
  readonly network: string
  readonly why: BanReason
  readonly note: string
  /** Address of who did it by hand; '' for the service itself. */
  readonly by: string
  readonly at: number
  readonly until: number
  /** The how manieth time in a row. */
  readonly times: number
}

export interface Bans {
  /** The ban that holds for this address now, if any. */
  find(ip: string): Ban | undefined
  /** Those in force, the one that ends last first. */
  list(): readonly Ban[]
  /** Shuts a network out. `not a network` also for one that is too wide (`RANGE_BITS_MIN`). */
  add(args: { readonly network: string, readonly minutes: number, readonly note?: string, readonly by: string }):
  Promise<{ readonly ban: Ban } | 'not a network' | 'own machine' | 'time not valid'>
  /** Lets it in again. */
  lift(args: { readonly network: string, readonly by: string }): Promise<'lifted' | 'not banned'>
  /** Something a client did that honest ones do not: past the measure its network is shut out. */
  offend(ip: string, what: Offence): void
  /** Misbehaved lately, short of being shut out, or was shut out lately: is greeted later. */
  isDoubtful(ip: string): boolean
  /** One of our own people got in from here: the network is not shut out by itself for a month. */
  vouch(ip: string): void
  /** Reads the list from the store. */
  load(): Promise<void>
  /** Drops what is over, here and in the store. */
  tidy(): Promise<void>
}

/** The firewall, if it is told (`nftables.ts`). */
export interface Wall {
  add(range: Range, ms: number): void
  remove(range: Range): void
}

export interface BansParts {
  readonly store: Store
  readonly serviceKey: Pick<ServiceKey, 'encrypt' | 'decrypt' | 'mac'>
  readonly ledger: Pick<Ledger, 'prepare'>
  /** In whose ledger bans stand: the organisation that runs the service. */
  readonly ledgerTenant: () => Promise<number | undefined>
  readonly isSpared: (ip: string) => boolean
  /** How long the first ban by the service itself lasts; 0 turns these off. */
  readonly firstBanMs: number
  readonly wall?: Wall | undefined
  readonly clock: Clock
  readonly log: Log
}

const place = (id: Uint8Array): Place => ({ tenant: SERVICE_TENANT, account: 0, kind: 'network-ban', id: id.toHex() })

/** An empty list; `load` fills it. */
export function createBans(parts: BansParts): Bans {
  const { store, serviceKey, ledger, clock, log } = parts
  /** By network; also those that ended lately, so that the next one lasts longer. */
  const bans = new BanList()
  const vouched = createVouched(parts)
  const offences = createOffences({ clock })
  /** The minute that runs, and how many networks were shut out by themselves in it. */
  let minuteNow = { from: 0, bans: 0 }

  function find(ip: string): Ban | undefined {
    for (const ban of bans.around(ip, clock.now())) {
      // Around an attacker's lines others live: what is spared by itself stays spared there.
      if (!isWideByItself(ban) || !(parts.isSpared(ip) || vouched.has(ip))) return ban
    }
    return undefined
  }

  const idOf = (network: string): Uint8Array =>
    serviceKey.mac('network-ban', new TextEncoder().encode(network)).slice(0, 16)

  async function recordOf(kind: string, { network, why, until, times, by }: Ban): Promise<PreparedRecord | undefined> {
    const tenant = await parts.ledgerTenant()
    if (tenant === undefined) return undefined
    return ledger.prepare({ tenant, at: clock.now(), kind, facts: { why, until, times },
      personal: { network, ...by === '' ? {} : { by } } })
  }

  async function keep(ban: Ban): Promise<void> {
    const id = idOf(ban.network)
    const box = serviceKey.encrypt(place(id), new TextEncoder().encode(JSON.stringify(ban)))
    await store.write(keepBan, { row: { id, until: ban.until, box }, record: await recordOf('network.banned', ban) })
  }

  function shutOut(range: Range, ban: Ban): void {
    bans.set(ban)
    // The firewall cannot spare anybody within a network.
    if (!isWideByItself(ban)) parts.wall?.add(range, ban.until - ban.at)
    log.info('throttle.banned', { why: ban.why, times: ban.times, minutes: Math.round((ban.until - ban.at) / minute) })
  }

  /** Whether one more may be shut out in this minute. */
  function hasRoom(now: number): boolean {
    if (now - minuteNow.from >= minute || now < minuteNow.from) minuteNow = { from: now, bans: 0 }
    minuteNow.bans += 1
    if (minuteNow.bans === BANS_BY_ITSELF_PER_MINUTE_MAX + 1) log.warn('throttle.bans-at-limit')
    return minuteNow.bans <= BANS_BY_ITSELF_PER_MINUTE_MAX
  }

  /** A neighbour of the attacker in the same /64 is the attacker; in IPv4 every address stands for itself. */
  function byItself(ip: string, why: Offence): void {
    const line = rangeAround(ip, { ipv4: 32, ipv6: 64 })
    if (line === undefined || parts.firstBanMs === 0 || parts.isSpared(ip) || find(ip) !== undefined) return
    const at = clock.now()
    if (!hasRoom(at)) return
    const subnet = line.kind === 'ipv6' ? subnetOf(line.text) : undefined
    const isSpread = subnet !== undefined && bans.linesWithin(subnet, at) >= LINES_SHUT_OUT_MAX
    const range = isSpread ? rangeAround(ip, SUBNET_BITS) ?? line : line
    const before = bans.get(range.text)
    const times = before === undefined ? 1 : before.times + 1
    const ms = Math.min(BAN_BY_ITSELF_MS_MAX, parts.firstBanMs * 2 ** Math.min(20, times - 1))
    const ban: Ban = { network: range.text, why, note: '', by: '', at, until: at + ms, times }
    shutOut(range, ban)
    keep(ban).catch((error: unknown) => log.error('throttle.ban-not-kept', error))
  }

  return {
    find,
    list: () => [...bans.values()].filter(({ until }) => until > clock.now()).toSorted((a, b) => b.until - a.until),
    async add({ network, minutes, note = '', by }) {
      const range = readRange(network)
      if (range === undefined) return 'not a network'
      if (isOwn(range)) return 'own machine'
      if (!Number.isInteger(minutes) || minutes < 1 || minutes > BAN_MINUTES_MAX) return 'time not valid'
      const at = clock.now()
      const ban: Ban = { network: range.text, why: 'by-hand', note: note.slice(0, BAN_NOTE_LENGTH_MAX), by, at,
        until: at + minutes * minute, times: 1 }
      await keep(ban)
      shutOut(range, ban)
      return { ban }
    },
    async lift({ network, by }) {
      const range = readRange(network)
      const ban = range === undefined ? undefined : bans.get(range.text)
      if (range === undefined || ban === undefined || ban.until <= clock.now()) return 'not banned'
      await store.write(endBan, { id: idOf(ban.network), record: await recordOf('network.unbanned', { ...ban, by }) })
      bans.delete(ban.network)
      offences.forget(range)
      parts.wall?.remove(range)
      return 'lifted'
    },
    offend(ip, what) {
      if (vouched.has(ip)) return
      if (offences.count(ip, what) === 'past the measure') byItself(ip, what)
    },
    isDoubtful(ip) {
      if (offences.isNear(ip)) return true
      const range = bans.size === 0 ? undefined : rangeAround(ip, { ipv4: 32, ipv6: 64 })
      return range !== undefined && bans.has(range.text)
    },
    vouch: (ip) => vouched.vouch(ip),
    async load() {
      await vouched.load()
      const rows = await store.read(listBans, { after: clock.now() - BAN_REMEMBERED_MS, limit: BANS_MAX })
      bans.clear()
      for (const row of rows) {
        const ban = opened(row)
        if (ban !== undefined) bans.set(ban)
      }
    },
    async tidy() {
      await vouched.tidy()
      await store.write(forgetBans, { before: clock.now() - BAN_REMEMBERED_MS })
    },
  }

  function opened({ id, box }: BanRow): Ban | undefined {
    try {
      return JSON.parse(new TextDecoder().decode(serviceKey.decrypt(place(id), box))) as Ban
    } catch (error) {
      log.error('throttle.ban-not-read', error)
      return undefined
    }
  }
}

/** Shut out by the service itself around the lines of an attacker. */
const isWideByItself = ({ why, network }: Ban): boolean => why !== 'by-hand' && network.endsWith(`/${SUBNET_BITS.ipv6}`)

/** Holds an address of this machine: 127.0.0.0/8, 0.0.0.0/8 or ::1. */
function isOwn({ text, kind, bits }: Range): boolean {
  if (kind === 'ipv4') return text.startsWith('127.') || text.startsWith('0.')
  return rangeAround('::1', { ipv4: 32, ipv6: bits })?.text === text
}
