import type { AccountRef } from '../keys/keys.ts'
import type { Target, TryLater } from './types.ts'

/** `failed`: by `accountKey`, those for whom it was not kept; never all of them. */
export type KeptEach = { readonly outcome: 'kept', readonly failed: ReadonlyMap<string, TryLater> } | TryLater

/**
 * Keeps a mail that was judged for all its targets together, which is one transaction. Where that cannot be and it was
 * asked for, each by himself, so that one full mailbox does not hold up the others; nothing is judged or counted again.
 * `tryLater` throws what no other try would mend.
 */
export async function keepEach(
  targets: readonly Target[], put: (some: readonly Target[]) => Promise<void>,
  { isEachAlone, tryLater }: { readonly isEachAlone: boolean, readonly tryLater: (error: unknown) => TryLater },
): Promise<KeptEach> {
  const failed = new Map<string, TryLater>()
  try {
    await put(targets)
    return { outcome: 'kept', failed }
  } catch (error) {
    const later = tryLater(error)
    // A full disk is full for everybody.
    if (!isEachAlone || targets.length < 2 || later.reason === 'storage-full') return later
    for (const target of targets) {
      await put([target]).catch((own: unknown) => failed.set(accountKey(target.account), tryLater(own)))
    }
    return failed.size === targets.length ? later : { outcome: 'kept', failed }
  }
}

/** An account as a key of a map. */
export const accountKey = ({ tenant, account }: AccountRef): string => `${tenant}/${account}`
