import type { Accounts } from '../accounts/types.ts'
import type { Clock } from '../base/clock.ts'
import type { JmapServices } from '../jmap-server/context.ts'
import type { Keyring, OpenAccount } from '../keys/keys.ts'
import type { Breaches } from '../compliance/breaches.ts'
import type { Ledger } from '../ledger/types.ts'
import type { Portal } from '../portal/portal.ts'
import type { Log } from '../log/log.ts'
import type { Quarantine } from '../malware/quarantine.ts'
import type { AccountMail } from '../mailstore/types.ts'
import type { ComplaintDesk } from '../reputation/complaints.ts'
import type { DnsLists } from '../reputation/dns-lists.ts'
import type { Greylist } from '../reputation/greylist.ts'
import type { History } from '../reputation/history.ts'
import type { SendingStops } from '../reputation/sending-stops.ts'
import type { QueueDesk } from '../queue/desk.ts'
import type { Store } from '../storage/store.ts'
import type { Tenants } from '../tenants/tenants.ts'
import type { Bans } from '../throttle/bans.ts'
import type { Throttle } from '../throttle/throttle.ts'
import type { Door } from './door.ts'
import type { AtOnce } from './at-once.ts'
import type { Events } from './events.ts'
import type { OwnDomains } from './routes/domains.ts'
import type { RemoteImages } from './remote-image/remote-images.ts'
import type { OneClicked } from './unsubscribe/one-click.ts'
import type { UploadRoom } from './upload-room.ts'

/** The mailstore as the web needs it: the one object per open account. */
export interface OpensMail {
  open(account: OpenAccount): Promise<AccountMail> | AccountMail
}

/** What the public files say. */
export interface Publishing {
  readonly hostname: string
  readonly mtaSts: 'testing' | 'enforce'
  readonly securityContact: string
  /** Whether a domain is one of ours. */
  readonly isOwn: (domain: string) => Promise<boolean>
}

/** Who sends here, what our own accounts send, and what others complain of. */
export interface AbuseDesk {
  readonly stops: Pick<SendingStops, 'isStopped' | 'of' | 'list' | 'release' | 'ownerMayRelease'>
  readonly complaints: Pick<ComplaintDesk, 'list'>
  readonly greylist: Pick<Greylist, 'list'>
  readonly lists: Pick<DnsLists, 'states'>
  readonly history: Pick<History, 'worst'>
}

/** The ban list, and which organisation runs the service and so may change it. */
export type WebBans = Pick<Bans, 'find' | 'list' | 'add' | 'lift' | 'vouch'> & { isRunBy(tenant: number): Promise<boolean> }

/** What the routes share. */
export interface WebParts {
  readonly accounts: Accounts
  readonly mailstore: OpensMail
  readonly keyring: Keyring
  readonly ledger: Ledger
  /** Guests' pages; a service without them answers 404. */
  readonly portal?: Portal | undefined
  readonly breaches?: Breaches | undefined
  /** Networks that are shut out; 404 without them. */
  readonly bans?: WebBans | undefined
  readonly quarantine?: Pick<Quarantine, 'list' | 'decide'> | undefined
  readonly abuse?: AbuseDesk | undefined
  readonly domains?: OwnDomains | undefined
  readonly queueDesk?: QueueDesk | undefined
  readonly tenants: Pick<Tenants, 'list'>
  /** What is published for other servers and mail programs; 404 without it. */
  readonly publishing?: Publishing | undefined
  /** Facts for the health page. */
  readonly health: () => Promise<unknown>
  /** Whether mail can be taken and kept now, for `/healthz`. */
  readonly alive: () => Promise<boolean>
  readonly store: Store
  readonly throttle: Throttle
  /** Whose connection a socket is, also behind a balancer. */
  readonly clientOf: Door['clientOf']
  readonly clock: Clock
  readonly log: Log
  readonly jmap: JmapServices
  readonly remoteImages: RemoteImages
  /** Leaves a list with one POST. */
  readonly oneClick: (url: string) => Promise<OneClicked>
  readonly atOnce: AtOnce
  readonly uploadRoom: UploadRoom
  readonly events: Events
  /** The public address is https although a proxy in front of us ends TLS. */
  readonly secure: boolean
  /** Port of our own https listener, when there is one. */
  readonly httpsPort: () => number | undefined
  /** Proxies whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: ReadonlySet<string>
}
