import { Refusal } from '../base/errors.ts'
import { unsealWithWay, wrapPlace, type WrapKind } from '../keys/account-keys.ts'
import type { AccountRef, ServiceKey } from '../keys/keys.ts'
import { formerKeyPlace, OpenAccountKeys, type DataKey } from '../keys/open-account.ts'
import type { KnownAccount } from './directory.ts'
import type { WayColumns } from './scripts.ts'

/** The account data key by what the box of a way in held: the seed of its pair, or in rows of before the key itself. */
export function dataKeyOf(account: AccountRef, { id, kind, way_box, key_version }: WayColumns & {
  readonly id: string, readonly kind: WrapKind,
}, held: Uint8Array): Uint8Array {
  if (way_box === null) return held.slice()
  return unsealWithWay({ seed: held, place: wrapPlace(account, kind, id), sealed: way_box, version: key_version })
}

/**
 * The account with its data key, and with the keys of before that a rotation still needs; undefined when the two do
 * not go together: the account got a new key between the reading of one and the other. Zeroes the key that was given.
 */
export function openKnown(known: KnownAccount, dataKey: Uint8Array, service: ServiceKey): OpenAccountKeys | undefined {
  const { account, sealingSecret } = known
  const alone = { account, dataKey, sealingSecret, service, version: account.keyVersion }
  const newest = new OpenAccountKeys(alone)
  const former: DataKey[] = []
  try {
    if (!newest.hasSealingSecret()) {
      newest.close()
      return undefined
    }
    for (const { version, box, sealing_secret } of known.former) {
      const key = newest.decrypt(formerKeyPlace(account, version), box)
      former.push({ version, dataKey: key, sealingSecret: sealing_secret })
    }
    if (former.length === 0) return newest
    newest.close()
    return new OpenAccountKeys({ ...alone, former })
  } catch (error) {
    if (error instanceof Refusal && error.reason === 'wrong-key') return undefined
    throw error
  } finally {
    dataKey.fill(0)
    for (const key of former) key.dataKey.fill(0)
  }
}
