import { createHash } from 'node:crypto'
import type { AccountRef } from '../keys/keys.ts'

/** One EmailSubmission as far as its state goes: id and everything in it that can change. */
export type SubmissionDigest = ReadonlyMap<string, string>

/** States that are remembered for one account; an older one gives `cannotCalculateChanges`. */
export const STATES_KEPT_MAX = 16
/** Accounts whose states are remembered; the one that was quiet longest goes first. */
export const STATE_ACCOUNTS_MAX = 10_000

/**
 * States of EmailSubmission. The queue has no change number of its own, so a state is a digest of all submissions; what
 * lay behind the last few digests is kept in memory, so that `/changes` is exact or says that it cannot tell.
 */
export interface SubmissionStates {
  /** The state string of these submissions, remembered. */
  remember(account: AccountRef, submissions: SubmissionDigest): string
  /** What lay behind that state, or undefined. */
  recall(account: AccountRef, state: string): SubmissionDigest | undefined
}

export function createSubmissionStates(): SubmissionStates {
  const accounts = new Map<string, Map<string, SubmissionDigest>>()
  const key = ({ tenant, account }: AccountRef): string => `${tenant}/${account}`
  return {
    remember(account, submissions) {
      const hash = createHash('sha256')
      for (const [id, digest] of submissions) hash.update(`${id}\n${digest}\n`)
      const state = hash.digest('base64url').slice(0, 22)
      const states = accounts.get(key(account)) ?? new Map<string, SubmissionDigest>()
      accounts.delete(key(account))
      accounts.set(key(account), states)
      states.delete(state)
      states.set(state, submissions)
      dropFirst(states, STATES_KEPT_MAX)
      dropFirst(accounts, STATE_ACCOUNTS_MAX)
      return state
    },
    recall: (account, state) => accounts.get(key(account))?.get(state),
  }
}

function dropFirst(map: Map<string, unknown>, max: number): void {
  for (const first of map.keys()) {
    if (map.size <= max) return
    map.delete(first)
  }
}
