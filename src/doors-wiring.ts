/** What stands at the doors of the house: bans, fair shares, and who may speak for somebody else. */
import type { Clock } from './base/clock.ts'
import { minute } from './base/sizes.ts'
import type { Home } from './command-line/home.ts'
import { inNetworks } from './dns/public-address.ts'
import type { ServiceKey } from './keys/keys.ts'
import type { Ledger } from './ledger/types.ts'
import type { Log } from './log/log.ts'
import { createSmtpShared, type SmtpShared } from './smtp-server/shared.ts'
import type { Store } from './storage/store.ts'
import type { Tenants } from './tenants/tenants.ts'
import { createBans, type Bans } from './throttle/bans.ts'
import type { CrowdLimits } from './throttle/crowd.ts'
import { COST_OF_PEOPLE, createEntrance, type Entrance } from './throttle/entrance.ts'
import { createNftables } from './throttle/nftables.ts'
import type { WebBans } from './web-server/parts.ts'
import { throttleDefaults, type Throttle, type ThrottleLimits } from './throttle/throttle.ts'

/** The ban list of a house; empty until `load`. */
export function createHouseBans({ home: { config }, store, serviceKey, ledger, tenants, clock, log }: {
  readonly home: Home, readonly store: Store, readonly serviceKey: ServiceKey, readonly ledger: Ledger,
  readonly tenants: Tenants, readonly clock: Clock, readonly log: Log,
}): Bans {
  const isSpared = inNetworks([...config['throttle.exempt'], ...config['throttle.neverBan']])
  const table = config['throttle.nftables']
  return createBans({
    store, serviceKey, ledger, isSpared, firstBanMs: config['throttle.banMinutes'] * minute, clock, log,
    ledgerTenant: () => firstTenant(tenants),
    ...table === '' ? {} : { wall: createNftables({ table, log }) },
  })
}

/** The organisation that was there first is the one that runs the service. */
async function firstTenant(tenants: Tenants): Promise<number | undefined> {
  return (await tenants.list()).toSorted((a, b) => a.createdAt - b.createdAt || a.id - b.id)[0]?.id
}

/** The list as the web shows it. */
export function webBans({ bans, tenants }: { readonly bans: Bans, readonly tenants: Tenants }): WebBans {
  return { ...bans, isRunBy: async (tenant) => tenant === await firstTenant(tenants) }
}

/** Who is what at the doors, as the configuration says. */
export interface DoorRules {
  readonly isExempt: (ip: string) => boolean
  readonly isMailProxy: (ip: string) => boolean
  readonly isWebProxy: (ip: string) => boolean
  readonly xclientFrom: (ip: string) => boolean
}

export function doorRules({ config }: Home): DoorRules {
  const exempt = inNetworks(config['throttle.exempt'])
  const locals = config['throttle.exempt'].length > 0
  return {
    // A Unix socket has no address; whoever may open it is this machine.
    isExempt: (ip) => ip === '' ? locals : exempt(ip),
    isMailProxy: inNetworks(config['smtp.proxies']), isWebProxy: inNetworks(config['http.proxies']),
    xclientFrom: orLocal(inNetworks(config['smtp.xclientFrom']), config['lmtp.listen'].startsWith('unix:')),
  }
}

/** Who may open the LMTP socket may say by XCLIENT whose mail it brings. */
function orLocal(inThese: (ip: string) => boolean, local: boolean): (ip: string) => boolean {
  return (ip) => ip === '' ? local : inThese(ip)
}

/** What of a house its doors need. */
interface Doored {
  readonly home: Home
  readonly throttle: Throttle
  readonly bans: Bans
  readonly clock: Clock
}

/** What the doors for mail share. */
export function smtpDoors({ home, throttle, bans, clock }: Doored): SmtpShared {
  const { config } = home
  return createSmtpShared({
    connections: config['smtp.maxConnections'], connectionsPerNetwork: config['throttle.connectionsPerNetwork'],
    connectionsPerSubnet: config['throttle.connectionsPerSubnet'], bufferedBytes: config['smtp.bufferedBytes'],
    throttle, clock, bans, isExempt: doorRules(home).isExempt,
  })
}

/** The entrance of IMAP or the web: people's programs, so many behind one address. */
export function peopleDoor({ home, throttle, bans, clock }: Doored, { name, limits }: {
  readonly name: 'imap' | 'web', readonly limits: CrowdLimits,
}): Entrance {
  const perNetwork = Math.max(home.config['throttle.connectionsPerNetwork'], limits.perNetwork)
  const perSubnet = Math.max(home.config['throttle.connectionsPerSubnet'], limits.perSubnet)
  return createEntrance({
    name, cost: COST_OF_PEOPLE, limits: { size: limits.size, perNetwork, perSubnet }, throttle, clock, bans,
    isExempt: doorRules(home).isExempt,
  })
}

/** The limits of the configuration over the defaults. */
export function throttleLimits({ config }: Home): ThrottleLimits {
  const { rates } = throttleDefaults
  const network = config['throttle.signInTriesPerNetworkPerMinute']
  const strangers = config['throttle.signInTriesFromStrangersPerMinute']
  const connects = config['throttle.connectsPerNetworkPerMinute']
  const perRecipient = config['throttle.mailsPerRecipientPerMinute']
  const perDomain = config['throttle.mailsPerSenderDomainPerMinute']
  return {
    ...throttleDefaults,
    rates: {
      ...rates,
      'sign-in-account': { ...rates['sign-in-account'], burst: config['throttle.signInTriesPerMinute'] },
      'sign-in-network': { burst: network * 2, perMinute: network },
      'sign-in-stranger': { burst: strangers * 8, perMinute: strangers },
      'connect-network': { burst: connects, perMinute: connects },
      'connect-subnet': { burst: connects * 4, perMinute: connects * 4 },
      'mail-recipient': { burst: perRecipient * 10, perMinute: perRecipient },
      'mail-domain': { burst: perDomain * 2, perMinute: perDomain },
    },
  }
}
