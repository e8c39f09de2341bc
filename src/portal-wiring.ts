/** The portal as the configuration wants it: text messages, breach drafts, guests' messages. */
import type { Accounts } from './accounts/types.ts'
import type { Clock } from './base/clock.ts'
import type { Home } from './command-line/home.ts'
import { createBreaches, type Breaches } from './compliance/breaches.ts'
import { bodyCipher } from './keys/body-cipher.ts'
import type { Sealer, ServiceKey } from './keys/keys.ts'
import type { Ledger } from './ledger/types.ts'
import type { Log } from './log/log.ts'
import type { Mailstore } from './mailstore/mailstore.ts'
import { createPortal, type Portal } from './portal/portal.ts'
import type { PortalSettings } from './portal/types.ts'
import type { Queue } from './queue/queue.ts'
import { createHttpSms } from './sms/http.ts'
import { createLocalSms, type LocalSms } from './sms/local.ts'
import { createSms, noSms, type Sms, type SmsDriver } from './sms/sms.ts'
import type { BlobStore, Store } from './storage/store.ts'
import type { Tenants } from './tenants/tenants.ts'

export interface GuestSide {
  readonly portal: Portal
  readonly breaches: Breaches
  readonly sms: Sms
  /** The messages that were kept instead of sent; undefined with another driver. */
  readonly localSms: LocalSms | undefined
}

export function createGuestSide(parts: {
  readonly home: Home, readonly store: Store, readonly blobs: BlobStore, readonly serviceKey: ServiceKey,
  readonly sealer: Sealer, readonly accounts: Accounts, readonly tenants: Tenants, readonly mailstore: Mailstore,
  readonly ledger: Ledger, readonly queue: Pick<Queue, 'prepare'>, readonly clock: Clock, readonly log: Log,
}): GuestSide {
  const { home, store, serviceKey, clock, log, queue } = parts
  const { config } = home
  const localSms = config['sms.driver'] === 'local' ? createLocalSms({ clock, ...fileOf(home, config['sms.localFile']) }) : undefined
  // Whoever reads these messages has the codes: never by accident.
  if (localSms !== undefined) log.warn('sms.kept-here')
  const sms = createSms({
    driver: localSms ?? httpSms(home, log), clock,
    limits: {
      prefixes: config['sms.prefixes'], perNumberPerHour: config['sms.perNumberPerHour'],
      perPrefixPerHour: config['sms.perPrefixPerHour'],
    },
  })
  const breaches = createBreaches({ store, serviceKey, ledger: parts.ledger, clock })
  const portal = createPortal({
    store, blobs: parts.blobs, serviceKey, bodyCipher, sealer: parts.sealer, accounts: parts.accounts,
    tenants: parts.tenants, mailstore: parts.mailstore, ledger: parts.ledger, sms, breaches, clock, log,
    settings: settingsOf(home), hostname: config['hostname'], prepareOutgoing: (mail) => queue.prepare(mail),
  })
  return { portal, breaches, sms, localSms }
}

function httpSms(home: Home, log: Log): SmsDriver {
  const { config } = home
  if (config['sms.driver'] !== 'http') return noSms
  const secret = fileOf(home, config['sms.http.secretFile']).file
  return createHttpSms({
    log,
    template: {
      url: config['sms.http.url'], method: config['sms.http.method'], headers: config['sms.http.headers'],
      body: config['sms.http.body'], sender: config['sms.http.sender'], ...(secret === undefined ? {} : { secretFile: secret }),
    },
  })
}

function settingsOf({ config }: Home): PortalSettings {
  return {
    url: config['portal.url'] === '' ? `https://${config['hostname']}` : config['portal.url'],
    expiryDays: config['portal.expiryDays'], unreadDays: config['portal.unreadDays'], replyBytes: config['portal.replyBytes'],
    notice: config['portal.notice'], country: config['sms.country'], timeZone: config['portal.timeZone'],
    serviceContact: {
      name: config['portal.serviceContact.name'], phone: config['portal.serviceContact.phone'],
      email: config['portal.serviceContact.email'], hours: config['portal.serviceContact.hours'],
    },
  }
}

function fileOf(home: Home, name: string): { readonly file?: string } {
  return name === '' ? {} : { file: home.path(name) }
}
