import { assert } from '../base/assert.ts'
import { second } from '../base/sizes.ts'
import type { AccountRef, Keyring, OpenAccount } from './keys.ts'
import { OpenAccountKeys } from './open-account.ts'

/** How long an account that was just opened stays open for the one who asked to take hold of it. */
export const HANDOVER_MS = 30 * second

interface Held {
  readonly open: OpenAccount
  holds: number
}

/** The keyring with what only the accounts need. */
export interface AccountKeyring extends Keyring {
  /**
   * Hands an opened account to a caller: gives the object that everybody shares, held for half a minute so that the
   * caller can take its own hold. A second opening of the same account closes its own copy of the key.
   */
  handOver(open: OpenAccountKeys): OpenAccount
  /** Closes an account whoever holds it (blocked, removed). */
  closeNow(account: AccountRef): void
  /** Closes all. */
  close(): void
}

/** Which accounts are open in this process; see `Keyring`. */
export function createKeyring({ handoverMs = HANDOVER_MS }: { readonly handoverMs?: number } = {}): AccountKeyring {
  const held = new Map<string, Held>()
  const listeners = new Set<(account: OpenAccount) => void>()
  const handovers = new Set<NodeJS.Timeout>()
  const keyOf = ({ tenant, account }: AccountRef): string => `${tenant}|${account}`

  function hold(account: OpenAccount): () => void {
    const key = keyOf(account)
    let entry = held.get(key)
    if (entry === undefined) {
      assert(!(account instanceof OpenAccountKeys && account.closed), 'an account that is still open')
      entry = { open: account, holds: 0 }
      held.set(key, entry)
      for (const listener of listeners) listener(account)
    }
    const own = entry
    own.holds++
    let released = false
    return () => {
      if (released) return
      released = true
      own.holds--
      if (own.holds > 0 || held.get(key) !== own) return
      held.delete(key)
      forget(own.open)
    }
  }

  function closeNow(account: AccountRef): void {
    const entry = held.get(keyOf(account))
    if (entry === undefined) return
    held.delete(keyOf(account))
    forget(entry.open)
  }

  return {
    hold,
    current: (account) => held.get(keyOf(account))?.open,
    onOpen(listener) {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    handOver(open) {
      const shared = held.get(keyOf(open))?.open
      if (shared !== undefined && shared !== open) open.close()
      const release = hold(shared ?? open)
      const timer = setTimeout(() => {
        handovers.delete(timer)
        release()
      }, handoverMs).unref()
      handovers.add(timer)
      return shared ?? open
    },
    closeNow,
    close() {
      for (const timer of handovers) clearTimeout(timer)
      handovers.clear()
      for (const entry of held.values()) forget(entry.open)
      held.clear()
    },
  }
}

function forget(open: OpenAccount): void {
  if (open instanceof OpenAccountKeys) open.close()
}
