import type { AccountRef } from '../keys/keys.ts'
import type { Accounts } from '../accounts/types.ts'

/** One open event stream. */
export interface EventStream extends AccountRef {
  readonly session: string | null
  /** Counted together: one session, or the mail clients of one account. */
  readonly key: string
  close(): void
}

/** All open event streams, so that those of an ended session are closed and no session holds too many. */
export interface Events {
  /**
   * Adds it; the oldest of the same key is closed when there are more than `max`. Gives the function that removes
   * it.
   */
  add(stream: EventStream, max: number): () => void
  count(): number
  close(): void
}

export function createEvents(accounts: Pick<Accounts, 'onRevoked'>): Events {
  const streams = new Set<EventStream>()
  const stop = accounts.onRevoked((revoked) => {
    for (const stream of streams) {
      const same = stream.tenant === revoked.tenant && stream.account === revoked.account
      if (same && concerns(stream, revoked)) stream.close()
    }
  })
  return {
    add(stream, max) {
      const own = [...streams].filter(({ key }) => key === stream.key)
      for (const old of own.slice(0, Math.max(0, own.length + 1 - max))) old.close()
      streams.add(stream)
      return () => {
        streams.delete(stream)
      }
    },
    count: () => streams.size,
    close() {
      stop()
      for (const stream of streams) stream.close()
    },
  }
}

/** An ended session ends its own streams; a removed app password all streams of mail clients; neither named: all. */
function concerns(stream: EventStream, revoked: { readonly session?: string, readonly appPassword?: string }): boolean {
  if (revoked.session !== undefined) return stream.session === revoked.session
  if (revoked.appPassword !== undefined) return stream.session === null
  return true
}
