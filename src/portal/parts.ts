import type { Accounts } from '../accounts/types.ts'
import type { Clock } from '../base/clock.ts'
import type { Breaches } from '../compliance/breaches.ts'
import type { BodyCipher, Sealer } from '../keys/keys.ts'
import type { Ledger, PreparedRecord } from '../ledger/types.ts'
import type { Log } from '../log/log.ts'
import type { Mailstore } from '../mailstore/mailstore.ts'
import type { Sms } from '../sms/sms.ts'
import type { BlobStore, Store } from '../storage/store.ts'
import type { Tenants } from '../tenants/tenants.ts'
import type { AccessKeys } from './access-keys.ts'
import type { PortalMails } from './mails.ts'
import type { PortalSecrets } from './secrets.ts'
import type { FactorKind, GuestLanguage, PortalRef, PortalSettings, SenderLanguage } from './types.ts'

/** What the pieces of the portal share. */
export interface PortalParts {
  readonly store: Store
  readonly blobs: BlobStore
  readonly bodyCipher: BodyCipher
  readonly sealer: Sealer
  readonly accounts: Pick<Accounts, 'byRef'>
  readonly tenants: Pick<Tenants, 'list'>
  readonly mailstore: Pick<Mailstore, 'prepare' | 'discard'>
  readonly ledger: Pick<Ledger, 'prepare'>
  readonly sms: Sms
  readonly breaches: Breaches
  readonly mails: PortalMails
  readonly keys: AccessKeys
  readonly secrets: PortalSecrets
  readonly settings: PortalSettings
  readonly hostname: string
  readonly clock: Clock
  readonly log: Log
}

/** A ledger record about a guest's message: ids, kinds and times in the clear, people under their salts. */
export function portalRecord(parts: Pick<PortalParts, 'ledger' | 'clock'>, kind: string, { ref, outgoing, factor, facts = {}, personal = {} }: {
  readonly ref: PortalRef, readonly outgoing: string, readonly factor?: FactorKind | 'none',
  readonly facts?: Readonly<Record<string, string | number | boolean>>
  readonly personal?: Readonly<Record<string, string>>
}): PreparedRecord {
  return parts.ledger.prepare({
    tenant: ref.tenant, at: parts.clock.now(), kind,
    facts: { portal: ref.message, submission: outgoing, ...(factor === undefined ? {} : { factor }), ...facts },
    personal,
  })
}

/** The language of the sender's own mail; what comes nearest to that of the guest when the account is gone. */
export async function senderLanguage({ accounts }: Pick<PortalParts, 'accounts'>, ref: PortalRef, otherwise: GuestLanguage): Promise<SenderLanguage> {
  return (await accounts.byRef(ref))?.language ?? (otherwise === 'nl' ? 'nl' : 'en')
}

export async function deleteBlobs({ blobs }: Pick<PortalParts, 'blobs'>, ids: readonly string[]): Promise<void> {
  for (const id of ids) await blobs.delete(id)
}
