import { Temporary } from '../base/errors.ts'
import { sql, type Script, type Tx } from '../storage/script.ts'
import type { AccountRef } from './keys.ts'

/** How often a piece of work is done again because the account got a new key in the middle of it. */
export const KEY_ATTEMPTS_MAX = 5

/**
 * What was encrypted under `keyVersion` is about to be kept: refused when the account has a newer key by now, for
 * then the older one may be gone before anybody brings this under the newer. So each write that carries ciphertext of
 * an account says its version, and compares it in its own transaction. Throws `Temporary('key-changed')`; see
 * `underNewestKey`.
 */
export function* keptUnder(tx: Tx, { tenant, account, keyVersion }: AccountRef & { readonly keyVersion: number }):
Script<void> {
  const row = yield* tx.maybe<{ newest: number }>(sql`select key_version as newest from account
    where tenant = ${tenant} and id = ${account}`)
  isNewest(keyVersion, row?.newest)
}

/** The same where the script has read the account's version already; no account compares like another version. */
export function isNewest(keyVersion: number, newest: number | undefined): void {
  if (keyVersion !== newest) throw new Temporary('key-changed', 'the account got a new key at this moment; try again')
}

/** Does work that encrypts and writes; does it again when the account got a new key between the two. */
export async function underNewestKey<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      const isChanged = error instanceof Temporary && error.reason === 'key-changed'
      if (!isChanged || attempt === KEY_ATTEMPTS_MAX) throw error
    }
  }
}
