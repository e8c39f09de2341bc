import type { Accounts } from '../accounts/types.ts'
import { Refusal, Temporary } from '../base/errors.ts'
import { randomId } from '../base/ids.ts'
import type { OpenAccount, SealedHead, Sealer } from '../keys/keys.ts'
import { keptUnder } from '../keys/newest-key.ts'
import type { RewrapPass } from '../keys/rewrap.ts'
import { sql, writeScript } from '../storage/script.ts'
import type { Store } from '../storage/store.ts'

/** Messages that are sealed anew in one writing turn. */
const ROWS_AT_ONCE = 32

interface Row {
  readonly id: string
  readonly sealed_id: string
  readonly encapsulation: Uint8Array
  readonly sealed_box: Uint8Array
  readonly sealed_mac: Uint8Array
}

interface Resealed { readonly message: string, readonly before: string, readonly head: SealedHead }

/** Puts the message keys of guests' messages, sealed to their sender, in the place of those that are still there. */
export const resealMessages = writeScript('portal.reseal', import.meta.url, function* (tx, args: {
  readonly tenant: number, readonly account: number, readonly keyVersion: number,
    readonly resealed: readonly Resealed[],
}) {
  const { tenant, account } = args
  yield* tx.lockAccount({ tenant, account })
  yield* keptUnder(tx, args)
  for (const { message, before, head } of args.resealed) {
    yield* tx.run(sql`update portal_message set sealed_id = ${head.id}, encapsulation = ${head.encapsulation},
      sealed_box = ${head.box}, sealed_mac = ${head.mac}
      where tenant = ${tenant} and account = ${account} and id = ${message} and sealed_id = ${before}`)
  }
})

/** How what an account sent to guests comes under its new key pair. */
export function guestPass({ store, sealer, accounts }: {
  readonly store: Store, readonly sealer: Sealer, readonly accounts: Pick<Accounts, 'byRef'>,
}): RewrapPass {
  return {
    name: 'guest-messages',
    async count({ tenant, account }) {
      const { rows } = await store.one<{ rows: number }>(sql`select count(*) as rows from portal_message
        where tenant = ${tenant} and account = ${account} and sealed_id is not null`)
      return Number(rows)
    },
    async next(open, after) {
      const { tenant, account, keyVersion } = open
      const rows = await store.all<Row>(sql`select id, sealed_id, encapsulation, sealed_box, sealed_mac from portal_message
        where tenant = ${tenant} and account = ${account} and sealed_id is not null and id > ${after}
        order by id limit ${ROWS_AT_ONCE}`)
      const owner = await accounts.byRef({ tenant, account })
      if (owner?.keyVersion !== keyVersion) throw new Temporary('key-changed', 'the account is getting another key')
      const resealed = rows.flatMap((row): Resealed[] => {
        const messageKey = formerly(open, row)
        if (messageKey === undefined) return []
        const head = sealer.seal({ tenant, account, sealingPublic: owner.sealingPublic }, randomId(), messageKey)
        messageKey.fill(0)
        return [{ message: row.id, before: row.sealed_id, head }]
      })
      if (resealed.length > 0) await store.write(resealMessages, { tenant, account, keyVersion, resealed })
      return { rows: rows.length, after: rows.length < ROWS_AT_ONCE ? null : rows.at(-1)?.id ?? null }
    },
  }
}

/**
 * The message key of a row that is sealed to a pair of before; undefined when there is nothing to do, or it is
 * broken.
 */
function formerly(open: OpenAccount, row: Row): Uint8Array | undefined {
  const sealed = { id: row.sealed_id, encapsulation: row.encapsulation, box: row.sealed_box, mac: row.sealed_mac }
  try {
    return open.isSealedToNewest(sealed) ? undefined : open.unseal(sealed)
  } catch (error) {
    if (error instanceof Refusal && (error.reason === 'wrong-key' || error.reason === 'planted')) return undefined
    throw error
  }
}
